import type { Source } from '@lapwing/protocol/vocabulary.ts';
import { sql } from 'kysely';
import type { Reach } from '../../permissions/actor.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import { groupMembers, withinReach } from '../groups/index.ts';
import type { PassedCapture } from './parts.ts';

/** A past capture on which a change of what is watched for can be tried. */
export interface PastRow {
  readonly id: string;
  readonly happenedAt: Date;
  readonly personId: string | null;
  readonly personName: string | null;
  readonly deviceId: string;
  readonly source: Source;
  readonly site: string | null;
  readonly sentence: string;
}

export interface PastCaptures {
  /** The newest first; none of which the words are sealed. */
  readonly rows: readonly PastRow[];
  readonly sealed: number;
  /** True when there are more than were asked for. */
  readonly cut: boolean;
}

/**
 * Sentences of the captures within the reach that arrived in so many days.
 *
 * @param most how many at most
 */
export async function pastCaptures(
  tx: SchoolTx,
  reach: Reach,
  days: number,
  most: number,
): Promise<PastCaptures> {
  const since = sql`c.school_id = lapwing_school() and c.received_at > now() - make_interval(days => ${days})
    and ${withinReach(reach, sql.ref('c.person_id'), sql.ref('c.device_id'))}`;
  const found = await sql<{
    id: string;
    happened_at: Date;
    person_id: string | null;
    person_name: string | null;
    device_id: string;
    source: Source;
    site: string | null;
    sentence: string;
  }>`
    select c.id, c.happened_at, c.person_id, p.name as person_name, c.device_id, c.source, c.site, c.sentence
    from captures c left join people p on p.school_id = c.school_id and p.id = c.person_id
    where ${since} and not c.sealed and c.sentence is not null
    order by c.received_at desc, c.id desc limit ${most + 1}`.execute(tx.kysely);
  const sealed = await sql<{ count: number }>`
    select count(*) as count from captures c where ${since} and c.sealed`.execute(tx.kysely);
  return {
    rows: found.rows.slice(0, most).map((row) => ({
      id: row.id,
      happenedAt: row.happened_at,
      personId: row.person_id,
      personName: row.person_name,
      deviceId: row.device_id,
      source: row.source,
      site: row.site,
      sentence: row.sentence,
    })),
    sealed: sealed.rows[0]?.count ?? 0,
    cut: found.rows.length > most,
  };
}

/** How many open captures are judged when the like of one is let pass. */
const MOST_JUDGED = 5000;

/**
 * Open captures within the reach, of the group and those below it if one is given, that something which is let pass
 * might have let pass: none of which the words are sealed. The newest, if there are very many.
 */
export async function openToJudge(
  tx: SchoolTx,
  reach: Reach,
  groupId: string | null,
): Promise<Array<PassedCapture & { readonly id: string }>> {
  const members = groupId === null ? null : groupMembers([groupId]);
  const within = members === null ? sql`true` : sql`(c.person_id in ${members} or c.device_id in ${members})`;
  const rows = await sql<PassedCapture & { readonly id: string }>`
    select c.id, c.term, c.policy, c.site, c.sentence, c.match_start as start, c.match_end as "end"
    from captures c
    where c.school_id = lapwing_school() and c.is_open and not c.sealed and ${within}
      and ${withinReach(reach, sql.ref('c.person_id'), sql.ref('c.device_id'))}
    order by c.received_at desc, c.id desc limit ${MOST_JUDGED}`.execute(tx.kysely);
  return rows.rows;
}
