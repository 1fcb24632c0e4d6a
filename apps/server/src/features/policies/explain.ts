import type { WatchOrigin } from '@lapwing/protocol/features/policies/settings.api.ts';
import type { z } from 'zod';
import { explainSetters, ranked, type OrderedGroup, type Sight, type Why } from '../groups/index.ts';
import type { Decided } from './decided.ts';
import { titleOf } from './present.ts';
import {
  BUILT_IN_SOURCES,
  BUILT_IN_STATUS,
  policySetters,
  sourcesSetters,
  termSetters,
  type Setters,
} from './resolve.ts';
import { actionsInWords, sourcesInWords, sourcesSettingInWords, statusInWords, type Names } from './words.ts';

type Origin = z.input<typeof WatchOrigin>;

/**
 * For everything that groups have set about what is watched for: what holds, which group says so, and what it won over.
 * By the same order and the same setters as what devices are told.
 *
 * @param groups those that hold for whom it is about, in any order
 * @param sight what the reader may know of each
 */
export function explainWatched(
  decided: Decided,
  groups: readonly OrderedGroup[],
  sight: (group: OrderedGroup) => Sight,
  names: Names,
): Origin[] {
  const { config } = decided;
  const order = ranked(groups);
  const origins: Origin[] = [];
  const tell = <Value>(
    about: Pick<Origin, 'kind' | 'policy' | 'term'>,
    setters: Setters<Value>,
    builtIn: Value,
    words: (value: Value) => string,
  ): void => {
    const why: Why<Value> = explainSetters(setters, builtIn, sight);
    origins.push({
      ...about,
      value: capital(words(why.value)),
      from: why.from,
      decidedBy: why.decidedBy,
      overrode: why.overrode.map(({ value, from }) => ({ value: capital(words(value)), from })),
    });
  };
  tell(
    { kind: 'sources', policy: null, term: null },
    sourcesSetters(config, order),
    BUILT_IN_SOURCES,
    sourcesSettingInWords,
  );

  const actions = (value: Parameters<typeof actionsInWords>[0]): string => actionsInWords(value, names);
  for (const policy of named(order, (group) => config.watches.get(group.id))) {
    const about = { policy: { id: policy, title: titleOf(decided, policy) }, term: null };
    const set = policySetters(config, order, policy);
    if (set.status.length > 0)
      tell({ kind: 'policy-status', ...about }, set.status, BUILT_IN_STATUS, ({ status, periods }) =>
        statusInWords(status, periods),
      );
    if (set.sources.length > 0)
      tell({ kind: 'policy-sources', ...about }, set.sources, null, ownOr(sourcesInWords));
    if (set.actions.length > 0) tell({ kind: 'policy-actions', ...about }, set.actions, [], actions);
  }
  for (const term of named(order, (group) => config.termWatches.get(group.id))) {
    const policy = config.terms.get(term)?.policy ?? decided.inForce.managed.term(term)?.policy;
    const about = {
      policy: policy === undefined ? null : { id: policy, title: titleOf(decided, policy) },
      term: { id: term, words: names.term(term) },
    };
    const set = termSetters(config, order, term);
    if (set.enabled.length > 0)
      tell({ kind: 'term-enabled', ...about }, set.enabled, true, (on) => (on ? 'On' : 'Off'));
    if (set.sources.length > 0)
      tell({ kind: 'term-sources', ...about }, set.sources, null, ownOr(sourcesInWords));
    if (set.severity.length > 0)
      tell(
        { kind: 'term-severity', ...about },
        set.severity,
        null,
        ownOr((severity) => severity),
      );
    if (set.actions.length > 0) tell({ kind: 'term-actions', ...about }, set.actions, [], actions);
  }
  return origins;
}

/** In words, or that the term itself says it: what holds where nobody has set anything. */
function ownOr<Value>(words: (value: Value) => string): (value: Value | null) => string {
  return (value) => (value === null ? 'As the term has it' : words(value));
}

function named(
  groups: readonly OrderedGroup[],
  set: (group: OrderedGroup) => ReadonlyMap<string, unknown> | undefined,
): string[] {
  return [...new Set(groups.flatMap((group) => [...(set(group)?.keys() ?? [])]))].sort();
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
