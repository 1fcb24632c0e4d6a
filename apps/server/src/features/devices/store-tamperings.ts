import type { DevicesTampered } from '@lapwing/protocol/features/devices/tampered.event.ts';
import { sql } from 'kysely';
import type { Reach } from '../../permissions/actor.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import { withinReach } from '../groups/index.ts';

const SHOWN = 50;

/** Keeps a tampering. @returns whether it was new */
export async function insertTampering(
  tx: SchoolTx,
  deviceId: string,
  told: DevicesTampered,
  at: Date,
): Promise<boolean> {
  const result = await sql`
    insert into devices_tamperings (school_id, id, device_id, session_id, what, seconds, at)
    values (lapwing_school(), ${told.id}, ${deviceId}, ${told.sessionId}, ${told.what}, ${told.seconds},
      least(${at}::timestamptz, now()))
    on conflict (school_id, id) do nothing`.execute(tx.kysely);
  return (result.numAffectedRows ?? 0n) > 0n;
}

/** The device that told of it. */
export async function tamperedDevice(tx: SchoolTx, id: string): Promise<string | null> {
  const rows = await sql<{ device_id: string }>`
    select device_id from devices_tamperings where school_id = lapwing_school() and id = ${id}`.execute(
    tx.kysely,
  );
  return rows.rows[0]?.device_id ?? null;
}

export interface TamperingRow {
  readonly id: string;
  readonly at: Date;
  readonly what: DevicesTampered['what'];
  readonly seconds: number | null;
  readonly person_id: string | null;
  readonly name: string | null;
  /** Somebody sat there whom the reader may see. */
  readonly seen: boolean;
}

/** What was done to the agent of a device, newest first, with whoever of those within reach sat there. */
export async function tamperingsAt(
  tx: SchoolTx,
  people: Reach | null,
  deviceId: string,
): Promise<TamperingRow[]> {
  const within =
    people === null ? sql`false` : withinReach(people, sql.ref('s.person_id'), sql.ref('s.device_id'));
  const rows = await sql<TamperingRow>`
    select t.id, t.at, t.what, t.seconds, s.person_id, coalesce(p.name, s.account_name) as name,
      s.id is not null as seen
    from devices_tamperings t
    left join sessions s on s.school_id = t.school_id and s.id = t.session_id and ${within}
    left join people p on p.school_id = s.school_id and p.id = s.person_id
    where t.school_id = lapwing_school() and t.device_id = ${deviceId}
    order by t.at desc, t.id desc limit ${SHOWN}`.execute(tx.kysely);
  return rows.rows;
}
