import type { AccessPolicyFields, SiteCategory } from '@lapwing/protocol/features/access/api.ts';
import type { AccessKind } from '@lapwing/protocol/features/restrictions/rules.ts';
import { hoursInWords } from './hours.ts';

export const KIND_WORDS: Readonly<Record<AccessKind, string>> = Object.freeze({
  block: 'block',
  'allow-only': 'allow only',
  allow: 'always allow',
  downloads: 'stop downloads',
  applications: 'close programs',
  'internet-off': 'internet off',
  lock: 'lock',
});

/** What of a policy the audit tells; names in place of ids. */
export type Told = Omit<AccessPolicyFields, 'groupIds'> & { readonly groups: readonly string[] };

/** Names of one enumeration; of more, the rest is counted. */
const MOST_NAMES = 6;

function some(names: readonly string[]): string {
  if (names.length <= MOST_NAMES) return names.join(', ');
  return `${names.slice(0, MOST_NAMES).join(', ')} and ${names.length - MOST_NAMES} more`;
}

function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** A new policy in a line: `block, 3 sites, Games; for 8B; always`. */
export function policyInWords(told: Told, categories: readonly SiteCategory[]): string {
  const has = [
    KIND_WORDS[told.kind],
    ...(told.sites.length === 0 ? [] : [counted(told.sites.length, 'site', 'sites')]),
    ...titlesOf(told.categories, categories),
    ...(told.titles.length === 0 ? [] : [counted(told.titles.length, 'title', 'titles')]),
    ...(told.endings.length === 0 ? [] : [some(told.endings)]),
    ...(told.applications.length === 0 ? [] : [some(told.applications)]),
  ];
  return `${has.join(', ')}; for ${forWhom(told.groups)}; ${whenOf(told)}`;
}

/** Each thing that is another now, old and new: `kind: block -> allow only`. Empty where nothing is. */
export function changesInWords(
  before: Told,
  after: Told,
  categories: readonly SiteCategory[],
): readonly string[] {
  const changes: string[] = [];
  const turned = (what: string, old: string, now: string): void => {
    if (old !== now) changes.push(`${what}: ${old} -> ${now}`);
  };
  const listed = (what: string, old: readonly string[], now: readonly string[]): void => {
    const added = now.filter((each) => !old.includes(each));
    const gone = old.filter((each) => !now.includes(each));
    if (added.length > 0) changes.push(`${what}: added ${some(added)}`);
    if (gone.length > 0) changes.push(`${what}: took out ${some(gone)}`);
  };
  turned('title', `“${before.title}”`, `“${after.title}”`);
  turned('kind', KIND_WORDS[before.kind], KIND_WORDS[after.kind]);
  turned('when', whenOf(before), whenOf(after));
  turned('for', forWhom(before.groups), forWhom(after.groups));
  listed('sites', before.sites, after.sites);
  listed('kinds of site', titlesOf(before.categories, categories), titlesOf(after.categories, categories));
  listed('titles', before.titles, after.titles);
  listed('file endings', before.endings, after.endings);
  listed('programs', before.applications, after.applications);
  turned('words for pupils', saidOf(before.words), saidOf(after.words));
  return changes;
}

export function forWhom(groups: readonly string[]): string {
  return groups.length === 0 ? 'nobody' : some(groups);
}

function whenOf({ status, hours, inHolidays }: Pick<Told, 'status' | 'hours' | 'inHolidays'>): string {
  if (status === 'enabled') return 'always';
  if (status === 'disabled' || hours === null) return 'switched off';
  return `${hoursInWords(hours)}${inHolidays ? ', also in holidays' : ''}`;
}

function saidOf(words: string | null): string {
  return words === null || words === '' ? 'the usual' : `“${words}”`;
}

/** A list that is not shipped any more is told by its key. */
function titlesOf(keys: readonly string[], categories: readonly SiteCategory[]): string[] {
  return keys.map((key) => categories.find((each) => each.key === key)?.title ?? key);
}
