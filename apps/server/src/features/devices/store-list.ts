import { sql } from 'kysely';
import type { Reach } from '../../permissions/actor.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import { groupsOf, withinReach } from '../groups/index.ts';

/** A device as the presenter takes it; what the viewer may not see of persons is null already. */
export interface DeviceRow {
  readonly id: string;
  readonly name: string;
  readonly room: string | null;
  /** As stored; the presenter parses it. */
  readonly platform: unknown;
  readonly enrolled_at: Date;
  readonly last_seen_at: Date | null;
  readonly revoked_at: Date | null;
  readonly last_refusal: string | null;
  readonly refused_at: Date | null;
  readonly queued: number;
  readonly lost: number;
  readonly assigned_person_id: string | null;
  readonly assigned_person_name: string | null;
  readonly session_person_id: string | null;
  /** The person's name, or the account's when it is matched to nobody. */
  readonly session_name: string | null;
  readonly session_started_at: Date | null;
  readonly groups: ReadonlyArray<{ readonly id: string; readonly name: string }>;
}

/** How far the viewer sees devices, and how far persons: a device may be seen by somebody who may not know who sits there. */
export interface DeviceView {
  readonly devices: Reach;
  /** Null when the viewer sees no persons at all. */
  readonly people: Reach | null;
  readonly groups: Reach | null;
  /** Devices that are connected now: only there does somebody sit. */
  readonly online: readonly string[];
}

/** The devices within the view, by name; all of them, or the one asked for. */
export async function listDeviceRows(
  tx: SchoolTx,
  view: DeviceView,
  deviceId: string | null,
): Promise<DeviceRow[]> {
  const no = sql<boolean>`false`;
  const seesAssigned =
    view.people === null ? no : withinReach(view.people, sql.ref('device.assigned_person_id'));
  // Who sits at a device in front of the viewer is theirs to see, as it is to whoever stands in the room.
  const seesSitting =
    view.people === null ? no : withinReach(view.people, sql.ref('session.person_id'), sql.ref('device.id'));
  const one = deviceId === null ? sql<boolean>`true` : sql<boolean>`device.id = ${deviceId}`;
  const rows = await sql<DeviceRow>`
    select device.id, device.name, device.room, device.platform, device.enrolled_at, device.last_seen_at,
      device.revoked_at, device.last_refusal, device.refused_at, device.queued, device.lost,
      case when ${seesAssigned} then assigned.id end as assigned_person_id,
      case when ${seesAssigned} then assigned.name end as assigned_person_name,
      case when ${seesSitting} then sitting.id end as session_person_id,
      case when ${seesSitting} then coalesce(sitting.name, session.account_name) end as session_name,
      case when ${seesSitting} then session.started_at end as session_started_at,
      ${view.groups === null ? sql`'[]'::jsonb` : groupsOf(view.groups, sql.ref('device.id'))} as groups
    from devices as device
    left join people as assigned
      on assigned.school_id = lapwing_school() and assigned.id = device.assigned_person_id
    left join lateral (
      select person_id, account_name, started_at from sessions
      where sessions.school_id = lapwing_school() and sessions.device_id = device.id and sessions.ended_at is null
      order by sessions.started_at desc limit 1
    ) as session on device.id = any(${[...view.online]}::uuid[])
    left join people as sitting on sitting.school_id = lapwing_school() and sitting.id = session.person_id
    where device.school_id = lapwing_school() and ${one}
      and ${withinReach(view.devices, sql.ref('device.id'), sql.ref('device.assigned_person_id'), sql.ref('session.person_id'))}
    order by lower(device.name), device.id`.execute(tx.kysely);
  return rows.rows;
}

/** The person's name if the viewer may see them. */
export async function findVisiblePerson(
  tx: SchoolTx,
  people: Reach | null,
  personId: string,
): Promise<string | null> {
  if (people === null) return null;
  const rows = await sql<{ name: string }>`
    select name from people
    where school_id = lapwing_school() and id = ${personId} and ${withinReach(people, sql.ref('people.id'))}`.execute(
    tx.kysely,
  );
  return rows.rows[0]?.name ?? null;
}
