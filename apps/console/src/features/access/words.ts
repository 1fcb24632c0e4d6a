import type { AccessPolicy, AccessPolicyFields } from '@lapwing/protocol/features/access/api.ts';
import type { AccessKind, Hours } from '@lapwing/protocol/features/restrictions/rules.ts';

/** What each kind of policy is called, and what it does in one sentence. */
export const KINDS: ReadonlyArray<{
  readonly key: AccessKind;
  readonly title: string;
  readonly explains: string;
}> = Object.freeze([
  {
    key: 'block',
    title: 'Block',
    explains: 'These sites and titles are closed; everything else stays as it is.',
  },
  {
    key: 'allow-only',
    title: 'Allow only',
    explains: 'Only these sites are open; everything else on the web is closed.',
  },
  {
    key: 'allow',
    title: 'Always allow',
    explains: 'These sites stay open, whatever policies below this one close.',
  },
  {
    key: 'downloads',
    title: 'Stop downloads',
    explains: 'Files with these endings are not downloaded; with no ending named, no file is.',
  },
  {
    key: 'applications',
    title: 'Close programs',
    explains:
      'These programs are closed as soon as they open, where a desktop agent runs; the pupil reads why.',
  },
  {
    key: 'internet-off',
    title: 'Internet off',
    explains: 'No page opens, except those that help children.',
  },
  {
    key: 'lock',
    title: 'Lock',
    explains: 'The device shows your words, and nothing else on it can be used.',
  },
]);

export function kindTitle(kind: AccessKind): string {
  return KINDS.find(({ key }) => key === kind)?.title ?? kind;
}

export const STATUS_TITLES: Readonly<Record<AccessPolicyFields['status'], string>> = Object.freeze({
  enabled: 'Always',
  scheduled: 'By the week',
  disabled: 'Off',
});

export const DAYS = Object.freeze([
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
  'Sunday',
] as const);

export function count(number: number, one: string, many = `${one}s`): string {
  return `${number.toLocaleString('en-GB')} ${number === 1 ? one : many}`;
}

/** Hours in a line, days that are alike taken together: `Mon to Fri 09:00 to 12:00; Sat 10:00 to 11:00`. */
export function hoursInWords(hours: Hours): string {
  const days = hours.map((day) => day.map(({ from, to }) => `${from} to ${to}`).join(', '));
  const parts: string[] = [];
  for (let first = 0; first < days.length; first += 1) {
    const said = days[first] ?? '';
    let last = first;
    while (last + 1 < days.length && days[last + 1] === said) last += 1;
    const short = (day: number): string => DAYS[day]?.slice(0, 3) ?? '';
    if (said !== '')
      parts.push(`${first === last ? short(first) : `${short(first)} to ${short(last)}`} ${said}`);
    first = last;
  }
  return parts.join('; ');
}

/** What a policy is about: `12 sites, Games, Chat and messaging`. */
export function aboutInWords(
  policy: Pick<AccessPolicy, 'kind' | 'sites' | 'titles' | 'categories' | 'endings' | 'applications'>,
  categoryTitle: (key: string) => string,
): string {
  switch (policy.kind) {
    case 'internet-off':
    case 'lock':
      return '';
    case 'applications':
      return policy.applications.length <= 4
        ? policy.applications.join(', ')
        : `${policy.applications.slice(0, 3).join(', ')} and ${policy.applications.length - 3} more`;
    case 'downloads':
      return policy.endings.length === 0
        ? 'every file'
        : policy.endings.map((ending) => `.${ending}`).join(', ');
    case 'block':
    case 'allow':
    case 'allow-only':
      return [
        ...policy.categories.map(categoryTitle),
        ...(policy.sites.length === 0 ? [] : [count(policy.sites.length, 'site')]),
        ...(policy.kind === 'block' && policy.titles.length > 0
          ? [count(policy.titles.length, 'title')]
          : []),
      ].join(', ');
  }
}

/** The list with one of its ids at another place; places count from 0 and are kept within the list. */
export function moved(ids: readonly string[], id: string, to: number): string[] {
  const rest = ids.filter((each) => each !== id);
  const place = Math.max(0, Math.min(to, rest.length));
  return [...rest.slice(0, place), id, ...rest.slice(place)];
}
