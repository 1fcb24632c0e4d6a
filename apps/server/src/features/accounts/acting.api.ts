import type { Permitted } from '@lapwing/protocol/endpoint.ts';
import {
  ACTING_MINUTES,
  listActing,
  startActing,
  stopActing,
  type ActingTime,
} from '@lapwing/protocol/features/accounts/acting.api.ts';
import { grantsWhileActing, unshown } from '../../permissions/acting.ts';
import { can, type Actor } from '../../permissions/actor.ts';
import { audited, auditStands, unaudited } from '../../permissions/routes.ts';
import { notFound, refuse } from '../../platform/http/outcome.ts';
import { ACTING_STOPPED } from './acting.ts';
import { grantsOfAccount } from './actors.ts';
import type { AccountsDeps } from './deps.ts';
import { insertActing, listActingRows, type ActingTimeRow } from './store-acting.ts';
import { listStaffRows, type StaffRow } from './store.ts';

/** Adds looking at the console with another's rights: how it begins, how one ends it, and who did so. */
export function registerActing(deps: Pick<AccountsDeps, 'routes' | 'acting' | 'onChanged'>): void {
  const { routes, acting } = deps;
  const { clock } = acting;

  routes.school(startActing, {
    capability: 'accounts.act-as',
    audit: 'accounts.acting-started',
    async handle({ tx, actor, body }) {
      const row = (await listStaffRows(tx, body.accountId))[0];
      if (row === undefined) return notFound();
      const permitted = mayActAs(actor, row);
      if (!permitted.allowed) {
        return refuse('not-allowed', 'cannot-act-as', permitted.reason ?? 'Not open to you.', {
          field: 'accountId',
          remedy: 'Choose somebody else.',
        });
      }
      const target = { id: row.userId, name: row.name };
      const startedAt = new Date(clock.now());
      const endsAt = new Date(startedAt.getTime() + ACTING_MINUTES * 60_000);
      const account = { id: actor.accountId, name: actor.name };
      const { reason } = body;
      const { sessionId } = actor;
      const id = await insertActing(tx, { sessionId, account, target, reason, startedAt, endsAt });
      if (id === null) {
        return refuse('conflict', 'acting-already', 'You see the console as somebody else already.', {
          remedy: 'Reload the page to see as whom, and stop that first.',
        });
      }
      const theirs = await grantsOfAccount(tx, row.userId, row.roles);
      const { notShown, partlyShown } = unshown(grantsWhileActing(actor.grants, theirs), theirs);
      // Before the open pages of this sign-in are told anything more, they are looked at anew.
      tx.afterCommit(() => deps.onChanged(tx.schoolId, actor.accountId));
      return audited(
        { ...target, endsAt: endsAt.toISOString(), notShown: [...notShown], partlyShown: [...partlyShown] },
        {
          summary: `Sees the console as ${row.name}, at most ${ACTING_MINUTES} minutes: ${reason}`,
          subject: { kind: 'account', id: row.userId },
        },
      );
    },
  });

  routes.signedIn(stopActing, {
    audit: ACTING_STOPPED,
    async handle({ tx, actor, address }) {
      if (actor.actingAs === undefined) {
        return refuse('conflict', 'not-acting', 'You see the console with your own rights already.');
      }
      // Every end writes the same line, whatever ended it.
      await acting.end(tx, actor.sessionId, 'person', address);
      return auditStands({ done: true as const });
    },
  });

  routes.signedIn(listActing, {
    audit: 'none',
    async handle({ tx, actor }) {
      const now = new Date(clock.now());
      const asMe = await listActingRows(tx, actor.accountId, 'as-me', now);
      const byMe = await listActingRows(tx, actor.accountId, 'by-me', now);
      return unaudited({ asMe: asMe.map(presentTime), byMe: byMe.map(presentTime) });
    },
  });
}

/** Whether the actor may look at the console with the rights of this account. */
export function mayActAs(actor: Actor, row: Pick<StaffRow, 'userId' | 'disabled'>): Permitted {
  if (!can(actor, 'accounts.act-as')) {
    return { allowed: false, reason: 'Your role does not include seeing the console as somebody else.' };
  }
  if (row.userId === actor.accountId) {
    return { allowed: false, reason: 'You see the console with your own rights already.' };
  }
  return row.disabled ? { allowed: false, reason: 'This account is disabled.' } : { allowed: true };
}

function presentTime(row: ActingTimeRow): ActingTime {
  return {
    name: row.name,
    reason: row.reason,
    startedAt: row.startedAt.toISOString(),
    endedAt: row.endedAt?.toISOString() ?? null,
  };
}
