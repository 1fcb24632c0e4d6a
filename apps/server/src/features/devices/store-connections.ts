import { sql } from 'kysely';
import type { SchoolTx } from '../../platform/db/database.ts';

/** Of each device the newest connections are kept. */
const CONNECTIONS_KEPT = 200;

/**
 * Keeps that a device has been let in. What stood open of it before is ended at the moment when it was seen last: the
 * server may have gone down in between.
 *
 * @param seenBefore when the device was last known to be connected
 * @returns the connection's id, to end it by
 */
export async function insertConnection(
  tx: SchoolTx,
  deviceId: string,
  said: { address: string | null; agentVersion: string; seenBefore: Date | null },
): Promise<string> {
  await sql`
    update devices_connections set ended_at = greatest(connected_at, coalesce(${said.seenBefore}::timestamptz, connected_at))
    where school_id = lapwing_school() and device_id = ${deviceId} and ended_at is null`.execute(tx.kysely);
  const rows = await sql<{ id: string }>`
    insert into devices_connections (school_id, device_id, connected_at, address, agent_version)
    values (lapwing_school(), ${deviceId}, now(), ${said.address}, ${said.agentVersion}) returning id`.execute(
    tx.kysely,
  );
  await sql`
    delete from devices_connections where school_id = lapwing_school() and device_id = ${deviceId} and id in (
      select id from devices_connections where school_id = lapwing_school() and device_id = ${deviceId}
      order by connected_at desc, id desc offset ${CONNECTIONS_KEPT})`.execute(tx.kysely);
  const id = rows.rows[0]?.id;
  if (id === undefined) throw new Error('a connection that was inserted has an id');
  return id;
}

/** The connection has ended; one that was ended before, or is kept no longer, stays as it is. */
export async function endConnection(tx: SchoolTx, connectionId: string): Promise<void> {
  await sql`
    update devices_connections set ended_at = greatest(connected_at, now())
    where school_id = lapwing_school() and id = ${connectionId} and ended_at is null`.execute(tx.kysely);
}

export interface ConnectionRow {
  readonly connected_at: Date;
  readonly ended_at: Date | null;
  readonly address: string | null;
  readonly agent_version: string;
}

/** The connections of a device, newest first. */
export async function connectionsOf(tx: SchoolTx, deviceId: string): Promise<ConnectionRow[]> {
  const rows = await sql<ConnectionRow>`
    select connected_at, ended_at, address, agent_version from devices_connections
    where school_id = lapwing_school() and device_id = ${deviceId}
    order by connected_at desc, id desc limit ${CONNECTIONS_KEPT}`.execute(tx.kysely);
  return rows.rows;
}
