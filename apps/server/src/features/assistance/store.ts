import type { AssistanceState } from '@lapwing/protocol/features/assistance/answered.command.ts';
import { sql, type RawBuilder } from 'kysely';
import type { Reach } from '../../permissions/actor.ts';
import type { Database, SchoolTx } from '../../platform/db/database.ts';
import { withinReach } from '../groups/index.ts';

/** A request as it stands; the text is a pupil's. */
export interface RequestRow {
  readonly id: string;
  readonly kind: 'help' | 'access';
  readonly device_id: string;
  readonly device_name: string;
  readonly device_room: string | null;
  readonly session_id: string;
  /** Whoever asked still sits there. */
  readonly sits: boolean;
  readonly person_id: string | null;
  readonly person_name: string | null;
  readonly person_form: string | null;
  /** What is known of somebody who is matched to nobody. */
  readonly account_name: string | null;
  readonly lesson_id: string | null;
  readonly lesson_title: string | null;
  readonly lesson_ends_at: Date | null;
  readonly text: string;
  readonly url: string | null;
  readonly site: string | null;
  readonly asked_at: Date;
  readonly state: Exclude<AssistanceState, 'refused'>;
  readonly answered_by: string | null;
  readonly answered_name: string | null;
  readonly answered_at: Date | null;
  readonly words: string | null;
  readonly until: Date | null;
  /** The viewer may set restrictions there. */
  readonly may_set: boolean;
}

/** How far somebody answers pupils, and how far they set restrictions. */
export interface RequestSight {
  readonly reach: Reach;
  readonly setting: Reach | null;
}
/** For what is told to a device, whoever may see it. */
const ANYBODY: RequestSight = { reach: { kind: 'school' }, setting: null };

const open = sql<boolean>`a.state in ('waiting', 'coming')`;
const within = (reach: Reach): RawBuilder<boolean> =>
  withinReach(reach, sql.ref('a.person_id'), sql.ref('a.device_id'));

async function select(tx: SchoolTx, sight: RequestSight, rest: RawBuilder<unknown>): Promise<RequestRow[]> {
  const maySet = sight.setting === null ? sql`false` : within(sight.setting);
  const rows = await sql<RequestRow>`
    select a.id, a.kind, a.device_id, d.name as device_name, d.room as device_room, a.session_id,
      s.ended_at is null as sits, a.person_id, p.name as person_name, p.form as person_form, s.account_name,
      a.lesson_id, l.title as lesson_title, l.ends_at as lesson_ends_at, a.text, a.url, a.site, a.asked_at, a.state,
      a.answered_by, a.answered_name, a.answered_at, a.words, a.until, ${maySet} as may_set
    from assistance a
    join devices d on d.school_id = a.school_id and d.id = a.device_id
    join sessions s on s.school_id = a.school_id and s.id = a.session_id
    left join people p on p.school_id = a.school_id and p.id = a.person_id
    left join lessons l on l.school_id = a.school_id and l.id = a.lesson_id
    where a.school_id = lapwing_school() and ${within(sight.reach)} and ${rest}`.execute(tx.kysely);
  return rows.rows;
}

const inLesson = (lessonId: string | null): RawBuilder<unknown> =>
  lessonId === null ? sql`true` : sql`a.lesson_id = ${lessonId}`;

/** What waits for an answer, the one who waits longest first. */
export function listOpen(tx: SchoolTx, sight: RequestSight, lessonId: string | null): Promise<RequestRow[]> {
  return select(tx, sight, sql`${open} and ${inLesson(lessonId)} order by a.asked_at, a.id limit 500`);
}

/** What was answered, withdrawn or ran out since then, the newest first. */
export function listOver(
  tx: SchoolTx,
  sight: RequestSight,
  since: Date,
  lessonId: string | null,
): Promise<RequestRow[]> {
  return select(
    tx,
    sight,
    sql`not ${open} and a.asked_at >= ${since} and ${inLesson(lessonId)}
      order by a.answered_at desc, a.id limit 500`,
  );
}

/** All that was asked in a lesson, in order. */
export function listOfLesson(tx: SchoolTx, sight: RequestSight, lessonId: string): Promise<RequestRow[]> {
  return select(tx, sight, sql`a.lesson_id = ${lessonId} order by a.asked_at, a.id limit 1000`);
}

/** One request within reach, held against other answers until the transaction ends. */
export async function holdRequest(tx: SchoolTx, sight: RequestSight, id: string): Promise<RequestRow | null> {
  await sql`select 1 from assistance where school_id = lapwing_school() and id = ${id} for update`.execute(
    tx.kysely,
  );
  const [row] = await select(tx, sight, sql`a.id = ${id}`);
  return row ?? null;
}

/** The device's own request of that id, and `taken` where it is another device's. */
export async function requestOfDevice(
  tx: SchoolTx,
  deviceId: string,
  id: string,
): Promise<RequestRow | 'taken' | null> {
  const row = await holdRequest(tx, ANYBODY, id);
  return row === null || row.device_id === deviceId ? row : 'taken';
}

/** What the device's person is told after a reconnect: whatever is open, and what was answered since then. */
export function requestsOfSeat(tx: SchoolTx, deviceId: string, since: Date): Promise<RequestRow[]> {
  return select(
    tx,
    ANYBODY,
    sql`a.device_id = ${deviceId} and s.ended_at is null and (${open} or a.answered_at >= ${since})
      order by a.asked_at, a.id limit 20`,
  );
}

/** What the device has open now, by anybody. */
export async function openOfDevice(
  tx: SchoolTx,
  deviceId: string,
): Promise<Array<{ readonly kind: 'help' | 'access'; readonly url: string | null }>> {
  const rows = await sql<{ kind: 'help' | 'access'; url: string | null }>`
    select a.kind, a.url from assistance a
    where a.school_id = lapwing_school() and a.device_id = ${deviceId} and ${open}`.execute(tx.kysely);
  return rows.rows;
}

/** Whoever sits at the device: its open session, held so that two requests of one device come one after the other. */
export async function holdSeat(
  tx: SchoolTx,
  deviceId: string,
): Promise<{ readonly sessionId: string; readonly personId: string | null } | null> {
  const rows = await sql<{ id: string; person_id: string | null }>`
    select id, person_id from sessions
    where school_id = lapwing_school() and device_id = ${deviceId} and ended_at is null
    order by started_at desc limit 1 for update`.execute(tx.kysely);
  const [row] = rows.rows;
  return row === undefined ? null : { sessionId: row.id, personId: row.person_id };
}

export interface NewRequest {
  readonly id: string;
  readonly kind: 'help' | 'access';
  readonly deviceId: string;
  readonly sessionId: string;
  readonly personId: string | null;
  readonly lessonId: string | null;
  readonly text: string;
  readonly url: string | null;
  readonly site: string | null;
  readonly at: Date;
}

export async function insertRequest(tx: SchoolTx, asked: NewRequest): Promise<void> {
  await sql`
    insert into assistance (school_id, id, kind, device_id, session_id, person_id, lesson_id, text, url, site, asked_at)
    values (lapwing_school(), ${asked.id}, ${asked.kind}, ${asked.deviceId}, ${asked.sessionId}, ${asked.personId},
      ${asked.lessonId}, ${asked.text}, ${asked.url}, ${asked.site}, ${asked.at})`.execute(tx.kysely);
}

export interface Answer {
  readonly state: RequestRow['state'];
  readonly by: { readonly id: string; readonly name: string } | null;
  readonly at: Date;
  readonly words: string | null;
  readonly allowed: { readonly until: Date; readonly restrictionId: string } | null;
}

export async function setAnswer(tx: SchoolTx, id: string, answer: Answer): Promise<void> {
  await sql`
    update assistance set state = ${answer.state}, answered_by = ${answer.by?.id ?? null},
      answered_name = ${answer.by?.name ?? null}, answered_at = ${answer.at}, words = ${answer.words},
      until = ${answer.allowed?.until ?? null}, restriction_id = ${answer.allowed?.restrictionId ?? null}
    where school_id = lapwing_school() and id = ${id}`.execute(tx.kysely);
}

/**
 * Ends what was asked before that moment, or by somebody who has left the device since. Where somebody was on their way
 * it is done.
 *
 * @returns the ids
 */
export async function endOver(tx: SchoolTx, askedBefore: Date, now: Date): Promise<string[]> {
  const rows = await sql<{ id: string }>`
    update assistance a set state = case a.state when 'coming' then 'done' else 'expired' end, answered_at = ${now}
    from sessions s
    where a.school_id = lapwing_school() and ${open} and s.school_id = a.school_id and s.id = a.session_id
      and (a.asked_at <= ${askedBefore} or s.ended_at is not null)
    returning a.id`.execute(tx.kysely);
  return rows.rows.map(({ id }) => id);
}

/** Schools in which a request is over and nobody has ended it. */
export async function schoolsWithOver(db: Database, askedBefore: Date): Promise<string[]> {
  return db.unbound({}, async (tx) => {
    const rows = await sql<{ id: string }>`select assistance_over(${askedBefore}) as id`.execute(tx);
    return rows.rows.map(({ id }) => id);
  });
}

/** These requests, whoever may see them. */
export function requestsById(tx: SchoolTx, ids: readonly string[]): Promise<RequestRow[]> {
  return select(tx, ANYBODY, sql`a.id = any(${[...ids]}::uuid[])`);
}

/** Whether the request lies within reach. */
export async function isWithin(tx: SchoolTx, reach: Reach, id: string): Promise<boolean> {
  const rows = await sql<{ there: boolean }>`
    select exists (select 1 from assistance a
      where a.school_id = lapwing_school() and a.id = ${id} and ${within(reach)}) as there`.execute(
    tx.kysely,
  );
  return rows.rows[0]?.there ?? false;
}
