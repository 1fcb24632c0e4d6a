import { sql, type RawBuilder } from 'kysely';
import type { Reach } from '../../permissions/actor.ts';

/**
 * A condition for the lists of every feature: true where one of the members (a person or a device, by SQL reference
 * such as `sql.ref('captures.person_id')`) belongs to the groups that the reach ends at. The groups already hold their
 * subgroups, and never a personal group: those give nobody a right. A membership that has ended does not count. The
 * transaction's school is bound, so no other school's membership can count.
 */
export function withinReach(
  reach: Reach,
  ...members: ReadonlyArray<RawBuilder<unknown>>
): RawBuilder<boolean> {
  if (reach.kind === 'school') return sql<boolean>`true`;
  const within = sql`
    select reach.member_id from groups_memberships as reach
    where reach.school_id = lapwing_school() and reach.group_id = any(${[...reach.groupIds]}::uuid[])`;
  const [only, ...more] = members;
  if (only !== undefined && more.length === 0)
    return sql<boolean>`exists (${within} and reach.member_id = ${only})`;
  // Said so that PostgreSQL looks each of them up in the members, which it reads once: of thousands of captures it
  // would compare each with all members if it were one condition on both.
  const each = members.map((member) => sql`coalesce(${member} in (${within}), false)`);
  return sql<boolean>`(${sql.join(each, sql` or `)})`;
}

/** How far somebody sees devices. */
export interface DeviceSight {
  readonly devices: Reach;
  /** Devices that are connected: only there does somebody sit. */
  readonly online: readonly string[];
}

/** A condition on the row `d` of `devices`: within reach by itself, by the person whose own it is, or by who sits there. */
export function deviceSeen(sight: DeviceSight): RawBuilder<boolean> {
  if (sight.devices.kind === 'school') return sql<boolean>`true`;
  return sql<boolean>`(${withinReach(sight.devices, sql.ref('d.id'), sql.ref('d.assigned_person_id'))}
    or (d.id = any(${[...sight.online]}::uuid[]) and exists (
      select 1 from sessions s where s.school_id = lapwing_school() and s.device_id = d.id and s.ended_at is null
        and ${withinReach(sight.devices, sql.ref('s.person_id'))})))`;
}

/** Whose eyes a group is looked at with: it is theirs, or lies within their reach of `groups.view`. */
export interface Viewer {
  readonly accountId: string;
  readonly reach: Reach;
}

/**
 * A condition on the row `g` of `groups`: true where the viewer may see the group. Somebody else's personal group is
 * nobody's to see, whatever their reach.
 */
export function groupVisible(viewer: Viewer): RawBuilder<boolean> {
  const shared =
    viewer.reach.kind === 'school' ? sql`true` : sql`g.id = any(${[...viewer.reach.groupIds]}::uuid[])`;
  return sql<boolean>`case when g.owner_account is null then ${shared} else g.owner_account = ${viewer.accountId} end`;
}

/**
 * A subquery of the ids of all people and devices in the groups given and in those below them, by whatever they are in,
 * as long as they are: `sql\`device.id in ${groupMembers([groupId])}\``. Whole school has everybody and everything.
 * It asks nobody's permission: whoever uses it has made sure that the viewer may see the groups, and puts
 * {@link withinReach} beside it, for the members of a personal group can be beyond its owner's reach by now.
 */
export function groupMembers(groupIds: readonly string[]): RawBuilder<string> {
  return membersBelow(sql`select g.id, g.built_in from groups g
    where g.school_id = lapwing_school() and g.id = any(${[...groupIds]}::uuid[])`);
}

/**
 * A condition for filters: true where one of the members belongs to the group as the viewer may see it. A group that
 * they may not see is as empty as one that does not exist.
 */
export function inGroup(
  viewer: Viewer,
  groupId: string,
  ...members: ReadonlyArray<RawBuilder<unknown>>
): RawBuilder<boolean> {
  const below = membersBelow(sql`select g.id, g.built_in from groups g
    where g.school_id = lapwing_school() and g.id = ${groupId} and ${groupVisible(viewer)}`);
  const each = members.map((member) => sql`${member} in ${below}`);
  return sql<boolean>`(${sql.join(each, sql` or `)})`;
}

function membersBelow(roots: RawBuilder<unknown>): RawBuilder<string> {
  return sql<string>`(
    with recursive below as (
      ${roots}
      union
      select child.id, child.built_in from groups child join below on child.parent_id = below.id
      where child.school_id = lapwing_school()
    )
    select m.member_id from groups_memberships m join below on below.id = m.group_id
    where m.school_id = lapwing_school()
    union all
    select p.id from people p
    where p.school_id = lapwing_school() and p.left_at is null
      and exists (select 1 from below where built_in = 'whole-school')
    union all
    select d.id from devices d
    where d.school_id = lapwing_school() and d.revoked_at is null
      and exists (select 1 from below where built_in = 'whole-school'))`;
}
