import type { PolicyKey, Severity, Source } from '@lapwing/protocol/vocabulary.ts';
import type { CaptureStatus } from '@lapwing/protocol/features/captures/status.ts';
import { sql, type RawBuilder } from 'kysely';
import type { Reach } from '../../permissions/actor.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import { groupsOf, inGroup, withinReach, withSubgroups, type Viewer } from '../groups/index.ts';

/** Days after which promised evidence that has not come is shown as lost; a device is seldom away for longer. */
const EVIDENCE_AWAITED_DAYS = 14;

export type EvidenceState = 'none' | 'coming' | 'ready' | 'lost';

/** One capture for a list or a pop-up. No column of it can hold a word of a sealed capture's text. */
export interface SummaryRow {
  id: string;
  person_id: string | null;
  person_name: string | null;
  person_username: string | null;
  person_form: string | null;
  account_name: string | null;
  groups: Array<{ id: string; name: string }>;
  device_id: string;
  device_name: string;
  device_room: string | null;
  /** By which its policy is told; shown to nobody. */
  term: string;
  policy: PolicyKey;
  severity: Severity;
  source: Source;
  sentence: string | null;
  match_start: number | null;
  match_end: number | null;
  seen_count: number;
  application: string;
  window_title: string | null;
  site: string | null;
  received_at: Date;
  happened_at: Date;
  status: CaptureStatus;
  assigned_to: string | null;
  assigned_name: string | null;
  sealed: boolean;
  evidence: EvidenceState;
  revision: number;
}

export interface DetailRow extends SummaryRow {
  url: string | null;
  severity_before: Severity;
  because: string[];
  pack: string;
  rules: string | null;
  no_evidence_reason: 'switched-off' | 'not-possible' | 'failed' | 'window-gone' | null;
}

/** What has not come in all that time will not. */
const evidenceState = sql<EvidenceState>`
  case when e.state = 'coming' and e.promised_at < now() - make_interval(days => ${sql.lit(EVIDENCE_AWAITED_DAYS)})
    then 'lost' else e.state end`;

function summaryColumns(reach: Reach): RawBuilder<unknown> {
  return sql`
    c.id, c.person_id, p.name as person_name, p.username as person_username, p.form as person_form, c.account_name,
    ${groupsOf(reach, sql`coalesce(c.person_id, c.device_id)`)} as groups,
    c.device_id, d.name as device_name, d.room as device_room, c.term, c.policy, c.severity, c.source, c.sentence,
    c.match_start, c.match_end, c.seen_count, c.application, c.window_title, c.site, c.received_at, c.happened_at,
    c.status, c.assigned_to, c.assigned_name, c.sealed, c.revision,
    coalesce((select ${evidenceState} from evidence e where e.school_id = c.school_id and e.capture_id = c.id
      order by e.state = 'ready' desc, e.id limit 1), 'none') as evidence`;
}

const named = sql`
  left join people p on p.school_id = c.school_id and p.id = c.person_id
  join devices d on d.school_id = c.school_id and d.id = c.device_id`;

function visible(reach: Reach): RawBuilder<boolean> {
  return withinReach(reach, sql.ref('c.person_id'), sql.ref('c.device_id'));
}

export interface ListFilter {
  readonly status: CaptureStatus | 'open' | undefined;
  readonly severity: Severity | undefined;
  readonly policy: PolicyKey | undefined;
  readonly groupId: string | undefined;
  /** With whose eyes the group is looked at. */
  readonly viewer: Viewer;
  readonly personId: string | undefined;
  readonly deviceId: string | undefined;
  /** Where the page before ended. */
  readonly after: { receivedAt: Date; id: string } | null;
  readonly limit: number;
}

/** Captures within the reach, newest arrival first. */
export async function listRows(tx: SchoolTx, reach: Reach, filter: ListFilter): Promise<SummaryRow[]> {
  const conditions = [sql`c.school_id = lapwing_school()`, visible(reach)];
  if (filter.status === 'open') conditions.push(sql`c.is_open`);
  else if (filter.status !== undefined) conditions.push(sql`c.status = ${filter.status}`);
  if (filter.severity !== undefined) conditions.push(sql`c.severity = ${filter.severity}`);
  if (filter.policy !== undefined) conditions.push(sql`c.policy = ${filter.policy}`);
  if (filter.personId !== undefined) conditions.push(sql`c.person_id = ${filter.personId}`);
  if (filter.deviceId !== undefined) conditions.push(sql`c.device_id = ${filter.deviceId}`);
  if (filter.groupId !== undefined) {
    // Of a group beyond the reach what lies within it, and nothing of somebody else's personal one.
    const below = reach.kind === 'school' ? [] : await withSubgroups(tx, [filter.groupId]);
    const groupIds = below.filter((id) => reach.kind === 'groups' && reach.groupIds.includes(id));
    const within = inGroup(filter.viewer, filter.groupId, sql.ref('c.person_id'), sql.ref('c.device_id'));
    conditions.push(sql`(${visible({ kind: 'groups', groupIds })} or ${within})`);
  }
  if (filter.after !== null) {
    conditions.push(sql`(c.received_at, c.id) < (${filter.after.receivedAt}, ${filter.after.id}::uuid)`);
  }
  const rows = await sql<SummaryRow>`
    select ${summaryColumns(reach)} from captures c ${named}
    where ${sql.join(conditions, sql` and `)}
    order by c.received_at desc, c.id desc limit ${filter.limit}`.execute(tx.kysely);
  return rows.rows;
}

/** Open captures within the reach by severity. */
export async function countOpen(tx: SchoolTx, reach: Reach): Promise<Record<Severity, number>> {
  const rows = await sql<{ severity: Severity; open: number }>`
    select c.severity, count(*) as open from captures c
    where c.school_id = lapwing_school() and c.is_open and ${visible(reach)} group by c.severity`.execute(
    tx.kysely,
  );
  const counts: Record<Severity, number> = { severe: 0, moderate: 0, minor: 0 };
  for (const row of rows.rows) counts[row.severity] = row.open;
  return counts;
}

export interface OpenOwner {
  readonly id: string;
  readonly person_id: string | null;
  readonly device_id: string;
  readonly severity: Severity;
}

/** Open captures within the reach with the person and the device that each belongs to. */
export async function openOwners(tx: SchoolTx, reach: Reach): Promise<OpenOwner[]> {
  const rows = await sql<OpenOwner>`
    select c.id, c.person_id, c.device_id, c.severity from captures c
    where c.school_id = lapwing_school() and c.is_open and ${visible(reach)}`.execute(tx.kysely);
  return rows.rows;
}

export async function findSummary(tx: SchoolTx, reach: Reach, id: string): Promise<SummaryRow | null> {
  const rows = await sql<SummaryRow>`
    select ${summaryColumns(reach)} from captures c ${named}
    where c.school_id = lapwing_school() and c.id = ${id} and ${visible(reach)}`.execute(tx.kysely);
  return rows.rows[0] ?? null;
}

export async function findDetail(tx: SchoolTx, reach: Reach, id: string): Promise<DetailRow | null> {
  const rows = await sql<DetailRow>`
    select ${summaryColumns(reach)}, c.url, c.severity_before, c.because, c.pack, c.rules, c.no_evidence_reason
    from captures c ${named}
    where c.school_id = lapwing_school() and c.id = ${id} and ${visible(reach)}`.execute(tx.kysely);
  return rows.rows[0] ?? null;
}

export interface EvidenceRow {
  id: string;
  kind: 'screenshot';
  state: Exclude<EvidenceState, 'none'>;
  lost_reason: string | null;
  taken_at: Date;
  media_type: string;
  bytes: number;
  sha256: string;
}

export async function evidenceOf(tx: SchoolTx, captureId: string): Promise<EvidenceRow[]> {
  const rows = await sql<EvidenceRow>`
    select e.id, e.kind, ${evidenceState} as state, e.lost_reason, e.taken_at, e.media_type, e.bytes, e.sha256
    from evidence e where e.school_id = lapwing_school() and e.capture_id = ${captureId}
    order by e.taken_at, e.id`.execute(tx.kysely);
  return rows.rows;
}

export interface HistoryRow {
  id: string;
  at: Date;
  by_id: string | null;
  by_name: string | null;
  kind:
    | 'captured'
    | 'amended'
    | 'evidence-arrived'
    | 'evidence-viewed'
    | 'taken'
    | 'status'
    | 'note'
    | 'matched'
    | 'unmatched';
  item_id: string | null;
  finding_at_ms: number | null;
  severity: Severity | null;
  sentence: string | null;
  from_status: CaptureStatus | null;
  to_status: CaptureStatus | null;
  words: string | null;
}

/** All that happened to the capture, in order. */
export async function historyOf(tx: SchoolTx, captureId: string): Promise<HistoryRow[]> {
  const rows = await sql<HistoryRow>`
    select id, at, by_id, by_name, kind, item_id, finding_at_ms, severity, sentence, from_status, to_status, words
    from captures_history where school_id = lapwing_school() and capture_id = ${captureId}
    order by at, id`.execute(tx.kysely);
  return rows.rows;
}

export interface EarlierRow {
  id: string;
  happened_at: Date;
  severity: Severity;
  term: string;
  policy: PolicyKey;
  status: CaptureStatus;
}

/** The person's other captures within the reach, newest first. */
export async function otherCaptures(
  tx: SchoolTx,
  reach: Reach,
  personId: string,
  captureId: string,
  limit: number,
): Promise<EarlierRow[]> {
  const rows = await sql<EarlierRow>`
    select c.id, c.happened_at, c.severity, c.term, c.policy, c.status from captures c
    where c.school_id = lapwing_school() and c.person_id = ${personId} and c.id <> ${captureId} and ${visible(reach)}
    order by c.happened_at desc, c.id desc limit ${limit}`.execute(tx.kysely);
  return rows.rows;
}
