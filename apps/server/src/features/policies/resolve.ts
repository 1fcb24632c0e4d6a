import type {
  Action,
  Allowance,
  Recipients,
  SourcesSetting,
} from '@lapwing/protocol/features/policies/edits.ts';
import type { AllowRule, PolicyId, TermId, WatchRules } from '@lapwing/protocol/features/policies/rules.ts';
import { SOURCES, type Period, type Severity, type Source } from '@lapwing/protocol/vocabulary.ts';
import { ranked, type OrderedGroup } from '../groups/index.ts';
import type { PolicyConfig } from './config.ts';
import { BUILT_IN_TIMETABLE } from './timetable.ts';

/** When a policy detects. */
export interface Status {
  readonly status: 'enabled' | 'disabled' | 'scheduled';
  /** Of a scheduled one; otherwise none. */
  readonly periods: readonly Period[];
}

/** One thing that groups can set, with those that set it, the weakest first. The last of them holds. */
export type Setters<Value, Group extends OrderedGroup = OrderedGroup> = ReadonlyArray<{
  readonly group: Group;
  readonly value: Value;
}>;

/** What groups set about one policy. */
export interface PolicySetters<Group extends OrderedGroup = OrderedGroup> {
  readonly status: Setters<Status, Group>;
  readonly sources: Setters<readonly Source[], Group>;
  readonly actions: Setters<readonly Action[], Group>;
}

/** What groups set about one term. */
export interface TermSetters<Group extends OrderedGroup = OrderedGroup> {
  readonly enabled: Setters<boolean, Group>;
  readonly sources: Setters<readonly Source[], Group>;
  readonly severity: Setters<Severity, Group>;
  readonly actions: Setters<readonly Action[], Group>;
}

export const BUILT_IN_STATUS: Status = Object.freeze({ status: 'enabled', periods: [] });
export const BUILT_IN_SOURCES: SourcesSetting = Object.freeze({ sources: [...SOURCES], everyTerm: false });

/** Groups that set anything which devices are told or which alerts need; personal groups are never among them. */
export function groupsThatSet(config: PolicyConfig): Set<string> {
  const allowed = Array.from(config.allowances.values(), ({ groupId }) => groupId);
  return new Set([
    ...config.watches.keys(),
    ...config.termWatches.keys(),
    ...config.sources.keys(),
    ...config.recipients.keys(),
    ...allowed.filter((id) => id !== null),
  ]);
}

/**
 * Who sets what about a policy.
 *
 * @param groups the weakest first
 */
export function policySetters<Group extends OrderedGroup>(
  config: PolicyConfig,
  groups: readonly Group[],
  policy: PolicyId,
): PolicySetters<Group> {
  const set = groups.flatMap((group) => {
    const watch = config.watches.get(group.id)?.get(policy);
    return watch === undefined ? [] : [{ group, watch }];
  });
  return {
    status: set.flatMap(({ group, watch: { status, periods } }) =>
      status === null ? [] : [{ group, value: { status, periods: periods ?? [] } }],
    ),
    sources: settersOf(set, ({ watch }) => watch.sources),
    actions: settersOf(set, ({ watch }) => watch.actions),
  };
}

/** Who sets what about a term; see {@link policySetters}. */
export function termSetters<Group extends OrderedGroup>(
  config: PolicyConfig,
  groups: readonly Group[],
  term: TermId,
): TermSetters<Group> {
  const set = groups.flatMap((group) => {
    const watch = config.termWatches.get(group.id)?.get(term);
    return watch === undefined ? [] : [{ group, watch }];
  });
  return {
    enabled: settersOf(set, ({ watch }) => watch.enabled),
    sources: settersOf(set, ({ watch }) => watch.sources),
    severity: settersOf(set, ({ watch }) => watch.severity),
    actions: settersOf(set, ({ watch }) => watch.actions),
  };
}

/** Who sets where devices look at all. */
export function sourcesSetters<Group extends OrderedGroup>(
  config: PolicyConfig,
  groups: readonly Group[],
): Setters<SourcesSetting, Group> {
  return groups.flatMap((group) => {
    const value = config.sources.get(group.id);
    return value === undefined ? [] : [{ group, value }];
  });
}

function settersOf<Each extends { readonly group: OrderedGroup }, Value>(
  set: readonly Each[],
  value: (each: Each) => Value | null,
): ReadonlyArray<{ readonly group: Each['group']; readonly value: Value }> {
  return set.flatMap((each) => {
    const found = value(each);
    return found === null ? [] : [{ group: each.group, value: found }];
  });
}

/** What holds at a device, as far as it is told; and who is alerted to what it finds. */
export interface Effective {
  readonly sources: readonly Source[];
  /** Null where the school has set none: Lapwing's own hold. */
  readonly privateHosts: readonly string[] | null;
  readonly privateApplications: readonly string[];
  readonly rules: WatchRules;
  readonly recipients: ReadonlyArray<{
    readonly group: OrderedGroup;
    readonly entry: Recipients['entries'][number];
  }>;
}

/**
 * What holds for whoever is in these groups: of each thing the value of the strongest group that sets it. Allowances
 * and recipients of all groups add up.
 *
 * @param groups in any order, the whole school among them
 */
export function effectiveFor(
  config: PolicyConfig,
  groups: readonly OrderedGroup[],
  timeZone: string,
): Effective {
  const order = ranked(groups);
  const ids = new Set(order.map((group) => group.id));
  const { sources, everyTerm } = sourcesSetters(config, order).at(-1)?.value ?? BUILT_IN_SOURCES;
  const { week, holidays } = config.timetable ?? BUILT_IN_TIMETABLE;
  return {
    sources,
    privateHosts: config.privateHosts,
    privateApplications: config.privateApplications,
    rules: {
      format: 1,
      timeZone,
      week,
      holidays: holidays.map(({ from, to }) => ({ from, to })),
      everyTerm,
      policies: policyRules(config, order),
      terms: termRules(config, order),
      allow: allowRules(config, ids),
    },
    recipients: order.flatMap((group) =>
      (config.recipients.get(group.id)?.entries ?? []).map((entry) => ({ group, entry })),
    ),
  };
}

/** Whether rules say the same as none at all: every term in its own sources, always. */
export function saysNothing(rules: WatchRules): boolean {
  return (
    !rules.everyTerm &&
    Object.keys(rules.policies).length === 0 &&
    Object.keys(rules.terms).length === 0 &&
    rules.allow.length === 0
  );
}

function policyRules(config: PolicyConfig, order: readonly OrderedGroup[]): WatchRules['policies'] {
  const set = order.flatMap((group) => [...(config.watches.get(group.id)?.keys() ?? [])]);
  const rules: WatchRules['policies'] = {};
  for (const policy of sortedOnce(set)) {
    const setters = policySetters(config, order, policy);
    const status = setters.status.at(-1)?.value ?? BUILT_IN_STATUS;
    const sources = setters.sources.at(-1)?.value;
    const rule: WatchRules['policies'][string] = {
      ...(status.status === 'disabled' ? { off: true as const } : {}),
      ...(status.status === 'scheduled' ? { periods: [...status.periods] } : {}),
      ...(sources === undefined ? {} : { sources: [...sources] }),
      ...recordRule(setters.actions),
    };
    if (Object.keys(rule).length > 0) rules[policy] = rule;
  }
  return rules;
}

function termRules(config: PolicyConfig, order: readonly OrderedGroup[]): WatchRules['terms'] {
  const set = order.flatMap((group) => [...(config.termWatches.get(group.id)?.keys() ?? [])]);
  const own = Array.from(config.terms).flatMap(([id, term]) =>
    config.policies.has(term.policy) ? [id] : [],
  );
  const rules: WatchRules['terms'] = {};
  for (const term of sortedOnce([...set, ...own])) {
    const setters = termSetters(config, order, term);
    const sources = setters.sources.at(-1)?.value;
    const severity = setters.severity.at(-1)?.value;
    const policy = config.terms.get(term)?.policy;
    const rule: WatchRules['terms'][string] = {
      ...(setters.enabled.at(-1)?.value === false ? { off: true as const } : {}),
      ...(sources === undefined ? {} : { sources: [...sources] }),
      ...(severity === undefined ? {} : { severity }),
      ...recordRule(setters.actions),
      ...(policy !== undefined && config.policies.has(policy) ? { policy } : {}),
    };
    if (Object.keys(rule).length > 0) rules[term] = rule;
  }
  return rules;
}

/** Who sets the actions sets how long is recorded, also that nothing is; where nobody does, severe findings are. */
function recordRule(setters: Setters<readonly Action[]>): { record?: number } {
  const actions = setters.at(-1)?.value;
  if (actions === undefined) return {};
  return { record: actions.find((action) => action.kind === 'record')?.seconds ?? 0 };
}

function allowRules(config: PolicyConfig, groups: ReadonlySet<string>): AllowRule[] {
  const rules: AllowRule[] = [];
  for (const [, allowance] of Array.from(config.allowances).sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (allowance.groupId !== null && !groups.has(allowance.groupId)) continue;
    rules.push({
      ...allowedBy(allowance.what),
      ...(allowance.until === null ? {} : { until: allowance.until }),
    });
  }
  return rules;
}

/** What an allowance lets pass, as devices are told. */
export function allowedBy(what: Allowance['what']): AllowRule {
  switch (what.kind) {
    case 'term':
      return { term: what.term };
    case 'phrase':
      return what.term === null ? { phrase: what.phrase } : { phrase: what.phrase, term: what.term };
    case 'site':
      return what.policy === null ? { site: what.site } : { site: what.site, policy: what.policy };
  }
}

function sortedOnce<Value extends string>(values: readonly Value[]): Value[] {
  return [...new Set(values)].sort();
}
