import type { Signature } from '@lapwing/protocol/features/agreements/api.ts';
import { sql, type RawBuilder } from 'kysely';
import type { Reach } from '../../permissions/actor.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import { inGroup, withinReach, type Viewer } from '../groups/index.ts';
import { peopleAsked, timesAgain, type Asking } from './store-asked.ts';

export interface SignatureRow {
  readonly personId: string;
  readonly name: string;
  readonly username: string;
  readonly year: string | null;
  readonly form: string | null;
  readonly state: Signature['state'];
  readonly version: number | null;
  readonly answer: 'agreed' | 'declined' | null;
  readonly at: Date | null;
  readonly receivedAt: Date | null;
  readonly device: string | null;
}

export interface SignatureFilter {
  readonly reach: Reach;
  readonly viewer: Viewer;
  readonly groupId: string | undefined;
  readonly search: string | undefined;
  readonly state: 'agreed' | 'declined' | 'open' | undefined;
  /** Name (lower case) and id of the last person of the page before. */
  readonly after: readonly [string, string] | null;
  readonly limit: number;
}

/** Rows of everybody who is asked and meets the condition on `p`, with their newest answer to the newest version. */
function standing(asking: Asking, people: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`(
    select asked.person_id, last.version, last.answer, last.answered_at, last.received_at, last.device_id,
      case when last.version is null then 'not-asked'
        when last.version <> ${asking.version}::int then 'older-version'
        when last.asking < ${asking.asking}::int + ${timesAgain(sql`${asking.id}::uuid`, sql.ref('asked.person_id'))}
          then 'asked-again'
        else last.answer end as state
    from ${peopleAsked(sql`${[asking.id]}::uuid[]`, people)} as asked
    left join lateral (
      select x.version, x.asking, x.answer, x.answered_at, x.received_at, x.device_id from agreements_answers x
      where x.school_id = lapwing_school() and x.agreement_id = asked.agreement_id and x.person_id = asked.person_id
      order by x.version desc, x.asking desc, x.answered_at desc, x.id limit 1) as last on true)`;
}

const columns = sql`p.id as "personId", p.name, p.username, p.year, p.form, s.state, s.version, s.answer,
  s.answered_at as at, s.received_at as "receivedAt", d.name as device`;

/** How people within reach stand, by name, and how many of them stand how. */
export async function listSignatureRows(
  tx: SchoolTx,
  asking: Asking,
  filter: SignatureFilter,
): Promise<{ rows: SignatureRow[]; agreed: number; declined: number; open: number }> {
  const within = [withinReach(filter.reach, sql.ref('p.id'))];
  if (filter.groupId !== undefined) within.push(inGroup(filter.viewer, filter.groupId, sql.ref('p.id')));
  const all = standing(asking, sql.join(within, sql` and `));
  const found = searched(filter.search);
  const page =
    filter.after === null
      ? sql`true`
      : sql`(lower(p.name), p.id) > (${filter.after[0]}, ${filter.after[1]}::uuid)`;
  const rows = await sql<SignatureRow>`
    select ${columns} from ${all} as s
    join people p on p.school_id = lapwing_school() and p.id = s.person_id
    left join devices d on d.school_id = p.school_id and d.id = s.device_id
    where ${found} and ${page} and ${inState(filter.state)}
    order by lower(p.name), p.id limit ${filter.limit}`.execute(tx.kysely);
  const counted = await sql<{ agreed: number; declined: number; open: number }>`
    select count(*) filter (where s.state = 'agreed')::int as agreed,
      count(*) filter (where s.state = 'declined')::int as declined,
      count(*) filter (where s.state not in ('agreed', 'declined'))::int as open
    from ${all} as s join people p on p.school_id = lapwing_school() and p.id = s.person_id
    where ${found}`.execute(tx.kysely);
  return { rows: rows.rows, ...(counted.rows[0] ?? { agreed: 0, declined: 0, open: 0 }) };
}

function searched(search: string | undefined): RawBuilder<unknown> {
  if (search === undefined || search === '') return sql`true`;
  // Of an address the part before the @ is what people are found by.
  const words = search.replaceAll(/@\S*/g, '');
  return sql`p.found_by like '%' || lapwing_fold(${words}) || '%'`;
}

function inState(state: SignatureFilter['state']): RawBuilder<unknown> {
  if (state === undefined) return sql`true`;
  return state === 'open' ? sql`s.state not in ('agreed', 'declined')` : sql`s.state = ${state}`;
}

export interface ExportedRow extends SignatureRow {
  /** False for who has answered and is asked no more: they have left the groups, or the school. */
  readonly stillAsked: boolean;
}

/** Everybody within reach who is asked or has ever answered, by name. */
export async function exportSignatureRows(
  tx: SchoolTx,
  asking: Asking,
  reach: Reach,
): Promise<ExportedRow[]> {
  const rows = await sql<ExportedRow>`
    with s as materialized ${standing(asking, withinReach(reach, sql.ref('p.id')))},
    gone as (
      select distinct on (x.person_id) x.person_id, x.version, x.answer, x.answered_at, x.received_at, x.device_id,
        case when x.version = ${asking.version}::int then x.answer else 'older-version' end as state
      from agreements_answers x
      where x.school_id = lapwing_school() and x.agreement_id = ${asking.id}
        and x.person_id not in (select person_id from s) and ${withinReach(reach, sql.ref('x.person_id'))}
      order by x.person_id, x.version desc, x.asking desc, x.answered_at desc, x.id
    )
    select ${columns}, s."stillAsked" from (
      select s.*, true as "stillAsked" from s union all
      select gone.person_id, gone.version, gone.answer, gone.answered_at, gone.received_at, gone.device_id, gone.state,
        false from gone
    ) as s
    join people p on p.school_id = lapwing_school() and p.id = s.person_id
    left join devices d on d.school_id = p.school_id and d.id = s.device_id
    order by lower(p.name), p.id`.execute(tx.kysely);
  return rows.rows;
}
