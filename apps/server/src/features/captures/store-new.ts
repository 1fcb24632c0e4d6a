import type { Severity } from '@lapwing/protocol/vocabulary.ts';
import { sql } from 'kysely';
import type { Reach } from '../../permissions/actor.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import { withinReach } from '../groups/index.ts';

/** Captures that nobody has looked at yet, of one person, or of one device while nobody is matched. */
export interface NewCapturesRow {
  readonly owner: string;
  readonly count: number;
  readonly worst: Severity;
  /** The newest of them. */
  readonly newest: string;
}

/**
 * Open captures within the reach that nobody has classified or taken, by the person whose they are, or by the device
 * where they are nobody's.
 */
export async function newCapturesBy(
  tx: SchoolTx,
  reach: Reach,
  of: { readonly personIds: readonly string[]; readonly deviceIds: readonly string[] },
): Promise<NewCapturesRow[]> {
  if (of.personIds.length === 0 && of.deviceIds.length === 0) return [];
  const rows = await sql<NewCapturesRow>`
    select coalesce(c.person_id, c.device_id) as owner, count(*)::int as count,
      (array['minor', 'moderate', 'severe'])[
        max(array_position(array['minor', 'moderate', 'severe'], c.severity))] as worst,
      (array_agg(c.id order by c.received_at desc, c.id desc))[1] as newest
    from captures c
    where c.school_id = lapwing_school() and c.is_open and c.status = 'unclassified' and c.assigned_to is null
      and (c.person_id = any(${[...of.personIds]}::uuid[])
        or (c.person_id is null and c.device_id = any(${[...of.deviceIds]}::uuid[])))
      and ${withinReach(reach, sql.ref('c.person_id'), sql.ref('c.device_id'))}
    group by coalesce(c.person_id, c.device_id)`.execute(tx.kysely);
  return rows.rows;
}
