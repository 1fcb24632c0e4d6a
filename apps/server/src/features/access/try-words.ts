import type { SiteCategory } from '@lapwing/protocol/features/access/api.ts';
import { createJudge, type Say } from '@lapwing/protocol/features/access/judge.ts';
import { isSite, isTitle, pageAddress, readSite } from '@lapwing/protocol/features/access/site.ts';
import { LAYERS } from '@lapwing/protocol/features/restrictions/effect.ts';
import type { AccessRule } from '@lapwing/protocol/features/restrictions/rules.ts';
import type { RestrictionAt } from './parts.ts';

/** A policy of those asked about, with whether it holds at the moment asked about. */
export interface PolicyAt {
  readonly rule: AccessRule;
  readonly standing: 'holds' | 'off' | 'holiday' | 'other-hours';
  /** Keys of the ready lists that it names. */
  readonly categories: readonly string[];
}

export interface Tried {
  readonly open: boolean;
  readonly because: string;
  readonly by: { readonly id: string; readonly title: string } | null;
  readonly others: readonly string[];
}

interface Named extends Say {
  /** `“No games”`, `Ms Khan, lesson 8B`. */
  readonly name: string;
  readonly title: string;
  readonly categories: readonly string[];
}

/** Why a policy says nothing at the moment asked about. */
export const NOT_NOW = Object.freeze({
  off: 'is switched off',
  holiday: 'does not hold on holidays',
  'other-hours': 'holds at other hours',
});

/**
 * Whether a page is open where all of this holds, why, and what else has a say on it; by the rule that devices go by.
 *
 * @param restrictions that hold, by hand, sanction, lesson and group
 * @param policies the strongest first
 * @param alwaysOpen hosts that nothing closes
 */
export function tryPage(
  page: { readonly url: string; readonly title: string | undefined },
  restrictions: readonly RestrictionAt[],
  policies: readonly PolicyAt[],
  alwaysOpen: readonly string[],
  categories: readonly SiteCategory[],
): Tried {
  const { url, title } = page;
  const inForce = policies.filter(({ standing }) => standing === 'holds');
  const layers: Named[][] = [
    ...LAYERS.map((layer) => restrictions.filter((each) => each.layer === layer).flatMap(sayOfRestriction)),
    ...inForce.map((policy) => sayOfPolicy(policy)),
  ];
  const says = layers.flat();
  const judge = createJudge(layers, alwaysOpen);
  const verdict = judge.of(url, title);
  const locked = lockAt(restrictions, inForce);
  const deciding = says.find(({ id }) => id === verdict.by);
  const others = [
    ...says.filter(({ id }) => id !== verdict.by).flatMap((say) => wouldSay(say, page, categories) ?? []),
    ...policies
      .filter(({ standing }) => standing !== 'holds')
      .flatMap((policy) => sayOfPolicy(policy).map((say) => ({ say, standing: policy.standing })))
      .flatMap(({ say, standing }) => {
        const would = wouldSay(say, page, categories);
        return would === null || standing === 'holds' ? [] : [`${would}, but ${NOT_NOW[standing]}`];
      }),
  ].map((sentence) => `${sentence}.`);
  if (locked !== undefined) {
    return {
      open: false,
      because: `The device is locked by ${locked.name}: nothing can be used.`,
      by: { id: locked.id, title: locked.title },
      others:
        deciding === undefined
          ? others
          : [`${wouldSay(deciding, page, categories) ?? deciding.name}.`, ...others],
    };
  }
  if (deciding === undefined) {
    const help = !createJudge([[{ id: '', kind: 'internet-off', sites: [], titles: [] }]], alwaysOpen).of(url)
      .open;
    return {
      open: verdict.open,
      because: help
        ? 'Nothing says anything against it.'
        : 'It is one of the sites that are always open, such as help for children.',
      by: null,
      others,
    };
  }
  return {
    open: verdict.open,
    because: verdict.open
      ? `${deciding.name} allows it${placeOf(deciding, page, categories)}.`
      : CLOSED[verdict.why](deciding, page, categories),
    by: { id: deciding.id, title: deciding.title },
    others,
  };
}

/** What locks the whole device, the strongest of them. */
export function lockAt(
  restrictions: readonly RestrictionAt[],
  inForce: readonly PolicyAt[],
): { readonly id: string; readonly title: string; readonly name: string } | undefined {
  return (
    restrictions
      .filter(({ effect }) => effect.kind === 'lock')
      .map(({ id, by }) => ({ id, title: by, name: by }))
      .at(0) ??
    inForce
      .filter(({ rule }) => rule.kind === 'lock')
      .map(({ rule }) => ({ id: rule.id, title: rule.title, name: `“${rule.title}”` }))
      .at(0)
  );
}

type Page = Parameters<typeof tryPage>[0];

const CLOSED: Readonly<
  Record<
    'internet-off' | 'list' | 'not-listed' | 'title' | 'scheme',
    (say: Named, page: Page, categories: readonly SiteCategory[]) => string
  >
> = Object.freeze({
  'internet-off': ({ name }: Named) => `${name} closes the internet.`,
  list: (say: Named, page: Page, categories: readonly SiteCategory[]) =>
    `${say.name} blocks it${placeOf(say, page, categories)}.`,
  'not-listed': ({ name }: Named) => `${name} allows only the sites of its list, and this is none of them.`,
  title: (say: Named, { title }: Page) =>
    `${say.name} blocks it by its title, ${say.titles.find((pattern) => isTitle(pattern, title ?? '')) ?? ''}.`,
  scheme: ({ name }: Named) =>
    `${name} allows only pages of the web that are on its list, and this is no such page.`,
});

/** Which line of its list: ` (poki.com, of Games)`. */
function placeOf(say: Named, { url }: Page, categories: readonly SiteCategory[]): string {
  const page = pageAddress(url);
  if (page === null) return '';
  const line = say.sites.find((site) => {
    const read = readSite(site);
    return read.ok && isSite(read.site, page);
  });
  if (line === undefined) return '';
  const list = categories.find(({ key, sites }) => say.categories.includes(key) && sites.includes(line));
  return list === undefined ? ` (${line})` : ` (${line}, of the list ${list.title})`;
}

/** What it would do to the page if nothing else were there; null where it has no say on it. */
function wouldSay(say: Named, page: Page, categories: readonly SiteCategory[]): string | null {
  const verdict = createJudge([[say]], []).of(page.url, page.title);
  if (verdict.by === null) return null;
  const place = placeOf(say, page, categories);
  if (verdict.open) return `${say.name} would allow it${place}`;
  if (verdict.why === 'internet-off') return `${say.name} would close the internet`;
  return verdict.why === 'not-listed'
    ? `${say.name} would allow only other sites`
    : `${say.name} would block it${place}`;
}

function sayOfRestriction({ id, effect, by }: RestrictionAt): Named[] {
  const named = { id, name: by, title: by, sites: [], titles: [], categories: [] };
  switch (effect.kind) {
    case 'internet-off':
      return [{ ...named, kind: 'internet-off' }];
    case 'block':
      return [{ ...named, kind: 'block', sites: effect.sites, titles: effect.titles }];
    case 'allow-only':
      return [{ ...named, kind: 'allow-only', name: `“${effect.title}” (${by})`, sites: effect.sites }];
    case 'allow':
      return [{ ...named, kind: 'allow', sites: effect.sites }];
    case 'lock':
    case 'mute':
    case 'printing-off':
    case 'removable-media-off':
      return [];
  }
}

function sayOfPolicy({ rule, categories }: PolicyAt): Named[] {
  const { id, kind, title, sites, titles } = rule;
  const said = { id, title, name: `“${title}”`, sites, titles, categories };
  switch (kind) {
    case 'block':
    case 'allow-only':
    case 'allow':
    case 'internet-off':
      return [{ ...said, kind }];
    case 'downloads':
    case 'applications':
    case 'lock':
      return [];
  }
}
