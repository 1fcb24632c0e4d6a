import { sql } from 'kysely';
import type { Reach } from '../../permissions/actor.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import type { PlannedLine } from './read-timetable.ts';

export interface PlannedRow {
  readonly id: string;
  readonly title: string;
  readonly group_id: string;
  readonly group_name: string;
  readonly account_id: string | null;
  readonly account_name: string | null;
  readonly room: string | null;
  readonly day: number;
  readonly from_time: string;
  readonly to_time: string;
}

const columns = sql`p.id, p.title, p.group_id, g.name as group_name, p.account_id, account.name as account_name, p.room,
  p.day, p.from_time, p.to_time`;
const joins = sql`lessons_planned p
  join groups g on g.school_id = p.school_id and g.id = p.group_id
  left join accounts_users account on account.id = p.account_id`;

const inReach = (reach: Reach) =>
  reach.kind === 'school' ? sql`true` : sql`p.group_id = any(${[...reach.groupIds]}::uuid[])`;

/**
 * Planned lessons of one day that are on or begin within a stretch of it, in order. Of one group, whoever teaches it;
 * or those of the account, and where the plan names nobody those of its groups. Not those that were started.
 */
export async function listPlannedAt(
  tx: SchoolTx,
  asked: {
    readonly day: number;
    /** On the school's clock, as `HH:MM`. */
    readonly time: string;
    readonly until: string;
    /** Those that were started since then are not planned any more. */
    readonly since: Date;
    readonly accountId: string;
    readonly reach: Reach;
    readonly groupId: string | null;
  },
): Promise<PlannedRow[]> {
  const whose =
    asked.groupId === null
      ? sql`(p.account_id = ${asked.accountId} or (p.account_id is null and ${asked.reach.kind === 'groups'}))`
      : sql`p.group_id = ${asked.groupId}`;
  const rows = await sql<PlannedRow>`
    select ${columns} from ${joins}
    where p.school_id = lapwing_school() and p.day = ${asked.day} and p.to_time > ${asked.time}
      and p.from_time <= ${asked.until} and ${inReach(asked.reach)} and ${whose}
      and not exists (select 1 from lessons l
        where l.school_id = p.school_id and l.planned_id = p.id and l.started_at >= ${asked.since})
    order by p.account_id is distinct from ${asked.accountId}, p.from_time, lower(g.name), p.id limit 50`.execute(
    tx.kysely,
  );
  return rows.rows;
}

/** The week, within reach: by day and time. */
export async function listTimetable(
  tx: SchoolTx,
  reach: Reach,
  only: { readonly groupId: string | null; readonly accountId: string | null },
): Promise<PlannedRow[]> {
  const rows = await sql<PlannedRow>`
    select ${columns} from ${joins}
    where p.school_id = lapwing_school() and ${inReach(reach)}
      and (${only.groupId}::uuid is null or p.group_id = ${only.groupId})
      and (${only.accountId}::text is null or p.account_id = ${only.accountId})
    order by p.day, p.from_time, lower(g.name), p.id`.execute(tx.kysely);
  return rows.rows;
}

/** Puts the lines in place of the plan before; a lesson that stays keeps its id. */
export async function replaceTimetable(tx: SchoolTx, lines: readonly PlannedLine[]): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('lessons.timetable ' || lapwing_school()::text, 0))`.execute(
    tx.kysely,
  );
  const given = sql`jsonb_to_recordset(${JSON.stringify(
    lines.map(({ title, group, teacher, room, day, from, to }) => ({
      title,
      group_id: group.id,
      account_id: teacher?.id ?? null,
      room,
      day,
      from_time: from,
      to_time: to,
    })),
  )}::jsonb) as given (title text, group_id uuid, account_id text, room text, day int, from_time text, to_time text)`;
  const same = sql`given.group_id = p.group_id and given.day = p.day and given.from_time = p.from_time
    and given.to_time = p.to_time and given.title = p.title and given.account_id is not distinct from p.account_id
    and given.room is not distinct from p.room`;
  await sql`
    with given as materialized (select * from ${given}),
    gone as (delete from lessons_planned p where p.school_id = lapwing_school()
      and not exists (select 1 from given where ${same}))
    insert into lessons_planned (school_id, group_id, title, account_id, room, day, from_time, to_time)
    select lapwing_school(), given.group_id, given.title, given.account_id, given.room, given.day, given.from_time,
      given.to_time
    from given where not exists (
      select 1 from lessons_planned p where p.school_id = lapwing_school() and ${same})`.execute(tx.kysely);
}

/** @returns how many were forgotten */
export async function clearTimetable(tx: SchoolTx): Promise<number> {
  const gone = await sql`delete from lessons_planned where school_id = lapwing_school()`.execute(tx.kysely);
  return Number(gone.numAffectedRows ?? 0n);
}
