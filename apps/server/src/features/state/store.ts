import { sql } from 'kysely';
import type { SchoolTx } from '../../platform/db/database.ts';

export interface IssuedDocument {
  readonly version: number;
  readonly contentSha256: string;
  readonly issuedAt: Date;
  /** The database's time now. */
  readonly now: Date;
}

/**
 * What the devices were told last, by device, held against changes until the transaction ends. Ask for it before
 * anything that goes into a document: two transactions that compute one device's document come one after the other,
 * and the later knows what the earlier could not.
 */
export async function holdIssued(
  tx: SchoolTx,
  deviceIds: readonly string[],
): Promise<Map<string, IssuedDocument>> {
  const rows = await sql<{
    device_id: string;
    version: number;
    content_sha256: string;
    issued_at: Date;
    now: Date;
  }>`
    select device_id, version, content_sha256, issued_at, now() as now from state_documents
    where school_id = lapwing_school() and device_id = any(${[...deviceIds]}::uuid[])
    order by device_id for update`.execute(tx.kysely);
  return new Map(
    rows.rows.map((row) => [
      row.device_id,
      {
        version: row.version,
        contentSha256: row.content_sha256,
        issuedAt: row.issued_at,
        now: row.now,
      },
    ]),
  );
}

/** Who sits at a device: the account as the device names it, and the person whose it is. */
export interface Sitter {
  readonly personId: string | null;
  readonly account: string | null;
}

/** Who sits at each of the devices by its open session, the newest one; devices without one are left out. */
export async function sittersAtDevices(
  tx: SchoolTx,
  deviceIds: readonly string[],
): Promise<Map<string, Sitter>> {
  const rows = await sql<{ device_id: string; person_id: string | null; account_name: string | null }>`
    select device.id as device_id, session.person_id, session.account_name
    from unnest(${[...deviceIds]}::uuid[]) as device (id)
    join lateral (
      select person_id, account_name from sessions
      where sessions.school_id = lapwing_school() and sessions.device_id = device.id and sessions.ended_at is null
      order by sessions.started_at desc limit 1) as session on true`.execute(tx.kysely);
  return new Map(
    rows.rows.map((row) => [row.device_id, { personId: row.person_id, account: row.account_name }]),
  );
}

/** The person at each of the devices; devices with nobody known are left out. */
export async function peopleAtDevices(
  tx: SchoolTx,
  deviceIds: readonly string[],
): Promise<Map<string, string>> {
  return new Map(
    Array.from(await sittersAtDevices(tx, deviceIds)).flatMap(
      ([deviceId, { personId }]): Array<[string, string]> =>
        personId === null ? [] : [[deviceId, personId]],
    ),
  );
}

/** When these devices were told their newest version, by the device's id. */
export async function issuedAt(tx: SchoolTx, deviceIds: readonly string[]): Promise<Map<string, Date>> {
  const rows = await sql<{ device_id: string; issued_at: Date }>`
    select device_id, issued_at from state_documents
    where school_id = lapwing_school() and device_id = any(${[...deviceIds]}::uuid[])`.execute(tx.kysely);
  return new Map(rows.rows.map((row) => [row.device_id, row.issued_at]));
}

export interface NewDocument {
  readonly deviceId: string;
  readonly version: number;
  readonly contentSha256: string;
}

/** Keeps new versions, which must be above the ones before. Returns when they were issued, in whole milliseconds. */
export async function keepIssued(tx: SchoolTx, documents: readonly NewDocument[]): Promise<Date> {
  const rows = await sql<{ issued_at: Date }>`
    insert into state_documents (school_id, device_id, version, content_sha256, issued_at)
    select lapwing_school(), "deviceId", version, "contentSha256", date_trunc('milliseconds', now())
    from jsonb_to_recordset(${JSON.stringify(documents)}::jsonb)
      as given ("deviceId" uuid, version int, "contentSha256" text)
    order by "deviceId"
    on conflict (school_id, device_id) do update
      set version = excluded.version, content_sha256 = excluded.content_sha256, issued_at = excluded.issued_at
      where state_documents.version < excluded.version
    returning issued_at`.execute(tx.kysely);
  const issuedAt = rows.rows[0]?.issued_at;
  if (issuedAt === undefined || rows.rows.length !== documents.length) {
    throw new Error('another transaction has issued this version');
  }
  return issuedAt;
}

/** What the device says of the document. */
export async function markApplied(
  tx: SchoolTx,
  deviceId: string,
  version: number,
  problem: string | null,
): Promise<void> {
  await sql`
    update state_documents set applied_version = ${version}, applied_problem = ${problem}, applied_at = now()
    where school_id = lapwing_school() and device_id = ${deviceId}`.execute(tx.kysely);
}

/** Keeps a content that devices fetch by its hash; the same again is kept once. */
export async function insertContent(tx: SchoolTx, sha256: string, bytes: Uint8Array): Promise<void> {
  await sql`
    insert into state_contents (school_id, sha256, bytes)
    values (lapwing_school(), ${sha256}, ${Buffer.from(bytes)}) on conflict do nothing`.execute(tx.kysely);
}

/** A content that the school has or had; null for none. */
export async function findContent(tx: SchoolTx, sha256: string): Promise<Uint8Array | null> {
  const rows = await sql<{ bytes: Buffer }>`
    select bytes from state_contents
    where school_id = lapwing_school() and sha256 = ${sha256}`.execute(tx.kysely);
  return rows.rows[0]?.bytes ?? null;
}

/** Whether the school has or had a content, without reading it. */
export async function hasContent(tx: SchoolTx, sha256: string): Promise<boolean> {
  const rows = await sql<{ there: boolean }>`
    select exists (select 1 from state_contents
      where school_id = lapwing_school() and sha256 = ${sha256}) as there`.execute(tx.kysely);
  return rows.rows[0]?.there ?? false;
}
