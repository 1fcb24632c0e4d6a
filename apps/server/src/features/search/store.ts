import type { PolicyKey, Severity } from '@lapwing/protocol/vocabulary.ts';
import { sql } from 'kysely';
import type { Reach } from '../../permissions/actor.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import { groupVisible, withinReach, type Viewer } from '../groups/index.ts';

/** More than any school has: where a reach ends at groups, the best are chosen after the reach and not before. */
const EVERY = 1_000_000;

/** What was typed, as the database compares it. */
export interface Words {
  /** In small letters without accents and signs; see `lapwing_fold`. */
  readonly folded: string;
  /** A pattern for each word: some word begins so. */
  readonly prefixes: readonly string[];
}

/** Folds what was typed; null when nothing is left to look for. */
export async function foldWords(tx: SchoolTx, typed: string): Promise<Words | null> {
  const rows = await sql<{ folded: string }>`select lapwing_fold(${typed}) as folded`.execute(tx.kysely);
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
  readonly name: string;
  readonly username: string;
  readonly form: string | null;
  readonly has_left: boolean;
}

/** People within reach, the likest first. */
export async function findPeople(
  tx: SchoolTx,
  reach: Reach,
  words: Words,
  limit: number,
): Promise<PersonHit[]> {
  const candidates = reach.kind === 'school' ? limit : EVERY;
  const rows = await sql<PersonHit>`
    select p.id, p.name, p.username, p.form, p.left_at is not null as has_left
    from search_people(${words.folded}, ${[...words.prefixes]}::text[], ${candidates}) as found
    join people p on p.school_id = lapwing_school() and p.id = found.id
    where ${withinReach(reach, sql.ref('p.id'))}
    order by found.likeness desc, lower(p.name), p.id limit ${limit}`.execute(tx.kysely);
  return rows.rows;
}

export interface DeviceHit {
  readonly id: string;
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
    select d.id, d.name, d.room, d.platform ->> 'system' as system
    from devices d cross join lateral (select word_similarity(${words.folded}, d.found_by) as likeness) as l
    where d.school_id = lapwing_school() and d.revoked_at is null
      and ${withinReach(reach, sql.ref('d.id'), sql.ref('d.assigned_person_id'))}
      and (d.found_by like all (${[...words.prefixes]}::text[]) or (${words.folded.length > 2} and l.likeness >= 0.5))
    order by d.found_by like all (${[...words.prefixes]}::text[]) desc, l.likeness desc, lower(d.name), d.id
    limit ${limit}`.execute(tx.kysely);
  return rows.rows;
}

export interface GroupHit {
  readonly id: string;
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
    select v.id, v.name, v.kind, v.owner_account is not null as personal, above.name as parent
    from visible v cross join lateral (select word_similarity(${words.folded}, v.found_by) as likeness) as l
    left join visible above on above.id = v.parent_id
    where v.found_by like all (${[...words.prefixes]}::text[]) or (${words.folded.length > 2} and l.likeness >= 0.5)
    order by v.found_by like all (${[...words.prefixes]}::text[]) desc, l.likeness desc, length(v.name), lower(v.name), v.id
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
): Promise<CaptureHit[]> {
  const candidates = reach.kind === 'school' ? limit : EVERY;
  const read = async (found: ReturnType<typeof sql>): Promise<CaptureHit[]> => {
    const rows = await sql<CaptureHit>`
      ${hit} join ${found} as found on found.id = c.id
      where c.school_id = lapwing_school() and ${visible(reach)}
      order by c.received_at desc, c.id desc limit ${limit}`.execute(tx.kysely);
    return rows.rows;
  };
  if (words.folded.length < 3) return [];
  const exact = await read(sql`search_captures(${[...words.prefixes]}::text[], ${candidates})`);
  if (exact.length >= limit || words.folded.length < 4) return exact;
  const like = await read(sql`search_captures_like(${words.folded}, ${candidates})`);
  return [...exact, ...like.filter((one) => exact.every((other) => other.id !== one.id))].slice(0, limit);
}

const hit = sql`
  select c.id, p.name as person_name, c.account_name, d.name as device_name, c.policy, c.severity, c.happened_at
  from captures c
  left join people p on p.school_id = c.school_id and p.id = c.person_id
  join devices d on d.school_id = c.school_id and d.id = c.device_id`;

function visible(reach: Reach): ReturnType<typeof sql<boolean>> {
  return withinReach(reach, sql.ref('c.person_id'), sql.ref('c.device_id'));
}
