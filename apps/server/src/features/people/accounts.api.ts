import {
  decideAccount,
  forgetAccount,
  listDecided,
  listUnmatched,
  type DecidedAccount,
} from '@lapwing/protocol/features/people/accounts.api.ts';
import type { Actor } from '../../permissions/actor.ts';
import { audited, type Routes } from '../../permissions/routes.ts';
import type { Bus } from '../../platform/bus/bus.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import { notFound, refuse } from '../../platform/http/outcome.ts';
import { decodeCursor, encodeCursor } from '../../platform/http/page.ts';
import { takeBackAccountCaptures, type Announce, type GiveAccountCaptures } from '../captures/index.ts';
import { giveAccountSessions, sessionChanged, takeBackAccountSessions } from '../sessions/index.ts';
import { peopleChanged } from './changed.ts';
import { findPerson } from './store.ts';
import {
  accountSeen,
  countUnmatched,
  findDecided,
  forgetAccountRow,
  listDecidedRows,
  listUnmatchedRows,
  rememberAccount,
} from './store-accounts.ts';

const DECIDED_SHOWN = 500;
/** Captures of one match that the open consoles are told of one by one; the rest they see when they look. */
const ANNOUNCED = 100;

/** Adds the routes by which accounts at devices are matched with people of the roster. */
export function addAccountRoutes(deps: {
  routes: Routes;
  bus: Bus;
  announce: Announce;
  giveAccountCaptures: GiveAccountCaptures;
}): void {
  const { routes, bus } = deps;

  /** Tells everybody whose view has changed: the consoles, and whatever hangs on who sits at a device. */
  function tell(
    tx: SchoolTx,
    personId: string,
    openAt: readonly string[],
    captures: readonly string[],
  ): void {
    for (const id of captures.slice(0, ANNOUNCED)) deps.announce(tx, 'captures/changed', id);
    const { schoolId } = tx;
    tx.afterCommit(() => {
      for (const deviceId of openAt) bus.publish(sessionChanged, { schoolId, deviceId });
      bus.publish(peopleChanged, { schoolId, personId });
    });
  }

  routes.school(listUnmatched, {
    capability: 'people.manage',
    audit: 'people.accounts',
    async handle({ tx, query }) {
      const skip = Math.min(Number(decodeCursor(query.after, 1)?.[0] ?? 0) || 0, 100_000);
      const rows = await listUnmatchedRows(tx, { skip, limit: query.limit + 1 });
      const page = rows.slice(0, query.limit);
      const total = await countUnmatched(tx);
      const items = page.map((row) => ({
        accountName: row.account_name,
        sessions: row.sessions,
        captures: row.captures,
        lastSeenAt: row.last_seen.toISOString(),
        device: { id: row.device_id, name: row.device_name, room: row.device_room },
        suggestion: personOf(row),
      }));
      return audited(
        { items, next: rows.length > query.limit ? encodeCursor([String(skip + query.limit)]) : null, total },
        { summary: `Looked at the accounts that fit nobody (${page.length} of ${total})`, subject: null },
      );
    },
  });
  routes.school(listDecided, {
    capability: 'people.manage',
    audit: 'people.accounts',
    async handle({ tx }) {
      const rows = await listDecidedRows(tx, DECIDED_SHOWN);
      const items: DecidedAccount[] = rows.map((row) => ({
        accountName: row.account_name,
        person: personOf(row),
        decidedAt: row.decided_at.toISOString(),
        decidedBy: row.decided_by,
      }));
      return audited(
        { items },
        { summary: `Looked at the accounts matched by hand (${items.length})`, subject: null },
      );
    },
  });
  routes.school(decideAccount, {
    capability: 'people.manage',
    audit: 'people.match',
    async handle({ tx, actor, reach, body }) {
      const { accountName, personId } = body;
      if (!(await accountSeen(tx, accountName))) return notFound();
      const before = await findDecided(tx, accountName);
      if (before !== null && before.person_id !== null && before.person_id !== personId) {
        return refuse('conflict', 'matched-already', `This account is matched with ${before.person_name}.`, {
          remedy: 'Take that match back first.',
        });
      }
      const remember = { accountName, personId, decidedBy: actor.name };
      if (personId === null) {
        await rememberAccount(tx, remember);
        return audited(
          { sessions: 0, captures: 0 },
          { summary: `Set the account ${accountName} aside as nobody’s own`, subject: null },
        );
      }
      const person = await findPerson(tx, reach, personId);
      if (person === null || person.left_at !== null) {
        return refuse('bad-request', 'person-unknown', 'There is no such person at the school.', {
          field: 'personId',
          remedy: 'Choose somebody of the roster who has not left.',
        });
      }
      await rememberAccount(tx, remember);
      const { sessions, openAt } = await giveAccountSessions(tx, accountName, person.id);
      const captures = await deps.giveAccountCaptures(tx, { accountName, person }, by(actor));
      tell(tx, person.id, openAt, captures);
      return audited(
        { sessions, captures: captures.length },
        {
          summary: `Matched the account ${accountName} with ${person.name}: ${sessions} sessions, ${captures.length} captures`,
          subject: { kind: 'person', id: person.id },
        },
      );
    },
  });
  routes.school(forgetAccount, {
    capability: 'people.manage',
    audit: 'people.unmatch',
    async handle({ tx, actor, body }) {
      const { accountName } = body;
      const before = await findDecided(tx, accountName);
      if (before === null) return notFound();
      await forgetAccountRow(tx, accountName);
      const person = personOf(before);
      if (person === null) {
        return audited(
          { sessions: 0, captures: 0 },
          { summary: `Asks about the account ${accountName} again`, subject: null },
        );
      }
      const moved = body.giveBack
        ? await takeBackAccountSessions(tx, accountName, person.id)
        : { sessions: 0, openAt: [] };
      const captures = body.giveBack
        ? await takeBackAccountCaptures(tx, { accountName, person }, by(actor))
        : [];
      tell(tx, person.id, moved.openAt, captures);
      const back = body.giveBack
        ? `took back ${moved.sessions} sessions and ${captures.length} captures`
        : 'kept what was matched';
      return audited(
        { sessions: moved.sessions, captures: captures.length },
        {
          summary: `Forgot that the account ${accountName} is ${person.name}’s, and ${back}`,
          subject: { kind: 'person', id: person.id },
        },
      );
    },
  });
}

function by(actor: Actor): { id: string; name: string } {
  return { id: actor.accountId, name: actor.name };
}

function personOf(row: {
  person_id: string | null;
  person_name: string | null;
  person_username: string | null;
  person_form: string | null;
}): DecidedAccount['person'] {
  if (row.person_id === null) return null;
  return {
    id: row.person_id,
    name: row.person_name ?? '',
    username: row.person_username ?? '',
    form: row.person_form,
  };
}
