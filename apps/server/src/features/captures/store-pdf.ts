import { sql } from 'kysely';
import type { Reach } from '../../permissions/actor.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import { withinReach } from '../groups/index.ts';

/** Ids of the captures of an incident within the reach, in the order in which they happened. */
export async function capturesOfIncident(tx: SchoolTx, reach: Reach, incidentId: string): Promise<string[]> {
  const rows = await sql<{ id: string }>`
    select c.id from captures c
    where c.school_id = lapwing_school() and c.incident_id = ${incidentId}
      and ${withinReach(reach, sql.ref('c.person_id'), sql.ref('c.device_id'))}
    order by c.happened_at, c.id`.execute(tx.kysely);
  return rows.rows.map((row) => row.id);
}
