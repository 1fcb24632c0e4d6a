import {
  RestrictionsActual,
  type INTERNET_STATES,
} from '@lapwing/protocol/features/restrictions/actual.event.ts';
import { Effect } from '@lapwing/protocol/features/restrictions/effect.ts';
import { sql } from 'kysely';
import type { SchoolTx } from '../../platform/db/database.ts';
import type { OwnEnd } from './kept.ts';

/** What a device said last. */
export interface ActualRow {
  readonly device_id: string;
  readonly at: Date;
  readonly version: number;
  readonly locked: boolean;
  readonly internet: (typeof INTERNET_STATES)[number];
  readonly muted: boolean;
  readonly holds: string[];
  readonly failed: RestrictionsActual['failed'];
  readonly gaps: RestrictionsActual['gaps'];
}

/** Keeps what a device says, in place of what it said before. */
export async function saveActual(
  tx: SchoolTx,
  deviceId: string,
  said: RestrictionsActual,
  at: Date,
  now: Date,
): Promise<void> {
  await sql`
    insert into restrictions_actual (school_id, device_id, at, received_at, version, locked, internet, muted, holds, failed,
      gaps)
    values (lapwing_school(), ${deviceId}, ${at}, ${now}, ${said.version}, ${said.locked}, ${said.internet},
      ${said.muted}, ${said.holds}::uuid[], ${JSON.stringify(said.failed)}::jsonb, ${said.gaps}::text[])
    on conflict (school_id, device_id) do update set at = excluded.at, received_at = excluded.received_at,
      version = excluded.version, locked = excluded.locked, internet = excluded.internet, muted = excluded.muted,
      holds = excluded.holds, failed = excluded.failed, gaps = excluded.gaps`.execute(tx.kysely);
}

const Stored = RestrictionsActual.pick({ failed: true, gaps: true });

/** What these devices said last, by the device's id. */
export async function actualOf(tx: SchoolTx, deviceIds: readonly string[]): Promise<Map<string, ActualRow>> {
  const rows = await sql<Omit<ActualRow, 'failed' | 'gaps'> & { failed: unknown; gaps: unknown }>`
    select device_id, at, version, locked, internet, muted, holds, failed, gaps from restrictions_actual
    where school_id = lapwing_school() and device_id = any(${[...deviceIds]}::uuid[])`.execute(tx.kysely);
  return new Map(
    rows.rows.map(({ failed, gaps, ...row }) => [
      row.device_id,
      { ...row, ...Stored.parse({ failed, gaps }) },
    ]),
  );
}

/** When these devices were connected last, by the device's id; one that never was is not in it. */
export async function lastSeenAt(tx: SchoolTx, deviceIds: readonly string[]): Promise<Map<string, Date>> {
  const rows = await sql<{ id: string; at: Date }>`
    select id, last_seen_at as at from devices
    where school_id = lapwing_school() and id = any(${[...deviceIds]}::uuid[])
      and last_seen_at is not null`.execute(tx.kysely);
  return new Map(rows.rows.map(({ id, at }) => [id, at]));
}

/**
 * What restrictions do and when a device that hears of nothing lets go of them: at their end or at the end that their
 * lesson was planned to have, also where they were lifted or the lesson was ended before.
 */
export async function endsOf(tx: SchoolTx, ids: readonly string[]): Promise<Map<string, OwnEnd>> {
  if (ids.length === 0) return new Map();
  const rows = await sql<{ id: string; effect: unknown; until: Date | null }>`
    select r.id, r.effect, least(r.until, l.ends_at) as until
    from restrictions r left join lessons l on l.school_id = r.school_id and l.id = r.lesson_id
    where r.school_id = lapwing_school() and r.id = any(${[...new Set(ids)]}::uuid[])`.execute(tx.kysely);
  return new Map(
    rows.rows.map(({ id, effect, until }) => [
      id,
      { effect: Effect.parse(effect).kind, until: until?.getTime() ?? null },
    ]),
  );
}
