import type { SearchSetting, SiteCategory } from '@lapwing/protocol/features/access/api.ts';
import type { AccessRule, YOUTUBE_MODES } from '@lapwing/protocol/features/restrictions/rules.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import { compareGroups, ranked, settingGroupsOf, type OrderedGroup } from '../groups/index.ts';
import type { Seat } from '../state/index.ts';
import { findPolicies, listOutlines, type PolicyOutline, type PolicyRow } from './store.ts';
import { searchByGroup } from './store-search.ts';

/** What access policies and search settings make of a seat: the strongest policy first. */
export interface SeatAccess {
  readonly access: readonly AccessRule[];
  readonly search: { readonly safe: boolean; readonly youtube: (typeof YOUTUBE_MODES)[number] };
}

/** By the device's id; seats for which the same holds share one object. In a few queries, however many they are. */
export type AccessAt = (tx: SchoolTx, seats: readonly Seat[]) => Promise<ReadonlyMap<string, SeatAccess>>;

/** Where no group says anything, Lapwing leaves searching as it is. */
export const BUILT_IN_SEARCH: SeatAccess['search'] = Object.freeze({ safe: false, youtube: 'off' });

/** Rules that are held ready: of a few schools with many policies. */
const MOST_READY = 500;

export function createAccessAt(categories: readonly SiteCategory[]): AccessAt {
  /** A policy of many sites is read and made a rule once, not for each pupil who signs in. */
  const ready = new Map<string, { readonly revision: number; readonly rule: AccessRule }>();

  async function rulesOf(tx: SchoolTx, outlines: readonly PolicyOutline[]): Promise<Map<string, AccessRule>> {
    const known = outlines.map(({ id, revision }) => {
      const kept = ready.get(`${tx.schoolId} ${id}`);
      return kept?.revision === revision ? ([id, kept.rule] as const) : ([id, null] as const);
    });
    const rules = new Map(known.flatMap(([id, rule]) => (rule === null ? [] : [[id, rule]])));
    const missing = known.flatMap(([id, rule]) => (rule === null ? [id] : []));
    if (missing.length === 0) return rules;
    for (const row of await findPolicies(tx, missing)) {
      const rule = ruleOf(row, categories);
      rules.set(row.id, rule);
      const { revision } = row;
      // Within the transaction that changes it, it may yet be taken back.
      tx.afterCommit(() => ready.set(`${tx.schoolId} ${row.id}`, { revision, rule }));
    }
    for (const key of ready.keys()) if (ready.size > MOST_READY) ready.delete(key);
    return rules;
  }

  return async (tx, seats) => {
    const outlines = await listOutlines(tx);
    const search = await searchByGroup(tx);
    const rules = await rulesOf(tx, outlines);
    const setters = new Set([...outlines.flatMap(({ groupIds }) => groupIds), ...search.keys()]);
    const groups = await settingGroupsOf(
      tx,
      setters.size === 0
        ? []
        : seats.flatMap(({ deviceId, personId }) => (personId === null ? [deviceId] : [deviceId, personId])),
      setters,
    );
    const byGroups = new Map<string, SeatAccess>();
    const bySays = new Map<string, SeatAccess>();

    function accessOf(holding: readonly OrderedGroup[]): SeatAccess {
      const strongest = policiesIn(outlines, holding);
      const held = {
        access: strongest.flatMap(({ id }) => rules.get(id) ?? []),
        search: searchIn(search, holding),
      };
      const says = JSON.stringify([strongest.map(({ id }) => id), held.search]);
      const alike = bySays.get(says) ?? held;
      bySays.set(says, alike);
      return alike;
    }
    return new Map(
      seats.map(({ deviceId, personId }): [string, SeatAccess] => {
        const holding = [
          ...groups.everywhere,
          ...(groups.of.get(deviceId) ?? []),
          ...(personId === null ? [] : (groups.of.get(personId) ?? [])),
        ].filter(({ id }) => setters.has(id));
        const key = holding
          .map(({ id }) => id)
          .sort()
          .join(' ');
        const access = byGroups.get(key) ?? accessOf(holding);
        byGroups.set(key, access);
        return [deviceId, access];
      }),
    );
  };
}

/**
 * Those of the policies that hold where these groups do, the strongest first: by the strongest of its groups that holds
 * there (the higher priority, then the one further down the tree), then by the order that staff have put them in.
 */
export function policiesIn<Policy extends PolicyOutline>(
  policies: readonly Policy[],
  groups: readonly OrderedGroup[],
): Policy[] {
  const strength = new Map(ranked(groups).map((group, place) => [group.id, { group, place }]));
  return policies
    .flatMap((policy) => {
      const held = policy.groupIds.flatMap((id) => strength.get(id) ?? []);
      const [first, ...rest] = held;
      if (first === undefined) return [];
      return [{ policy, by: rest.reduce((a, b) => (b.place > a.place ? b : a), first).group }];
    })
    .sort((a, b) => {
      const { order, by } = compareGroups(b.by, a.by);
      // Names of groups decide where nothing else does; here the staff's own order does.
      if (order !== 0 && by !== 'name') return order;
      return a.policy.position - b.policy.position || (a.policy.id < b.policy.id ? -1 : 1);
    })
    .map(({ policy }) => policy);
}

/** For each of the two, what the strongest of the groups that says something says. */
export function searchIn(
  settings: ReadonlyMap<string, SearchSetting>,
  groups: readonly OrderedGroup[],
): SeatAccess['search'] {
  let { safe, youtube } = BUILT_IN_SEARCH;
  for (const { id } of ranked(groups)) {
    const set = settings.get(id);
    safe = set?.safe ?? safe;
    youtube = set?.youtube ?? youtube;
  }
  return { safe, youtube };
}

type Said = Pick<
  PolicyRow,
  | 'id'
  | 'kind'
  | 'title'
  | 'sites'
  | 'titles'
  | 'categories'
  | 'endings'
  | 'applications'
  | 'words'
  | 'status'
  | 'hours'
  | 'inHolidays'
>;

/** As devices are told: with the sites of its categories, and without what its kind has no use for. */
export function ruleOf(row: Said, categories: readonly SiteCategory[]): AccessRule {
  const { id, kind, title, words, inHolidays } = row;
  const lists = kind === 'block' || kind === 'allow-only' || kind === 'allow';
  const listed = categories.flatMap(({ key, sites }) => (row.categories.includes(key) ? sites : []));
  return {
    id,
    kind,
    title,
    sites: lists ? [...new Set([...row.sites, ...listed])] : [],
    titles: kind === 'block' ? [...row.titles] : [],
    endings: kind === 'downloads' ? [...row.endings] : [],
    applications: kind === 'applications' ? [...row.applications] : [],
    words: words === '' ? null : words,
    hours: row.status === 'scheduled' ? row.hours : null,
    inHolidays,
  };
}
