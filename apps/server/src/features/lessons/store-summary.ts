import type { PolicyKey, Severity } from '@lapwing/protocol/vocabulary.ts';
import { sql, type RawBuilder } from 'kysely';
import type { Reach } from '../../permissions/actor.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import { groupMembers, withinReach } from '../groups/index.ts';

/** A stretch of time: a lesson from its beginning to its end, or to now while it goes on. */
export interface Stretch {
  readonly groupId: string;
  readonly from: Date;
  readonly to: Date;
}

export interface PresentRow {
  readonly id: string;
  readonly name: string;
  readonly since: Date;
  readonly until: Date;
  readonly minutes: number;
}

const members = (groupId: string): RawBuilder<unknown> =>
  sql`members as materialized (select member_id from ${groupMembers([groupId])} as found (member_id))`;

/**
 * Who sat at a device in that time, of the group's people or at one of its devices, with the minutes in all; within
 * reach, by name. A session that nobody ended counts as long as its device was there.
 *
 * @param online devices that are connected now
 */
export async function listPresent(
  tx: SchoolTx,
  reach: Reach,
  { groupId, from, to }: Stretch,
  online: readonly string[],
): Promise<PresentRow[]> {
  const rows = await sql<PresentRow>`
    with ${members(groupId)},
    sat as (
      select s.person_id, greatest(s.started_at, ${from}::timestamptz) as since,
        least(${to}::timestamptz, coalesce(s.ended_at,
          case when d.id = any(${[...online]}::uuid[]) then ${to}::timestamptz else d.last_seen_at end)) as until
      from sessions s join devices d on d.school_id = s.school_id and d.id = s.device_id
      where s.school_id = lapwing_school() and s.started_at < ${to} and (s.ended_at is null or s.ended_at > ${from})
        and s.person_id is not null
        and (s.person_id in (select member_id from members) or s.device_id in (select member_id from members))
        and ${withinReach(reach, sql.ref('s.person_id'), sql.ref('s.device_id'))}),
    together as (
      select person_id, range_agg(tstzrange(since, until)) as times from sat where since < until group by person_id)
    select p.id, p.name, lower(together.times) as since, upper(together.times) as until,
      (select round(sum(extract(epoch from upper(part) - lower(part))) / 60)::int from unnest(together.times) as part)
        as minutes
    from together join people p on p.school_id = lapwing_school() and p.id = together.person_id
    order by lower(p.name), p.id limit 2000`.execute(tx.kysely);
  return rows.rows;
}

/** People of the group within reach, by name, without these. */
export async function listOthers(
  tx: SchoolTx,
  reach: Reach,
  groupId: string,
  without: readonly string[],
): Promise<Array<{ readonly id: string; readonly name: string }>> {
  const rows = await sql<{ id: string; name: string }>`
    with ${members(groupId)}
    select p.id, p.name from people p
    where p.school_id = lapwing_school() and p.left_at is null and p.id in (select member_id from members)
      and not (p.id = any(${[...without]}::uuid[])) and ${withinReach(reach, sql.ref('p.id'))}
    order by lower(p.name), p.id limit 2000`.execute(tx.kysely);
  return rows.rows;
}

/** What was captured in a lesson; not one word of it. */
export interface CapturedRow {
  readonly id: string;
  readonly person: string;
  readonly severity: Severity;
  readonly policy: PolicyKey;
  readonly term: string;
  readonly happened_at: Date;
}

/** Captures of that time, of the group's people or at its devices, within reach, in order. */
export async function listCaptured(
  tx: SchoolTx,
  reach: Reach,
  { groupId, from, to }: Stretch,
): Promise<CapturedRow[]> {
  const rows = await sql<CapturedRow>`
    with ${members(groupId)}
    select c.id, coalesce(p.name, c.account_name, 'Somebody at ' || d.name) as person, c.severity, c.policy, c.term,
      c.happened_at
    from captures c
    join devices d on d.school_id = c.school_id and d.id = c.device_id
    left join people p on p.school_id = c.school_id and p.id = c.person_id
    where c.school_id = lapwing_school() and c.happened_at >= ${from} and c.happened_at < ${to}
      and (c.person_id in (select member_id from members) or c.device_id in (select member_id from members))
      and ${withinReach(reach, sql.ref('c.person_id'), sql.ref('c.device_id'))}
    order by c.happened_at, c.id limit 500`.execute(tx.kysely);
  return rows.rows;
}
