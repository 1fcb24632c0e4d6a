import { sql, type RawBuilder } from 'kysely';
import type { Reach } from '../../permissions/actor.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import { groupMembers, withinReach } from '../groups/index.ts';

/** One place, as the presenter takes it. Whoever may see the row may see all of it. */
export interface SeatRow {
  readonly device_id: string | null;
  readonly device_name: string | null;
  readonly device_room: string | null;
  readonly device_last_seen_at: Date | null;
  /** As stored; the presenter parses it. */
  readonly device_platform: unknown;
  readonly person_id: string | null;
  readonly person_name: string | null;
  readonly person_username: string | null;
  readonly person_form: string | null;
  readonly account_name: string | null;
  readonly session_id: string | null;
  readonly session_started_at: Date | null;
}

/** Which places of a group are asked for, and by whose eyes. */
export interface SeatsAsked {
  readonly groupId: string;
  /** Of `screens.view`: only people and devices within it are seen or counted. */
  readonly reach: Reach;
  /** Devices that are connected: only there does somebody sit. */
  readonly online: readonly string[];
  readonly most: number;
}

export interface Seats {
  readonly rows: readonly SeatRow[];
  readonly leftOut: number;
}

/** Members of the group, and who sits at each device that is connected. */
function parts(asked: SeatsAsked): RawBuilder<unknown> {
  return sql`
    members as materialized (select member_id from ${groupMembers([asked.groupId])} as found (member_id)),
    sitting as materialized (
      select distinct on (device_id) device_id, id, person_id, account_name, started_at from sessions
      where school_id = lapwing_school() and ended_at is null and device_id = any(${[...asked.online]}::uuid[])
      order by device_id, started_at desc)`;
}

const columns = sql`
  d.id as device_id, d.name as device_name, d.room as device_room, d.last_seen_at as device_last_seen_at,
  d.platform as device_platform, p.id as person_id, p.name as person_name, p.username as person_username,
  p.form as person_form, s.account_name, s.id as session_id, s.started_at as session_started_at`;

/**
 * Nobody has counted the rows of a roster that was imported a minute ago, and a plan made for a handful of rows takes
 * many seconds with thousands: whatever the planner believes, the queries of `work` go
 * by hashes and indexes.
 */
export async function plannedForMany<Result>(tx: SchoolTx, work: () => Promise<Result>): Promise<Result> {
  await sql`select set_config('enable_nestloop', 'off', true), set_config('enable_seqscan', 'off', true)`.execute(
    tx.kysely,
  );
  const result = await work();
  await sql`select set_config('enable_nestloop', 'on', true), set_config('enable_seqscan', 'on', true)`.execute(
    tx.kysely,
  );
  return result;
}

/** One row for each seat with how many there are to list; a single row without a seat when there is none. */
type CountedRow = SeatRow & { readonly total: number };

/**
 * The people of a group, each with the device where they sit, once for each device; and whoever sits at a device of the
 * group. Of a group with more people than `most` only those who sit somewhere.
 */
export async function listSeatsOfPeople(tx: SchoolTx, asked: SeatsAsked): Promise<Seats> {
  const rows = await sql<CountedRow>`
    with ${parts(asked)},
    seen as materialized (
      select p.id from people p
      where p.school_id = lapwing_school() and p.id in (select member_id from members)
        and ${withinReach(asked.reach, sql.ref('p.id'))}),
    counted as (select count(*)::int as total from seen)
    select counted.total, seats.* from counted left join (
      select ${columns} from people p
      left join sitting s on s.person_id = p.id
      left join devices d on d.school_id = lapwing_school() and d.id = s.device_id
      where p.school_id = lapwing_school() and p.id in (select id from seen)
        and (s.id is not null or (select total from counted) <= ${asked.most})
      union all
      select ${columns} from sitting s
      join devices d on d.school_id = lapwing_school() and d.id = s.device_id
      left join people p on p.school_id = lapwing_school() and p.id = s.person_id
      where d.id in (select member_id from members)
        and (s.person_id is null or s.person_id not in (select member_id from members))
        and (${withinReach(asked.reach, sql.ref('d.id'))} or ${withinReach(asked.reach, sql.ref('s.person_id'))})
    ) as seats on true
    order by lower(coalesce(person_name, account_name)), device_name, device_id limit ${asked.most}`.execute(
    tx.kysely,
  );
  const total = rows.rows[0]?.total ?? 0;
  const seats = rows.rows.filter((row) => row.device_id !== null || row.person_id !== null);
  if (total <= asked.most) return { rows: seats, leftOut: 0 };
  const listed = new Set(seats.map((row) => row.person_id).filter((id) => id !== null));
  return { rows: seats, leftOut: Math.max(0, total - listed.size) };
}

/**
 * The devices of a group and those where people of it sit, each with who sits there. Of a group with more devices than
 * `most` only those that are connected.
 */
export async function listSeatsOfDevices(tx: SchoolTx, asked: SeatsAsked): Promise<Seats> {
  const rows = await sql<CountedRow>`
    with ${parts(asked)},
    seen as materialized (
      select d.id from devices d
      left join sitting s on s.device_id = d.id
      where d.school_id = lapwing_school() and d.revoked_at is null
        and (d.id in (select member_id from members) or s.person_id in (select member_id from members))
        and (${withinReach(asked.reach, sql.ref('d.id'))} or ${withinReach(asked.reach, sql.ref('s.person_id'))})),
    counted as (select count(*)::int as total from seen)
    select counted.total, seats.* from counted left join (
      select ${columns} from devices d
      left join sitting s on s.device_id = d.id
      left join people p on p.school_id = lapwing_school() and p.id = s.person_id
      where d.school_id = lapwing_school() and d.id in (select id from seen)
        and (d.id = any(${[...asked.online]}::uuid[]) or (select total from counted) <= ${asked.most})
    ) as seats on true
    order by lower(device_name), device_id limit ${asked.most}`.execute(tx.kysely);
  const total = rows.rows[0]?.total ?? 0;
  const seats = rows.rows.filter((row) => row.device_id !== null);
  return { rows: seats, leftOut: total <= asked.most ? 0 : total - seats.length };
}

/** Of the people, those within the reach. */
export async function peopleWithin(
  tx: SchoolTx,
  reach: Reach,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await sql<{ id: string }>`
    select p.id from people p
    where p.school_id = lapwing_school() and p.id = any(${[...ids]}::uuid[])
      and ${withinReach(reach, sql.ref('p.id'))}`.execute(tx.kysely);
  return new Set(rows.rows.map((row) => row.id));
}
