import {
  extendRestrictions,
  liftRestrictions,
  restoreRestrictions,
  type RestrictionShown,
} from '@lapwing/protocol/features/restrictions/api.ts';
import { reachOf, type Actor, type Reach } from '../../permissions/actor.ts';
import { audited, type AuditNote } from '../../permissions/routes.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import { notFound, refuse, type Refused } from '../../platform/http/outcome.ts';
import { peopleAtDevices } from '../state/index.ts';
import { devicesConcerned } from './concerned.ts';
import type { RestrictionParts } from './parts.ts';
import { presentRestrictions } from './present.ts';
import {
  exceptFrom,
  factOf,
  findRows,
  holdRows,
  includeAgain,
  liftRows,
  restoreRows,
  seenRows,
  setEnd,
  type RestrictionRow,
} from './store.ts';
import { capturesOf } from './store-sanctions.ts';
import { coveredIds, restrictionSeen } from './store-seen.ts';
import { devicesWithin, namesById, peopleWithin, type Named } from './store-whom.ts';
import { lengthOf, namesOf, whatOf } from './words.ts';

/** A lift can be taken back so long. */
const RESTORE_MS = 10 * 60_000;

/** Those alone for whom something is lifted: people, and devices at which nobody is known. */
interface Some {
  readonly people: readonly Named[];
  readonly devices: readonly Named[];
}

type Held =
  | { readonly ok: true; readonly rows: readonly RestrictionRow[] }
  | { readonly ok: false; readonly refused: Refused };

/** Ending what was set, for all or for some; taking that back; another end. */
export function addLiftRoutes(parts: RestrictionParts): void {
  const { routes, clock, presence } = parts;

  /** The restrictions, held; each known to the actor. */
  async function hold(tx: SchoolTx, actor: Actor, asked: readonly string[]): Promise<Held> {
    const reach = reachOf(actor, 'restrictions.set');
    if (reach === null) return notFound();
    const ids = [...new Set(asked.map((id) => id.toLowerCase()))];
    await holdRows(tx, ids);
    const rows = await seenRows(tx, ids, restrictionSeen(actor, reach, presence.online(tx.schoolId)));
    return rows.length === ids.length ? { ok: true, rows } : notFound();
  }

  async function allCovered(
    tx: SchoolTx,
    actor: Actor,
    rows: readonly RestrictionRow[],
  ): Promise<ReturnType<typeof refuse> | null> {
    const ids = rows.map(({ id }) => id);
    const covered = await coveredIds(tx, actor, presence.online(tx.schoolId), ids);
    return rows.every(({ id }) => covered.has(id))
      ? null
      : refuse('not-allowed', 'for-others-too', 'It is for more people than yours.', {
          field: 'personIds',
          remedy: 'Lift it for your own pupils alone.',
        });
  }

  /**
   * Those named, if all of them are within reach; null where nobody is named: it is for all.
   *
   * @returns false where one of them is not
   */
  async function someOf(
    tx: SchoolTx,
    reach: Reach,
    asked: { readonly personIds: readonly string[] | null; readonly deviceIds: readonly string[] | null },
  ): Promise<Some | null | false> {
    if (asked.personIds === null && asked.deviceIds === null) return null;
    const [personIds, deviceIds] = [distinct(asked.personIds), distinct(asked.deviceIds)];
    const sight = { devices: reach, online: presence.online(tx.schoolId) };
    const people = personIds.length === 0 ? [] : await peopleWithin(tx, reach, personIds);
    const devices = deviceIds.length === 0 ? [] : await devicesWithin(tx, sight, deviceIds);
    return people.length === personIds.length && devices.length === deviceIds.length && { people, devices };
  }

  /** A device speaks for itself only while nobody is known to sit there. */
  async function somebodyAt(
    tx: SchoolTx,
    devices: readonly Named[],
  ): Promise<ReturnType<typeof refuse> | null> {
    const taken = await peopleAtDevices(
      tx,
      devices.map(({ id }) => id),
    );
    const one = devices.find(({ id }) => taken.has(id));
    return one === undefined
      ? null
      : refuse('conflict', 'somebody-there', `Somebody has signed in at ${one.name} by now.`, {
          field: 'deviceIds',
          remedy: 'Look again, and lift it for whoever is there.',
        });
  }

  async function shown(
    tx: SchoolTx,
    actor: Actor,
    rows: readonly RestrictionRow[],
  ): Promise<RestrictionShown[]> {
    const now = await findRows(
      tx,
      rows.map(({ id }) => id),
    );
    return presentRestrictions(tx, actor, now, presence.online(tx.schoolId), clock.now());
  }

  async function announce(tx: SchoolTx, rows: readonly RestrictionRow[]): Promise<void> {
    parts.announce(tx, await devicesConcerned(tx, presence, rows));
  }

  routes.school(liftRestrictions, {
    capability: 'restrictions.set',
    audit: 'restrictions.lift',
    async handle({ tx, actor, reach, body }) {
      const held = await hold(tx, actor, body.ids);
      if (!held.ok) return held;
      const { rows } = held;
      const now = clock.now();
      const by = { id: actor.accountId, name: actor.name };
      const standing = rows.filter((row) => row.lifted_at === null && row.ends_at.getTime() > now);
      const ids = standing.map(({ id }) => id);
      const some = await someOf(tx, reach, body);
      if (some === false) return notFound();
      if (some === null) {
        const beyond = await allCovered(tx, actor, standing);
        if (beyond !== null) return beyond;
        await liftRows(tx, ids, by, new Date(now));
      } else {
        const taken = await somebodyAt(tx, some.devices);
        if (taken !== null) return taken;
        await exceptFrom(tx, ids, idsOf(some), by, new Date(now));
      }
      for (const [id, captureId] of await capturesOf(tx, ids)) {
        const row = standing.find((each) => each.id === id);
        if (row !== undefined)
          await parts.noteOnCapture(tx, captureId, by, 'sanction-lifted', whatOf(factOf(row).effect));
      }
      await announce(tx, rows);
      const names = await wordsOf(tx, rows);
      return audited(
        { lifted: await shown(tx, actor, rows) },
        noteOn(rows, `Lifted ${names}${aloneFor(some)}`),
      );
    },
  });
  routes.school(restoreRestrictions, {
    capability: 'restrictions.set',
    audit: 'restrictions.restore',
    async handle({ tx, actor, reach, body }) {
      const held = await hold(tx, actor, body.ids);
      if (!held.ok) return held;
      const { rows } = held;
      const some = await someOf(tx, reach, body);
      if (some === false) return notFound();
      if (some === null) {
        const beyond = await allCovered(tx, actor, rows);
        if (beyond !== null) return beyond;
      }
      const now = clock.now();
      const since = new Date(now - RESTORE_MS);
      if (rows.some((row) => row.ends_at.getTime() <= now)) {
        return refuse('conflict', 'over', 'Its time is over by now.', {
          field: 'ids',
          remedy: 'Set it anew.',
        });
      }
      if (rows.some((row) => row.lifted_at !== null && row.lifted_at < since)) {
        return refuse('conflict', 'too-late', 'It was lifted more than ten minutes ago.', {
          field: 'ids',
          remedy: 'Set it anew.',
        });
      }
      const ids = rows.map(({ id }) => id);
      if (some === null) await restoreRows(tx, ids, since);
      else await includeAgain(tx, ids, idsOf(some), since);
      const by = { id: actor.accountId, name: actor.name };
      const lifted = some === null ? rows.filter((row) => row.lifted_at !== null) : rows;
      const captures = await capturesOf(
        tx,
        lifted.map(({ id }) => id),
      );
      for (const row of lifted) {
        const captureId = captures.get(row.id);
        const did = `took back that it was lifted: ${whatOf(factOf(row).effect)}`;
        if (captureId !== undefined) await parts.noteOnCapture(tx, captureId, by, 'sanctioned', did);
      }
      await announce(tx, rows);
      return audited(
        { restored: await shown(tx, actor, rows) },
        noteOn(rows, `Took back that this was lifted: ${await wordsOf(tx, rows)}${aloneFor(some)}`),
      );
    },
  });
  routes.school(extendRestrictions, {
    capability: 'restrictions.set',
    audit: 'restrictions.extend',
    async handle({ tx, actor, body }) {
      const held = await hold(tx, actor, body.ids);
      if (!held.ok) return held;
      const { rows } = held;
      const beyond = await allCovered(tx, actor, rows);
      if (beyond !== null) return beyond;
      const now = clock.now();
      if (rows.some((row) => row.lifted_at !== null || row.ends_at.getTime() <= now)) {
        return refuse('conflict', 'over', 'It is over by now.', { field: 'ids', remedy: 'Set it anew.' });
      }
      if (rows.some((row) => row.layer === 'sanction')) {
        return refuse('conflict', 'sanction', 'What a device did by itself is never made longer.', {
          field: 'ids',
          remedy: 'Lift it, or set a restriction of your own.',
        });
      }
      await setEnd(
        tx,
        rows.map(({ id }) => id),
        new Date(now + body.minutes * 60_000),
      );
      await announce(tx, rows);
      return audited(
        { restrictions: await shown(tx, actor, rows) },
        noteOn(rows, `Another end for ${await wordsOf(tx, rows)}: ${lengthOf(body.minutes)} from now`),
      );
    },
  });
}

function distinct(ids: readonly string[] | null): string[] {
  return [...new Set((ids ?? []).map((id) => id.toLowerCase()))];
}

function idsOf({ people, devices }: Some): string[] {
  return [...people, ...devices].map(({ id }) => id);
}

/** `, for Ana Silva and Desk 4 alone`, as the audit says it; empty where it is for all. */
function aloneFor(some: Some | null): string {
  return some === null
    ? ''
    : `, for ${namesOf([...some.people, ...some.devices].map(({ name }) => name))} alone`;
}

/** `Screen locked for 8B; Internet off for Ana Silva`, as the audit names them. */
async function wordsOf(tx: SchoolTx, rows: readonly RestrictionRow[]): Promise<string> {
  const some = rows.slice(0, 5);
  const names = await namesById(
    tx,
    some.flatMap((row) => row.target_ids),
  );
  const each = some.map((row) => {
    const known = row.target_ids.flatMap((id) => names.get(id) ?? []);
    const whom =
      row.target_kind === 'lesson'
        ? `lesson ${row.lesson_title ?? ''}`
        : namesOf(known, row.target_ids.length, 3);
    return `${whatOf(factOf(row).effect)} for ${whom}`;
  });
  const more = rows.length - some.length;
  return `${each.join('; ')}${more > 0 ? ` and ${more} more` : ''}`;
}

function noteOn(rows: readonly RestrictionRow[], summary: string): AuditNote {
  const [only, ...more] = rows;
  const [id, ...others] = only?.target_ids ?? [];
  const subject =
    only === undefined || id === undefined || more.length > 0 || others.length > 0
      ? null
      : { kind: only.target_kind, id };
  return { summary, subject };
}
