import { DevicePlatform } from '@lapwing/protocol/features/devices/platform.ts';
import type { Refusal } from '@lapwing/protocol/wire.ts';
import { sql } from 'kysely';
import { tables, type SchoolTx } from '../../platform/db/database.ts';
import { refreshRules } from '../groups/index.ts';
import { endConnection, insertConnection } from './store-connections.ts';

interface DevicesTables {
  devices: {
    school_id: string;
    id: string;
    name: string;
    room: string | null;
    public_key: string;
    platform: unknown;
    code_id: string | null;
    enrolled_at: Date;
    last_seen_at: Date | null;
    revoked_at: Date | null;
    assigned_person_id: string | null;
    last_refusal: string | null;
    refused_at: Date | null;
    queued: number;
    lost: number;
  };
}

/** What a device must be known by to be let in. */
export interface KnownDevice {
  readonly id: string;
  readonly name: string;
  readonly publicKey: string;
  readonly revoked: boolean;
}

/** The device of that id. Held against changes until the transaction ends, so that nothing revokes it half-way in. */
export async function findKnownDevice(
  tx: SchoolTx,
  deviceId: string,
  options: { readonly hold: boolean } = { hold: false },
): Promise<KnownDevice | null> {
  let query = tables<DevicesTables>(tx)
    .selectFrom('devices')
    .select(['id', 'name', 'public_key', 'revoked_at'])
    .where('school_id', '=', tx.schoolId)
    .where('id', '=', deviceId);
  if (options.hold) query = query.forUpdate();
  return knownDevice(await query.executeTakeFirst());
}

/** The device that was enrolled with that key before. */
export async function findDeviceByKey(tx: SchoolTx, publicKey: string): Promise<KnownDevice | null> {
  return knownDevice(
    await tables<DevicesTables>(tx)
      .selectFrom('devices')
      .select(['id', 'name', 'public_key', 'revoked_at'])
      .where('school_id', '=', tx.schoolId)
      .where('public_key', '=', publicKey)
      .executeTakeFirst(),
  );
}

function knownDevice(
  row: { id: string; name: string; public_key: string; revoked_at: Date | null } | undefined,
): KnownDevice | null {
  if (row === undefined) return null;
  return { id: row.id, name: row.name, publicKey: row.public_key, revoked: row.revoked_at !== null };
}

/** @returns the new device's id, or null when another request enrolled the same key in the meantime */
export async function insertDevice(
  tx: SchoolTx,
  device: { name: string; publicKey: string; platform: DevicePlatform; codeId: string },
): Promise<string | null> {
  const rows = await sql<{ id: string }>`
    insert into devices (school_id, name, public_key, platform, code_id)
    values (lapwing_school(), ${device.name}, ${device.publicKey},
      ${JSON.stringify(DevicePlatform.parse(device.platform))}::jsonb, ${device.codeId})
    on conflict (school_id, public_key) do nothing returning id`.execute(tx.kysely);
  return rows.rows[0]?.id ?? null;
}

/**
 * The device has been let in, from this address. What it says of itself may put it into other groups by their rules.
 *
 * @returns the connection, to end it by, and whether it is in other groups now
 */
export async function markConnected(
  tx: SchoolTx,
  deviceId: string,
  said: { platform: DevicePlatform; queued: number; lost: number; address: string },
): Promise<{ connectionId: string; regrouped: boolean }> {
  const platform = DevicePlatform.parse(said.platform);
  const address = said.address.slice(0, 64);
  const rows = await sql<{ seen_before: Date | null; changed: boolean }>`
    with before as (
      select last_seen_at, platform, address from devices
      where school_id = lapwing_school() and id = ${deviceId} for update)
    update devices set last_seen_at = now(), queued = ${said.queued}, lost = ${said.lost}, address = ${address},
      platform = ${JSON.stringify(platform)}::jsonb
    from before
    where devices.school_id = lapwing_school() and devices.id = ${deviceId}
    returning before.last_seen_at as seen_before, (before.address is distinct from ${address}
      or before.platform ->> 'system' is distinct from ${platform.system}
      or before.platform ->> 'agentVersion' is distinct from ${platform.agentVersion}) as changed`.execute(
    tx.kysely,
  );
  const row = rows.rows[0];
  const connectionId = await insertConnection(tx, deviceId, {
    address,
    agentVersion: platform.agentVersion,
    seenBefore: row?.seen_before ?? null,
  });
  const regrouped = row?.changed === true && (await refreshRules(tx, { memberIds: [deviceId] }));
  return { connectionId, regrouped };
}

/** The device's connection has ended. */
export async function markLeft(tx: SchoolTx, deviceId: string, connectionId: string): Promise<void> {
  // The device first, as when it connects: a device that leaves and comes back at once would lock the two crosswise.
  await markSeen(tx, [deviceId]);
  await endConnection(tx, connectionId);
}

/** The devices are, or were until now, connected. */
export async function markSeen(tx: SchoolTx, deviceIds: readonly string[]): Promise<void> {
  await sql`
    update devices set last_seen_at = now()
    where school_id = lapwing_school() and id = any(${[...deviceIds]}::uuid[])`.execute(tx.kysely);
}

/** Whether frames of the device are still taken. */
export async function isInForce(tx: SchoolTx, deviceId: string): Promise<boolean> {
  const device = await findKnownDevice(tx, deviceId);
  return device !== null && !device.revoked;
}

export interface DeviceChange {
  readonly name?: string | undefined;
  readonly room?: string | null | undefined;
  readonly assignedPersonId?: string | null | undefined;
}

export async function updateDevice(tx: SchoolTx, deviceId: string, change: DeviceChange): Promise<void> {
  const set = {
    ...(change.name === undefined ? {} : { name: change.name }),
    ...(change.room === undefined ? {} : { room: change.room }),
    ...(change.assignedPersonId === undefined ? {} : { assigned_person_id: change.assignedPersonId }),
  };
  if (Object.keys(set).length === 0) return;
  await tables<DevicesTables>(tx)
    .updateTable('devices')
    .set(set)
    .where('school_id', '=', tx.schoolId)
    .where('id', '=', deviceId)
    .execute();
}

/** @returns false when it was revoked before */
export async function markRevoked(tx: SchoolTx, deviceId: string): Promise<boolean> {
  const result = await sql`
    update devices set revoked_at = now()
    where school_id = lapwing_school() and id = ${deviceId} and revoked_at is null`.execute(tx.kysely);
  return (result.numAffectedRows ?? 0n) > 0n;
}

const REFUSALS_KEPT = 200;

export interface NewRefusal {
  readonly reason: Refusal;
  readonly deviceId: string | null;
  readonly deviceName: string | null;
  readonly address: string;
}

/**
 * Keeps that a device was not let in. The same from the same address within a minute is one attempt, and only the
 * newest are kept: whoever stands outside must not be able to fill the school's database.
 *
 * @returns whether it was new
 */
export async function insertRefusal(tx: SchoolTx, refusal: NewRefusal): Promise<boolean> {
  const inserted = await sql`
    insert into devices_refusals (school_id, reason, device_id, device_name, address)
    select lapwing_school(), ${refusal.reason}::text, ${refusal.deviceId}::uuid, ${refusal.deviceName}::text,
      ${refusal.address}::text
    where not exists (
      select 1 from devices_refusals
      where school_id = lapwing_school() and at > now() - interval '1 minute' and reason = ${refusal.reason}
        and address = ${refusal.address} and device_id is not distinct from ${refusal.deviceId}::uuid)`.execute(
    tx.kysely,
  );
  if ((inserted.numAffectedRows ?? 0n) === 0n) return false;
  await sql`
    delete from devices_refusals where school_id = lapwing_school() and id in (
      select id from devices_refusals where school_id = lapwing_school()
      order by at desc, id desc offset ${REFUSALS_KEPT})`.execute(tx.kysely);
  if (refusal.deviceId !== null) {
    await sql`
      update devices set last_refusal = ${refusal.reason}, refused_at = now()
      where school_id = lapwing_school() and id = ${refusal.deviceId}`.execute(tx.kysely);
  }
  return true;
}

/** Devices that were not let in within the last 30 days, newest first. */
export async function listRefusals(tx: SchoolTx): Promise<Array<NewRefusal & { readonly at: Date }>> {
  const rows = await sql<{
    at: Date;
    reason: Refusal;
    device_id: string | null;
    device_name: string | null;
    address: string;
  }>`
    select refusal.at, refusal.reason, refusal.device_id, coalesce(device.name, refusal.device_name) as device_name,
      refusal.address
    from devices_refusals as refusal
    left join devices as device on device.school_id = lapwing_school() and device.id = refusal.device_id
    where refusal.school_id = lapwing_school() and refusal.at > now() - interval '30 days'
    order by refusal.at desc, refusal.id desc limit ${REFUSALS_KEPT}`.execute(tx.kysely);
  return rows.rows.map((row) => ({
    at: row.at,
    reason: row.reason,
    deviceId: row.device_id,
    deviceName: row.device_name,
    address: row.address,
  }));
}
