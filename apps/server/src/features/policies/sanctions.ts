import type { Action } from '@lapwing/protocol/features/policies/edits.ts';
import type { PolicyKey } from '@lapwing/protocol/vocabulary.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import { ranked, type OrderedGroup } from '../groups/index.ts';
import type { PolicyConfig } from './config.ts';
import type { PolicyState } from './decided.ts';
import { policySetters, termSetters } from './resolve.ts';

/** What follows on findings: by the policy, and by the term in place of its policy's. What is not named follows nothing. */
export interface ActionRules {
  readonly policies: ReadonlyMap<string, readonly Action[]>;
  readonly terms: ReadonlyMap<string, readonly Action[]>;
}

/** The actions of a school, as of now. */
export interface SchoolActions {
  /** Groups that set actions; managed terms come with none. */
  readonly setters: ReadonlySet<string>;
  /** For whoever is in these groups: of each policy and term those of the strongest group that sets any. */
  forGroups(groups: readonly OrderedGroup[]): ActionRules;
  /** What follows on one finding. */
  of(groups: readonly OrderedGroup[], finding: { term: string; policy: PolicyKey }): readonly Action[];
}

const NOTHING: ActionRules = Object.freeze({ policies: new Map(), terms: new Map() });

export async function schoolActions(
  tx: SchoolTx,
  state: Pick<PolicyState, 'latest'>,
): Promise<SchoolActions> {
  return actionsIn((await state.latest(tx)).config);
}

/** The actions that are set in a school's decisions. */
export function actionsIn(config: PolicyConfig): SchoolActions {
  const setters = groupsThatAct(config);
  return {
    setters,
    forGroups: (groups) => (setters.size === 0 ? NOTHING : actionRules(config, ranked(groups))),
    of(groups, { term, policy }) {
      const rules = setters.size === 0 ? NOTHING : actionRules(config, ranked(groups));
      const own = config.terms.get(term)?.policy;
      // As on the device: a term of a policy of the school's own follows that, and not its risk.
      const followed = own !== undefined && config.policies.has(own) ? own : policy;
      return rules.terms.get(term) ?? rules.policies.get(followed) ?? [];
    },
  };
}

/**
 * Sites that help, which nothing may close: those that come with Lapwing, and what the school keeps private. In one
 * order, each once.
 */
export async function helpHosts(
  tx: SchoolTx,
  state: Pick<PolicyState, 'latest' | 'helpSites'>,
): Promise<string[]> {
  const { config } = await state.latest(tx);
  return [...new Set([...state.helpSites, ...(config.privateHosts ?? [])])].sort();
}

function groupsThatAct(config: PolicyConfig): Set<string> {
  const found = new Set<string>();
  const look = (
    watches: ReadonlyMap<string, ReadonlyMap<string, { readonly actions: readonly Action[] | null }>>,
  ): void => {
    for (const [groupId, each] of watches) {
      if (Array.from(each.values()).some(({ actions }) => actions !== null)) found.add(groupId);
    }
  };
  look(config.watches);
  look(config.termWatches);
  return found;
}

function actionRules(config: PolicyConfig, order: readonly OrderedGroup[]): ActionRules {
  const policies = new Set(order.flatMap(({ id }) => [...(config.watches.get(id)?.keys() ?? [])]));
  const terms = new Set(order.flatMap(({ id }) => [...(config.termWatches.get(id)?.keys() ?? [])]));
  return {
    policies: new Map(
      [...policies].sort().flatMap((id) => {
        const actions = policySetters(config, order, id).actions.at(-1)?.value;
        return actions === undefined ? [] : [[id, actions] as const];
      }),
    ),
    terms: new Map(
      [...terms].sort().flatMap((id) => {
        const actions = termSetters(config, order, id).actions.at(-1)?.value;
        return actions === undefined ? [] : [[id, actions] as const];
      }),
    ),
  };
}
