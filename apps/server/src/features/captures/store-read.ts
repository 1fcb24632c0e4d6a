import type { PolicyKey, Severity, Source } from '@lapwing/protocol/vocabulary.ts';
import type { CaptureStatus } from '@lapwing/protocol/features/captures/status.ts';
import { sql, type RawBuilder } from 'kysely';
import type { Reach } from '../../permissions/actor.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import { groupsOf, withinReach } from '../groups/index.ts';

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
  escalated_to: string | null;
  escalated_name: string | null;
  sealed: boolean;
  evidence: EvidenceState;
  recording: EvidenceState;
  held: boolean;
  incident_id: string | null;
  /** Of its incident, within the reach, itself included; 0 of none. */
  incident_count: number;
  incident_open: number;
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

/** Of a recording that the device never began nothing is lost. */
const everMade = sql<boolean>`coalesce(
  e.lost_reason not in ('recording-switched-off', 'recording-not-possible', 'recording-too-many'), true)`;

/** Columns of the row `c` of captures, beside {@link named}. */
export function summaryColumns(reach: Reach): RawBuilder<unknown> {
  return sql`
    c.id, c.person_id, p.name as person_name, p.username as person_username, p.form as person_form, c.account_name,
    ${groupsOf(reach, sql`coalesce(c.person_id, c.device_id)`)} as groups,
    c.device_id, d.name as device_name, d.room as device_room, c.term, c.policy, c.severity, c.source, c.sentence,
    c.match_start, c.match_end, c.seen_count, c.application, c.window_title, c.site, c.received_at, c.happened_at,
    c.status, c.assigned_to, c.assigned_name, c.escalated_to, c.escalated_name, c.sealed, c.revision,
    coalesce((select ${evidenceState} from evidence e
      where e.school_id = c.school_id and e.capture_id = c.id and e.kind = 'screenshot'
      order by e.state = 'ready' desc, e.id limit 1), 'none') as evidence,
    coalesce((select ${evidenceState} from evidence e
      where e.school_id = c.school_id and e.capture_id = c.id and e.kind = 'recording'
        and ${everMade}
      order by e.state = 'ready' desc, e.id limit 1), 'none') as recording,
    exists (select 1 from evidence_holds h
      where h.school_id = c.school_id and h.capture_id = c.id and h.released_at is null) as held,
    c.incident_id, incident.count as incident_count, incident.open as incident_open`;
}

/** Names and figures beside the row `c` of captures, as somebody with this reach may know them. */
export function named(reach: Reach): RawBuilder<unknown> {
  return sql`
    left join people p on p.school_id = c.school_id and p.id = c.person_id
    join devices d on d.school_id = c.school_id and d.id = c.device_id
    cross join lateral (
      select count(*)::int as count, (count(*) filter (where o.is_open))::int as open from captures o
      where o.school_id = c.school_id and o.incident_id = c.incident_id
        and ${withinReach(reach, sql.ref('o.person_id'), sql.ref('o.device_id'))}) as incident`;
}

function visible(reach: Reach): RawBuilder<boolean> {
  return withinReach(reach, sql.ref('c.person_id'), sql.ref('c.device_id'));
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
    select ${summaryColumns(reach)} from captures c ${named(reach)}
    where c.school_id = lapwing_school() and c.id = ${id} and ${visible(reach)}`.execute(tx.kysely);
  return rows.rows[0] ?? null;
}

export async function findDetail(tx: SchoolTx, reach: Reach, id: string): Promise<DetailRow | null> {
  const rows = await sql<DetailRow>`
    select ${summaryColumns(reach)}, c.url, c.severity_before, c.because, c.pack, c.rules, c.no_evidence_reason
    from captures c ${named(reach)}
    where c.school_id = lapwing_school() and c.id = ${id} and ${visible(reach)}`.execute(tx.kysely);
  return rows.rows[0] ?? null;
}

export interface EvidenceRow {
  id: string;
  kind: 'screenshot' | 'recording';
  state: Exclude<EvidenceState, 'none'>;
  lost_reason: string | null;
  taken_at: Date;
  media_type: string | null;
  bytes: number | null;
  arrived_bytes: number;
  sha256: string | null;
  seconds: number | null;
  trigger_seconds: number | null;
}

export async function evidenceOf(tx: SchoolTx, captureId: string): Promise<EvidenceRow[]> {
  const rows = await sql<EvidenceRow>`
    select e.id, e.kind, ${evidenceState} as state, e.lost_reason, e.taken_at, e.media_type, e.bytes, e.arrived_bytes,
      e.sha256, e.seconds, e.trigger_seconds
    from evidence e where e.school_id = lapwing_school() and e.capture_id = ${captureId}
    order by e.kind desc, e.taken_at, e.id`.execute(tx.kysely);
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

/** Whose capture it is, whoever may see it; null where there is none. */
export async function findOwner(
  tx: SchoolTx,
  captureId: string,
): Promise<{ personId: string | null; deviceId: string } | null> {
  const rows = await sql<{ person_id: string | null; device_id: string }>`
    select person_id, device_id from captures where school_id = lapwing_school() and id = ${captureId}`.execute(
    tx.kysely,
  );
  const [row] = rows.rows;
  return row === undefined ? null : { personId: row.person_id, deviceId: row.device_id };
}

/** Ids of the groups that the person or the device is in now, and of all above them. */
export async function groupsAround(
  tx: SchoolTx,
  owner: { readonly personId: string | null; readonly deviceId: string },
): Promise<string[]> {
  const rows = await sql<{ id: string }>`
    with recursive around as (
      select g.id, g.parent_id from groups g
      where g.school_id = lapwing_school() and g.owner_account is null and g.id in (
        select m.group_id from groups_memberships m
        where m.school_id = lapwing_school() and m.member_id in (${owner.personId}::uuid, ${owner.deviceId}::uuid))
      union
      select above.id, above.parent_id from groups above join around on above.id = around.parent_id
      where above.school_id = lapwing_school()
    )
    select id from around`.execute(tx.kysely);
  return rows.rows.map((row) => row.id);
}

/** Of these captures, those within the reach. */
export async function idsWithin(tx: SchoolTx, reach: Reach, ids: readonly string[]): Promise<string[]> {
  const rows = await sql<{ id: string }>`
    select c.id from captures c
    where c.school_id = lapwing_school() and c.id = any(${[...ids]}::uuid[]) and ${visible(reach)}`.execute(
    tx.kysely,
  );
  return rows.rows.map((row) => row.id);
}

export interface AroundRow {
  readonly id: string;
  readonly happened_at: Date;
  readonly severity: Severity;
  readonly term: string;
  readonly policy: PolicyKey;
  readonly site: string | null;
  /** Null when sealed. */
  readonly sentence: string | null;
}

/** Whose captures, and of which time. */
export interface Around {
  readonly personId: string | null;
  readonly deviceId: string;
  /** Of whoever is matched to nobody. */
  readonly accountName: string | null;
  readonly from: Date;
  readonly to: Date;
}

/** Captures within the reach of that time, of the person, or of the account at the device while nobody is matched. */
export async function capturesAround(tx: SchoolTx, reach: Reach, around: Around): Promise<AroundRow[]> {
  const whose =
    around.personId === null
      ? sql`c.person_id is null and c.device_id = ${around.deviceId}
          and c.account_name is not distinct from ${around.accountName}::text`
      : sql`c.person_id = ${around.personId}`;
  const rows = await sql<AroundRow>`
    select c.id, c.happened_at, c.severity, c.term, c.policy, c.site, c.sentence from captures c
    where c.school_id = lapwing_school() and c.happened_at between ${around.from} and ${around.to} and ${whose}
      and ${visible(reach)}
    order by c.happened_at, c.id limit 500`.execute(tx.kysely);
  return rows.rows;
}
