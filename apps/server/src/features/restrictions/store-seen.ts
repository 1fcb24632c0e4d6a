import { sql, type RawBuilder } from 'kysely';
import { reachOf, type Actor, type Reach } from '../../permissions/actor.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import { deviceSeen, groupVisible, withinReach } from '../groups/index.ts';

/** The names of people, devices and groups, of those that the actor may see. */
export async function namesSeen(
  tx: SchoolTx,
  actor: Actor,
  reach: Reach | null,
  online: readonly string[],
  ids: readonly string[],
): Promise<Map<string, string>> {
  if (reach === null || ids.length === 0) return new Map();
  const asked = [...new Set(ids)];
  const groups = reachOf(actor, 'groups.view');
  const rows = await sql<{ id: string; name: string }>`
    select p.id, p.name from people p where p.school_id = lapwing_school() and p.id = any(${asked}::uuid[])
      and ${withinReach(reach, sql.ref('p.id'))}
    union all
    select d.id, d.name from devices d where d.school_id = lapwing_school() and d.id = any(${asked}::uuid[])
      and ${deviceSeen({ devices: reach, online })}
    union all
    select g.id, g.name from groups g where g.school_id = lapwing_school() and g.id = any(${asked}::uuid[])
      and ${groups === null ? sql`false` : groupVisible({ accountId: actor.accountId, reach: groups })}`.execute(
    tx.kysely,
  );
  return new Map(rows.rows.map(({ id, name }) => [id, name]));
}

/**
 * A condition on the row `r` of restrictions_ends: true where the actor may know of it. They set it; or it is for a group
 * or a lesson's group of theirs; or for a person or a device within their reach.
 */
export function restrictionSeen(actor: Actor, reach: Reach, online: readonly string[]): RawBuilder<boolean> {
  if (reach.kind === 'school') return sql<boolean>`true`;
  const groups = sql`any(${[...reach.groupIds]}::uuid[])`;
  return sql<boolean>`(r.by_id = ${actor.accountId}
    or (r.target_kind = 'group' and r.target_ids[1] = ${groups})
    or (r.target_kind = 'lesson' and r.lesson_group_id = ${groups})
    or (r.target_kind = 'person' and exists (select 1 from groups_memberships m
      where m.school_id = r.school_id and m.member_id = any(r.target_ids) and m.group_id = ${groups}))
    or (r.target_kind = 'device' and exists (select 1 from devices d
      where d.school_id = r.school_id and d.id = any(r.target_ids) and ${deviceSeen({ devices: reach, online })})))`;
}

/**
 * Of these restrictions, those that the actor may end for all whom they are for: their own, those of a lesson that they
 * hold, and those whose targets are wholly within reach.
 */
export async function coveredIds(
  tx: SchoolTx,
  actor: Actor,
  online: readonly string[],
  ids: readonly string[],
): Promise<Set<string>> {
  const reach = reachOf(actor, 'restrictions.set');
  if (reach === null || ids.length === 0) return new Set();
  if (reach.kind === 'school') return new Set(ids);
  const groups = sql`any(${[...reach.groupIds]}::uuid[])`;
  const rows = await sql<{ id: string }>`
    select r.id from restrictions_ends r
    where r.school_id = lapwing_school() and r.id = any(${[...ids]}::uuid[]) and (
      r.by_id = ${actor.accountId}
      or exists (select 1 from lessons_teachers t where t.school_id = r.school_id and t.lesson_id = r.lesson_id
        and t.account_id = ${actor.accountId} and t.left_at is null)
      or (r.target_kind = 'group' and r.target_ids[1] = ${groups})
      or (r.target_kind = 'lesson' and r.lesson_group_id = ${groups})
      or (r.target_kind = 'person' and not exists (select 1 from unnest(r.target_ids) as each (id)
        where not ${withinReach(reach, sql.ref('each.id'))}))
      or (r.target_kind = 'device' and not exists (select 1 from unnest(r.target_ids) as each (id)
        where not exists (select 1 from devices d where d.school_id = r.school_id and d.id = each.id
          and ${deviceSeen({ devices: reach, online })}))))`.execute(tx.kysely);
  return new Set(rows.rows.map(({ id }) => id));
}

/** Of these devices, those that the reach sees. */
export async function devicesSeen(
  tx: SchoolTx,
  reach: Reach,
  online: readonly string[],
  ids: readonly string[],
): Promise<string[]> {
  const rows = await sql<{ id: string }>`
    select d.id from devices d where d.school_id = lapwing_school() and d.id = any(${[...ids]}::uuid[])
      and ${deviceSeen({ devices: reach, online })} order by d.id`.execute(tx.kysely);
  return rows.rows.map(({ id }) => id);
}
