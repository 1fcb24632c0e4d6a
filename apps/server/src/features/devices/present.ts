import type { Device } from '@lapwing/protocol/features/devices/api.ts';
import { DevicePlatform } from '@lapwing/protocol/features/devices/platform.ts';
import { Refusal } from '@lapwing/protocol/wire.ts';
import { can, reachOf, type Actor } from '../../permissions/actor.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import type { Presence } from './presence.ts';
import { listDeviceRows, type DeviceRow } from './store-list.ts';

/** Stands in for what an agent of another version wrote and this server cannot read. */
const UNKNOWN_PLATFORM: DevicePlatform = Object.freeze({
  agent: 'extension',
  agentVersion: '0',
  system: '',
  browser: null,
  capabilities: [],
});

/**
 * The devices that the actor may see, as they may see them: all, or the one asked for.
 *
 * @param justLeft the one asked for is seen as it was until now by whoever sits there: they are to learn that it has gone
 */
export async function devicesFor(
  tx: SchoolTx,
  actor: Actor,
  presence: Presence,
  deviceId: string | null,
  justLeft = false,
): Promise<Device[]> {
  const reach = reachOf(actor, 'devices.view');
  if (reach === null) return [];
  const online = presence.online(tx.schoolId);
  const rows = await listDeviceRows(
    tx,
    {
      devices: reach,
      people: reachOf(actor, 'people.view'),
      groups: reachOf(actor, 'groups.view'),
      online: justLeft && deviceId !== null ? [...online, deviceId] : online,
    },
    deviceId,
  );
  return rows.map((row) => presentDevice(row, presence.isOnline(tx.schoolId, row.id), actor));
}

function presentDevice(row: DeviceRow, online: boolean, actor: Actor): Device {
  const platform = DevicePlatform.safeParse(row.platform);
  const refusal = Refusal.safeParse(row.last_refusal);
  const refusedSince =
    row.refused_at !== null &&
    (row.last_seen_at === null || row.refused_at.getTime() > row.last_seen_at.getTime());
  return {
    id: row.id,
    name: row.name,
    room: row.room,
    platform: platform.success ? platform.data : UNKNOWN_PLATFORM,
    status: row.revoked_at !== null ? 'revoked' : online ? 'online' : 'offline',
    enrolledAt: row.enrolled_at.toISOString(),
    lastSeenAt: row.last_seen_at?.toISOString() ?? null,
    lastRefusal:
      refusedSince && row.refused_at !== null && refusal.success
        ? { reason: refusal.data, at: row.refused_at.toISOString() }
        : null,
    assignedPerson:
      row.assigned_person_id === null || row.assigned_person_name === null
        ? null
        : { id: row.assigned_person_id, name: row.assigned_person_name },
    person:
      row.session_started_at === null || row.session_name === null || row.revoked_at !== null
        ? null
        : {
            personId: row.session_person_id,
            name: row.session_name,
            since: row.session_started_at.toISOString(),
          },
    groups: row.groups.map((group) => ({ id: group.id, name: group.name })),
    queued: row.queued,
    lost: row.lost,
    may: {
      manage: can(actor, 'devices.manage')
        ? { allowed: true }
        : { allowed: false, reason: 'An administrator of the school does this.' },
    },
  };
}
