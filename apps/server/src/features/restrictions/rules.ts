import { createHash } from 'node:crypto';
import type { RestrictionRules, SanctionAction } from '@lapwing/protocol/features/restrictions/rules.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import type { ActionRules, Policies } from '../policies/index.ts';
import { schoolLogo } from '../schools/index.ts';
import { groupsAtSeats, keepContent, type ByHash, type Seat } from '../state/index.ts';
import type { SeatAccess } from './facts.ts';
import { dataUrlOf } from './look.ts';
import { findSettings } from './store-settings.ts';

/** What holds for devices beyond what is set by hand, as they fetch it. */
export interface Rules {
  /** By the device's id; seats for which the same holds share one content. */
  rulesAt(
    tx: SchoolTx,
    seats: readonly Seat[],
    access: ReadonlyMap<string, SeatAccess>,
  ): Promise<Map<string, ByHash>>;
}

export type RulesDeps = {
  readonly policies: Pick<Policies, 'actions' | 'helpHosts' | 'week'>;
};

type Base = Omit<RestrictionRules, 'access' | 'search' | 'sanctions'> & {
  readonly caps: RestrictionRules['sanctions']['caps'];
};

/** As many holidays as a device takes. */
const MOST_HOLIDAYS = 60;
const MOST_ALWAYS_OPEN = 1000;
const NO_ACCESS: SeatAccess = Object.freeze({
  access: [],
  search: Object.freeze({ safe: false, youtube: 'off' as const }),
});

/** Contents that are known by what they are made of; a school has few at a time. */
const MOST_KNOWN = 2000;

export function createRules(deps: RulesDeps): Rules {
  /** Contents that are kept for sure, so that lists of thousands of sites are not written out at each log-on. */
  const known = new Map<string, ByHash>();
  const names = new WeakMap<object, number>();
  let lastName = 0;
  /** One number for one object, however often it is asked for. */
  function nameOf(rule: object): number {
    const name = names.get(rule) ?? (lastName += 1);
    names.set(rule, name);
    return name;
  }

  async function keepOnce(
    tx: SchoolTx,
    base: string,
    own: SeatAccess,
    sanctions: RestrictionRules['sanctions'],
    whole: () => RestrictionRules,
  ): Promise<ByHash> {
    const key = `${tx.schoolId} ${base} ${own.access.map(nameOf).join(' ')} ${JSON.stringify([own.search, sanctions])}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    const kept = await keepContent(tx, whole());
    tx.afterCommit(() => {
      if (known.size >= MOST_KNOWN) known.clear();
      known.set(key, kept);
    });
    return kept;
  }

  /** The drawn logo of each school, by the hash of what it was drawn from. */
  const logos = new Map<string, { readonly sha256: string; readonly address: string | null }>();

  async function logoOf(tx: SchoolTx): Promise<string | null> {
    const before = logos.get(tx.schoolId);
    const found = await schoolLogo(tx, before?.sha256 ?? null);
    if (found === 'same') return before?.address ?? null;
    if (found === null) {
      logos.delete(tx.schoolId);
      return null;
    }
    const address = await dataUrlOf(found.png);
    logos.set(tx.schoolId, { sha256: found.sha256, address });
    return address;
  }

  async function baseOf(tx: SchoolTx): Promise<Base> {
    const { settings } = await findSettings(tx);
    const { timeZone, holidays } = await deps.policies.week(tx);
    return {
      format: 1,
      timeZone,
      holidays: holidays.slice(0, MOST_HOLIDAYS).map(({ from, to }) => ({ from, to })),
      alwaysOpen: (await deps.policies.helpHosts(tx)).slice(0, MOST_ALWAYS_OPEN),
      mayAsk: { access: settings.mayAsk.access, help: settings.mayAsk.help },
      look: { words: settings.lockWords, blockWords: settings.blockWords, logo: await logoOf(tx) },
      caps: settings.caps,
    };
  }

  return {
    async rulesAt(tx, seats, access) {
      const { caps, ...base } = await baseOf(tx);
      const baseKey = createHash('sha256').update(JSON.stringify(base)).digest('base64url');
      const actions = await deps.policies.actions(tx);
      // Managed terms come with no actions: most schools need not be asked whose groups set some.
      const groups = actions.setters.size === 0 ? null : await groupsAtSeats(tx, seats, actions.setters);
      const bySetters = new Map<string, ActionRules>();
      const kept = new Map<SeatAccess, Map<ActionRules | null, ByHash>>();
      const found = new Map<string, ByHash>();
      for (const { deviceId } of seats) {
        const own = access.get(deviceId) ?? NO_ACCESS;
        const set = groups?.get(deviceId)?.filter(({ id }) => actions.setters.has(id)) ?? [];
        const key = JSON.stringify(set.map(({ id, name, priority, depth }) => [id, name, priority, depth]));
        const sanctions = set.length === 0 ? null : (bySetters.get(key) ?? actions.forGroups(set));
        if (sanctions !== null) bySetters.set(key, sanctions);
        const alike = kept.get(own) ?? new Map<ActionRules | null, ByHash>();
        kept.set(own, alike);
        const done = alike.get(sanctions);
        if (done !== undefined) {
          found.set(deviceId, done);
          continue;
        }
        const does = {
          caps,
          policies: sanctionsOf(sanctions?.policies),
          terms: sanctionsOf(sanctions?.terms),
        };
        const content = await keepOnce(tx, baseKey, own, does, () => ({
          ...base,
          access: own.access.map((rule) => ({ ...rule })),
          search: { safe: own.search.safe, youtube: own.search.youtube },
          sanctions: does,
        }));
        alike.set(sanctions, content);
        found.set(deviceId, content);
      }
      return found;
    },
  };
}

/** Of all actions, those that a device does by itself. A term that is set to do nothing must say so: it goes before its policy. */
function sanctionsOf(actions: ActionRules['policies'] | undefined): Record<string, SanctionAction[]> {
  return Object.fromEntries(
    Array.from(actions ?? [], ([id, each]) => [
      id,
      each.flatMap((action): SanctionAction[] => {
        switch (action.kind) {
          case 'message':
            return [{ kind: 'message', text: action.text }];
          case 'lock':
            return [{ kind: 'lock', minutes: action.minutes }];
          case 'internet-off':
            return [{ kind: 'internet-off', minutes: action.minutes }];
          case 'log-off':
            return [{ kind: 'log-off', text: action.text }];
          case 'screenshot':
          case 'record':
          case 'move':
            return [];
        }
      }),
    ]),
  );
}
