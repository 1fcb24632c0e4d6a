import type { Source } from '@lapwing/protocol/vocabulary.ts';
import { sql, type RawBuilder } from 'kysely';
import type { Reach } from '../../permissions/actor.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import { groupsOf, inGroup, withinReach, type Viewer } from '../groups/index.ts';

/** How often a term was reported in so many days, and how often for nothing. */
export interface NoisyTermRow {
  readonly term: string;
  readonly captures: number;
  readonly falsePositives: number;
  readonly people: number;
}

/** One capture of a noisy term, with what staff made of it. */
export interface JudgedRow {
  readonly id: string;
  readonly term: string;
  readonly receivedAt: Date;
  readonly source: Source;
  readonly site: string | null;
  readonly sentence: string;
  readonly start: number;
  readonly end: number;
  readonly judged: 'false' | 'real' | 'open';
  readonly groups: ReadonlyArray<{ readonly id: string; readonly name: string }>;
}

/** Whose captures are looked at. */
export interface NoisyScope {
  readonly reach: Reach;
  readonly days: number;
  readonly group: { readonly id: string; readonly viewer: Viewer } | null;
}

const FALSE = sql`c.status in ('false-positive', 'false-positive-allowed')`;

function within({ reach, days, group }: NoisyScope): RawBuilder<boolean> {
  const person = sql.ref('c.person_id');
  const device = sql.ref('c.device_id');
  const inside = group === null ? sql<boolean>`true` : inGroup(group.viewer, group.id, person, device);
  return sql<boolean>`c.school_id = lapwing_school() and c.received_at > now() - make_interval(days => ${days})
    and not c.sealed and ${withinReach(reach, person, device)} and ${inside}`;
}

/** All captures of the scope and the false positives among them, and the terms with the most of these first. */
export async function noisyTerms(
  tx: SchoolTx,
  scope: NoisyScope,
  most: number,
): Promise<{ captures: number; falsePositives: number; terms: NoisyTermRow[] }> {
  const rows = await sql<{
    term: string;
    captures: number;
    false_positives: number;
    people: number;
  }>`
    select c.term, count(*) as captures,
      count(*) filter (where ${FALSE}) as false_positives,
      count(distinct coalesce(c.person_id, c.device_id)) as people
    from captures c where ${within(scope)}
    group by c.term order by false_positives desc, captures desc, c.term`.execute(tx.kysely);
  const sum = (of: (row: (typeof rows.rows)[number]) => number): number =>
    rows.rows.reduce((total, row) => total + of(row), 0);
  return {
    captures: sum((row) => row.captures),
    falsePositives: sum((row) => row.false_positives),
    terms: rows.rows
      .filter((row) => row.false_positives > 0)
      .slice(0, most)
      .map((row) => ({
        term: row.term,
        captures: row.captures,
        falsePositives: row.false_positives,
        people: row.people,
      })),
  };
}

/** The newest captures of these terms, at most `each` of each term. */
export async function judgedCaptures(
  tx: SchoolTx,
  scope: NoisyScope,
  terms: readonly string[],
  each: number,
): Promise<JudgedRow[]> {
  if (terms.length === 0) return [];
  const rows = await sql<{
    id: string;
    term: string;
    received_at: Date;
    source: Source;
    site: string | null;
    sentence: string;
    match_start: number;
    match_end: number;
    judged: JudgedRow['judged'];
    groups: Array<{ id: string; name: string }>;
  }>`
    select c.id, c.term, c.received_at, c.source, c.site, c.sentence, c.match_start, c.match_end, c.judged,
      ${groupsOf(scope.reach, sql`coalesce(c.person_id, c.device_id)`)} as groups
    from (
      select c.*, row_number() over (partition by c.term order by c.received_at desc, c.id desc) as place,
        case when ${FALSE} then 'false' when c.status = 'unclassified' then 'open' else 'real' end as judged
      from captures c where ${within(scope)} and c.term = any(${[...terms]})
    ) c where c.place <= ${each} order by c.received_at desc, c.id desc`.execute(tx.kysely);
  return rows.rows.map((row) => ({
    id: row.id,
    term: row.term,
    receivedAt: row.received_at,
    source: row.source,
    site: row.site,
    sentence: row.sentence,
    start: row.match_start,
    end: row.match_end,
    judged: row.judged,
    groups: row.groups.map(({ id, name }) => ({ id, name })),
  }));
}
