import { sql } from 'kysely';
import type { Reach } from '../../permissions/actor.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import {
  deviceSeen,
  groupMembers,
  groupVisible,
  withinReach,
  type DeviceSight,
  type Viewer,
} from '../groups/index.ts';
import type { Seat } from '../state/index.ts';

export interface Named {
  readonly id: string;
  readonly name: string;
}

/** Of the people, those of the roster within reach. */
export async function peopleWithin(tx: SchoolTx, reach: Reach, ids: readonly string[]): Promise<Named[]> {
  const rows = await sql<Named>`
    select p.id, p.name from people p
    where p.school_id = lapwing_school() and p.id = any(${[...ids]}::uuid[]) and p.left_at is null
      and ${withinReach(reach, sql.ref('p.id'))}
    order by lower(p.name), p.id`.execute(tx.kysely);
  return rows.rows;
}

/** Of the devices, those that may be connected and are within reach: by themselves, by whose they are, by who sits there. */
export async function devicesWithin(
  tx: SchoolTx,
  sight: DeviceSight,
  ids: readonly string[],
): Promise<Named[]> {
  const rows = await sql<Named>`
    select d.id, d.name from devices d
    where d.school_id = lapwing_school() and d.id = any(${[...ids]}::uuid[]) and d.revoked_at is null
      and ${deviceSeen(sight)}
    order by lower(d.name), d.id`.execute(tx.kysely);
  return rows.rows;
}

/**
 * Of the groups, those that are wholly within reach: shared ones that the reach names, and one's own personal ones as
 * long as everybody in them is within reach.
 */
export async function groupsWithin(
  tx: SchoolTx,
  viewer: Viewer,
  online: readonly string[],
  ids: readonly string[],
): Promise<Named[]> {
  const beyond = sql`exists (
    select 1 from groups_memberships m where m.school_id = lapwing_school() and m.group_id = g.id
      and not ${withinReach(viewer.reach, sql.ref('m.member_id'))}
      and not exists (select 1 from devices d where d.school_id = lapwing_school() and d.id = m.member_id
        and ${deviceSeen({ devices: viewer.reach, online })}))`;
  const rows = await sql<Named>`
    select g.id, g.name from groups g
    where g.school_id = lapwing_school() and g.id = any(${[...ids]}::uuid[]) and ${groupVisible(viewer)}
      and (g.owner_account is null or not ${beyond})
    order by lower(g.name), g.id`.execute(tx.kysely);
  return rows.rows;
}

export interface LessonRow {
  readonly id: string;
  readonly title: string;
  readonly group_id: string;
  readonly ends_at: Date;
  /** Whether the account holds it, as the first or a later teacher. */
  readonly held: boolean;
}

/** Lessons by their ids, with whether the account holds them. */
export async function findLessons(
  tx: SchoolTx,
  accountId: string,
  ids: readonly string[],
): Promise<LessonRow[]> {
  if (ids.length === 0) return [];
  const rows = await sql<LessonRow>`
    select l.id, l.title, l.group_id, least(l.ends_at, l.ended_at) as ends_at,
      exists (select 1 from lessons_teachers t where t.school_id = l.school_id and t.lesson_id = l.id
        and t.account_id = ${accountId} and t.left_at is null) as held
    from lessons l where l.school_id = lapwing_school() and l.id = any(${[...ids]}::uuid[])`.execute(
    tx.kysely,
  );
  return rows.rows;
}

/** Everybody in these groups and below. */
export async function peopleIn(tx: SchoolTx, groupIds: readonly string[]): Promise<string[]> {
  if (groupIds.length === 0) return [];
  const rows = await sql<{ id: string }>`
    select p.id from people p where p.school_id = lapwing_school() and p.left_at is null
      and p.id in ${groupMembers(groupIds)}`.execute(tx.kysely);
  return rows.rows.map(({ id }) => id);
}

/** Every device in these groups and below. */
export async function devicesIn(tx: SchoolTx, groupIds: readonly string[]): Promise<string[]> {
  if (groupIds.length === 0) return [];
  const rows = await sql<{ id: string }>`
    select d.id from devices d where d.school_id = lapwing_school() and d.revoked_at is null
      and d.id in ${groupMembers(groupIds)}`.execute(tx.kysely);
  return rows.rows.map(({ id }) => id);
}

/** Who sits at each of these devices, and what each can do; as it says itself. */
export async function seatsOf(
  tx: SchoolTx,
  deviceIds: readonly string[],
): Promise<Array<Seat & { readonly name: string; readonly platform: unknown }>> {
  if (deviceIds.length === 0) return [];
  const rows = await sql<{ id: string; name: string; platform: unknown; person_id: string | null }>`
    select d.id, d.name, d.platform, s.person_id from devices d
    left join lateral (
      select person_id from sessions
      where sessions.school_id = lapwing_school() and sessions.device_id = d.id and sessions.ended_at is null
      order by sessions.started_at desc limit 1) as s on true
    where d.school_id = lapwing_school() and d.id = any(${[...deviceIds]}::uuid[]) and d.revoked_at is null
    order by lower(d.name), d.id`.execute(tx.kysely);
  return rows.rows.map((row) => ({
    deviceId: row.id,
    personId: row.person_id,
    name: row.name,
    platform: row.platform,
  }));
}

/** Names of people, devices and groups, whoever may see them: for records of what was done. */
export async function namesById(tx: SchoolTx, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await sql<Named>`
    select id, name from people where school_id = lapwing_school() and id = any(${[...ids]}::uuid[])
    union all
    select id, name from devices where school_id = lapwing_school() and id = any(${[...ids]}::uuid[])
    union all
    select id, name from groups where school_id = lapwing_school() and id = any(${[...ids]}::uuid[])`.execute(
    tx.kysely,
  );
  return new Map(rows.rows.map(({ id, name }) => [id, name]));
}
