import type {
  ConcernEntry,
  ConcernPart,
  FourC,
  ReferralTo,
} from '@lapwing/protocol/features/concerns/api.ts';
import type { ConcernRisk } from '@lapwing/protocol/features/concerns/risk.ts';
import type { FivePoints } from '@lapwing/protocol/features/concerns/five-points.ts';
import type { PolicyKey, Severity } from '@lapwing/protocol/vocabulary.ts';
import { sql } from 'kysely';
import type { Reach } from '../../permissions/actor.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import { withinReach } from '../groups/index.ts';

/** Who of the staff did something. */
export interface By {
  readonly id: string;
  readonly name: string;
}

/** The new concern; false when there is one with this id, whosever it is. */
export async function insertConcern(
  tx: SchoolTx,
  by: By,
  concern: { id: string; title: string; risk: ConcernRisk; fourCs: readonly FourC[]; nudes: boolean },
): Promise<boolean> {
  const rows = await sql<{ id: string }>`
    insert into concerns (school_id, id, title, risk, four_cs, nudes, opened_by, opened_name, changed_name)
    values (lapwing_school(), ${concern.id}, ${concern.title}, ${concern.risk}, ${[...concern.fourCs]},
      ${concern.nudes}, ${by.id}, ${by.name}, ${by.name})
    on conflict (school_id, id) do nothing returning id`.execute(tx.kysely);
  return rows.rows.length === 1;
}

/** Writes the fields and raises the revision. */
export async function updateConcern(
  tx: SchoolTx,
  by: By,
  id: string,
  fields: { title: string; risk: ConcernRisk; fourCs: readonly FourC[]; nudes: boolean; outcome: string },
): Promise<void> {
  await sql`
    update concerns set title = ${fields.title}, risk = ${fields.risk}, four_cs = ${[...fields.fourCs]},
      nudes = ${fields.nudes}, outcome = ${fields.outcome}, changed_at = clock_timestamp(),
      changed_name = ${by.name}, revision = revision + 1
    where school_id = lapwing_school() and id = ${id}`.execute(tx.kysely);
}

/** Closes it with the reason, or opens it again. */
export async function updateStatus(tx: SchoolTx, by: By, id: string, closed: string | null): Promise<void> {
  const end =
    closed === null
      ? sql`status = 'open', closed_at = null, closed_by = null, closed_name = null, closed_reason = null`
      : sql`status = 'closed', closed_at = clock_timestamp(), closed_by = ${by.id}, closed_name = ${by.name},
          closed_reason = ${closed}`;
  await sql`
    update concerns set ${end}, changed_at = clock_timestamp(), changed_name = ${by.name}, revision = revision + 1
    where school_id = lapwing_school() and id = ${id}`.execute(tx.kysely);
}

export interface NewEntry {
  readonly kind: ConcernEntry['kind'];
  /** Now, when left out. */
  readonly happenedAt?: Date;
  readonly what?: string;
  readonly words?: string;
  readonly corrects?: string | null;
  readonly captureId?: string;
  readonly referralId?: string;
}

/** Adds a line to the chronology; from then on the concern counts as changed now. */
export async function insertEntry(tx: SchoolTx, by: By, concernId: string, entry: NewEntry): Promise<void> {
  await sql`
    insert into concerns_entries (school_id, concern_id, kind, happened_at, by_id, by_name, what, words, corrects,
      capture_id, referral_id)
    values (lapwing_school(), ${concernId}, ${entry.kind},
      coalesce(${entry.happenedAt ?? null}::timestamptz, clock_timestamp()), ${by.id}, ${by.name},
      ${entry.what ?? null}, ${entry.words ?? null}, ${entry.corrects ?? null}::uuid,
      ${entry.captureId ?? null}::uuid, ${entry.referralId ?? null}::uuid)`.execute(tx.kysely);
  await sql`
    update concerns set changed_at = clock_timestamp(), changed_name = ${by.name}
    where school_id = lapwing_school() and id = ${concernId}`.execute(tx.kysely);
}

/** Whether the line stands in the chronology of this concern and was written by somebody. */
export async function isNote(tx: SchoolTx, concernId: string, entryId: string): Promise<boolean> {
  const rows = await sql`
    select 1 from concerns_entries where school_id = lapwing_school() and concern_id = ${concernId}
      and id = ${entryId} and words is not null`.execute(tx.kysely);
  return rows.rows.length === 1;
}

/** Somebody of the roster within reach. */
export async function findPupil(
  tx: SchoolTx,
  reach: Reach,
  personId: string,
): Promise<{ name: string; kind: 'pupil' | 'staff' } | null> {
  const rows = await sql<{ name: string; kind: 'pupil' | 'staff' }>`
    select p.name, p.kind from people p
    where p.school_id = lapwing_school() and p.id = ${personId} and ${withinReach(reach, sql.ref('p.id'))}`.execute(
    tx.kysely,
  );
  return rows.rows[0] ?? null;
}

/** False when the person stands in the concern already. */
export async function insertPerson(
  tx: SchoolTx,
  concernId: string,
  person: { part: ConcernPart; personId: string | null; name: string | null },
): Promise<boolean> {
  const rows = await sql<{ id: string }>`
    insert into concerns_people (school_id, concern_id, part, person_id, name)
    values (lapwing_school(), ${concernId}, ${person.part}, ${person.personId}::uuid, ${person.name})
    on conflict do nothing returning id`.execute(tx.kysely);
  return rows.rows.length === 1;
}

export async function removePerson(tx: SchoolTx, concernId: string, id: string): Promise<void> {
  await sql`
    update concerns_people set removed_at = clock_timestamp()
    where school_id = lapwing_school() and concern_id = ${concernId} and id = ${id} and removed_at is null`.execute(
    tx.kysely,
  );
}

export interface Attachable {
  readonly id: string;
  readonly happened_at: Date;
  readonly severity: Severity;
  readonly term: string;
  readonly policy: PolicyKey;
  readonly sealed: boolean;
}

/** Of the captures those within reach, as they happened. */
export async function reachableCaptures(
  tx: SchoolTx,
  reach: Reach,
  ids: readonly string[],
): Promise<Attachable[]> {
  const rows = await sql<Attachable>`
    select c.id, c.happened_at, c.severity, c.term, c.policy, c.sealed from captures c
    where c.school_id = lapwing_school() and c.id = any(${[...ids]}::uuid[])
      and ${withinReach(reach, sql.ref('c.person_id'), sql.ref('c.device_id'))}
    order by c.happened_at, c.id`.execute(tx.kysely);
  return rows.rows;
}

/** False when it is attached already. */
export async function insertCapture(tx: SchoolTx, concernId: string, captureId: string): Promise<boolean> {
  const rows = await sql<{ capture_id: string }>`
    insert into concerns_captures (school_id, concern_id, capture_id)
    values (lapwing_school(), ${concernId}, ${captureId})
    on conflict (school_id, concern_id, capture_id) do update set removed_at = null, added_at = clock_timestamp()
      where concerns_captures.removed_at is not null
    returning capture_id`.execute(tx.kysely);
  return rows.rows.length === 1;
}

export async function removeCapture(tx: SchoolTx, concernId: string, captureId: string): Promise<void> {
  await sql`
    update concerns_captures set removed_at = clock_timestamp()
    where school_id = lapwing_school() and concern_id = ${concernId} and capture_id = ${captureId}
      and removed_at is null`.execute(tx.kysely);
}

export async function insertAction(
  tx: SchoolTx,
  by: By,
  concernId: string,
  action: { what: string; owner: By; due: string },
): Promise<void> {
  await sql`
    insert into concerns_actions (school_id, concern_id, what, owner_id, owner_name, due, added_by, added_name)
    values (lapwing_school(), ${concernId}, ${action.what}, ${action.owner.id}, ${action.owner.name},
      ${action.due}::date, ${by.id}, ${by.name})`.execute(tx.kysely);
}

export async function finishAction(tx: SchoolTx, by: By, id: string, words: string): Promise<void> {
  await sql`
    update concerns_actions set done_at = clock_timestamp(), done_by = ${by.id}, done_name = ${by.name},
      done_words = ${words}
    where school_id = lapwing_school() and id = ${id} and done_at is null`.execute(tx.kysely);
}

export async function insertReferral(
  tx: SchoolTx,
  by: By,
  concernId: string,
  referral: { to: ReferralTo; detail: string; made: boolean; on: string; decidedBy: string; reason: string },
): Promise<void> {
  await sql`
    insert into concerns_referrals (school_id, concern_id, referred_to, detail, made, on_day, decided_by, reason,
      recorded_by, recorded_name)
    values (lapwing_school(), ${concernId}, ${referral.to}, ${referral.detail}, ${referral.made},
      ${referral.on}::date, ${referral.decidedBy}, ${referral.reason}, ${by.id}, ${by.name})`.execute(
    tx.kysely,
  );
}

export async function insertPoints(
  tx: SchoolTx,
  by: By,
  concernId: string,
  points: FivePoints,
): Promise<void> {
  await sql`
    insert into concerns_points (school_id, concern_id, answers, words, by_id, by_name)
    values (lapwing_school(), ${concernId}, ${JSON.stringify(points.answers)}::jsonb, ${points.words}, ${by.id},
      ${by.name})`.execute(tx.kysely);
}

/** Ends what is shared with the account, and shares anew unless `mayAdd` is null. */
export async function replaceShare(
  tx: SchoolTx,
  by: By,
  concernId: string,
  account: By,
  mayAdd: boolean | null,
): Promise<void> {
  await sql`
    update concerns_shares set ended_at = clock_timestamp()
    where school_id = lapwing_school() and concern_id = ${concernId} and account_id = ${account.id}
      and ended_at is null`.execute(tx.kysely);
  if (mayAdd === null) return;
  await sql`
    insert into concerns_shares (school_id, concern_id, account_id, account_name, may_add, shared_by)
    values (lapwing_school(), ${concernId}, ${account.id}, ${account.name}, ${mayAdd}, ${by.name})`.execute(
    tx.kysely,
  );
}
