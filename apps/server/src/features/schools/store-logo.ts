import { sql } from 'kysely';
import type { SchoolTx } from '../../platform/db/database.ts';

export interface LogoRow {
  readonly png: Buffer;
  readonly width: number;
  readonly height: number;
  readonly sha256: string;
}

/** The logo of the school that the transaction is bound to. */
export async function findLogo(tx: SchoolTx): Promise<LogoRow | null> {
  const rows = await sql<LogoRow>`
    select png, width, height, sha256 from schools_logos where school_id = lapwing_school()`.execute(
    tx.kysely,
  );
  return rows.rows[0] ?? null;
}

/**
 * The logo for those who keep what they made of it.
 *
 * @param known the hash of the one that they have
 * @returns `same` where it still is that one; null for none
 */
export async function schoolLogo(
  tx: SchoolTx,
  known: string | null,
): Promise<Pick<LogoRow, 'png' | 'sha256'> | 'same' | null> {
  const rows = await sql<{ png: Buffer | null; sha256: string }>`
    select case when sha256 is distinct from ${known}::text then png end as png, sha256 from schools_logos
    where school_id = lapwing_school()`.execute(tx.kysely);
  const [row] = rows.rows;
  if (row === undefined) return null;
  return row.png === null ? 'same' : { png: row.png, sha256: row.sha256 };
}

/** What is known of it without its bytes. */
export async function findLogoFacts(tx: SchoolTx): Promise<Omit<LogoRow, 'png'> | null> {
  const rows = await sql<Omit<LogoRow, 'png'>>`
    select width, height, sha256 from schools_logos where school_id = lapwing_school()`.execute(tx.kysely);
  return rows.rows[0] ?? null;
}

export async function putLogo(tx: SchoolTx, logo: LogoRow): Promise<void> {
  await sql`
    insert into schools_logos (school_id, png, width, height, sha256)
    values (lapwing_school(), ${logo.png}, ${logo.width}, ${logo.height}, ${logo.sha256})
    on conflict (school_id) do update set png = excluded.png, width = excluded.width, height = excluded.height,
      sha256 = excluded.sha256, changed_at = now()`.execute(tx.kysely);
}

/** @returns false when there was none */
export async function deleteLogo(tx: SchoolTx): Promise<boolean> {
  const result = await sql`delete from schools_logos where school_id = lapwing_school()`.execute(tx.kysely);
  return (result.numAffectedRows ?? 0n) > 0n;
}
