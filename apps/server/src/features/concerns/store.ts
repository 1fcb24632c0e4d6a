import type {
  ConcernEntry,
  ConcernPart,
  ConcernStatus,
  FourC,
  ReferralTo,
} from '@lapwing/protocol/features/concerns/api.ts';
import type { ConcernRisk } from '@lapwing/protocol/features/concerns/risk.ts';
import type { CaptureStatus } from '@lapwing/protocol/features/captures/status.ts';
import type { PolicyKey, Severity } from '@lapwing/protocol/vocabulary.ts';
import { sql, type RawBuilder } from 'kysely';
import type { Reach } from '../../permissions/actor.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import { withinReach } from '../groups/index.ts';

/** With whose eyes concerns are looked at: how far their role reaches, and what is shared with the account. */
export interface ConcernSight {
  readonly accountId: string;
  readonly view: Reach | null;
  readonly manage: Reach | null;
}

/** True on the row `c` of `concerns` where somebody whom it is about lies within the reach. */
export function about(reach: Reach | null): RawBuilder<boolean> {
  if (reach === null) return sql<boolean>`false`;
  if (reach.kind === 'school') return sql<boolean>`true`;
  return sql<boolean>`exists (select 1 from concerns_people within
    where within.school_id = c.school_id and within.concern_id = c.id and within.part = 'subject'
      and within.removed_at is null and ${withinReach(reach, sql.ref('within.person_id'))})`;
}

function sharedWith(accountId: string, onlyAdders: boolean): RawBuilder<boolean> {
  return sql<boolean>`exists (select 1 from concerns_shares s
    where s.school_id = c.school_id and s.concern_id = c.id and s.account_id = ${accountId} and s.ended_at is null
      ${onlyAdders ? sql`and s.may_add` : sql``})`;
}

/** True on the row `c` of `concerns` that the eyes may see. */
export function seen(sight: ConcernSight): RawBuilder<boolean> {
  return sql<boolean>`(${about(sight.view)} or ${sharedWith(sight.accountId, false)})`;
}

export interface SummaryRow {
  readonly id: string;
  readonly title: string;
  readonly risk: ConcernRisk;
  readonly four_cs: FourC[];
  readonly status: ConcernStatus;
  readonly opened_at: Date;
  readonly changed_at: Date;
  readonly subjects: ReadonlyArray<{ id: string; name: string; form: string | null }>;
  readonly captures: number;
  readonly referrals: number;
  readonly actions_open: number;
  readonly actions_overdue: number;
  readonly next_what: string | null;
  readonly next_due: string | null;
  readonly next_owner: string | null;
}

/** The day by the school's clock as `2026-11-14`: what is due before it is overdue. */
export type Day = string;

const summaryColumns = (today: Day): RawBuilder<unknown> => sql`
  c.id, c.title, c.risk, c.four_cs, c.status, c.opened_at, c.changed_at,
  coalesce((select jsonb_agg(jsonb_build_object('id', p.id, 'name', p.name, 'form', p.form) order by cp.added_at, cp.id)
    from concerns_people cp join people p on p.school_id = cp.school_id and p.id = cp.person_id
    where cp.school_id = c.school_id and cp.concern_id = c.id and cp.part = 'subject' and cp.removed_at is null), '[]')
    as subjects,
  (select count(*) from concerns_captures cc where cc.school_id = c.school_id and cc.concern_id = c.id
    and cc.removed_at is null) as captures,
  (select count(*) from concerns_referrals r where r.school_id = c.school_id and r.concern_id = c.id and r.made)
    as referrals,
  a.open as actions_open, ${overdue(today)} as actions_overdue,
  n.what as next_what, n.due::text as next_due, n.owner_name as next_owner`;

/** Nothing is overdue in a concern that is closed. */
const overdue = (today: Day): RawBuilder<number> => sql<number>`
  case when c.status = 'closed' then 0 else (select count(*) from concerns_actions late
    where late.school_id = c.school_id and late.concern_id = c.id and late.done_at is null
      and late.due < ${today}::date) end`;

const actionsOf = sql`
  cross join lateral (select count(*) as open from concerns_actions a
    where a.school_id = c.school_id and a.concern_id = c.id and a.done_at is null) a
  left join lateral (select a.what, a.due, a.owner_name from concerns_actions a
    where a.school_id = c.school_id and a.concern_id = c.id and a.done_at is null order by a.due, a.id limit 1) n on true`;

export interface ListFilter {
  readonly status: ConcernStatus | undefined;
  readonly personId: string | undefined;
  readonly owner: string | undefined;
  readonly risk: ConcernRisk | undefined;
  readonly search: string | undefined;
  readonly today: Day;
  /** Where the page before ended. */
  readonly after: { closed: boolean; calm: boolean; changedAt: Date; id: string } | null;
  readonly limit: number;
}

/** Concerns that the eyes may see: open ones first, of these the ones with something overdue, then the last changed. */
export async function listRows(tx: SchoolTx, sight: ConcernSight, filter: ListFilter): Promise<SummaryRow[]> {
  const conditions = [sql`c.school_id = lapwing_school()`, seen(sight)];
  if (filter.status !== undefined) conditions.push(sql`c.status = ${filter.status}`);
  if (filter.risk !== undefined) conditions.push(sql`c.risk = ${filter.risk}`);
  if (filter.personId !== undefined) {
    conditions.push(sql`exists (select 1 from concerns_people cp where cp.school_id = c.school_id
      and cp.concern_id = c.id and cp.person_id = ${filter.personId} and cp.removed_at is null)`);
  }
  if (filter.owner !== undefined) {
    conditions.push(sql`exists (select 1 from concerns_actions mine where mine.school_id = c.school_id
      and mine.concern_id = c.id and mine.owner_id = ${filter.owner} and mine.done_at is null)`);
  }
  if (filter.search !== undefined && filter.search !== '') {
    const words = sql`lapwing_fold(${filter.search})`;
    conditions.push(sql`(position(${words} in lapwing_fold(c.title)) > 0 or exists (select 1 from concerns_people cp
      left join people p on p.school_id = cp.school_id and p.id = cp.person_id
      where cp.school_id = c.school_id and cp.concern_id = c.id and cp.removed_at is null
        and position(${words} in lapwing_fold(coalesce(cp.name, p.name))) > 0))`);
  }
  const { after } = filter;
  const rest =
    after === null
      ? sql`true`
      : sql`((closed, calm) > (${after.closed}::boolean, ${after.calm}::boolean)
          or ((closed, calm) = (${after.closed}::boolean, ${after.calm}::boolean)
            and (changed_at, id) < (${after.changedAt}, ${after.id}::uuid)))`;
  const rows = await sql<SummaryRow>`
    with listed as (
      select ${summaryColumns(filter.today)}, c.status = 'closed' as closed, ${overdue(filter.today)} = 0 as calm
      from concerns c ${actionsOf} where ${sql.join(conditions, sql` and `)}
    )
    select * from listed where ${rest} order by closed, calm, changed_at desc, id desc limit ${filter.limit}`.execute(
    tx.kysely,
  );
  return rows.rows;
}

export interface DetailRow extends SummaryRow {
  readonly nudes: boolean;
  readonly outcome: string;
  readonly opened_by: string;
  readonly opened_name: string;
  readonly closed_at: Date | null;
  readonly closed_by: string | null;
  readonly closed_name: string | null;
  readonly closed_reason: string | null;
  readonly changed_name: string;
  readonly revision: number;
  /** Whether the eyes may change it, and whether they may add to it. */
  readonly may_change: boolean;
  readonly may_add: boolean;
}

/**
 * The concern as the eyes may see it; null when there is none for them.
 *
 * @param hold keeps others from changing it until the transaction ends
 */
export async function findConcern(
  tx: SchoolTx,
  sight: ConcernSight,
  id: string,
  today: Day,
  hold = false,
): Promise<DetailRow | null> {
  const rows = await sql<DetailRow>`
    select ${summaryColumns(today)}, c.nudes, c.outcome, c.opened_by, c.opened_name, c.closed_at, c.closed_by,
      c.closed_name, c.closed_reason, c.changed_name, c.revision, ${about(sight.manage)} as may_change,
      (${about(sight.manage)} or ${sharedWith(sight.accountId, true)}) as may_add
    from concerns c ${actionsOf}
    where c.school_id = lapwing_school() and c.id = ${id} and ${seen(sight)}
    ${hold ? sql`for update of c` : sql``}`.execute(tx.kysely);
  return rows.rows[0] ?? null;
}

export interface PersonRow {
  readonly id: string;
  readonly part: ConcernPart;
  readonly person_id: string | null;
  readonly name: string;
  readonly year: string | null;
  readonly form: string | null;
}
export interface CaptureRow {
  readonly id: string;
  readonly happened_at: Date;
  readonly person_name: string | null;
  readonly severity: Severity;
  readonly term: string;
  readonly policy: PolicyKey;
  readonly status: CaptureStatus;
  readonly sealed: boolean;
  readonly sentence: string | null;
  readonly site: string | null;
}
export interface EntryRow {
  readonly id: string;
  readonly kind: ConcernEntry['kind'];
  readonly happened_at: Date;
  readonly written_at: Date;
  readonly by_id: string;
  readonly by_name: string;
  readonly what: string | null;
  readonly words: string | null;
  readonly corrects: string | null;
  readonly capture_id: string | null;
  readonly referral_id: string | null;
}
export interface ActionRow {
  readonly id: string;
  readonly what: string;
  readonly owner_id: string;
  readonly owner_name: string;
  readonly due: string;
  readonly added_at: Date;
  readonly added_by: string;
  readonly added_name: string;
  readonly done_at: Date | null;
  readonly done_by: string | null;
  readonly done_name: string | null;
  readonly done_words: string | null;
}
export interface ReferralRow {
  readonly id: string;
  readonly referred_to: ReferralTo;
  readonly detail: string;
  readonly made: boolean;
  readonly on_day: string;
  readonly decided_by: string;
  readonly reason: string;
  readonly recorded_at: Date;
  readonly recorded_by: string;
  readonly recorded_name: string;
}
export interface PointsRow {
  /** As it was stored; parsed where it is read. */
  readonly answers: unknown;
  readonly words: string;
  readonly at: Date;
  readonly by_id: string;
  readonly by_name: string;
}
export interface ShareRow {
  readonly account_id: string;
  readonly account_name: string;
  readonly may_add: boolean;
  readonly since: Date;
  readonly shared_by: string;
}

/** Everything that belongs to a concern. */
export interface Belonging {
  readonly people: readonly PersonRow[];
  readonly captures: readonly CaptureRow[];
  readonly entries: readonly EntryRow[];
  readonly actions: readonly ActionRow[];
  readonly referrals: readonly ReferralRow[];
  readonly points: readonly PointsRow[];
  readonly shares: readonly ShareRow[];
}

/** What stands in the concern; whoever asks has made sure that it may be seen. */
export async function belongingTo(tx: SchoolTx, concernId: string): Promise<Belonging> {
  const of = (alias: string): RawBuilder<unknown> =>
    sql`${sql.ref(`${alias}.school_id`)} = lapwing_school() and ${sql.ref(`${alias}.concern_id`)} = ${concernId}`;
  const people = await sql<PersonRow>`
    select cp.id, cp.part, cp.person_id, coalesce(cp.name, p.name) as name, p.year, p.form
    from concerns_people cp left join people p on p.school_id = cp.school_id and p.id = cp.person_id
    where ${of('cp')} and cp.removed_at is null
    order by array_position(array['subject', 'other-pupil', 'staff', 'outside'], cp.part), cp.added_at, cp.id`.execute(
    tx.kysely,
  );
  // Never a word of a sealed capture: its columns are empty, and what it says lies where nobody can read it.
  const captures = await sql<CaptureRow>`
    select c.id, c.happened_at, coalesce(p.name, c.account_name) as person_name, c.severity, c.term, c.policy, c.status,
      c.sealed, case when c.sealed then null else c.sentence end as sentence,
      case when c.sealed then null else c.site end as site
    from concerns_captures cc join captures c on c.school_id = cc.school_id and c.id = cc.capture_id
    left join people p on p.school_id = c.school_id and p.id = c.person_id
    where ${of('cc')} and cc.removed_at is null order by c.happened_at, c.id`.execute(tx.kysely);
  const entries = await sql<EntryRow>`
    select e.id, e.kind, e.happened_at, e.written_at, e.by_id, e.by_name, e.what, e.words, e.corrects, e.capture_id,
      e.referral_id
    from concerns_entries e where ${of('e')} order by e.happened_at, e.id`.execute(tx.kysely);
  const actions = await sql<ActionRow>`
    select a.id, a.what, a.owner_id, a.owner_name, a.due::text as due, a.added_at, a.added_by, a.added_name, a.done_at,
      a.done_by, a.done_name, a.done_words
    from concerns_actions a where ${of('a')} order by a.done_at is not null, a.due, a.id`.execute(tx.kysely);
  const referrals = await sql<ReferralRow>`
    select r.id, r.referred_to, r.detail, r.made, r.on_day::text as on_day, r.decided_by, r.reason, r.recorded_at,
      r.recorded_by, r.recorded_name
    from concerns_referrals r where ${of('r')} order by r.recorded_at, r.id`.execute(tx.kysely);
  const points = await sql<PointsRow>`
    select f.answers, f.words, f.at, f.by_id, f.by_name from concerns_points f where ${of('f')}
    order by f.at desc, f.id desc`.execute(tx.kysely);
  const shares = await sql<ShareRow>`
    select s.account_id, s.account_name, s.may_add, s.since, s.shared_by from concerns_shares s
    where ${of('s')} and s.ended_at is null order by lower(s.account_name), s.id`.execute(tx.kysely);
  return {
    people: people.rows,
    captures: captures.rows,
    entries: entries.rows,
    actions: actions.rows,
    referrals: referrals.rows,
    points: points.rows,
    shares: shares.rows,
  };
}

/** How many concerns are shared with the account by name. */
export async function countShared(tx: SchoolTx, accountId: string): Promise<number> {
  const rows = await sql<{ shared: number }>`
    select count(*) as shared from concerns_shares
    where school_id = lapwing_school() and account_id = ${accountId} and ended_at is null`.execute(tx.kysely);
  return rows.rows[0]?.shared ?? 0;
}

/** The concerns that a capture stands in, of those that the eyes may see. */
export async function concernsWith(
  tx: SchoolTx,
  sight: ConcernSight,
  captureId: string,
): Promise<Array<{ id: string; title: string }>> {
  const rows = await sql<{ id: string; title: string }>`
    select c.id, c.title from concerns_captures cc
    join concerns c on c.school_id = cc.school_id and c.id = cc.concern_id
    where cc.school_id = lapwing_school() and cc.capture_id = ${captureId} and cc.removed_at is null and ${seen(sight)}
    order by c.opened_at desc, c.id`.execute(tx.kysely);
  return rows.rows;
}
