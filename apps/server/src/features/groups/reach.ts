import { sql, type RawBuilder } from 'kysely';
import type { Reach } from '../../permissions/actor.ts';

/**
 * A condition for the lists of every feature: true where one of the members (a person or a device, by SQL reference
 * such as `sql.ref('captures.person_id')`) belongs to the groups that the reach ends at. The groups already hold their
 * subgroups. The transaction's school is bound, so no other school's membership can count.
 */
export function withinReach(
  reach: Reach,
  ...members: ReadonlyArray<RawBuilder<unknown>>
): RawBuilder<boolean> {
  if (reach.kind === 'school') return sql<boolean>`true`;
  return sql<boolean>`exists (
    select 1 from groups_members as reach
    where reach.school_id = lapwing_school()
      and reach.group_id = any(${[...reach.groupIds]}::uuid[])
      and reach.member_id in (${sql.join([...members])}))`;
}
