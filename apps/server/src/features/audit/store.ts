import { ACTING_AS } from '@lapwing/protocol/features/accounts/acting.api.ts';
import { sql, type RawBuilder } from 'kysely';
import { tables, type SchoolTx } from '../../platform/db/database.ts';
import { ENDED } from '../../permissions/routes.ts';
import { GENESIS_HASH, hashOf, type ChainedEntry } from './chain.ts';

interface AuditTables {
  audit_entries: {
    school_id: string;
    seq: number;
    at: Date;
    actor_id: string | null;
    actor_name: string | null;
    action: string;
    summary: string;
    subject_kind: string | null;
    subject_id: string | null;
    outcome: 'opened' | 'done' | 'refused' | 'failed';
    address: string | null;
    previous_hash: string;
    hash: string;
  };
}
export type AuditRow = AuditTables['audit_entries'];
export type ListedRow = AuditRow & { readonly unfinished: boolean };

/** What a new entry says; its number, time and hashes are given when it is added. */
export type NewEntry = Omit<ChainedEntry, 'schoolId' | 'seq' | 'at' | 'previousHash'>;

/**
 * Adds one entry at the end of the school's chain. Waits for whoever is adding one: the lock is held until the
 * transaction ends, so this is the last thing that a transaction should do.
 */
export async function insertEntry(tx: SchoolTx, entry: NewEntry): Promise<void> {
  const kysely = tables<AuditTables>(tx);
  await sql`select pg_advisory_xact_lock(hashtextextended('audit ' || ${tx.schoolId}, 0))`.execute(kysely);
  const last = await kysely
    .selectFrom('audit_entries')
    .select(['seq', 'hash', 'at'])
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
  const now = await sql<{ at: Date }>`select date_trunc('milliseconds', clock_timestamp()) as at`.execute(
    kysely,
  );
  const told = now.rows[0]?.at;
  if (told === undefined) throw new Error('the database told no time');
  // A clock that was set back does not put an entry before the one that it follows.
  const at = last !== undefined && last.at > told ? last.at : told;
  const chained: ChainedEntry = {
    ...entry,
    schoolId: tx.schoolId,
    seq: (last?.seq ?? 0) + 1,
    at: at.toISOString(),
    previousHash: last?.hash ?? GENESIS_HASH,
  };
  await kysely
    .insertInto('audit_entries')
    .values({
      school_id: chained.schoolId,
      seq: chained.seq,
      at,
      actor_id: chained.actorId,
      actor_name: chained.actorName,
      action: chained.action,
      summary: chained.summary,
      subject_kind: chained.subjectKind,
      subject_id: chained.subjectId,
      outcome: chained.outcome,
      address: chained.address,
      previous_hash: chained.previousHash,
      hash: hashOf(chained),
    })
    .execute();
}

export interface EntryFilter {
  readonly actorId: string | undefined;
  /** An action, or a feature's word with the point behind it. */
  readonly action: string | undefined;
  readonly subjectId: string | undefined;
  readonly personId: string | undefined;
  /** The number of the first entry that counts, and of the first that does not any more. */
  readonly from: number | undefined;
  readonly until: number | undefined;
  readonly outcome: string | undefined;
  readonly search: string | undefined;
  /** The numbers of the entries with these words, where they are few ({@link findWords}); null to read for them. */
  readonly found: readonly number[] | null;
  /** Features whose lines are told without whom they are about: what asks for that finds none of them. */
  readonly withheld: readonly string[];
}

/** Looks at screens last as long as they last: nothing closes them. */
const LASTING = ['screens.look', 'screens.glance'];
/** After so long without a second line, what was opened counts as not finished. */
const STILL_GOING = sql`interval '1 minute'`;

/** What was opened and what closes it, as the index of these pairs has it. */
const IN_A_PAIR = sql`(c.outcome = 'opened' or c.action like '%-ended')`;

/**
 * Whether nothing closes what `e` opened. Lines of the same person about the same thing are paired like brackets, each
 * end with the latest opening that has none yet.
 */
const UNFINISHED = sql<boolean>`(e.outcome = 'opened' and e.at < now() - ${STILL_GOING} and e.action <> all(${LASTING}::text[])
  and coalesce((select max(level) from (
    select sum(case when same.action = e.action then -1 else 1 end) over (order by same.seq) as level
    from (
      select c.seq, c.action from audit_entries c
      where c.school_id = e.school_id and c.actor_id = e.actor_id and c.subject_id = e.subject_id and c.seq > e.seq
        and ${IN_A_PAIR}
      union all
      select c.seq, c.action from audit_entries c
      where e.subject_id is null and c.school_id = e.school_id and c.actor_id = e.actor_id and c.subject_id is null
        and c.seq > e.seq and ${IN_A_PAIR}
    ) same where same.action in (e.action, e.action || ${ENDED})) levels), 0) < 1)`;

function conditions(filter: EntryFilter): RawBuilder<boolean> {
  const all: RawBuilder<unknown>[] = [sql`e.school_id = lapwing_school()`];
  const { actorId, action, subjectId, personId, from, until, outcome, search } = filter;
  if (actorId !== undefined) all.push(sql`e.actor_id = ${actorId}`);
  if (action?.endsWith('.') === true) {
    // Text that begins with the word and the point: by the order of bytes, so that the index serves it.
    all.push(
      sql`e.action in (select named.action from ${ACTIONS} named where starts_with(named.action, ${action}))`,
    );
  } else if (action !== undefined) all.push(sql`e.action = ${action}`);
  if (subjectId !== undefined) all.push(sql`e.subject_id = ${subjectId}`);
  if (personId !== undefined) all.push(sql`e.subject_id = any(${concerning(personId)})`);
  if (from !== undefined) all.push(sql`e.seq >= ${from}`);
  if (until !== undefined) all.push(sql`e.seq < ${until}`);
  if (outcome === 'unfinished') all.push(UNFINISHED);
  else if (outcome !== undefined) all.push(sql`e.outcome = ${outcome}`);
  if (search !== undefined && search !== '') {
    all.push(
      filter.found === null
        ? sql`lower(e.summary) like ${patternOf(search)}`
        : sql`e.seq = any(${[...filter.found]}::bigint[])`,
    );
  }
  const asksWhom = subjectId !== undefined || personId !== undefined || (search ?? '') !== '';
  if (asksWhom && filter.withheld.length > 0) {
    all.push(sql`split_part(e.action, '.', 1) <> all(${[...filter.withheld]}::text[])`);
  }
  return sql<boolean>`(${sql.join(all, sql` and `)})`;
}

function patternOf(search: string): string {
  return `%${search.toLowerCase().replaceAll(/[\\%_]/g, '\\$&')}%`;
}

/**
 * The number of the first entry at that moment or after it; beyond all where there is none. No entry is older than one
 * before it, so that a span of time is a span of numbers. Asked for before the entries are, so that the planner knows how
 * many they are.
 */
export async function firstFrom(tx: SchoolTx, moment: Date): Promise<number> {
  const rows = await sql<{ seq: number }>`
    select seq from audit_entries where school_id = lapwing_school() and at >= ${moment}
    order by at, seq limit 1`.execute(tx.kysely);
  return rows.rows[0]?.seq ?? Number.MAX_SAFE_INTEGER;
}

/** The numbers of the entries with these words in their summary; null when they are more than `most`. */
export async function findWords(tx: SchoolTx, search: string, most: number): Promise<number[] | null> {
  const rows = await sql<{ seq: number }>`
    select seq from audit_found(${patternOf(search)}, ${most + 1}) as seq`.execute(tx.kysely);
  return rows.rows.length > most ? null : rows.rows.map((row) => row.seq);
}

/** The ids of everything that is about a person of the roster. */
function concerning(personId: string): RawBuilder<string[]> {
  return sql<string[]>`array(
    select ${personId}::text
    union all select id::text from captures where school_id = lapwing_school() and person_id = ${personId}
    union all select id::text from sessions where school_id = lapwing_school() and person_id = ${personId}
    union all select id::text from screens_recordings where school_id = lapwing_school() and person_id = ${personId}
    union all select concern_id::text from concerns_people where school_id = lapwing_school() and person_id = ${personId})`;
}

/** Every action that stands in the audit, found by leaping along the index from one to the next. */
const ACTIONS = sql`(
  with recursive leap as (
    (select action from audit_entries where school_id = lapwing_school() order by action limit 1)
    union all
    select (select n.action from audit_entries n where n.school_id = lapwing_school() and n.action > leap.action
      order by n.action limit 1)
    from leap where leap.action is not null
  ) select action from leap where action is not null)`;

/**
 * Entries of the school, newest first.
 * @param page.before only entries with a smaller number
 * @param page.few that not many fit: then they are found by what they are and put in order, instead of reading all there
 * are in order until enough fit
 */
export async function listEntries(
  tx: SchoolTx,
  filter: EntryFilter,
  page: { before: number | null; limit: number; few: boolean },
): Promise<ListedRow[]> {
  const order = page.few ? sql`e.seq + 0` : sql`e.seq`;
  const rows = await sql<ListedRow>`
    select page.*, marked.unfinished from (
      select e.* from audit_entries e
      where ${conditions(filter)} and (${page.before}::bigint is null or e.seq < ${page.before}::bigint)
      order by ${order} desc limit ${page.limit}) page
    cross join lateral (select ${UNFINISHED} as unfinished from (select page.*) e) marked
    order by page.seq desc`.execute(tx.kysely);
  return rows.rows;
}

/**
 * How many entries fit, counted to `most` and no further.
 * @param since only entries with a greater number, without those in which `apartFrom` looked at the audit
 */
export async function countEntries(
  tx: SchoolTx,
  filter: EntryFilter,
  most: number,
  since: { seq: number; apartFrom: string } | null,
): Promise<{ lines: number; more: boolean }> {
  const newer =
    since === null
      ? sql`true`
      : sql`e.seq > ${since.seq} and not (e.actor_id is not distinct from ${since.apartFrom} and e.action like 'audit.%')`;
  const rows = await sql<{ lines: number }>`
    select count(*)::int as lines from (
      select 1 from audit_entries e where ${conditions(filter)} and ${newer} limit ${most + 1}) fitting`.execute(
    tx.kysely,
  );
  const lines = rows.rows[0]?.lines ?? 0;
  return { lines: Math.min(lines, most), more: lines > most };
}

/** Who and what there is to filter by. */
export async function listChoices(
  tx: SchoolTx,
): Promise<{ actors: Array<{ id: string; name: string }>; actions: string[] }> {
  const actions = await sql<{ action: string }>`select action from ${ACTIONS} named order by action`.execute(
    tx.kysely,
  );
  const actors = await sql<{ id: string; name: string }>`
    with recursive leap as (
      (select actor_id from audit_entries where school_id = lapwing_school() and actor_id is not null
        order by actor_id limit 1)
      union all
      select (select n.actor_id from audit_entries n where n.school_id = lapwing_school() and n.actor_id > leap.actor_id
        order by n.actor_id limit 1)
      from leap where leap.actor_id is not null
    )
    select leap.actor_id as id, coalesce((select split_part(e.actor_name, ${ACTING_AS}, 1) from audit_entries e
      where e.school_id = lapwing_school() and e.actor_id = leap.actor_id order by e.seq desc limit 1), '') as name
    from leap where leap.actor_id is not null order by 2`.execute(tx.kysely);
  return { actors: actors.rows, actions: actions.rows.map((row) => row.action) };
}

/** The entries of these numbers. */
export async function entriesNumbered(tx: SchoolTx, numbers: readonly number[]): Promise<ListedRow[]> {
  const rows = await sql<ListedRow>`
    select e.*, ${UNFINISHED} as unfinished from audit_entries e
    where e.school_id = lapwing_school() and e.seq = any(${[...numbers]}::bigint[]) order by e.seq`.execute(
    tx.kysely,
  );
  return rows.rows;
}

/** The number of the line that closes an opened one, or that the closing one closes; null when there is none. */
export async function partnerOf(tx: SchoolTx, row: AuditRow): Promise<number | null> {
  const closes = row.action.endsWith(ENDED);
  if (!closes && row.outcome !== 'opened') return null;
  const opening = closes ? row.action.slice(0, -ENDED.length) : row.action;
  const rows = await sql<{ seq: number }>`
    select seq from (
      select c.seq, sum(case when (c.action = ${opening}) = ${closes} then 1 else -1 end)
        over (order by ${closes ? sql`c.seq desc` : sql`c.seq`}) as level
      from audit_entries c
      where c.school_id = lapwing_school() and ${closes ? sql`c.seq < ${row.seq}` : sql`c.seq > ${row.seq}`}
        and c.actor_id is not distinct from ${row.actor_id} and c.subject_id is not distinct from ${row.subject_id}
        and (c.action = ${opening + ENDED} or (c.action = ${opening} and c.outcome = 'opened'))) levels
    where level = 1 order by ${closes ? sql`seq desc` : sql`seq`} limit 1`.execute(tx.kysely);
  return rows.rows[0]?.seq ?? null;
}

/** A stretch of the chain in its own order, for verification. */
export async function chainAfter(tx: SchoolTx, seq: number, limit: number): Promise<AuditRow[]> {
  return tables<AuditTables>(tx)
    .selectFrom('audit_entries')
    .selectAll()
    .where('seq', '>', seq)
    .orderBy('seq')
    .limit(limit)
    .execute();
}

/** The number of the newest entry; 0 when there is none. */
export async function newestSeq(tx: SchoolTx): Promise<number> {
  const rows = await sql<{ seq: number | null }>`
    select max(seq) as seq from audit_entries where school_id = lapwing_school()`.execute(tx.kysely);
  return rows.rows[0]?.seq ?? 0;
}
