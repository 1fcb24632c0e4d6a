import type { Place } from '@lapwing/protocol/features/groups/api.ts';
import { sql, type RawBuilder } from 'kysely';
import type { SchoolTx } from '../../platform/db/database.ts';
import { deviceSeen, groupMembers, type DeviceSight } from './reach.ts';
import type { GroupRow } from './store.ts';

/** The room plan of a group, as far as its devices are within reach. */
export async function placesOf(tx: SchoolTx, group: GroupRow, sight: DeviceSight): Promise<Place[]> {
  const rows = await sql<{ device_id: string; x: number; y: number }>`
    select place.device_id, place.x, place.y from groups_places place
    where place.school_id = lapwing_school() and place.group_id = ${group.id}
      and place.device_id in (${placeable(group, sight)})
    order by place.y, place.x, place.device_id`.execute(tx.kysely);
  return rows.rows.map((row) => ({ deviceId: row.device_id, x: row.x, y: row.y }));
}

/** Of these devices, those that have a place in the plan of the group, seen with this reach. */
export async function placeableDevices(
  tx: SchoolTx,
  group: GroupRow,
  sight: DeviceSight,
  deviceIds: readonly string[],
): Promise<string[]> {
  const rows = await sql<{ id: string }>`
    select id from (${placeable(group, sight)}) as placeable where id = any(${[...deviceIds]}::uuid[])`.execute(
    tx.kysely,
  );
  return rows.rows.map((row) => row.id);
}

/** Saves the plan. What stands in it beyond the reach of whoever saves stays where it is: they never saw it. */
export async function replacePlaces(
  tx: SchoolTx,
  group: GroupRow,
  sight: DeviceSight,
  places: readonly Place[],
): Promise<void> {
  await sql`delete from groups_places
    where school_id = lapwing_school() and group_id = ${group.id}
      and device_id in (${placeable(group, sight)})`.execute(tx.kysely);
  await sql`
    insert into groups_places (school_id, group_id, device_id, x, y)
    select lapwing_school(), ${group.id}, "deviceId", x, y
    from jsonb_to_recordset(${JSON.stringify(places)}::jsonb) as given ("deviceId" uuid, x int, y int)`.execute(
    tx.kysely,
  );
}

/**
 * Devices that can stand in the plan of a group: its own; and for a group of people any device, for a class sits at
 * whatever stands in its room.
 */
function placeable(group: GroupRow, sight: DeviceSight): RawBuilder<unknown> {
  const own = group.kind === 'devices' ? sql`d.id in ${groupMembers([group.id])}` : sql`true`;
  return sql`
    select d.id from devices d
    where d.school_id = lapwing_school() and d.revoked_at is null and ${own}
      and ${deviceSeen(sight)}`;
}
