import { sql, type RawBuilder } from 'kysely';
import type { Reach } from '../../permissions/actor.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import { withinReach } from '../groups/index.ts';

/** One asking, as the presenter takes it. */
export interface AskRow {
  readonly id: string;
  readonly capture_id: string;
  readonly asked_by: string;
  readonly asked_name: string;
  readonly asked_at: Date;
  readonly reason: string;
  readonly state: 'waiting' | 'open' | 'refused' | 'over';
  readonly decided_name: string | null;
  readonly answer: string | null;
  readonly open_until: Date | null;
}

const columns = sql`
  a.id, a.capture_id, a.asked_by, a.asked_name, a.asked_at, a.reason, a.decided_name, a.answer, a.open_until,
  case when a.open_until > clock_timestamp() then 'open'
    when a.approved is false then 'refused'
    when a.needs_second and a.decided_at is null and a.asked_at > clock_timestamp() - interval '1 day' then 'waiting'
    else 'over' end as state`;

/** Whether the sealed evidence of capture `c` is open to that person at this moment. */
export function openTo(accountId: string): RawBuilder<boolean> {
  return sql<boolean>`exists (select from evidence_sealed_asks a where a.school_id = c.school_id
    and a.capture_id = c.id and a.asked_by = ${accountId} and a.open_until > clock_timestamp())`;
}

/** Asks to open sealed evidence. The rules are the database's own, since the application may not write there. */
export async function askToOpen(
  tx: SchoolTx,
  captureId: string,
  by: { id: string; name: string },
  reason: string,
): Promise<void> {
  await sql`select evidence_sealed_ask(${captureId}, ${by.id}, ${by.name}, ${reason})`.execute(tx.kysely);
}

/** @returns false when it was decided already, is older than a day, or is the person's own */
export async function decideAsk(
  tx: SchoolTx,
  askId: string,
  by: { id: string; name: string },
  approve: boolean,
  answer: string | null,
): Promise<boolean> {
  const rows = await sql<{ decided: boolean }>`
    select evidence_sealed_decide(${askId}, ${by.id}, ${by.name}, ${approve}, ${answer}) as decided`.execute(
    tx.kysely,
  );
  return rows.rows[0]?.decided ?? false;
}

export interface SealedWording {
  readonly item_id: string;
  readonly sentence: string | null;
  readonly match_start: number | null;
  readonly match_end: number | null;
  readonly window_title: string | null;
  readonly url: string | null;
  readonly at: Date;
}

/** The words behind an asking that is open to that person; each call is a line in the readings. Empty for anybody else. */
export async function readSealed(tx: SchoolTx, askId: string, accountId: string): Promise<SealedWording[]> {
  const rows = await sql<SealedWording>`
    select item_id, sentence, match_start, match_end, window_title, url, at
    from evidence_sealed_words(${askId}, ${accountId})`.execute(tx.kysely);
  return rows.rows;
}

/** The person's newest asking of that capture. */
export async function newestAsk(tx: SchoolTx, captureId: string, accountId: string): Promise<AskRow | null> {
  const rows = await sql<AskRow>`
    select ${columns} from evidence_sealed_asks a
    where a.school_id = lapwing_school() and a.capture_id = ${captureId} and a.asked_by = ${accountId}
    order by a.asked_at desc, a.id desc limit 1`.execute(tx.kysely);
  return rows.rows[0] ?? null;
}

/** An asking of a capture within the reach. */
export async function findAsk(tx: SchoolTx, reach: Reach, askId: string): Promise<AskRow | null> {
  const rows = await sql<AskRow>`
    select ${columns} from evidence_sealed_asks a
    join captures c on c.school_id = a.school_id and c.id = a.capture_id
    where a.school_id = lapwing_school() and a.id = ${askId}
      and ${withinReach(reach, sql.ref('c.person_id'), sql.ref('c.device_id'))}`.execute(tx.kysely);
  return rows.rows[0] ?? null;
}

/** Askings of others that wait for a second person, of captures within the reach; oldest first. */
export async function waitingAsks(
  tx: SchoolTx,
  reach: Reach,
  accountId: string,
  captureId: string | null,
): Promise<AskRow[]> {
  const rows = await sql<AskRow>`
    select ${columns} from evidence_sealed_asks a
    join captures c on c.school_id = a.school_id and c.id = a.capture_id
    where a.school_id = lapwing_school() and a.needs_second and a.decided_at is null
      and a.asked_at > clock_timestamp() - interval '1 day' and a.asked_by <> ${accountId}
      and ${captureId === null ? sql`true` : sql`a.capture_id = ${captureId}`}
      and ${withinReach(reach, sql.ref('c.person_id'), sql.ref('c.device_id'))}
    order by a.asked_at, a.id limit 100`.execute(tx.kysely);
  return rows.rows;
}

/** Who has read the words of a capture, newest first. */
export async function readingsOf(
  tx: SchoolTx,
  captureId: string,
): Promise<Array<{ by_name: string; at: Date }>> {
  const rows = await sql<{ by_name: string; at: Date }>`
    select by_name, at from evidence_sealed_readings
    where school_id = lapwing_school() and capture_id = ${captureId} order by at desc, id desc limit 50`.execute(
    tx.kysely,
  );
  return rows.rows;
}

export interface SealedRuleRow {
  readonly second_look: boolean;
  readonly changed_name: string;
  readonly changed_at: Date;
  /** Who asks that it be switched off; null while nobody does, and seven days after they did. */
  readonly off_asked_by: string | null;
  readonly off_asked_name: string | null;
  readonly off_asked_at: Date | null;
}

/** What the school has decided; null while it has not. */
export async function findRule(tx: SchoolTx): Promise<SealedRuleRow | null> {
  const rows = await sql<SealedRuleRow>`
    select r.second_look, r.changed_name, r.changed_at,
      asked.off_asked_by, asked.off_asked_name, asked.off_asked_at
    from evidence_sealed_rules r left join evidence_sealed_rules asked
      on asked.school_id = r.school_id and asked.off_asked_at > clock_timestamp() - interval '7 days'
    where r.school_id = lapwing_school()`.execute(tx.kysely);
  return rows.rows[0] ?? null;
}

interface Decider {
  readonly id: string;
  readonly name: string;
}

/** A second person is needed from now on; whoever asked that it end has asked in vain. */
export async function switchSecondOn(tx: SchoolTx, by: Decider): Promise<void> {
  await sql`select evidence_sealed_second_on(${by.id}, ${by.name})`.execute(tx.kysely);
}

/** Asks that it be switched off. @returns false when it is off, or somebody has asked already */
export async function askSecondOff(tx: SchoolTx, by: Decider): Promise<boolean> {
  const rows = await sql<{ done: boolean }>`
    select evidence_sealed_second_ask_off(${by.id}, ${by.name}) as done`.execute(tx.kysely);
  return rows.rows[0]?.done === true;
}

/** The answer of another person. @returns false when nobody else asks for it within the last seven days */
export async function decideSecondOff(tx: SchoolTx, by: Decider, agree: boolean): Promise<boolean> {
  const rows = await sql<{ done: boolean }>`
    select evidence_sealed_second_decide_off(${by.id}, ${by.name}, ${agree}) as done`.execute(tx.kysely);
  return rows.rows[0]?.done === true;
}
