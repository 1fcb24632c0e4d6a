import type { TlsMode } from '@lapwing/protocol/features/alerts/mail-server.api.ts';
import { sql } from 'kysely';
import type { SchoolTx } from '../../platform/db/database.ts';

/** How the school sends its mail, and how that goes. */
export interface MailServerRow {
  readonly host: string;
  readonly port: number;
  readonly tls: TlsMode;
  readonly user_name: string | null;
  readonly password_sealed: Buffer | null;
  readonly from_address: string;
  readonly from_name: string;
  readonly reply_to: string | null;
  readonly attach_screenshot: boolean;
  readonly changed_at: Date;
  readonly down_since: Date | null;
  readonly tries: number;
  readonly try_at: Date | null;
  readonly problem: string | null;
}

/** Null when none is set up. */
export async function findMailServer(tx: SchoolTx): Promise<MailServerRow | null> {
  const rows = await sql<MailServerRow>`
    select host, port, tls, user_name, password_sealed, from_address, from_name, reply_to, attach_screenshot,
      changed_at, down_since, tries, try_at, problem
    from alerts_mail_servers where school_id = lapwing_school()`.execute(tx.kysely);
  return rows.rows[0] ?? null;
}

export type MailServerSettings = Omit<
  MailServerRow,
  'changed_at' | 'down_since' | 'tries' | 'try_at' | 'problem'
>;

/** Sets it; whatever was wrong with the one before is forgotten. */
export async function saveMailServerRow(
  tx: SchoolTx,
  server: MailServerSettings,
  now: number,
): Promise<void> {
  await sql`
    insert into alerts_mail_servers (school_id, host, port, tls, user_name, password_sealed, from_address, from_name,
      reply_to, attach_screenshot, changed_at)
    values (lapwing_school(), ${server.host}, ${server.port}, ${server.tls}, ${server.user_name},
      ${server.password_sealed}, ${server.from_address}, ${server.from_name}, ${server.reply_to},
      ${server.attach_screenshot}, ${new Date(now)})
    on conflict (school_id) do update set host = excluded.host, port = excluded.port, tls = excluded.tls,
      user_name = excluded.user_name, password_sealed = excluded.password_sealed,
      from_address = excluded.from_address, from_name = excluded.from_name, reply_to = excluded.reply_to,
      attach_screenshot = excluded.attach_screenshot, changed_at = excluded.changed_at,
      down_since = null, tries = 0, try_at = null, problem = null`.execute(tx.kysely);
}

export async function removeMailServerRow(tx: SchoolTx): Promise<void> {
  await sql`delete from alerts_mail_servers where school_id = lapwing_school()`.execute(tx.kysely);
}

/** A mail was taken: the server works. */
export async function serverWorks(tx: SchoolTx): Promise<void> {
  await sql`
    update alerts_mail_servers set down_since = null, tries = 0, try_at = null, problem = null
    where school_id = lapwing_school() and down_since is not null`.execute(tx.kysely);
}

/**
 * No mail gets through: it is left alone until `tryAt`, which depends on how often it was tried. Of several that fail
 * at once the first counts.
 *
 * @param tryAt milliseconds since 1970, by the tries so far with this one
 * @returns when it is tried next
 */
export async function serverFails(
  tx: SchoolTx,
  problem: string,
  now: number,
  tryAt: (tries: number) => number,
): Promise<number> {
  const rows = await sql<{ tries: number; try_at: Date | null }>`
    select tries, try_at from alerts_mail_servers where school_id = lapwing_school() for update`.execute(
    tx.kysely,
  );
  const [row] = rows.rows;
  if (row === undefined) return now;
  if (row.try_at !== null && row.try_at.getTime() > now) return row.try_at.getTime();
  const next = tryAt(row.tries + 1);
  await sql`
    update alerts_mail_servers set down_since = coalesce(down_since, ${new Date(now)}), tries = tries + 1,
      try_at = ${new Date(next)}, problem = ${problem.slice(0, 500)}
    where school_id = lapwing_school()`.execute(tx.kysely);
  return next;
}
