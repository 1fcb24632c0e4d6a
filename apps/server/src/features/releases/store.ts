import type { Ring } from '@lapwing/protocol/features/releases/api.ts';
import type { ReleasesUpdated } from '@lapwing/protocol/features/releases/updated.event.ts';
import { sql } from 'kysely';
import type { SchoolTx } from '../../platform/db/database.ts';
import { groupMembers } from '../groups/index.ts';

/** What the school has decided, by version. */
export async function ringsOf(tx: SchoolTx): Promise<ReadonlyMap<string, Ring>> {
  const rows = await sql<{ version: string; ring: Ring }>`
    select version, ring from releases_rings where school_id = lapwing_school()`.execute(tx.kysely);
  return new Map(rows.rows.map(({ version, ring }) => [version, ring]));
}

export async function setRing(
  tx: SchoolTx,
  version: string,
  ring: Ring,
  by: { readonly id: string; readonly name: string },
  at: Date,
): Promise<void> {
  await sql`
    insert into releases_rings (school_id, version, ring, changed_at, changed_by, changed_name)
    values (lapwing_school(), ${version}, ${ring}, ${at}, ${by.id}, ${by.name})
    on conflict (school_id, version) do update set ring = excluded.ring, changed_at = excluded.changed_at,
      changed_by = excluded.changed_by, changed_name = excluded.changed_name`.execute(tx.kysely);
}

/** The group of the devices that try a release first. */
export async function trialGroup(tx: SchoolTx): Promise<string | null> {
  const rows = await sql<{ group_id: string | null }>`
    select group_id from releases_trial where school_id = lapwing_school()`.execute(tx.kysely);
  return rows.rows[0]?.group_id ?? null;
}

export async function setTrialGroup(tx: SchoolTx, groupId: string | null): Promise<void> {
  await sql`
    insert into releases_trial (school_id, group_id) values (lapwing_school(), ${groupId})
    on conflict (school_id) do update set group_id = excluded.group_id`.execute(tx.kysely);
}

/** The name of a group of devices that the school shares; null where there is none of that id. */
export async function deviceGroupName(tx: SchoolTx, id: string): Promise<string | null> {
  const rows = await sql<{ name: string }>`
    select name from groups
    where school_id = lapwing_school() and id = ${id} and kind = 'devices' and owner_account is null`.execute(
    tx.kysely,
  );
  return rows.rows[0]?.name ?? null;
}

export interface DeviceRow {
  readonly version: string;
  readonly system: string;
  readonly tries: boolean;
}

/** What the device runs, and whether it tries releases first; null for one that is no desktop agent. */
export async function deviceOf(
  tx: SchoolTx,
  id: string,
  trialGroupId: string | null,
): Promise<DeviceRow | null> {
  const groupIds = trialGroupId === null ? [] : [trialGroupId];
  const rows = await sql<DeviceRow>`
    select d.platform->>'agentVersion' as version, d.platform->>'system' as system,
      d.id in ${groupMembers(groupIds)} as tries
    from devices d
    where d.school_id = lapwing_school() and d.id = ${id} and d.revoked_at is null
      and d.platform->>'agent' = 'desktop'`.execute(tx.kysely);
  return rows.rows[0] ?? null;
}

export interface VersionCount {
  readonly version: string;
  readonly devices: number;
}

/** How many devices run each version of the desktop agent. */
export async function running(tx: SchoolTx): Promise<VersionCount[]> {
  const rows = await sql<VersionCount>`
    select platform->>'agentVersion' as version, count(*)::int as devices from devices
    where school_id = lapwing_school() and revoked_at is null and platform->>'agent' = 'desktop'
    group by 1`.execute(tx.kysely);
  return rows.rows;
}

/** How many devices have rolled each version back, or refused it, and said nothing better of it since. */
export async function failed(tx: SchoolTx): Promise<VersionCount[]> {
  const rows = await sql<VersionCount>`
    select version, count(*)::int as devices from (
      select distinct on (o.to_version, o.device_id) o.to_version as version, o.outcome
      from releases_outcomes o
      join devices d on d.school_id = o.school_id and d.id = o.device_id and d.revoked_at is null
      where o.school_id = lapwing_school()
      order by o.to_version, o.device_id, o.received_at desc) newest
    where outcome <> 'done' group by version`.execute(tx.kysely);
  return rows.rows;
}

/** Keeps what became of an update. @returns the device that the item belongs to, which is this one unless its id was used */
export async function insertOutcome(
  tx: SchoolTx,
  deviceId: string,
  told: ReleasesUpdated,
  at: Date,
): Promise<string | null> {
  await sql`
    insert into releases_outcomes (school_id, id, device_id, from_version, to_version, outcome, at)
    values (lapwing_school(), ${told.id}, ${deviceId}, ${told.from}, ${told.to}, ${told.outcome}, least(${at}, now()))
    on conflict (school_id, id) do nothing`.execute(tx.kysely);
  const rows = await sql<{ device_id: string }>`
    select device_id from releases_outcomes where school_id = lapwing_school() and id = ${told.id}`.execute(
    tx.kysely,
  );
  return rows.rows[0]?.device_id ?? null;
}
