import {
  extendRestrictions,
  liftRestrictions,
  restoreRestrictions,
  setRestriction,
} from '@lapwing/protocol/features/restrictions/api.ts';
import { uuidV7 } from '@lapwing/protocol/ids.ts';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../../api/client.ts';
import { type Failure, sayFailure } from '../../api/failure.ts';
import { showToast } from '../../ui/toasts.ts';
import { type LiftPlan, lotsOf } from './lift-plan.ts';
import type { SetBody } from './set-queries.ts';

/** One toast at a time speaks of the last change. */
const TOAST = 'restrictions-change';

/** Those alone for whom something ends: people, and devices at which nobody is known. */
type Some = Pick<LiftPlan, 'personIds' | 'deviceIds'>;

/** As a request names them; null is for all. */
function namedIn(some: Some | null): { personIds: string[] | null; deviceIds: string[] | null } {
  const listed = (ids: readonly string[] = []): string[] | null => (ids.length === 0 ? null : [...ids]);
  return { personIds: listed(some?.personIds), deviceIds: listed(some?.deviceIds) };
}

/** Made here, so that a request sent twice does a thing once. */
export function newId(): string {
  return uuidV7(Date.now(), crypto.getRandomValues(new Uint8Array(10)));
}

/** Sets, lifts and changes restrictions; each says what has come of it, and offers to take it back. */
export function useActs() {
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);

  function refresh(): void {
    void client.invalidateQueries({ queryKey: ['restrictions', 'list'] });
    void client.invalidateQueries({ queryKey: ['restrictions', 'devices'] });
    void client.invalidateQueries({ queryKey: ['groups'] });
  }
  function fail(what: string, failure: Failure): void {
    const { title, text } = sayFailure(failure);
    showToast({ text: `${what} ${title}. ${text}`.trim(), tone: 'stop', key: TOAST });
  }

  /** Null when it is set; otherwise why not, for the window that asked. */
  async function set(body: SetBody, ids: readonly string[], said: string): Promise<Failure | null> {
    setBusy(true);
    const outcome = await call(setRestriction, { body: { ...body, ids: [...ids] } });
    setBusy(false);
    if (!outcome.ok) return outcome.failure;
    const made = outcome.value.set.map(({ id }) => id);
    showToast({
      text: said,
      tone: 'good',
      key: TOAST,
      ...(made.length === 0 ? {} : { action: { label: 'Undo', onPress: () => void take(made) } }),
    });
    refresh();
    return null;
  }

  /** Takes back what was set a moment ago: nothing is offered after that, for setting it again is one press. */
  async function take(ids: readonly string[]): Promise<void> {
    const outcome = await call(liftRestrictions, { body: { ids: [...ids] } });
    if (outcome.ok) showToast({ text: 'Taken back.', tone: 'good', key: TOAST });
    else fail('Not taken back.', outcome.failure);
    refresh();
  }

  /** @param some those alone for whom it ends; null for all */
  async function lift(ids: readonly string[], said: string, some: Some | null = null): Promise<boolean> {
    setBusy(true);
    let done = true;
    for (const lot of lotsOf(ids)) {
      if (!done) break;
      const outcome = await call(liftRestrictions, { body: { ids: lot, ...namedIn(some) } });
      done = outcome.ok;
      if (!outcome.ok) fail('Not lifted.', outcome.failure);
    }
    setBusy(false);
    if (done)
      showToast({
        text: said,
        tone: 'good',
        key: TOAST,
        action: { label: 'Undo', onPress: () => void restore([{ ids, some }]) },
      });
    refresh();
    return done;
  }

  /** What ends for all whom it is for, and what ends for some alone, as one thing to take back. */
  async function liftAll(plan: LiftPlan, said: string): Promise<void> {
    const { whole, forSome } = plan;
    const all = [...whole, ...forSome];
    if (all.length === 0) return;
    if (forSome.length > 0 && !(await lift(forSome, said, plan))) return;
    if (whole.length > 0 && !(await lift(whole, said))) return;
    showToast({
      text: said,
      tone: 'good',
      key: TOAST,
      action: {
        label: 'Undo',
        onPress: () =>
          void restore([
            { ids: whole, some: null },
            { ids: forSome, some: plan },
          ]),
      },
    });
  }

  /** Takes back just what was lifted: for all, or for those alone for whom it was. */
  async function restore(
    lifted: readonly { readonly ids: readonly string[]; readonly some: Some | null }[],
  ): Promise<void> {
    let restored = 0;
    const lots = lifted.flatMap(({ ids, some }) => lotsOf(ids).map((lot) => ({ ids: lot, some })));
    for (const { ids, some } of lots) {
      const outcome = await call(restoreRestrictions, { body: { ids, ...namedIn(some) } });
      if (!outcome.ok) {
        fail('Not set again.', outcome.failure);
        return refresh();
      }
      restored += outcome.value.restored.length;
    }
    showToast({
      text: restored === 0 ? 'Its time was over: nothing to set again.' : 'Set again, to its own end.',
      tone: restored === 0 ? 'plain' : 'good',
      key: TOAST,
    });
    refresh();
  }

  async function extend(ids: readonly string[], minutes: number, said: string): Promise<void> {
    setBusy(true);
    const outcome = await call(extendRestrictions, { body: { ids: [...ids], minutes } });
    setBusy(false);
    if (outcome.ok) showToast({ text: said, tone: 'good', key: TOAST });
    else fail('Not changed.', outcome.failure);
    refresh();
  }

  return { busy, set, lift, liftAll, extend };
}
export type Acts = ReturnType<typeof useActs>;
