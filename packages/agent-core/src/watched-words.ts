import type { Watched } from './screens.ts';

/** Names as one reads them: `Ms Khan`, `Ms Khan and Mr Osei`, `Ms Khan, Mr Osei and Mrs Lee`. */
export function namesInWords(names: readonly string[]): string {
  const last = names.at(-1);
  if (last === undefined) return 'a member of staff';
  return names.length === 1 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
}

/** Who sees the screen now, for the person in front of it; null when nobody does. */
export function watchedWords(watched: Watched | null): string | null {
  if (watched === null) return null;
  return watched.purpose === 'look'
    ? `Your screen is being looked at by ${namesInWords(watched.watchers)}.`
    : 'Staff can see your screen in small.';
}
