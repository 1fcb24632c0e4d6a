import type { AccessPolicy, AccessPolicyFields } from '@lapwing/protocol/features/access/api.ts';
import { minutesOf } from '../../ui/times.ts';
import { readApplicationLines, readEndings, readSiteLines, readTitleLines } from './lines.ts';
import { count, DAYS, hoursInWords, kindTitle, STATUS_TITLES } from './words.ts';

export interface Stretch {
  readonly from: string;
  readonly to: string;
}

/** A policy as it stands in the form: not yet in order, maybe not yet right. What a kind has no use for is kept. */
export interface Draft {
  readonly title: string;
  readonly kind: AccessPolicyFields['kind'];
  /** One in each line. */
  readonly sites: string;
  readonly titles: string;
  readonly endings: string;
  /** One in each line. */
  readonly applications: string;
  readonly categories: readonly string[];
  readonly words: string;
  readonly status: AccessPolicyFields['status'];
  readonly hours: ReadonlyArray<readonly Stretch[]>;
  readonly inHolidays: boolean;
  readonly groups: ReadonlyArray<{ readonly id: string; readonly name: string }>;
}

const NO_HOURS = DAYS.map((): readonly Stretch[] => []);

export const NEW_DRAFT: Draft = Object.freeze({
  title: '',
  kind: 'block',
  sites: '',
  titles: '',
  endings: '',
  applications: '',
  categories: [],
  words: '',
  status: 'enabled',
  hours: NO_HOURS,
  inHolidays: false,
  groups: [],
});

export function draftOf(policy: AccessPolicy): Draft {
  return {
    title: policy.title,
    kind: policy.kind,
    sites: policy.sites.join('\n'),
    titles: policy.titles.join('\n'),
    endings: policy.endings.join(', '),
    applications: policy.applications.join('\n'),
    categories: policy.categories,
    words: policy.words ?? '',
    status: policy.status,
    hours: policy.hours ?? NO_HOURS,
    inHolidays: policy.inHolidays,
    groups: policy.groups,
  };
}

export type ReadDraft =
  | { readonly ok: true; readonly fields: AccessPolicyFields }
  | { readonly ok: false; readonly wrong: Readonly<Record<string, string>> };

/** What the form comes to, or what is wrong with it by the field. */
export function readDraft(draft: Draft): ReadDraft {
  const wrong: Record<string, string> = {};
  const sites = readSiteLines(draft.sites);
  const titles = readTitleLines(draft.titles);
  const endings = readEndings(draft.endings);
  const applications = readApplicationLines(draft.applications);
  const lists = draft.kind === 'block' || draft.kind === 'allow' || draft.kind === 'allow-only';
  if (draft.title.trim() === '') wrong['title'] = 'Give it a name that staff and pupils will read.';
  if (sites.problems.length > 0)
    wrong['sites'] =
      sites.problems.length === 1
        ? 'One line of the sites cannot be read: put it right, or take it out.'
        : `${sites.problems.length} lines of the sites cannot be read: put them right, or take them out.`;
  else if (sites.values.length > 2000)
    wrong['sites'] = `A policy has at most 2,000 sites; these are ${count(sites.values.length, 'site')}.`;
  else if (
    lists &&
    sites.values.length + draft.categories.length + (draft.kind === 'block' ? titles.values.length : 0) === 0
  )
    wrong['sites'] =
      draft.kind === 'block' ? 'Name a site, a kind of site or a title.' : 'Name a site or a kind of site.';
  if (titles.problems.length > 0) wrong['titles'] = said(titles.problems);
  if (applications.problems.length > 0) wrong['applications'] = said(applications.problems);
  else if (draft.kind === 'applications' && applications.values.length === 0)
    wrong['applications'] = 'Name a program, such as steam or *torrent*.';
  else if (applications.values.length > 200) wrong['applications'] = 'A policy has at most 200 programs.';
  if (endings.problems.length > 0) wrong['endings'] = said(endings.problems);
  if (draft.status === 'scheduled') {
    const problems = draft.hours.flatMap((day, at) =>
      problemsOfDay(day).map((problem) => `${DAYS[at] ?? ''}: ${problem}`),
    );
    if (draft.hours.every((day) => day.length === 0)) wrong['hours'] = 'Give at least one day its hours.';
    else if (problems.length > 0) wrong['hours'] = problems.join(' ');
  }
  if (Object.keys(wrong).length > 0) return { ok: false, wrong };
  const hours = draft.hours.every((day) => day.length === 0) ? null : draft.hours.map(sortedDay);
  return {
    ok: true,
    fields: {
      title: draft.title.trim(),
      kind: draft.kind,
      sites: [...sites.values],
      titles: [...titles.values],
      applications: [...applications.values],
      endings: endings.values.map((ending) => ending.toLowerCase()),
      categories: [...draft.categories],
      words: draft.words.trim() === '' ? null : draft.words.trim(),
      status: draft.status,
      // Hours that are half written are kept out of what does not go by them.
      hours:
        draft.status === 'scheduled' || draft.hours.every((day) => problemsOfDay(day).length === 0)
          ? hours
          : null,
      inHolidays: draft.inHolidays,
      groupIds: draft.groups.map(({ id }) => id),
    },
  };
}

/** Whether the policy takes everything from somebody: the device or the whole internet. */
export function closesAll({ kind, status, groups }: Pick<Draft, 'kind' | 'status' | 'groups'>): boolean {
  return (kind === 'lock' || kind === 'internet-off') && status !== 'disabled' && groups.length > 0;
}

/** What is wrong with the stretches of a day, in words. */
export function problemsOfDay(day: readonly Stretch[]): string[] {
  for (const { from, to } of day) {
    if (Number.isNaN(minutesOf(from)) || Number.isNaN(minutesOf(to)))
      return ['each stretch needs a time to begin and one to end.'];
    if (from >= to) return [`${from} to ${to} ends before it begins.`];
  }
  const sorted = sortedDay(day);
  return sorted.flatMap((stretch, at) => {
    const next = sorted[at + 1];
    return next !== undefined && stretch.to > next.from
      ? [`${stretch.from} to ${stretch.to} and ${next.from} to ${next.to} overlap.`]
      : [];
  });
}

function sortedDay(day: readonly Stretch[]): Stretch[] {
  return day.map(({ from, to }) => ({ from, to })).toSorted((a, b) => (a.from < b.from ? -1 : 1));
}

/** Where two versions of a policy differ, each in a line: what theirs says, what yours says. */
export function differences(
  theirs: Draft,
  yours: Draft,
): ReadonlyArray<{ readonly what: string; readonly theirs: string; readonly yours: string }> {
  const lines: Array<{ what: string; theirs: string; yours: string }> = [];
  const differs = (what: string, of: (draft: Draft) => string): void => {
    if (of(theirs) !== of(yours)) lines.push({ what, theirs: of(theirs), yours: of(yours) });
  };
  differs('Title', ({ title }) => title.trim());
  differs('Kind', ({ kind }) => kindTitle(kind));
  listed('Sites', theirs.sites, yours.sites);
  listed('Titles', theirs.titles, yours.titles);
  listed('Kinds of site', theirs.categories.join('\n'), yours.categories.join('\n'));
  differs('File endings', ({ endings }) => readEndings(endings).values.join(', ') || 'none');
  listed('Programs', theirs.applications, yours.applications);
  differs('When', ({ status, hours }) =>
    status === 'scheduled' ? hoursInWords(hours.map(sortedDay)) : STATUS_TITLES[status],
  );
  differs('In holidays', ({ inHolidays }) => (inHolidays ? 'yes' : 'no'));
  differs('For', ({ groups }) => groups.map(({ name }) => name).join(', ') || 'nobody');
  differs('Words', ({ words }) => words.trim() || 'the usual');
  return lines;

  function listed(what: string, one: string, other: string): void {
    const [a, b] = [one, other].map((text) => text.split('\n').filter((line) => line.trim() !== ''));
    const more = (mine: readonly string[] = [], not: readonly string[] = []): string => {
      const only = mine.filter((line) => !not.includes(line));
      const some = only.slice(0, 5).join(', ');
      return only.length === 0
        ? 'nothing more'
        : only.length > 5
          ? `${some} and ${only.length - 5} more`
          : some;
    };
    const [here, there] = [more(a, b), more(b, a)];
    if (here !== there) lines.push({ what, theirs: here, yours: there });
  }
}

function said(problems: ReadonlyArray<{ readonly text: string; readonly problem: string }>): string {
  return problems.map(({ text, problem }) => `“${text}” ${problem}.`).join(' ');
}
