import { sql } from 'kysely';
import type { SchoolTx } from '../../platform/db/database.ts';
import type { Seat } from '../state/index.ts';

/** Of a group: people in it and in those below it, and those of them who sit at a device. */
export interface Attendance {
  readonly people: number;
  readonly present: number;
}

/**
 * How many belong to each of the groups, and how many of them are there; of a group of devices whoever sits at one.
 * In one query, however many groups.
 *
 * @param online devices that are connected: only there does somebody sit
 */
export async function attendanceOf(
  tx: SchoolTx,
  groupIds: readonly string[],
  online: readonly string[],
): Promise<Map<string, Attendance>> {
  if (groupIds.length === 0) return new Map();
  const rows = await sql<{ root: string; people: number; present: number }>`
    with recursive below as (
      select g.id as root, g.id from groups g
      where g.school_id = lapwing_school() and g.id = any(${[...new Set(groupIds)]}::uuid[])
      union
      select below.root, child.id from groups child join below on child.parent_id = below.id
      where child.school_id = lapwing_school()),
    members as (
      select distinct below.root, m.member_id from below
      join groups_memberships m on m.school_id = lapwing_school() and m.group_id = below.id),
    sitting as materialized (
      select distinct on (device_id) device_id, person_id from sessions
      where school_id = lapwing_school() and ended_at is null and device_id = any(${[...online]}::uuid[])
      order by device_id, started_at desc),
    counted as (
      select members.root, p.id from members
      join people p on p.school_id = lapwing_school() and p.id = members.member_id and p.left_at is null
      union
      select members.root, sitting.person_id from members join sitting on sitting.device_id = members.member_id
      where sitting.person_id is not null)
    select counted.root, count(*)::int as people,
      (count(*) filter (where counted.id in (select person_id from sitting where person_id is not null)))::int as present
    from counted group by counted.root`.execute(tx.kysely);
  return new Map(rows.rows.map(({ root, people, present }) => [root, { people, present }] as const));
}

/** Those of the connected devices that are in the group, or at which somebody of the group sits. */
export async function devicesOfGroup(
  tx: SchoolTx,
  groupId: string,
  online: readonly string[],
): Promise<string[]> {
  if (online.length === 0) return [];
  const rows = await sql<{ device_id: string }>`
    with recursive below as (
      select g.id from groups g where g.school_id = lapwing_school() and g.id = ${groupId}
      union
      select child.id from groups child join below on child.parent_id = below.id
      where child.school_id = lapwing_school()),
    members as materialized (
      select m.member_id from groups_memberships m
      where m.school_id = lapwing_school() and m.group_id in (select id from below)),
    sitting as materialized (
      select distinct on (device_id) device_id, person_id from sessions
      where school_id = lapwing_school() and ended_at is null and device_id = any(${[...online]}::uuid[])
      order by device_id, started_at desc)
    select device_id from sitting where person_id in (select member_id from members)
    union
    select id from unnest(${[...online]}::uuid[]) as online (id) where id in (select member_id from members)`.execute(
    tx.kysely,
  );
  return rows.rows.map((row) => row.device_id);
}

/** A lesson as whoever sits in it is told of it. */
export interface LessonAt {
  readonly id: string;
  readonly title: string;
  /** Who holds it, in the order in which they came. */
  readonly teachers: readonly string[];
  readonly endsAt: Date;
  /** It is of the person's groups, and the device is in none of its rooms. */
  readonly personal: boolean;
}

/**
 * The lesson of whoever sits at each of the devices, by the device's id: of the person's groups, or of a room that the
 * device is in. Of several that go on the one that was started last.
 */
export async function lessonsAtSeats(
  tx: SchoolTx,
  seats: readonly Seat[],
  now: Date,
): Promise<Map<string, LessonAt>> {
  const going = await sql<{ id: string; group_id: string; title: string; ends_at: Date; teachers: string[] }>`
    select l.id, l.group_id, l.title, l.ends_at,
      coalesce((select array_agg(t.name order by t.joined_at, t.account_id) from lessons_teachers t
        where t.school_id = l.school_id and t.lesson_id = l.id and t.left_at is null), '{}') as teachers
    from lessons l
    where l.school_id = lapwing_school() and l.ended_at is null and l.ends_at > ${now}
    order by l.started_at desc, l.id desc`.execute(tx.kysely);
  if (going.rows.length === 0 || seats.length === 0) return new Map();
  const asked = seats.flatMap(({ deviceId, personId }) =>
    personId === null ? [deviceId] : [deviceId, personId],
  );
  const members = await sql<{ root: string; member_id: string }>`
    with recursive below as (
      select g.id as root, g.id from groups g
      where g.school_id = lapwing_school() and g.id = any(${going.rows.map((row) => row.group_id)}::uuid[])
      union
      select below.root, child.id from groups child join below on child.parent_id = below.id
      where child.school_id = lapwing_school())
    select distinct below.root, m.member_id from groups_memberships m join below on below.id = m.group_id
    where m.school_id = lapwing_school() and m.member_id = any(${asked}::uuid[])`.execute(tx.kysely);
  const groupsOf = new Map<string, Set<string>>();
  for (const { root, member_id: memberId } of members.rows) {
    const groups = groupsOf.get(memberId);
    if (groups === undefined) groupsOf.set(memberId, new Set([root]));
    else groups.add(root);
  }
  const at = new Map<string, LessonAt>();
  for (const { deviceId, personId } of seats) {
    const newest = going.rows.find(
      ({ group_id: groupId }) =>
        groupsOf.get(deviceId)?.has(groupId) === true ||
        (personId !== null && groupsOf.get(personId)?.has(groupId) === true),
    );
    if (newest === undefined) continue;
    const { id, title, teachers, ends_at: endsAt } = newest;
    const personal = groupsOf.get(deviceId)?.has(newest.group_id) !== true;
    at.set(deviceId, { id, title, teachers, endsAt, personal });
  }
  return at;
}
