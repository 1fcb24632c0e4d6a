import type { AgreementContent } from '@lapwing/protocol/features/agreements/content.ts';
import type { AgreementTerms } from '@lapwing/protocol/features/agreements/api.ts';
import { sql, type RawBuilder } from 'kysely';
import type { Reach } from '../../permissions/actor.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import { withinReach } from '../groups/index.ts';
import type { Seat } from '../state/index.ts';
import type { Yearly } from './asking.ts';

/** An agreement that people are asked now, as devices are told of it. */
export interface AskedRow extends Yearly {
  readonly id: AgreementContent['id'];
  readonly version: number;
  readonly sha256: string;
  readonly bytes: number;
  readonly when: AgreementTerms['when'];
  readonly decline: AgreementTerms['decline'];
}

/** What is asked in the school now, the oldest first. */
export async function listAsked(tx: SchoolTx): Promise<AskedRow[]> {
  const rows = await sql<AskedRow>`
    select a.id, a.version, v.content_sha256 as sha256, v.content_bytes as bytes, a.asked_when as "when", a.decline,
      a.yearly_on as "yearlyOn", a.yearly_since as "yearlySince", a.yearly_before as "yearlyBefore"
    from agreements a
    join agreements_versions v on v.school_id = a.school_id and v.agreement_id = a.id and v.version = a.version
    where a.school_id = lapwing_school() and a.state = 'asked'
    order by a.made_at, a.id`.execute(tx.kysely);
  return rows.rows;
}

/** An agreement with the number under which everybody is asked it, but for those asked again by hand. */
export interface Asking {
  readonly id: string;
  readonly version: number;
  readonly asking: number;
}

/** Rows `asking (id, version, asking)` for the statements below. */
export function askingRows(of: readonly Asking[]): RawBuilder<unknown> {
  return sql`unnest(${of.map(({ id }) => id)}::uuid[], ${of.map(({ version }) => version)}::int[],
    ${of.map(({ asking }) => asking)}::int[]) as asking (id, version, asking)`;
}

/**
 * A statement whose rows are `agreement_id, person_id`: who is asked these agreements, by the groups that each is for,
 * by those below them, and by the whole school.
 *
 * @param agreementIds a list of ids or a subquery
 * @param people a condition on the row `p` of `people`
 */
export function peopleAsked(
  agreementIds: RawBuilder<unknown>,
  people: RawBuilder<unknown>,
): RawBuilder<unknown> {
  return sql`(
    with recursive below as (
      select ag.agreement_id, g.id, g.built_in from agreements_groups ag
      join groups g on g.school_id = ag.school_id and g.id = ag.group_id
      where ag.school_id = lapwing_school() and ag.agreement_id = any(${agreementIds})
      union
      select below.agreement_id, child.id, child.built_in from below
      join groups child on child.school_id = lapwing_school() and child.parent_id = below.id
    )
    select below.agreement_id, m.member_id as person_id from below
    join groups_memberships m on m.school_id = lapwing_school() and m.group_id = below.id
    join people p on p.school_id = lapwing_school() and p.id = m.member_id and p.left_at is null and ${people}
    union
    select whole.agreement_id, p.id from people p
    join (select distinct agreement_id from below where built_in = 'whole-school') as whole on true
    where p.school_id = lapwing_school() and p.left_at is null and ${people})`;
}

/** How often somebody was asked again by hand, by SQL references of the agreement and the person. */
export function timesAgain(agreement: RawBuilder<unknown>, person: RawBuilder<unknown>): RawBuilder<number> {
  return sql<number>`(select count(*)::int from agreements_asked_again again
    where again.school_id = lapwing_school() and again.agreement_id = ${agreement}
      and (again.person_id is null or again.person_id = ${person}))`;
}

/** How one seat stands to one agreement. */
export interface SeatAsked {
  readonly deviceId: string;
  readonly agreementId: string;
  /** Under which number whoever sits there is asked now. */
  readonly asking: number;
  readonly answered: 'agreed' | 'declined' | null;
}

/** Of these agreements, those that whoever sits at each seat is asked, and what they have answered; one query for all. */
export async function askedAtSeats(
  tx: SchoolTx,
  seats: readonly Seat[],
  of: readonly Asking[],
): Promise<SeatAsked[]> {
  const taken = seats.filter(({ personId }) => personId !== null);
  if (taken.length === 0 || of.length === 0) return [];
  const persons = sql`${taken.map(({ personId }) => personId)}::uuid[]`;
  const rows = await sql<SeatAsked>`
    with seat as (
      select given.device_id, given.person_id, (
        select s.id from sessions s
        where s.school_id = lapwing_school() and s.device_id = given.device_id and s.ended_at is null
        order by s.started_at desc limit 1) as session_id
      from unnest(${taken.map(({ deviceId }) => deviceId)}::uuid[], ${persons}) as given (device_id, person_id)
    ), asked as materialized ${peopleAsked(sql`${of.map(({ id }) => id)}::uuid[]`, sql`p.id = any(${persons})`)},
    stands as (
      select seat.device_id, seat.person_id, seat.session_id, asking.id as agreement_id, asking.version,
        asking.asking + ${timesAgain(sql.ref('asking.id'), sql.ref('seat.person_id'))} as asking
      from seat join asked on asked.person_id = seat.person_id
      join ${askingRows(of)} on asking.id = asked.agreement_id
    )
    select stands.device_id as "deviceId", stands.agreement_id as "agreementId", stands.asking, (
      select x.answer from agreements_answers x
      where x.school_id = lapwing_school() and x.agreement_id = stands.agreement_id
        and x.person_id = stands.person_id and x.version = stands.version and x.asking >= stands.asking
        and (a.asked_when = 'once' or x.session_id = stands.session_id)
      order by x.asking desc, x.answered_at desc, x.id limit 1) as answered
    from stands join agreements a on a.school_id = lapwing_school() and a.id = stands.agreement_id`.execute(
    tx.kysely,
  );
  return rows.rows;
}

/** How many agreements the one who is asked most is asked, over the whole school. */
export async function mostAskedOfOne(tx: SchoolTx): Promise<number> {
  const asked = peopleAsked(
    sql`array(select id from agreements where school_id = lapwing_school() and state = 'asked')`,
    sql`true`,
  );
  const rows = await sql<{ most: number | null }>`
    select max(times)::int as most from (
      select count(*) as times from ${asked} as asked group by asked.person_id) as each`.execute(tx.kysely);
  return rows.rows[0]?.most ?? 0;
}

/** How the people within reach stand to each of these agreements, by its id. */
export interface Figures {
  readonly people: number;
  readonly agreed: number;
  readonly declined: number;
}
export const NO_FIGURES: Figures = Object.freeze({ people: 0, agreed: 0, declined: 0 });

export async function figuresOf(
  tx: SchoolTx,
  reach: Reach,
  of: readonly Asking[],
): Promise<Map<string, Figures>> {
  if (of.length === 0) return new Map();
  const asked = peopleAsked(sql`${of.map(({ id }) => id)}::uuid[]`, withinReach(reach, sql.ref('p.id')));
  const rows = await sql<Figures & { id: string }>`
    select asking.id, count(*)::int as people,
      count(*) filter (where last.answer = 'agreed')::int as agreed,
      count(*) filter (where last.answer = 'declined')::int as declined
    from ${asked} as asked
    join ${askingRows(of)} on asking.id = asked.agreement_id
    left join lateral (
      select x.answer from agreements_answers x
      where x.school_id = lapwing_school() and x.agreement_id = asking.id and x.person_id = asked.person_id
        and x.version = asking.version
        and x.asking >= asking.asking + ${timesAgain(sql.ref('asking.id'), sql.ref('asked.person_id'))}
      order by x.asking desc, x.answered_at desc, x.id limit 1) as last on true
    group by asking.id`.execute(tx.kysely);
  return new Map(rows.rows.map(({ id, people, agreed, declined }) => [id, { people, agreed, declined }]));
}
