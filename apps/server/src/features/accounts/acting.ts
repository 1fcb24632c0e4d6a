import { ACTING_MINUTES, type ActingNow } from '@lapwing/protocol/features/accounts/acting.api.ts';
import { grantsWhileActing, isLeftOut, nameWhileActing, unshown } from '../../permissions/acting.ts';
import { can, capabilitiesOf, type Actor } from '../../permissions/actor.ts';
import type { AppendAudit } from '../../permissions/routes.ts';
import type { Clock } from '../../platform/clock/clock.ts';
import type { Database, SchoolTx } from '../../platform/db/database.ts';
import type { Log } from '../../platform/log/log.ts';
import { grantsOfAccount, memberActor } from './actors.ts';
import type { SignedIn } from './identity.ts';
import {
  actingIn,
  lapsedActing,
  markEnded,
  memberRoles,
  membershipsNow,
  type ActingEnd,
  type ActingRow,
} from './store-acting.ts';

export interface ActingDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly appendAudit: AppendAudit;
  readonly schoolIds: () => Promise<readonly string[]>;
  /** What an account may do has changed. */
  readonly onChanged: (schoolId: string, accountId: string) => void;
  /** Milliseconds between two looks for what has lapsed while nobody asked for anything. */
  readonly tidyMs?: number;
}

/** Staff who look at the console with another's rights: for half an hour, in one sign-in, never with more than both hold. */
export interface Acting {
  /** By which it ends. */
  readonly clock: Clock;
  /** The signed-in person as they may act now; null when they belong to no school, or may no longer sign in. */
  actorOf(signedIn: SignedIn): Promise<Actor | null>;
  /** Ends what is under way in a sign-in, with its line in the audit; nothing when nothing is. */
  end(tx: SchoolTx, sessionId: string, by: ActingEnd, address: string): Promise<void>;
  /** Writes down what has ended by itself: its time is over, or the sign-in is. */
  tidy(): Promise<void>;
  stop(): void;
}

/** The action under which the audit keeps every end of it. */
export const ACTING_STOPPED = 'accounts.acting-stopped';

const WHY: Readonly<Record<ActingEnd, string>> = Object.freeze({
  person: 'stopped it',
  'sign-out': 'signed out',
  time: `the ${ACTING_MINUTES} minutes were over`,
  target: 'that account may not sign in any more',
  right: 'may not do so any more',
});

export function createActing(deps: ActingDeps): Acting {
  const { db, clock } = deps;

  /** @param address of whoever ended it; null where it ended by itself */
  async function endRow(
    tx: SchoolTx,
    row: ActingRow,
    by: ActingEnd,
    address: string | null = null,
  ): Promise<void> {
    // Of many requests that notice it at once one writes the line.
    if (!(await markEnded(tx, row.id, by, new Date(clock.now())))) return;
    await deps.appendAudit(tx, {
      action: ACTING_STOPPED,
      summary: endedInWords(row.targetName, by),
      subject: { kind: 'account', id: row.targetId },
      outcome: 'done',
      actor: { id: row.accountId, name: nameWhileActing(row.accountName, row.targetName) },
      address,
    });
    tx.afterCommit(() => deps.onChanged(tx.schoolId, row.accountId));
  }

  /** Asked anew with every request: the rights of either may have changed since the last. */
  async function withTarget(tx: SchoolTx, own: Actor, row: ActingRow): Promise<Actor> {
    const roles = await memberRoles(tx, row.targetId);
    const over =
      row.endsAt.getTime() <= clock.now()
        ? 'time'
        : !can(own, 'accounts.act-as')
          ? 'right'
          : roles === null
            ? 'target'
            : null;
    if (over !== null || roles === null) {
      await endRow(tx, row, over ?? 'target');
      return own;
    }
    const theirs = await grantsOfAccount(tx, row.targetId, roles);
    const grants = grantsWhileActing(own.grants, theirs);
    return {
      ...own,
      name: nameWhileActing(own.name, row.targetName),
      grants,
      actingAs: {
        id: row.id,
        target: { id: row.targetId, name: row.targetName },
        ownName: own.name,
        endsAt: row.endsAt.getTime(),
        withheld: capabilitiesOf(own).filter(isLeftOut),
        ...unshown(grants, theirs),
      },
    };
  }

  async function tidy(): Promise<void> {
    for (const schoolId of await deps.schoolIds()) {
      await db.inSchool(schoolId, async (tx) => {
        for (const row of await lapsedActing(tx, new Date(clock.now()))) {
          await endRow(tx, row, row.over ? 'time' : 'sign-out');
        }
      });
    }
  }

  const tidying = setInterval(() => {
    tidy().catch((cause: unknown) => deps.log.error('accounts.acting-not-tidied', {}, cause));
  }, deps.tidyMs ?? 60_000);
  tidying.unref();

  return {
    clock,
    async actorOf(signedIn) {
      const memberships = await membershipsNow(db, signedIn.userId, signedIn.sessionId);
      const membership = memberships.find((candidate) => !candidate.disabled);
      if (membership === undefined) return null;
      const own = await memberActor(db, signedIn, membership);
      const { acting } = membership;
      return acting === null ? own : db.inSchool(membership.schoolId, (tx) => withTarget(tx, own, acting));
    },
    async end(tx, sessionId, by, address) {
      const row = await actingIn(tx, sessionId);
      if (row !== null) await endRow(tx, row, by, address);
    },
    tidy,
    stop: () => clearInterval(tidying),
  };
}

/** For the audit. */
export function endedInWords(targetName: string, by: ActingEnd): string {
  return `No longer sees the console as ${targetName}: ${WHY[by]}`;
}

/** What the console is told of it; null while somebody looks with their own rights alone. */
export function presentActing(actor: Pick<Actor, 'actingAs'>): ActingNow | null {
  const { actingAs } = actor;
  if (actingAs === undefined) return null;
  return {
    id: actingAs.target.id,
    name: actingAs.target.name,
    endsAt: new Date(actingAs.endsAt).toISOString(),
    notShown: [...actingAs.notShown],
    partlyShown: [...actingAs.partlyShown],
  };
}
