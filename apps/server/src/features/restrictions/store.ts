import { Effect, type Layer } from '@lapwing/protocol/features/restrictions/effect.ts';
import { sql, type RawBuilder } from 'kysely';
import type { SchoolTx } from '../../platform/db/database.ts';
import type { SetFact } from './facts.ts';
import { AHEAD_MS } from './orders.ts';

/** A restriction as it stands, with its end: its own or its lesson's, whichever comes first. */
export interface RestrictionRow {
  readonly id: string;
  /** As stored; parsed where it is read. */
  readonly effect: unknown;
  readonly layer: Exclude<Layer, 'group'>;
  readonly target_kind: SetFact['targetKind'];
  readonly target_ids: string[];
  readonly group_id: string | null;
  readonly lesson_id: string | null;
  readonly lesson_title: string | null;
  readonly words: string | null;
  readonly by_id: string | null;
  readonly by_name: string | null;
  readonly told_by: string | null;
  readonly set_at: Date;
  readonly starts_at: Date;
  readonly ends_at: Date;
  readonly lifted_at: Date | null;
  readonly lifted_by: string | null;
  readonly lifted_name: string | null;
  readonly exceptions: string[];
}

const columns = sql`r.id, r.effect, r.layer, r.target_kind, r.target_ids,
  case r.target_kind when 'group' then r.target_ids[1] when 'lesson' then r.lesson_group_id end as group_id,
  r.lesson_id, r.lesson_title, r.words, r.by_id, r.by_name, r.told_by, r.set_at, r.starts_at, r.ends_at, r.lifted_at,
  r.lifted_by, r.lifted_name,
  array(select x.member_id from restrictions_exceptions x
    where x.school_id = r.school_id and x.restriction_id = r.id order by x.member_id) as exceptions`;

async function select(
  tx: SchoolTx,
  condition: RawBuilder<unknown>,
  limit: number,
): Promise<RestrictionRow[]> {
  const rows = await sql<RestrictionRow>`
    select ${columns} from restrictions_ends r
    where r.school_id = lapwing_school() and ${condition}
    order by r.set_at desc, r.id limit ${limit}`.execute(tx.kysely);
  return rows.rows;
}

/** More in force at once than a school can have by hand. */
const MOST_IN_FORCE = 5000;
const MOST_PAST = 2000;

/** Those of the school that are in force or begin within a day, not lifted. */
export function standingRows(tx: SchoolTx, now: number, since = now): Promise<RestrictionRow[]> {
  return select(tx, standing(now, since), MOST_IN_FORCE);
}

/** As {@link standingRows}; null for whoever may see them all. */
export function standingSeen(
  tx: SchoolTx,
  now: number,
  seen: RawBuilder<boolean> | null,
): Promise<RestrictionRow[]> {
  return select(tx, sql`${standing(now, now)} and ${seen ?? sql`true`}`, MOST_IN_FORCE);
}

function standing(now: number, since: number): RawBuilder<unknown> {
  const after = new Date(since);
  // Found by what still goes on, each by its index: a school keeps years of what is over.
  return sql`r.id in (
      select own.id from restrictions own
      where own.school_id = lapwing_school() and own.lifted_at is null and own.until > ${after}
      union all
      select taught.id from lessons l
      join restrictions taught on taught.school_id = lapwing_school() and taught.lesson_id = l.id
        and taught.lifted_at is null and taught.until is null
      where l.school_id = lapwing_school() and l.ended_at is null and l.ends_at > ${after})
    and r.starts_at <= ${new Date(now + AHEAD_MS)} and r.ends_at > ${after}`;
}

export async function findRows(tx: SchoolTx, ids: readonly string[]): Promise<RestrictionRow[]> {
  return select(tx, sql`r.id = any(${[...ids]}::uuid[])`, ids.length);
}

/** Of these, those that may be seen. */
export async function seenRows(
  tx: SchoolTx,
  ids: readonly string[],
  seen: RawBuilder<boolean>,
): Promise<RestrictionRow[]> {
  return select(tx, sql`r.id = any(${[...ids]}::uuid[]) and ${seen}`, ids.length);
}

/** Of those set since then, the newest, whatever became of them; null for whoever may see them all. */
export function pastSeen(
  tx: SchoolTx,
  since: Date,
  seen: RawBuilder<boolean> | null,
): Promise<RestrictionRow[]> {
  return select(tx, sql`r.set_at > ${since} and ${seen ?? sql`true`}`, MOST_PAST);
}

/** Those set in a lesson, the first first. */
export async function ofLesson(
  tx: SchoolTx,
  lessonId: string,
  seen: RawBuilder<boolean>,
): Promise<RestrictionRow[]> {
  const rows = await select(tx, sql`r.lesson_id = ${lessonId} and ${seen}`, MOST_PAST);
  return rows.toReversed();
}

/** Holds restrictions against other changes until the transaction ends; in one order, so that two never wait for each other. */
export async function holdRows(tx: SchoolTx, ids: readonly string[]): Promise<void> {
  await sql`
    select id from restrictions where school_id = lapwing_school() and id = any(${[...ids]}::uuid[])
    order by id for update`.execute(tx.kysely);
}

export function factOf(row: RestrictionRow): SetFact {
  return {
    id: row.id,
    effect: Effect.parse(row.effect),
    layer: row.layer,
    targetKind: row.target_kind,
    targetIds: row.target_ids,
    groupId: row.group_id,
    by: byOf(row),
    toldBy: row.told_by,
    words: row.words,
    from: row.starts_at.getTime(),
    until: row.ends_at.getTime(),
    lifted: row.lifted_at !== null,
    exceptions: new Set(row.exceptions),
  };
}

/** Who did it, for staff: `Ms Khan, lesson 8B`. */
export function byOf(row: Pick<RestrictionRow, 'by_name' | 'lesson_title'>): string {
  if (row.by_name === null) return 'The device, about a finding';
  return row.lesson_title === null ? row.by_name : `${row.by_name}, lesson ${row.lesson_title}`;
}

export interface NewRestriction {
  readonly id: string;
  readonly effect: Effect;
  readonly layer: Exclude<Layer, 'group'>;
  readonly targetKind: SetFact['targetKind'];
  readonly targetIds: readonly string[];
  readonly lessonId: string | null;
  readonly words: string | null;
  readonly by: { readonly id: string; readonly name: string } | null;
  readonly toldBy: string | null;
  readonly from: Date;
  readonly until: Date | null;
}

/** Keeps a restriction. @returns false where one of that id is there already */
export async function insertRestriction(tx: SchoolTx, made: NewRestriction, now: Date): Promise<boolean> {
  const result = await sql`
    insert into restrictions (school_id, id, effect, layer, target_kind, target_ids, lesson_id, words, by_id, by_name,
      told_by, set_at, starts_at, until)
    values (lapwing_school(), ${made.id}, ${JSON.stringify(made.effect)}::jsonb, ${made.layer}, ${made.targetKind},
      ${[...made.targetIds]}::uuid[], ${made.lessonId}::uuid, ${made.words}, ${made.by?.id ?? null},
      ${made.by?.name ?? null}, ${made.toldBy}, ${now}, ${made.from}, ${made.until}::timestamptz)
    on conflict do nothing`.execute(tx.kysely);
  return (result.numAffectedRows ?? 0n) > 0n;
}

export async function liftRows(
  tx: SchoolTx,
  ids: readonly string[],
  by: { readonly id: string; readonly name: string },
  now: Date,
): Promise<void> {
  await sql`
    update restrictions set lifted_at = ${now}, lifted_by = ${by.id}, lifted_name = ${by.name}
    where school_id = lapwing_school() and id = any(${[...ids]}::uuid[]) and lifted_at is null`.execute(
    tx.kysely,
  );
}

export async function exceptFrom(
  tx: SchoolTx,
  ids: readonly string[],
  memberIds: readonly string[],
  by: { readonly id: string; readonly name: string },
  now: Date,
): Promise<void> {
  await sql`
    insert into restrictions_exceptions (school_id, restriction_id, member_id, at, by_id, by_name)
    select lapwing_school(), restriction, member, ${now}, ${by.id}, ${by.name}
    from unnest(${[...ids]}::uuid[]) as restriction, unnest(${[...memberIds]}::uuid[]) as member
    on conflict do nothing`.execute(tx.kysely);
}

/** Takes back that they were lifted for all since then. */
export async function restoreRows(tx: SchoolTx, ids: readonly string[], since: Date): Promise<void> {
  await sql`
    update restrictions set lifted_at = null, lifted_by = null, lifted_name = null
    where school_id = lapwing_school() and id = any(${[...ids]}::uuid[]) and lifted_at >= ${since}`.execute(
    tx.kysely,
  );
}

/** Takes back that they were lifted since then for these alone; what was lifted for others stays lifted. */
export async function includeAgain(
  tx: SchoolTx,
  ids: readonly string[],
  memberIds: readonly string[],
  since: Date,
): Promise<void> {
  await sql`
    delete from restrictions_exceptions
    where school_id = lapwing_school() and restriction_id = any(${[...ids]}::uuid[])
      and member_id = any(${[...memberIds]}::uuid[]) and at >= ${since}`.execute(tx.kysely);
}

export async function setEnd(tx: SchoolTx, ids: readonly string[], until: Date): Promise<void> {
  await sql`
    update restrictions set until = greatest(${until}::timestamptz, starts_at)
    where school_id = lapwing_school() and id = any(${[...ids]}::uuid[])`.execute(tx.kysely);
}
