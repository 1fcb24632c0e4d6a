import { sql } from 'kysely';
import { Chain } from '@lapwing/protocol/features/alerts/chain.api.ts';
import type { SchoolTx } from '../../platform/db/database.ts';

const NO_CHAIN: Chain = Object.freeze({ steps: [], outside: { kind: 'chain' as const }, covers: [] });

/** The school's chain; one without steps while none is set. */
export async function findChain(tx: SchoolTx): Promise<{ chain: Chain; revision: number }> {
  const rows = await sql<{ value: unknown; revision: number }>`
    select value, revision from alerts_chains where school_id = lapwing_school()`.execute(tx.kysely);
  const [row] = rows.rows;
  if (row === undefined) return { chain: NO_CHAIN, revision: 0 };
  return { chain: Chain.parse(row.value), revision: row.revision };
}

/** Sets it if it still is of that revision. Returns the new revision, or null when somebody else was first. */
export async function saveChainValue(
  tx: SchoolTx,
  chain: Chain,
  revision: number,
  now: number,
): Promise<number | null> {
  const value = JSON.stringify(chain);
  const rows =
    revision === 0
      ? await sql<{ revision: number }>`
          insert into alerts_chains (school_id, value, changed_at)
          values (lapwing_school(), ${value}::jsonb, ${new Date(now)})
          on conflict do nothing returning revision`.execute(tx.kysely)
      : await sql<{ revision: number }>`
          update alerts_chains set value = ${value}::jsonb, revision = revision + 1, changed_at = ${new Date(now)}
          where school_id = lapwing_school() and revision = ${revision} returning revision`.execute(
          tx.kysely,
        );
  return rows.rows[0]?.revision ?? null;
}

/** How far the chain has come with a capture. */
export interface WatchRow {
  readonly capture_id: string;
  readonly since: Date;
  readonly told: string[];
  readonly next_at: Date | null;
  readonly not_by: string | null;
}

/** Held until the transaction ends; null when nobody has been told by the chain. */
export async function holdWatch(tx: SchoolTx, captureId: string): Promise<WatchRow | null> {
  const rows = await sql<WatchRow>`
    select capture_id, since, told, next_at, not_by from alerts_watches
    where school_id = lapwing_school() and capture_id = ${captureId} for update`.execute(tx.kysely);
  return rows.rows[0] ?? null;
}

/** As it stands, for whoever only looks. */
export async function findWatch(tx: SchoolTx, captureId: string): Promise<WatchRow | null> {
  const rows = await sql<WatchRow>`
    select capture_id, since, told, next_at, not_by from alerts_watches
    where school_id = lapwing_school() and capture_id = ${captureId}`.execute(tx.kysely);
  return rows.rows[0] ?? null;
}

/** Begins to watch a capture, or begins anew. */
export async function startWatch(
  tx: SchoolTx,
  watch: { captureId: string; now: number; told: readonly string[]; nextAt: number; notBy: string | null },
): Promise<void> {
  await sql`
    insert into alerts_watches (school_id, capture_id, since, told, next_at, not_by)
    values (lapwing_school(), ${watch.captureId}, ${new Date(watch.now)}, ${[...watch.told]}::text[],
      ${new Date(watch.nextAt)}, ${watch.notBy})
    on conflict (school_id, capture_id) do update set since = excluded.since, told = excluded.told,
      next_at = excluded.next_at, not_by = excluded.not_by, ended_at = null, ended = null`.execute(tx.kysely);
}

/** One more was told, or the chain waits for school hours. */
export async function moveWatch(
  tx: SchoolTx,
  captureId: string,
  told: readonly string[],
  nextAt: number,
): Promise<void> {
  await sql`
    update alerts_watches set told = ${[...told]}::text[], next_at = ${new Date(nextAt)}
    where school_id = lapwing_school() and capture_id = ${captureId} and ended_at is null`.execute(tx.kysely);
}

export async function endWatch(
  tx: SchoolTx,
  captureId: string,
  ended: 'opened' | 'nobody-left' | 'closed',
  now: number,
  by: string | null = null,
): Promise<void> {
  await sql`
    update alerts_watches set next_at = null, ended_at = ${new Date(now)}, ended = ${ended}
    where school_id = lapwing_school() and capture_id = ${captureId} and ended_at is null
      and (${by}::text is null or not_by is distinct from ${by}::text)`.execute(tx.kysely);
}

/** Ids of captures whose time is up. */
export async function watchesDue(tx: SchoolTx, now: number, most: number): Promise<string[]> {
  const rows = await sql<{ capture_id: string }>`
    select capture_id from alerts_watches where school_id = lapwing_school() and next_at <= ${new Date(now)}
    order by next_at limit ${most}`.execute(tx.kysely);
  return rows.rows.map((row) => row.capture_id);
}
