import { sql, type RawBuilder } from 'kysely';
import type { SchoolTx } from '../../platform/db/database.ts';
import { withinReach } from './reach.ts';
import type { Step } from './count-members.ts';
import type { MemberReach } from './store-members.ts';

/**
 * For each membership of these groups, in their order, where the same member's membership before it is; equal ones
 * counted together. Of personal groups (`personal`: the places that are) only members within reach count.
 * The school is asked for once, not for each of a hundred thousand rows: that is a third of the time.
 */
export async function membershipSteps(
  tx: SchoolTx,
  order: readonly string[],
  personal: ReadonlySet<number>,
  reach: MemberReach,
): Promise<Step[]> {
  const rows = await sql<{ at: number; before: number | null; members: number }>`
    with placed as materialized (
      select id, (place - 1)::int as place from unnest(${[...order]}::uuid[]) with ordinality as given (id, place))
    select at, before, count(*) as members from (
      select placed.place as at, lag(placed.place) over (partition by m.member_id order by placed.place) as before
      from groups_memberships m join placed on placed.id = m.group_id
      where m.school_id = (select lapwing_school()) and ${reachedInPersonal(personal, reach)}) as steps
    group by at, before`.execute(tx.kysely);
  return rows.rows;
}

/** In which of these groups, by place, each of the members is itself. */
export async function placesOfMembers(
  tx: SchoolTx,
  order: readonly string[],
  memberIds: readonly string[],
  personal: ReadonlySet<number>,
  reach: MemberReach,
): Promise<Array<{ place: number; memberId: string }>> {
  if (memberIds.length === 0) return [];
  const rows = await sql<{ place: number; member_id: string }>`
    with placed as materialized (
      select id, (place - 1)::int as place from unnest(${[...order]}::uuid[]) with ordinality as given (id, place))
    select distinct placed.place, m.member_id
    from groups_memberships m join placed on placed.id = m.group_id
    where m.school_id = (select lapwing_school()) and m.member_id = any(${[...memberIds]}::uuid[])
      and ${reachedInPersonal(personal, reach)}`.execute(tx.kysely);
  return rows.rows.map((row) => ({ place: row.place, memberId: row.member_id }));
}

/** People and devices of the whole school. */
export async function countEverybody(tx: SchoolTx): Promise<number> {
  const rows = await sql<{ members: number }>`
    select (select count(*) from people where school_id = lapwing_school() and left_at is null)
      + (select count(*) from devices where school_id = lapwing_school() and revoked_at is null) as members`.execute(
    tx.kysely,
  );
  return rows.rows[0]?.members ?? 0;
}

function reachedInPersonal(personal: ReadonlySet<number>, reach: MemberReach): RawBuilder<boolean> {
  if (personal.size === 0) return sql<boolean>`true`;
  const people = reach.people === null ? sql`false` : withinReach(reach.people, sql.ref('m.member_id'));
  const devices =
    reach.devices === null
      ? sql`false`
      : sql`exists (select 1 from devices d where d.school_id = lapwing_school() and d.id = m.member_id
          and ${withinReach(reach.devices, sql.ref('d.id'), sql.ref('d.assigned_person_id'))})`;
  return sql<boolean>`(placed.place <> all(${[...personal]}::int[]) or ${people} or ${devices})`;
}
