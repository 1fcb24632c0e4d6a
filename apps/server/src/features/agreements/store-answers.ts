import { sql } from 'kysely';
import type { Reach } from '../../permissions/actor.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import { withinReach } from '../groups/index.ts';
import { askingRows, peopleAsked, timesAgain, type Asking } from './store-asked.ts';
import type { By } from './store.ts';

export interface NewAnswer {
  readonly id: string;
  readonly agreementId: string;
  readonly version: number;
  readonly asking: number;
  readonly personId: string;
  readonly deviceId: string;
  readonly sessionId: string;
  readonly answer: 'agreed' | 'declined';
  /** By the device's own clock, and by the server's, in milliseconds since 1970. */
  readonly deviceAt: number;
  readonly at: number;
}

/**
 * Adds an answer. A moment in the future, by a device whose clock runs ahead, becomes now; and nobody can answer for a
 * time when they will be asked again.
 *
 * @param asking the number under which everybody is asked now
 * @returns whether it was new
 */
export async function insertAnswer(tx: SchoolTx, given: NewAnswer, asking: number): Promise<boolean> {
  const result = await sql`
    insert into agreements_answers (school_id, id, agreement_id, version, asking, person_id, device_id, session_id,
      answer, device_at, answered_at)
    values (lapwing_school(), ${given.id}, ${given.agreementId}, ${given.version},
      least(${given.asking}::int, ${asking}::int + ${timesAgain(sql`${given.agreementId}::uuid`, sql`${given.personId}::uuid`)}),
      ${given.personId}, ${given.deviceId}, ${given.sessionId}, ${given.answer}, ${new Date(given.deviceAt)},
      least(${new Date(given.at)}::timestamptz, now()))
    on conflict (school_id, id) do nothing`.execute(tx.kysely);
  return (result.numAffectedRows ?? 0n) > 0n;
}

/** Devices where somebody is logged on now, by their open sessions. */
export async function devicesOfPerson(tx: SchoolTx, personId: string): Promise<string[]> {
  const rows = await sql<{ id: string }>`
    select distinct device_id as id from sessions
    where school_id = lapwing_school() and person_id = ${personId} and ended_at is null`.execute(tx.kysely);
  return rows.rows.map(({ id }) => id);
}

/**
 * Asks people again; those who are not asked the agreement at all are passed over.
 *
 * @param personIds null is everybody
 * @returns how many people are asked again
 */
export async function insertAskedAgain(
  tx: SchoolTx,
  again: {
    readonly agreementId: string;
    readonly personIds: readonly string[] | null;
    readonly reason: string;
    readonly by: By;
    readonly at: Date;
  },
): Promise<number> {
  const { agreementId, personIds, reason, by, at } = again;
  const asked = peopleAsked(
    sql`${[agreementId]}::uuid[]`,
    personIds === null ? sql`true` : sql`p.id = any(${[...personIds]}::uuid[])`,
  );
  const rows = await sql<{ people: number }>`
    with asked as materialized ${asked},
    added as (
      insert into agreements_asked_again (school_id, agreement_id, person_id, reason, by_id, by_name, at)
      select lapwing_school(), ${agreementId}, whom.person_id, ${reason}, ${by.id}, ${by.name}, ${at}
      from (${
        personIds === null
          ? sql`select null::uuid as person_id where exists (select 1 from asked)`
          : sql`select asked.person_id from asked`
      }) as whom
    )
    select count(*)::int as people from asked`.execute(tx.kysely);
  return rows.rows[0]?.people ?? 0;
}

export interface PersonAnswer {
  readonly agreementId: string;
  /** As it was called when they answered. */
  readonly title: string;
  readonly version: number;
  readonly answer: 'agreed' | 'declined';
  readonly at: Date;
  readonly device: string;
}

/** Everything that somebody has ever answered, the newest first; the newest 200. */
export async function answersOfPerson(tx: SchoolTx, personId: string): Promise<PersonAnswer[]> {
  const rows = await sql<PersonAnswer>`
    select x.agreement_id as "agreementId", v.draft ->> 'title' as title, x.version, x.answer, x.answered_at as at,
      d.name as device
    from agreements_answers x
    join agreements_versions v on v.school_id = x.school_id and v.agreement_id = x.agreement_id
      and v.version = x.version
    join devices d on d.school_id = x.school_id and d.id = x.device_id
    where x.school_id = lapwing_school() and x.person_id = ${personId}
    order by x.answered_at desc, x.id limit 200`.execute(tx.kysely);
  return rows.rows;
}

/** Of these agreements, those that somebody is asked and has not answered. */
export async function openOfPerson(tx: SchoolTx, personId: string, of: readonly Asking[]): Promise<string[]> {
  if (of.length === 0) return [];
  const asked = peopleAsked(sql`${of.map(({ id }) => id)}::uuid[]`, sql`p.id = ${personId}`);
  const rows = await sql<{ id: string }>`
    select asking.id from ${asked} as asked join ${askingRows(of)} on asking.id = asked.agreement_id
    where not exists (
      select 1 from agreements_answers x
      where x.school_id = lapwing_school() and x.agreement_id = asking.id and x.person_id = asked.person_id
        and x.version = asking.version
        and x.asking >= asking.asking + ${timesAgain(sql.ref('asking.id'), sql.ref('asked.person_id'))})`.execute(
    tx.kysely,
  );
  return rows.rows.map(({ id }) => id);
}

/** What somebody within reach is called, leaver or not; null where there is none that the reach shows. */
export async function nameOfPerson(tx: SchoolTx, reach: Reach, personId: string): Promise<string | null> {
  const rows = await sql<{ name: string }>`
    select p.name from people p
    where p.school_id = lapwing_school() and p.id = ${personId} and ${withinReach(reach, sql.ref('p.id'))}`.execute(
    tx.kysely,
  );
  return rows.rows[0]?.name ?? null;
}
