import { sql } from 'kysely';
import type { Reach } from '../../permissions/actor.ts';
import { tables, type SchoolTx } from '../../platform/db/database.ts';
import { withinReach } from '../groups/index.ts';

interface SessionsTables {
  sessions: {
    school_id: string;
    id: string;
    device_id: string;
    person_id: string | null;
    account_name: string | null;
    account_origin: string | null;
    device_started_at: Date;
    started_at: Date;
    device_ended_at: Date | null;
    ended_at: Date | null;
  };
}

/** A session as other features may know it. */
export interface SessionRow {
  readonly id: string;
  readonly deviceId: string;
  /** Null while the account is matched to nobody; `accountName` is then all that is known. */
  readonly personId: string | null;
  readonly accountName: string | null;
  readonly startedAt: Date;
  readonly endedAt: Date | null;
}

export interface NewSession {
  readonly id: string;
  readonly deviceId: string;
  readonly accountName: string | null;
  readonly accountOrigin: string | null;
  readonly deviceStartedAt: Date;
  /** The same moment by the server's clock. */
  readonly startedAt: Date;
}

/** The session of that id if it is the device's own; what another device says of it counts for nothing. */
export async function findSession(
  tx: SchoolTx,
  deviceId: string,
  sessionId: string,
): Promise<SessionRow | null> {
  const row = await tables<SessionsTables>(tx)
    .selectFrom('sessions')
    .select(['id', 'device_id', 'person_id', 'account_name', 'started_at', 'ended_at'])
    .where('school_id', '=', tx.schoolId)
    .where('id', '=', sessionId)
    .where('device_id', '=', deviceId)
    .executeTakeFirst();
  if (row === undefined) return null;
  return {
    id: row.id,
    deviceId: row.device_id,
    personId: row.person_id,
    accountName: row.account_name,
    startedAt: row.started_at,
    endedAt: row.ended_at,
  };
}

/**
 * Adds the session with the person whom the account belongs to: the roster's user name as the account gives it, else what
 * staff decided about the account, else the user name by its part before the `@`, else the person to whom the device is
 * given. An account that staff called nobody's own belongs to nobody, wherever it is used. Leavers are matched to nothing.
 * Nothing happens when the id is known. A moment in the future, by a device whose clock runs ahead, becomes now.
 *
 * @returns whether the session was new
 */
export async function insertSession(tx: SchoolTx, session: NewSession): Promise<boolean> {
  const result = await sql`
    insert into sessions (school_id, id, device_id, person_id, account_name, account_origin, device_started_at, started_at)
    values (
      lapwing_school(), ${session.id}, ${session.deviceId},
      case
        when exists (select 1 from people where school_id = lapwing_school() and left_at is null
          and username = lower(${session.accountName}::text))
        then (select id from people where school_id = lapwing_school() and username = lower(${session.accountName}::text))
        when exists (select 1 from people_accounts where school_id = lapwing_school()
          and account_name = lower(${session.accountName}::text))
        then (select p.id from people_accounts a join people p on p.school_id = a.school_id and p.id = a.person_id
          where a.school_id = lapwing_school() and a.account_name = lower(${session.accountName}::text)
            and p.left_at is null)
        else coalesce(
          (select id from people where school_id = lapwing_school() and left_at is null
            and username = split_part(lower(${session.accountName}::text), '@', 1)),
          (select p.id from devices d join people p on p.school_id = d.school_id and p.id = d.assigned_person_id
            where d.school_id = lapwing_school() and d.id = ${session.deviceId} and p.left_at is null))
      end,
      ${session.accountName}, ${session.accountOrigin}, ${session.deviceStartedAt},
      least(${session.startedAt}::timestamptz, now()))
    on conflict (school_id, id) do nothing`.execute(tx.kysely);
  return (result.numAffectedRows ?? 0n) > 0n;
}

/** Ends what stood open at the device when this session began: nobody sits at two desks of one device. */
export async function endEarlier(tx: SchoolTx, deviceId: string, sessionId: string): Promise<void> {
  await sql`
    update sessions as earlier set ended_at = next.started_at, device_ended_at = next.device_started_at
    from sessions as next
    where next.school_id = lapwing_school() and next.id = ${sessionId} and next.device_id = ${deviceId}
      and earlier.school_id = lapwing_school() and earlier.device_id = ${deviceId} and earlier.id <> ${sessionId}
      and earlier.ended_at is null and earlier.started_at <= next.started_at`.execute(tx.kysely);
}

/** @returns false when the device has no such session */
export async function endSession(
  tx: SchoolTx,
  deviceId: string,
  sessionId: string,
  deviceEndedAt: Date,
  endedAt: Date,
): Promise<boolean> {
  const result = await sql`
    update sessions set device_ended_at = ${deviceEndedAt},
      ended_at = greatest(least(${endedAt}::timestamptz, now()), started_at)
    where school_id = lapwing_school() and id = ${sessionId} and device_id = ${deviceId}`.execute(tx.kysely);
  return (result.numAffectedRows ?? 0n) > 0n;
}

/** Gives the open sessions of a device that belong to nobody yet to the person whom the device was given to. */
export async function giveOpenSessions(tx: SchoolTx, deviceId: string, personId: string): Promise<void> {
  await sql`
    update sessions set person_id = ${personId}
    where school_id = lapwing_school() and device_id = ${deviceId} and person_id is null and ended_at is null`.execute(
    tx.kysely,
  );
}

/** The people who sit at these devices now. */
export async function peopleAt(tx: SchoolTx, deviceIds: readonly string[]): Promise<string[]> {
  if (deviceIds.length === 0) return [];
  const rows = await sql<{ person_id: string }>`
    select distinct person_id from sessions
    where school_id = lapwing_school() and device_id = any(${[...deviceIds]}::uuid[])
      and ended_at is null and person_id is not null`.execute(tx.kysely);
  return rows.rows.map((row) => row.person_id);
}

/** What a match by hand moved: how many sessions, and the devices at which one of them goes on. */
export interface MovedSessions {
  readonly sessions: number;
  readonly openAt: readonly string[];
}

/** Gives all sessions of an account that belong to nobody to the person; `accountName` is in small letters. */
export async function giveAccountSessions(
  tx: SchoolTx,
  accountName: string,
  personId: string,
): Promise<MovedSessions> {
  const rows = await sql<MovedRow>`
    update sessions set person_id = ${personId}
    where school_id = lapwing_school() and person_id is null and account_name is not null
      and lower(account_name) = ${accountName}
    returning device_id, ended_at is null as open`.execute(tx.kysely);
  return movedOf(rows.rows);
}

/** Takes the sessions of an account back from the person: they belong to nobody again. */
export async function takeBackAccountSessions(
  tx: SchoolTx,
  accountName: string,
  personId: string,
): Promise<MovedSessions> {
  const rows = await sql<MovedRow>`
    update sessions set person_id = null
    where school_id = lapwing_school() and person_id = ${personId} and lower(account_name) = ${accountName}
    returning device_id, ended_at is null as open`.execute(tx.kysely);
  return movedOf(rows.rows);
}

interface MovedRow {
  readonly device_id: string;
  readonly open: boolean;
}

function movedOf(rows: readonly MovedRow[]): MovedSessions {
  const openAt = rows.filter((row) => row.open).map((row) => row.device_id);
  return { sessions: rows.length, openAt: [...new Set(openAt)] };
}

export interface PersonSessionRow {
  readonly id: string;
  readonly device_id: string;
  readonly device_name: string;
  readonly device_room: string | null;
  readonly account_name: string | null;
  readonly started_at: Date;
  readonly ended_at: Date | null;
}

/** The sessions of a person, newest first, from the one after `after` on; the caller has seen to it that the person may be looked at. */
export async function sessionsOfPerson(
  tx: SchoolTx,
  personId: string,
  page: { after: string | null; limit: number },
): Promise<PersonSessionRow[]> {
  const place =
    page.after === null
      ? sql`true`
      : sql`(s.started_at, s.id) < (select last.started_at, last.id from sessions last
          where last.school_id = lapwing_school() and last.id = ${page.after} and last.person_id = s.person_id)`;
  const rows = await sql<PersonSessionRow>`
    select s.id, s.device_id, d.name as device_name, d.room as device_room, s.account_name,
      s.started_at, s.ended_at
    from sessions s join devices d on d.school_id = s.school_id and d.id = s.device_id
    where s.school_id = lapwing_school() and s.person_id = ${personId} and ${place}
    order by s.started_at desc, s.id desc limit ${page.limit}`.execute(tx.kysely);
  return rows.rows;
}

/** Sessions within the reach that began or ended in that time: of the person, or of the account at the device. */
export async function sessionsAround(
  tx: SchoolTx,
  reach: Reach,
  around: {
    readonly personId: string | null;
    readonly deviceId: string;
    readonly accountName: string | null;
    readonly from: Date;
    readonly to: Date;
  },
): Promise<PersonSessionRow[]> {
  const whose =
    around.personId === null
      ? sql`s.person_id is null and s.device_id = ${around.deviceId}
          and s.account_name is not distinct from ${around.accountName}::text`
      : sql`s.person_id = ${around.personId}`;
  const rows = await sql<PersonSessionRow>`
    select s.id, s.device_id, d.name as device_name, d.room as device_room, s.account_name, s.started_at, s.ended_at
    from sessions s join devices d on d.school_id = s.school_id and d.id = s.device_id
    where s.school_id = lapwing_school() and ${whose}
      and (s.started_at between ${around.from} and ${around.to} or s.ended_at between ${around.from} and ${around.to})
      and ${withinReach(reach, sql.ref('s.person_id'), sql.ref('s.device_id'))}
    order by s.started_at, s.id limit 500`.execute(tx.kysely);
  return rows.rows;
}
