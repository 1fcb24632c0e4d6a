import type { PolicyKey, Severity } from '@lapwing/protocol/vocabulary.ts';
import { sql, type RawBuilder } from 'kysely';
import type { Reach } from '../../permissions/actor.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import { groupVisible, withinReach, type Viewer } from '../groups/index.ts';

/** More than any school has: where a reach ends at groups, the best are chosen after the reach and not before. */
const EVERY = 1_000_000;

/** Letters from which on typing errors are forgiven; fewer are like too much. */
const FORGIVING = 4;
/** Likeness from which on somebody or something may be meant; 1 is the same. */
const LIKE_ENOUGH = 0.5;

/** What was typed, as the database compares it. */
export interface Words {
  /** In small letters without accents and signs; see `lapwing_fold`. */
  readonly folded: string;
  /** A pattern for each word: some word begins so. */
  readonly prefixes: readonly string[];
}

/** Folds what was typed; null when nothing is left to look for. */
export async function foldWords(tx: SchoolTx, typed: string): Promise<Words | null> {
  // Of an address the part before the @ is what people are found by.
  const words = typed.replaceAll(/(?<=\S)@\S*/g, '');
  const rows = await sql<{ folded: string }>`select lapwing_fold(${words}) as folded`.execute(tx.kysely);
  return wordsOf(rows.rows[0]?.folded ?? '');
}

/** The same for words that are folded already. */
export function wordsOf(folded: string): Words | null {
  const parts = folded.split(' ').filter((part) => part !== '');
  if (parts.length === 0) return null;
  return { folded: parts.join(' '), prefixes: parts.map((part) => `% ${part}%`) };
}

export interface PersonHit {
  readonly id: string;
  /** Whether each word typed begins one of theirs; else they are like the words. */
  readonly begins: boolean;
  readonly name: string;
  readonly username: string;
  readonly form: string | null;
  readonly has_left: boolean;
}

/**
 * People within reach: first those of whom each word begins a part of the name, the account or the form, then those who
 * are like the words.
 */
export async function findPeople(
  tx: SchoolTx,
  reach: Reach,
  words: Words,
  limit: number,
): Promise<PersonHit[]> {
  if (reach.kind === 'groups') return findPeopleAmong(tx, reach, words, limit);
  const read = async (found: RawBuilder<unknown>, begins: boolean): Promise<PersonHit[]> => {
    const rows = await sql<PersonHit>`
      select p.id, ${begins}::boolean as begins, p.name, p.username, p.form, p.left_at is not null as has_left
      from ${found} with ordinality as found join people p on p.school_id = lapwing_school() and p.id = found.id
      order by found.ordinality`.execute(tx.kysely);
    return rows.rows;
  };
  const exact = await read(
    sql`search_people(${words.folded}, ${[...words.prefixes]}::text[], ${limit})`,
    true,
  );
  if (exact.length >= limit || words.folded.length < FORGIVING) return exact;
  const like = await read(sql`search_people_like(${words.folded}, ${limit})`, false);
  return [...exact, ...like.filter((one) => exact.every((other) => other.id !== one.id))].slice(0, limit);
}

/** The people of a reach that ends at groups are set apart before anything is compared: they are few. */
async function findPeopleAmong(
  tx: SchoolTx,
  reach: Reach,
  words: Words,
  limit: number,
): Promise<PersonHit[]> {
  const likeness =
    words.folded.length < FORGIVING ? sql`0::real` : sql`word_similarity(${words.folded}, mine.found_by)`;
  const rows = await sql<PersonHit>`
    with mine as materialized (
      select p.id, p.name, p.username, p.form, p.left_at, p.found_by from people p
      where p.school_id = lapwing_school() and ${withinReach(reach, sql.ref('p.id'))}
    ), compared as materialized (
      select mine.*, ${begins(sql`mine.found_by`, words)} as begins, ${likeness} as likeness from mine
    )
    select id, begins, name, username, form, left_at is not null as has_left from compared
    where begins or likeness >= ${LIKE_ENOUGH}
    order by begins desc, found_by like ${` ${words.folded}%`} desc, likeness desc, found_by, id limit ${limit}`.execute(
    tx.kysely,
  );
  return rows.rows;
}

function begins(column: RawBuilder<unknown>, words: Words): RawBuilder<boolean> {
  const each = words.prefixes.map((prefix) => sql<boolean>`${column} like ${prefix}`);
  return sql<boolean>`(${sql.join(each, sql` and `)})`;
}

export interface DeviceHit {
  readonly id: string;
  readonly begins: boolean;
  readonly name: string;
  readonly room: string | null;
  readonly system: string | null;
}

/** Devices within reach by name, room and system; a school has few enough to look at each. */
export async function findDevices(
  tx: SchoolTx,
  reach: Reach,
  words: Words,
  limit: number,
): Promise<DeviceHit[]> {
  const rows = await sql<DeviceHit>`
    select d.id, ${begins(sql`d.found_by`, words)} as begins, d.name, d.room, d.platform ->> 'system' as system
    from devices d cross join lateral (select word_similarity(${words.folded}, d.found_by) as likeness) as l
    where d.school_id = lapwing_school() and d.revoked_at is null
      and ${visibleBy(reach, sql.ref('d.id'), sql.ref('d.assigned_person_id'))}
      and (${begins(sql`d.found_by`, words)} or (${words.folded.length >= FORGIVING} and l.likeness >= ${LIKE_ENOUGH}))
    order by ${begins(sql`d.found_by`, words)} desc, l.likeness desc, lower(d.name), d.id
    limit ${limit}`.execute(tx.kysely);
  return rows.rows;
}

export interface GroupHit {
  readonly id: string;
  readonly begins: boolean;
  readonly name: string;
  readonly kind: 'people' | 'devices';
  readonly personal: boolean;
  /** Null at the top, and where the group above is not the viewer's to see. */
  readonly parent: string | null;
}

/** Groups that the viewer may see, by name. */
export async function findGroups(
  tx: SchoolTx,
  viewer: Viewer,
  words: Words,
  limit: number,
): Promise<GroupHit[]> {
  const rows = await sql<GroupHit>`
    with visible as (
      select g.id, g.parent_id, g.name, g.kind, g.owner_account, g.found_by from groups g
      where g.school_id = lapwing_school() and ${groupVisible(viewer)}
    )
    select v.id, ${begins(sql`v.found_by`, words)} as begins, v.name, v.kind, v.owner_account is not null as personal, above.name as parent
    from visible v cross join lateral (select word_similarity(${words.folded}, v.found_by) as likeness) as l
    left join visible above on above.id = v.parent_id
    where ${begins(sql`v.found_by`, words)} or (${words.folded.length >= FORGIVING} and l.likeness >= ${LIKE_ENOUGH})
    order by ${begins(sql`v.found_by`, words)} desc, l.likeness desc, length(v.name), lower(v.name), v.id
    limit ${limit}`.execute(tx.kysely);
  return rows.rows;
}

export interface CaptureHit {
  readonly id: string;
  readonly person_name: string | null;
  readonly account_name: string | null;
  readonly device_name: string;
  readonly policy: PolicyKey;
  readonly severity: Severity;
  readonly happened_at: Date;
}

/** Which captures to look for: of these people, of these policies, or of both; empty is no condition. */
export interface CaptureWanted {
  readonly personIds: readonly string[];
  readonly policies: readonly PolicyKey[];
}

/** Captures within reach of these people and policies, open ones first, then the newest. */
export async function findCapturesOf(
  tx: SchoolTx,
  reach: Reach,
  wanted: CaptureWanted,
  limit: number,
): Promise<CaptureHit[]> {
  const { personIds, policies } = wanted;
  if (personIds.length === 0 && policies.length === 0) return [];
  const people = personIds.length === 0 ? sql`true` : sql`c.person_id = any(${[...personIds]}::uuid[])`;
  const about = policies.length === 0 ? sql`true` : sql`c.policy = any(${[...policies]}::text[])`;
  const rows = await sql<CaptureHit>`
    ${hit} where c.school_id = lapwing_school() and ${people} and ${about} and ${visible(reach)}
    order by c.is_open desc, c.received_at desc, c.id desc limit ${limit}`.execute(tx.kysely);
  return rows.rows;
}

/**
 * Captures within reach by account, application, site and sentence, the newest first: words that begin so; where those
 * are too few, also words that are like it. The words of sealed captures are not among what is looked at.
 */
export async function findCapturesSaying(
  tx: SchoolTx,
  reach: Reach,
  words: Words,
  limit: number,
): Promise<Array<CaptureHit & { readonly begins: boolean }>> {
  if (words.folded.length < 3) return [];
  const read = async (found: RawBuilder<unknown>): Promise<CaptureHit[]> => {
    const rows = await sql<CaptureHit>`
      ${hit} where c.school_id = lapwing_school() and ${found} and ${visible(reach)}
      order by c.received_at desc, c.id desc limit ${limit}`.execute(tx.kysely);
    return rows.rows;
  };
  const exact = await read(
    reach.kind === 'school'
      ? sql`c.id in (select id from search_captures(${[...words.prefixes]}::text[], ${limit}))`
      : begins(sql`c.found_by`, words),
  );
  const saying = exact.map((one) => ({ ...one, begins: true }));
  if (exact.length >= limit || words.folded.length < FORGIVING) return saying;
  const candidates = reach.kind === 'school' ? limit : EVERY;
  const like = await read(sql`c.id in (select id from search_captures_like(${words.folded}, ${candidates}))`);
  const more = like.filter((one) => exact.every((other) => other.id !== one.id));
  return [...saying, ...more.map((one) => ({ ...one, begins: false }))].slice(0, limit);
}

const hit = sql`
  select c.id, p.name as person_name, c.account_name, d.name as device_name, c.policy, c.severity, c.happened_at
  from captures c
  left join people p on p.school_id = c.school_id and p.id = c.person_id
  join devices d on d.school_id = c.school_id and d.id = c.device_id`;

function visible(reach: Reach): RawBuilder<boolean> {
  return visibleBy(reach, sql.ref('c.person_id'), sql.ref('c.device_id'));
}

/**
 * `withinReach` for each of the members by itself: the database then makes one list of the reach's members and looks each
 * row up in it, instead of asking the groups anew for each row.
 */
function visibleBy(reach: Reach, ...members: ReadonlyArray<RawBuilder<unknown>>): RawBuilder<boolean> {
  const each = members.map((member) => withinReach(reach, member));
  return sql<boolean>`(${sql.join(each, sql` or `)})`;
}
