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
    members as materialized (select distinct member_id from ${groupMembers([asked.groupId])} as found (member_id)),
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
 * The people of a group, each with the device where they sit, once for each device; and whoever sits at a device of the
 * group. Of a group with more people than `most` only those who sit somewhere.
 */
export async function listSeatsOfPeople(tx: SchoolTx, asked: SeatsAsked): Promise<Seats> {
  const seen = withinReach(asked.reach, sql.ref('p.id'));
  const counted = await sql<{ people: number }>`
    with ${parts(asked)}
    select count(*)::int as people from people p
    where p.school_id = lapwing_school() and p.id in (select member_id from members) and ${seen}`.execute(
    tx.kysely,
  );
  const people = counted.rows[0]?.people ?? 0;
  const all = people <= asked.most;
  const rows = await sql<SeatRow>`
    with ${parts(asked)}
    select * from (
      select ${columns} from people p
      left join sitting s on s.person_id = p.id
      left join devices d on d.school_id = lapwing_school() and d.id = s.device_id
      where p.school_id = lapwing_school() and p.id in (select member_id from members) and ${seen}
        and (${all} or s.id is not null)
      union all
      select ${columns} from sitting s
      join devices d on d.school_id = lapwing_school() and d.id = s.device_id
      left join people p on p.school_id = lapwing_school() and p.id = s.person_id
      where d.id in (select member_id from members)
        and (s.person_id is null or s.person_id not in (select member_id from members))
        and ${withinReach(asked.reach, sql.ref('d.id'), sql.ref('s.person_id'))}
    ) as seats
    order by lower(coalesce(person_name, account_name)), device_name, device_id limit ${asked.most}`.execute(
    tx.kysely,
  );
  if (all) return { rows: rows.rows, leftOut: 0 };
  const listed = new Set(rows.rows.map((row) => row.person_id).filter((id) => id !== null));
  return { rows: rows.rows, leftOut: Math.max(0, people - listed.size) };
}

/**
 * The devices of a group and those where people of it sit, each with who sits there. Of a group with more devices than
 * `most` only those that are connected.
 */
export async function listSeatsOfDevices(tx: SchoolTx, asked: SeatsAsked): Promise<Seats> {
  const online = [...asked.online];
  const chosen = sql`
    from devices d
    left join sitting s on s.device_id = d.id
    left join people p on p.school_id = lapwing_school() and p.id = s.person_id
    where d.school_id = lapwing_school() and d.revoked_at is null
      and (d.id in (select member_id from members) or s.person_id in (select member_id from members))
      and ${withinReach(asked.reach, sql.ref('d.id'), sql.ref('s.person_id'))}`;
  const counted = await sql<{ devices: number; connected: number }>`
    with ${parts(asked)}
    select count(*)::int as devices, count(*) filter (where d.id = any(${online}::uuid[]))::int as connected ${chosen}`.execute(
    tx.kysely,
  );
  const devices = counted.rows[0]?.devices ?? 0;
  const all = devices <= asked.most;
  const rows = await sql<SeatRow>`
    with ${parts(asked)}
    select ${columns} ${chosen} and (${all} or d.id = any(${online}::uuid[]))
    order by lower(d.name), d.id limit ${asked.most}`.execute(tx.kysely);
  return { rows: rows.rows, leftOut: all ? 0 : devices - rows.rows.length };
}
