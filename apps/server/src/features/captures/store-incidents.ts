import type { CaptureStatus } from '@lapwing/protocol/features/captures/status.ts';
import type { Severity } from '@lapwing/protocol/vocabulary.ts';
import { sql } from 'kysely';
import type { Reach } from '../../permissions/actor.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import { withinReach } from '../groups/index.ts';

/** How far apart two captures of one thing may be. */
const APART_MINUTES = 10;

/**
 * Puts a capture that has just arrived together with the newest open one of its session, person and policy, if it
 * happened within minutes of that one: the same thing seen again. What is sealed and what is not never stand together.
 * Of an incident of which only one is left nothing is seen, until the next one comes.
 *
 * @returns the other, if it stood by itself before
 */
export async function joinOnArrival(tx: SchoolTx, captureId: string): Promise<string | null> {
  const found = await sql<{ id: string; incident_id: string | null }>`
    select other.id, other.incident_id from captures other
    join captures c on c.school_id = other.school_id and c.id = ${captureId}
    where other.school_id = lapwing_school() and other.session_id = c.session_id and other.id <> c.id
      and other.person_id is not distinct from c.person_id and other.policy = c.policy and other.sealed = c.sealed
      and other.is_open
      and other.happened_at between c.happened_at - make_interval(mins => ${APART_MINUTES})
        and c.happened_at + make_interval(mins => ${APART_MINUTES})
    order by other.happened_at desc, other.id desc limit 1 for update of other`.execute(tx.kysely);
  const [newest] = found.rows;
  if (newest === undefined) return null;
  await sql`
    with incident as (select coalesce(${newest.incident_id}::uuid, uuidv7()) as id)
    update captures set incident_id = incident.id from incident
    where school_id = lapwing_school() and captures.id in (${newest.id}::uuid, ${captureId}::uuid)
      and incident_id is distinct from incident.id`.execute(tx.kysely);
  return newest.incident_id === null ? newest.id : null;
}

export interface TogetherRow {
  readonly id: string;
  readonly happened_at: Date;
  readonly severity: Severity;
  readonly status: CaptureStatus;
  readonly site: string | null;
  /** Null when sealed. */
  readonly sentence: string | null;
}

/** The others of an incident within the reach, newest first. */
export async function othersOfIncident(
  tx: SchoolTx,
  reach: Reach,
  incidentId: string,
  captureId: string,
  limit: number,
): Promise<TogetherRow[]> {
  const rows = await sql<TogetherRow>`
    select c.id, c.happened_at, c.severity, c.status, c.site, c.sentence from captures c
    where c.school_id = lapwing_school() and c.incident_id = ${incidentId} and c.id <> ${captureId}
      and ${withinReach(reach, sql.ref('c.person_id'), sql.ref('c.device_id'))}
    order by c.happened_at desc, c.id desc limit ${limit}`.execute(tx.kysely);
  return rows.rows;
}

/** A new incident's id. */
export async function newIncidentId(tx: SchoolTx): Promise<string> {
  const rows = await sql<{ id: string }>`select uuidv7() as id`.execute(tx.kysely);
  const [row] = rows.rows;
  if (row === undefined) throw new Error('the database makes an id');
  return row.id;
}
