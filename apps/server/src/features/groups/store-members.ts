import type { GroupMember } from '@lapwing/protocol/features/groups/api.ts';
import { sql, type RawBuilder } from 'kysely';
import type { Reach } from '../../permissions/actor.ts';
import { tables, type SchoolTx } from '../../platform/db/database.ts';
import { deviceSeen, withinReach, type DeviceSight } from './reach.ts';
import { withSubgroups, type GroupKind, type GroupRow } from './store.ts';

interface MembersTables {
  groups_members: { school_id: string; group_id: string; member_id: string; via: 'fixed' | 'rule' };
}

/** How far somebody sees people, and how far devices; null where not at all. */
export interface MemberReach {
  readonly people: Reach | null;
  readonly devices: Reach | null;
}

/** Of the ids given, those that are people (or devices) of the school within reach. */
export async function reachableMembers(
  tx: SchoolTx,
  kind: GroupKind,
  reach: MemberReach,
  ids: readonly string[],
): Promise<Array<{ id: string; name: string }>> {
  const { from, within, present } = SOURCES[kind](reach);
  // A leaver is in no group; a device that was shut out may stay where it was.
  const there = kind === 'people' ? present : sql`true`;
  const rows = await sql<{ id: string; name: string }>`
    select s.id, s.name from ${from} s
    where s.school_id = lapwing_school() and s.id = any(${[...ids]}::uuid[]) and ${within} and ${there}
    order by lower(s.name), s.id`.execute(tx.kysely);
  return rows.rows.map(({ id, name }) => ({ id, name }));
}

/**
 * Puts members in a group by hand: for good, or for so many minutes from now. Who is in for good already stays so;
 * the end of a timed membership is set anew.
 *
 * @returns ids of those who were not in it by hand before
 */
export async function insertMembers(
  tx: SchoolTx,
  groupId: string,
  memberIds: readonly string[],
  minutes: number | null = null,
): Promise<string[]> {
  // A row that was updated bears the transaction that did so; one that was inserted bears none.
  const rows = await sql<{ member_id: string; is_new: boolean }>`
    insert into groups_members (school_id, group_id, member_id, via, until)
    select lapwing_school(), ${groupId}, id, 'fixed', now() + make_interval(mins => ${minutes}::int)
    from unnest(${[...memberIds]}::uuid[]) as id
    on conflict (school_id, group_id, member_id, via) do update set until = excluded.until
      where groups_members.until is not null
    returning member_id, xmax = 0 as is_new`.execute(tx.kysely);
  return rows.rows.filter((row) => row.is_new).map((row) => row.member_id);
}

/** What the member is in the group by now; null when it is not in it, or only by a group below. */
export async function membershipOf(
  tx: SchoolTx,
  groupId: string,
  memberId: string,
): Promise<'fixed' | 'rule' | null> {
  const rows = await sql<{ via: 'fixed' | 'rule' }>`
    select via from groups_memberships
    where school_id = lapwing_school() and group_id = ${groupId} and member_id = ${memberId}
    order by via limit 1`.execute(tx.kysely);
  return rows.rows[0]?.via ?? null;
}

/** Takes out a member that was put in by hand. */
export async function deleteMember(tx: SchoolTx, groupId: string, memberId: string): Promise<void> {
  await tables<MembersTables>(tx)
    .deleteFrom('groups_members')
    .where('group_id', '=', groupId)
    .where('member_id', '=', memberId)
    .where('via', '=', 'fixed')
    .execute();
}

/** Takes out a person who is in for a time; who was put in for good stays. */
export async function endTimedMembership(tx: SchoolTx, groupId: string, memberId: string): Promise<void> {
  await sql`
    delete from groups_members where school_id = lapwing_school() and group_id = ${groupId}
      and member_id = ${memberId} and via = 'fixed' and until is not null`.execute(tx.kysely);
}

export interface MembersFilter {
  readonly search: string | undefined;
  /** Name (lower case) and id of the last member of the page before. */
  readonly after: readonly [string, string] | null;
  readonly limit: number;
  /** Only this one. */
  readonly only?: string;
}

/** The name of a person or a device in lower case, to go on from it in a list; null when there is none of that id. */
export async function nameOfMember(tx: SchoolTx, id: string): Promise<string | null> {
  const rows = await sql<{ name: string }>`
    select lower(name) as name from people where school_id = lapwing_school() and id = ${id}
    union all
    select lower(name) from devices where school_id = lapwing_school() and id = ${id}`.execute(tx.kysely);
  return rows.rows[0]?.name ?? null;
}

/** The names of the person and of the device asked for, as far as given; null when one of them is not to be seen. */
export async function findSeen(
  tx: SchoolTx,
  { people }: MemberReach,
  devices: DeviceSight | null,
  asked: { readonly personId: string | null; readonly deviceId: string | null },
): Promise<string[] | null> {
  const person = people === null ? sql`false` : withinReach(people, sql.ref('p.id'));
  const device = devices === null ? sql`false` : deviceSeen(devices);
  const rows = await sql<{ name: string }>`
    select p.name, 0 as place from people p
    where p.school_id = lapwing_school() and p.id = ${asked.personId}::uuid and ${person}
    union all
    select d.name, 1 from devices d
    where d.school_id = lapwing_school() and d.id = ${asked.deviceId}::uuid and ${device}
    order by place`.execute(tx.kysely);
  const wanted = [asked.personId, asked.deviceId].filter((id) => id !== null).length;
  return rows.rows.length === wanted ? rows.rows.map((row) => row.name) : null;
}

/** The group's members within reach by name, those of the groups below included, and how many there are in all. */
export async function listMemberRows(
  tx: SchoolTx,
  group: GroupRow,
  reach: MemberReach,
  filter: MembersFilter,
): Promise<{ rows: GroupMember[]; total: number }> {
  const everybody = group.builtIn === 'whole-school';
  const kinds: readonly GroupKind[] = everybody ? ['people', 'devices'] : [group.kind];
  const below = everybody ? [] : await withSubgroups(tx, [group.id]);
  const inGroup = everybody
    ? sql`true`
    : sql`exists (select 1 from groups_memberships m where m.school_id = lapwing_school()
        and m.member_id = s.id and m.group_id = any(${below}::uuid[]))`;
  const only = filter.only === undefined ? sql`true` : sql`s.id = ${filter.only}`;
  const each = kinds.map((kind) => {
    const { from, within, detail, searched, present } = SOURCES[kind](reach);
    const found =
      filter.search === undefined || filter.search === ''
        ? sql`true`
        : sql`${searched} like ${`%${filter.search.toLowerCase().replaceAll(/[\\%_]/g, String.raw`\$&`)}%`}`;
    const listed = everybody ? present : sql`true`;
    return sql`select s.id, s.name, ${detail} as detail from ${from} s
      where s.school_id = lapwing_school() and ${within} and ${found} and ${inGroup} and ${listed} and ${only}`;
  });
  const page =
    filter.after === null
      ? sql`true`
      : sql`(lower(s.name), s.id) > (${filter.after[0]}, ${filter.after[1]}::uuid)`;
  // A kind at a time, each by its own index of names: together they would be sorted whole for every page.
  const pages = each.map(
    (source) => sql`(${source} and ${page} order by lower(s.name), s.id limit ${filter.limit})`,
  );
  const totals = each.map((source) => sql`(select count(*) from (${source}) as counted)`);
  const counted = await sql<{ total: number }>`select ${sql.join(totals, sql` + `)} as total`.execute(
    tx.kysely,
  );
  const rows = await sql<{
    id: string;
    name: string;
    detail: string | null;
    via: 'fixed' | 'rule' | null;
    until: Date | null;
  }>`
    select s.id, s.name, s.detail, own.via, own.until from (${sql.join(pages, sql` union all `)}) as s
    left join lateral (
      select m.via, m.until from groups_memberships m
      where m.school_id = lapwing_school() and m.group_id = ${group.id} and m.member_id = s.id
      order by m.via limit 1) as own on true
    order by lower(s.name), s.id limit ${filter.limit}`.execute(tx.kysely);
  return {
    total: counted.rows[0]?.total ?? 0,
    rows: rows.rows.map((row) => ({
      id: row.id,
      name: row.name,
      detail: row.detail,
      via: row.via ?? (everybody ? 'rule' : 'subgroup'),
      until: row.until?.toISOString() ?? null,
    })),
  };
}

export interface EndedMembership {
  readonly groupId: string;
  readonly groupName: string;
  readonly names: readonly string[];
}

/** Clears memberships whose time is over, and says whose they were; by group. */
export async function endMemberships(tx: SchoolTx): Promise<EndedMembership[]> {
  const rows = await sql<{ id: string; name: string; names: string[] }>`
    with gone as (
      delete from groups_members where school_id = lapwing_school() and until <= now() returning group_id, member_id)
    select g.id, g.name, array_agg(coalesce(p.name, d.name, '') order by lower(coalesce(p.name, d.name))) as names
    from gone join groups g on g.school_id = lapwing_school() and g.id = gone.group_id
    left join people p on p.school_id = lapwing_school() and p.id = gone.member_id
    left join devices d on d.school_id = lapwing_school() and d.id = gone.member_id
    group by g.id, g.name order by g.name, g.id`.execute(tx.kysely);
  return rows.rows.map((row) => ({ groupId: row.id, groupName: row.name, names: row.names }));
}

interface Source {
  readonly from: RawBuilder<unknown>;
  readonly within: RawBuilder<boolean>;
  readonly detail: RawBuilder<unknown>;
  readonly searched: RawBuilder<unknown>;
  /** Not only on record. */
  readonly present: RawBuilder<unknown>;
}

/** Where members of each kind are, as `s`. A device is within reach by itself and by the person whose own it is. */
const SOURCES: Readonly<Record<GroupKind, (reach: MemberReach) => Source>> = Object.freeze({
  people: ({ people }) => ({
    from: sql.table('people'),
    within: people === null ? sql<boolean>`false` : withinReach(people, sql.ref('s.id')),
    detail: sql`coalesce(s.form, s.username)`,
    searched: sql`(lower(s.name) || ' ' || s.username)`,
    present: sql`s.left_at is null`,
  }),
  devices: ({ devices }) => ({
    from: sql.table('devices'),
    within:
      devices === null
        ? sql<boolean>`false`
        : withinReach(devices, sql.ref('s.id'), sql.ref('s.assigned_person_id')),
    detail: sql`s.room`,
    searched: sql`lower(s.name || ' ' || coalesce(s.room, ''))`,
    present: sql`s.revoked_at is null`,
  }),
});
