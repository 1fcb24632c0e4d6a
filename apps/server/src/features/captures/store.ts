import type {
  CaptureContext,
  CapturedFinding,
  EvidencePromise,
} from '@lapwing/protocol/features/captures/capture.ts';
import type { Severity } from '@lapwing/protocol/vocabulary.ts';
import { sql } from 'kysely';
import type { SchoolTx } from '../../platform/db/database.ts';

/** A capture as the device tells it, with what the server knows by itself. */
export interface NewCapture {
  readonly id: string;
  readonly sessionId: string;
  readonly deviceId: string;
  readonly personId: string | null;
  readonly accountName: string | null;
  /** The device's own time of the trigger, and what must be added to it; milliseconds. */
  readonly deviceTimeMs: number;
  readonly clockOffsetMs: number;
  readonly finding: CapturedFinding;
  readonly context: CaptureContext;
  readonly site: string | null;
  readonly noEvidenceReason: Extract<EvidencePromise, { state: 'none' }>['reason'] | null;
  readonly sealed: boolean;
}

/**
 * Adds the capture with the first line of its history; nothing happens when the id is known. A moment in the future, by
 * a device whose clock runs ahead, becomes now; one before Lapwing was written is of a clock without a battery.
 *
 * @returns whether it was new
 */
export async function insertCapture(tx: SchoolTx, capture: NewCapture): Promise<boolean> {
  const { finding, context, sealed } = capture;
  const open = <Value>(value: Value): Value | null => (sealed ? null : value);
  const inserted = await sql<{ id: string }>`
    with capture as (
      insert into captures (school_id, id, session_id, device_id, person_id, account_name, device_time, happened_at,
        finding_at_ms, finding_item, term, policy, severity, severity_before, because, source, pack, rules,
        seen_count, sealed, sentence, match_start, match_end, application, window_title, url, site, no_evidence_reason)
      values (lapwing_school(), ${capture.id}, ${capture.sessionId}, ${capture.deviceId}, ${capture.personId},
        ${capture.accountName}, ${instant(capture.deviceTimeMs)},
        ${putRight(capture.deviceTimeMs, capture.clockOffsetMs)},
        ${capture.deviceTimeMs}, ${capture.id}, ${finding.term}, ${finding.policy}, ${finding.severity},
        ${finding.severityBefore}, ${finding.because}, ${finding.source}, ${finding.pack},
        ${finding.rules ?? null}, ${finding.count}, ${sealed}, ${open(finding.sentence)}, ${open(finding.start)}::int, ${open(finding.end)}::int,
        ${context.application}, ${open(context.windowTitle)}, ${open(context.url)}, ${open(capture.site)},
        ${capture.noEvidenceReason})
      on conflict (school_id, id) do nothing
      returning school_id, id, received_at
    ), history as (
      insert into captures_history (school_id, capture_id, at, kind, item_id, finding_at_ms, severity, sentence)
      select school_id, id, received_at, 'captured', id, ${capture.deviceTimeMs}::bigint, ${finding.severity},
        ${open(finding.sentence)} from capture
    ), sealed as (
      insert into captures_sealed (school_id, capture_id, item_id, sentence, match_start, match_end, window_title, url)
      select school_id, id, id, ${finding.sentence}, ${finding.start}::int, ${finding.end}::int,
        ${context.windowTitle}, ${context.url} from capture where ${sealed}
    )
    select id from capture`.execute(tx.kysely);
  return inserted.rows.length > 0;
}

function instant(ms: number): ReturnType<typeof sql> {
  return sql`to_timestamp(${ms}::double precision / 1000)`;
}

/** A device's moment by the server's clock, within what can be. */
export function putRight(deviceTimeMs: number, clockOffsetMs: number): ReturnType<typeof sql> {
  return sql`greatest(least(${instant(deviceTimeMs + clockOffsetMs)}, now()), timestamptz '2020-01-01 00:00Z')`;
}

/** Whose capture it is; null when there is none of that id. */
export async function ownerOf(tx: SchoolTx, captureId: string): Promise<string | null> {
  const rows = await sql<{ device_id: string }>`
    select device_id from captures where school_id = lapwing_school() and id = ${captureId}`.execute(
    tx.kysely,
  );
  return rows.rows[0]?.device_id ?? null;
}

/** What an amendment is weighed against. */
export interface AmendedCapture {
  readonly sealed: boolean;
  readonly severity: Severity;
  readonly newestAtMs: number;
  readonly newestItem: string;
}

/** The capture of that device, held until the transaction ends; null when the device has no such capture. */
export async function holdForAmendment(
  tx: SchoolTx,
  captureId: string,
  deviceId: string,
): Promise<AmendedCapture | null> {
  const rows = await sql<{
    sealed: boolean;
    severity: Severity;
    finding_at_ms: number;
    finding_item: string;
  }>`
    select sealed, severity, finding_at_ms, finding_item from captures
    where school_id = lapwing_school() and id = ${captureId} and device_id = ${deviceId} for update`.execute(
    tx.kysely,
  );
  const row = rows.rows[0];
  if (row === undefined) return null;
  return {
    sealed: row.sealed,
    severity: row.severity,
    newestAtMs: row.finding_at_ms,
    newestItem: row.finding_item,
  };
}

/** The capture that an item (a report or an amendment) belongs to; null when the item is unknown. */
export async function captureOfItem(tx: SchoolTx, itemId: string): Promise<string | null> {
  const rows = await sql<{ capture_id: string }>`
    select capture_id from captures_history where school_id = lapwing_school() and item_id = ${itemId}`.execute(
    tx.kysely,
  );
  return rows.rows[0]?.capture_id ?? null;
}

/** One more wording of a capture. */
export interface Amendment {
  readonly itemId: string;
  readonly captureId: string;
  readonly atMs: number;
  readonly finding: CapturedFinding;
  readonly sealed: boolean;
}

export async function insertAmendment(tx: SchoolTx, amendment: Amendment): Promise<void> {
  const { finding, sealed } = amendment;
  await sql`
    insert into captures_history (school_id, capture_id, kind, item_id, finding_at_ms, severity, sentence)
    values (lapwing_school(), ${amendment.captureId}, 'amended', ${amendment.itemId}, ${amendment.atMs},
      ${finding.severity}, ${sealed ? null : finding.sentence})`.execute(tx.kysely);
  if (!sealed) return;
  await sql`
    insert into captures_sealed (school_id, capture_id, item_id, sentence, match_start, match_end)
    values (lapwing_school(), ${amendment.captureId}, ${amendment.itemId}, ${finding.sentence}, ${finding.start},
      ${finding.end})`.execute(tx.kysely);
}

/**
 * From now on the capture's words are put away: what stood in the open columns goes to the sealed ones. It stands
 * together with no unsealed one any more.
 */
export async function sealCapture(tx: SchoolTx, captureId: string): Promise<void> {
  await sql`
    insert into captures_sealed (school_id, capture_id, item_id, sentence, match_start, match_end, window_title, url)
    select school_id, id, finding_item, sentence, match_start, match_end, window_title, url from captures
    where school_id = lapwing_school() and id = ${captureId} and not sealed`.execute(tx.kysely);
  await sql`
    update captures set sealed = true, sentence = null, match_start = null, match_end = null, window_title = null,
      url = null, site = null, incident_id = null, revision = revision + 1
    where school_id = lapwing_school() and id = ${captureId} and not sealed`.execute(tx.kysely);
}

/** Makes the amendment's wording the one that counts. */
export async function adoptAmendment(tx: SchoolTx, amendment: Amendment): Promise<void> {
  const { finding, sealed } = amendment;
  const open = <Value>(value: Value): Value | null => (sealed ? null : value);
  await sql`
    update captures set finding_at_ms = ${amendment.atMs}, finding_item = ${amendment.itemId}, term = ${finding.term},
      policy = ${finding.policy}, severity = ${finding.severity}, severity_before = ${finding.severityBefore},
      because = ${finding.because}, source = ${finding.source}, pack = ${finding.pack}, rules = ${finding.rules ?? null}, seen_count = ${finding.count},
      sentence = ${open(finding.sentence)}, match_start = ${open(finding.start)}::int,
      match_end = ${open(finding.end)}::int, revision = revision + 1
    where school_id = lapwing_school() and id = ${amendment.captureId}`.execute(tx.kysely);
}

export type LossReason = 'bad-item' | 'session-unknown' | 'capture-unknown';

/** Counts an item that can never be stored. */
export async function countLoss(tx: SchoolTx, deviceId: string, reason: LossReason): Promise<void> {
  await sql`
    insert into captures_losses (school_id, device_id, reason, items)
    values (lapwing_school(), ${deviceId}, ${reason}, 1)
    on conflict (school_id, device_id, reason) do update
      set items = captures_losses.items + 1, last_at = now()`.execute(tx.kysely);
}
