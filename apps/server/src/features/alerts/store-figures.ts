import type { CaptureStatus } from '@lapwing/protocol/features/captures/status.ts';
import type { Severity } from '@lapwing/protocol/vocabulary.ts';
import { sql } from 'kysely';
import type { Reach } from '../../permissions/actor.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import { withinReach } from '../groups/index.ts';

/** Whether the capture lies within the reach. */
export async function isSeen(tx: SchoolTx, captureId: string, reach: Reach): Promise<boolean> {
  const rows = await sql`
    select 1 from captures c where c.school_id = lapwing_school() and c.id = ${captureId}
      and ${withinReach(reach, sql.ref('c.person_id'), sql.ref('c.device_id'))}`.execute(tx.kysely);
  return rows.rows.length > 0;
}

/** Whether the screenshot of the capture is still on its way. */
export async function isScreenshotComing(tx: SchoolTx, captureId: string): Promise<boolean> {
  const rows = await sql`
    select 1 from evidence where school_id = lapwing_school() and capture_id = ${captureId}
      and kind = 'screenshot' and state = 'coming'`.execute(tx.kysely);
  return rows.rows.length > 0;
}

/** What a mail says of a capture: who, where, when, how bad. No word of its text, its page or its window. */
export interface ToldCapture {
  readonly id: string;
  readonly person_id: string | null;
  readonly person_name: string | null;
  readonly year: string | null;
  readonly form: string | null;
  readonly account_name: string | null;
  readonly device_id: string;
  readonly device_name: string;
  readonly room: string | null;
  readonly term: string;
  readonly policy: string;
  readonly severity: Severity;
  readonly source: string;
  readonly application: string;
  readonly site: string | null;
  readonly happened_at: Date;
  readonly status: CaptureStatus;
  readonly sealed: boolean;
}

/** Of these captures those within the reach, the worst first, then the newest. */
export async function toldCaptures(
  tx: SchoolTx,
  reach: Reach,
  ids: readonly string[],
): Promise<ToldCapture[]> {
  const rows = await sql<ToldCapture>`
    select c.id, c.person_id, p.name as person_name, p.year, p.form, c.account_name, c.device_id,
      d.name as device_name, d.room, c.term, c.policy, c.severity, c.source, c.application, c.site, c.happened_at,
      c.status, c.sealed
    from captures c
    left join people p on p.school_id = c.school_id and p.id = c.person_id
    join devices d on d.school_id = c.school_id and d.id = c.device_id
    where c.school_id = lapwing_school() and c.id = any(${[...ids]}::uuid[])
      and ${withinReach(reach, sql.ref('c.person_id'), sql.ref('c.device_id'))}
    order by array_position(array['severe', 'moderate', 'minor'], c.severity), c.happened_at desc, c.id`.execute(
    tx.kysely,
  );
  return rows.rows;
}

/** What a summary says. */
export interface Figures {
  /** Arrived since, by severity and status. */
  readonly arrived: ReadonlyArray<{ severity: Severity; status: CaptureStatus; count: number }>;
  /** Open now, by severity. */
  readonly open: Readonly<Record<Severity, number>>;
  /** The open ones that wait longest, the worst first. */
  readonly longest: ReadonlyArray<{ id: string; severity: Severity; received_at: Date }>;
}

export async function figuresSince(tx: SchoolTx, reach: Reach, since: Date): Promise<Figures> {
  const seen = sql`c.school_id = lapwing_school()
    and ${withinReach(reach, sql.ref('c.person_id'), sql.ref('c.device_id'))}`;
  const arrived = await sql<{ severity: Severity; status: CaptureStatus; count: number }>`
    select c.severity, c.status, count(*) as count from captures c
    where ${seen} and c.received_at >= ${since} group by c.severity, c.status`.execute(tx.kysely);
  const waiting = await sql<{ severity: Severity; count: number }>`
    select c.severity, count(*) as count from captures c where ${seen} and c.is_open group by c.severity`.execute(
    tx.kysely,
  );
  const longest = await sql<{ id: string; severity: Severity; received_at: Date }>`
    select c.id, c.severity, c.received_at from captures c where ${seen} and c.is_open
    order by array_position(array['severe', 'moderate', 'minor'], c.severity), c.received_at limit 5`.execute(
    tx.kysely,
  );
  const open: Record<Severity, number> = { severe: 0, moderate: 0, minor: 0 };
  for (const row of waiting.rows) open[row.severity] = row.count;
  return { arrived: arrived.rows, open, longest: longest.rows };
}
