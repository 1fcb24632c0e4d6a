/**
 * Whether whoever is at the device is known to be somebody else than the account `of`: two accounts of one house, which
 * are not the same. Anything else leaves it open, and may be the same person: nobody's name is known, or the names are
 * of different kinds (`ana`, `ana@school.example`), which the server takes for one person's by the part before the `@`.
 * So nobody becomes somebody else by leaving the browser's profile, nor by an account that they have from elsewhere.
 *
 * @param of name of the account for which something was made; null where none was known
 * @param at name of the account at the device; null where the platform does not say
 */
export function isSomebodyElse(of: string | null, at: string | null): boolean {
  if (of === null || at === null) return false;
  const [one, other] = [partsOf(of), partsOf(at)];
  return one.house === other.house && one.user !== other.user;
}

function partsOf(name: string): { readonly user: string; readonly house: string } {
  const small = name.toLowerCase();
  const place = small.indexOf('@');
  return place < 0
    ? { user: small, house: '' }
    : { user: small.slice(0, place), house: small.slice(place + 1) };
}
