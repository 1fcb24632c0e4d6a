import { MessageBody, type Message } from '@lapwing/protocol/features/messages/api.ts';
import { sql, type RawBuilder } from 'kysely';
import type { Reach } from '../../permissions/actor.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import { withinReach } from '../groups/index.ts';

export type Outcome = Message['results'][number]['outcome'];

export interface MessageRow {
  readonly id: string;
  readonly what: MessageBody;
  readonly to_words: string;
  readonly by_id: string;
  readonly by_name: string;
  readonly sent_at: Date;
  readonly deadline: Date;
  /** How many devices have each outcome. */
  readonly counts: Readonly<Partial<Record<Outcome, number>>>;
}

export interface NewMessage {
  readonly id: string;
  readonly what: MessageBody;
  readonly toWords: string;
  readonly lessonId: string | null;
  readonly by: { readonly id: string; readonly name: string };
  readonly sentAt: Date;
  readonly deadline: Date;
}

/** Keeps a message. @returns false where one of that id is there already */
export async function insertMessage(tx: SchoolTx, made: NewMessage): Promise<boolean> {
  const result = await sql`
    insert into messages (school_id, id, what, to_words, lesson_id, by_id, by_name, sent_at, deadline)
    values (lapwing_school(), ${made.id}, ${JSON.stringify(made.what)}::jsonb, ${made.toWords}, ${made.lessonId}::uuid,
      ${made.by.id}, ${made.by.name}, ${made.sentAt}, ${made.deadline})
    on conflict do nothing`.execute(tx.kysely);
  return (result.numAffectedRows ?? 0n) > 0n;
}

/** Keeps to which devices it goes, and whether they can be reached now. */
export async function insertSent(
  tx: SchoolTx,
  messageId: string,
  devices: ReadonlyArray<{
    readonly deviceId: string;
    readonly personId: string | null;
    readonly online: boolean;
  }>,
): Promise<void> {
  await sql`
    insert into messages_sent (school_id, message_id, device_id, person_id, outcome)
    select lapwing_school(), ${messageId}, "deviceId", "personId", case when online then 'waiting' else 'offline' end
    from jsonb_to_recordset(${JSON.stringify(devices)}::jsonb)
      as given ("deviceId" uuid, "personId" uuid, online boolean)
    order by "deviceId"`.execute(tx.kysely);
}

const WAITS: readonly Outcome[] = ['waiting', 'shown'];

/**
 * What became of it on a device. What was seen or done stays so, whatever comes after.
 *
 * @returns false where that device was told no such thing, or has said more already
 */
export async function saveOutcome(
  tx: SchoolTx,
  messageId: string,
  deviceId: string,
  outcome: Outcome,
  at: Date,
): Promise<boolean> {
  const result = await sql`
    update messages_sent set outcome = ${outcome}, at = ${at}
    where school_id = lapwing_school() and message_id = ${messageId} and device_id = ${deviceId}
      and outcome = any(${[...WAITS]}::text[]) and outcome <> ${outcome}`.execute(tx.kysely);
  return (result.numAffectedRows ?? 0n) > 0n;
}

const columns = sql`m.id, m.what, m.to_words, m.by_id, m.by_name, m.sent_at, m.deadline,
  (select jsonb_object_agg(each.outcome, each.devices) from (
    select s.outcome, count(*)::int as devices from messages_sent s
    where s.school_id = m.school_id and s.message_id = m.id group by s.outcome) as each) as counts`;

async function select(tx: SchoolTx, condition: RawBuilder<unknown>, limit: number): Promise<MessageRow[]> {
  const rows = await sql<
    Omit<MessageRow, 'what' | 'counts'> & { what: unknown; counts: MessageRow['counts'] | null }
  >`
    select ${columns} from messages m where m.school_id = lapwing_school() and ${condition}
    order by m.sent_at desc, m.id desc limit ${limit}`.execute(tx.kysely);
  return rows.rows.map(({ what, counts, ...row }) => ({
    ...row,
    what: MessageBody.parse(what),
    counts: counts ?? {},
  }));
}

/** A message of the account's own. */
export async function findOwn(tx: SchoolTx, accountId: string, id: string): Promise<MessageRow | null> {
  const [row] = await select(tx, sql`m.id = ${id} and m.by_id = ${accountId}`, 1);
  return row ?? null;
}

/** Messages to people and devices within reach, and the account's own; the newest first. */
export function listMessageRows(
  tx: SchoolTx,
  seen: { readonly accountId: string; readonly reach: Reach },
  asked: { readonly personId: string | null; readonly lessonId: string | null; readonly limit: number },
): Promise<MessageRow[]> {
  const reached =
    seen.reach.kind === 'school'
      ? sql`true`
      : sql`exists (select 1 from messages_sent s where s.school_id = m.school_id and s.message_id = m.id
          and ${withinReach(seen.reach, sql.ref('s.person_id'), sql.ref('s.device_id'))})`;
  const person =
    asked.personId === null
      ? sql`true`
      : sql`m.id in (select s.message_id from messages_sent s
          where s.school_id = lapwing_school() and s.person_id = ${asked.personId})`;
  const lesson = asked.lessonId === null ? sql`true` : sql`m.lesson_id = ${asked.lessonId}`;
  return select(
    tx,
    sql`${person} and ${lesson} and (m.by_id = ${seen.accountId} or ${reached})`,
    asked.limit,
  );
}

export interface SentRow {
  readonly device_id: string;
  readonly device_name: string;
  readonly outcome: Outcome;
  readonly at: Date | null;
}

/** What became of a message on each device, by the devices' names. */
export async function sentOf(tx: SchoolTx, messageId: string): Promise<SentRow[]> {
  const rows = await sql<SentRow>`
    select s.device_id, d.name as device_name, s.outcome, s.at
    from messages_sent s join devices d on d.school_id = s.school_id and d.id = s.device_id
    where s.school_id = lapwing_school() and s.message_id = ${messageId}
    order by lower(d.name), d.id`.execute(tx.kysely);
  return rows.rows;
}

/** What became of these messages at a person, by the message; of several devices the one at which most came of it. */
export async function outcomesAt(
  tx: SchoolTx,
  personId: string,
  messageIds: readonly string[],
): Promise<Map<string, Pick<SentRow, 'outcome' | 'at'>>> {
  const rows = await sql<{ message_id: string; outcome: Outcome; at: Date | null }>`
    select distinct on (message_id) message_id, outcome, at from messages_sent
    where school_id = lapwing_school() and person_id = ${personId} and message_id = any(${[...messageIds]}::uuid[])
    order by message_id, case when outcome in ('seen', 'done') then 0 when outcome = 'shown' then 1 else 2 end,
      at desc nulls last`.execute(tx.kysely);
  return new Map(rows.rows.map(({ message_id, outcome, at }) => [message_id, { outcome, at }]));
}

/** Whether a message went to anybody within reach. */
export async function isWithin(tx: SchoolTx, reach: Reach, messageId: string): Promise<boolean> {
  if (reach.kind === 'school') return true;
  const rows = await sql<{ there: boolean }>`
    select exists (select 1 from messages_sent s where s.school_id = lapwing_school() and s.message_id = ${messageId}
      and ${withinReach(reach, sql.ref('s.person_id'), sql.ref('s.device_id'))}) as there`.execute(tx.kysely);
  return rows.rows[0]?.there ?? false;
}

/** How many messages were sent in a lesson. */
export async function messagesInLesson(tx: SchoolTx, lessonId: string): Promise<number> {
  const rows = await sql<{ sent: number }>`
    select count(*)::int as sent from messages where school_id = lapwing_school() and lesson_id = ${lessonId}`.execute(
    tx.kysely,
  );
  return rows.rows[0]?.sent ?? 0;
}
