import { sql } from 'kysely';
import type { Reach } from '../../permissions/actor.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import { withinReach } from '../groups/index.ts';

/** A device whose screen may be seen, and who sits there now. */
export interface WatchableRow {
  readonly id: string;
  readonly name: string;
  readonly room: string | null;
  readonly session_id: string | null;
  readonly person_id: string | null;
  /** Null while the account is matched to nobody. */
  readonly person_name: string | null;
  readonly person_username: string | null;
  readonly account_name: string | null;
}

/**
 * Those of the devices whose screens the reach covers now: the device itself is in it, or the person who sits there.
 * Whom it is given to does not count: somebody else may be sitting there.
 *
 * @param online devices that are connected: only there does somebody sit
 */
export async function listWatchable(
  tx: SchoolTx,
  reach: Reach,
  deviceIds: readonly string[],
  online: readonly string[],
): Promise<WatchableRow[]> {
  if (deviceIds.length === 0) return [];
  const rows = await sql<WatchableRow>`
    select device.id, device.name, device.room, session.id as session_id, session.person_id,
      person.name as person_name, person.username as person_username, session.account_name
    from devices as device
    left join lateral (
      select id, person_id, account_name from sessions
      where sessions.school_id = lapwing_school() and sessions.device_id = device.id and sessions.ended_at is null
      order by sessions.started_at desc limit 1
    ) as session on device.id = any(${[...online]}::uuid[])
    left join people as person on person.school_id = lapwing_school() and person.id = session.person_id
    where device.school_id = lapwing_school() and device.id = any(${[...deviceIds]}::uuid[])
      and ${withinReach(reach, sql.ref('device.id'), sql.ref('session.person_id'))}`.execute(tx.kysely);
  return rows.rows;
}
