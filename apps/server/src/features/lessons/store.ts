import { sql, type RawBuilder } from 'kysely';
import type { Reach } from '../../permissions/actor.ts';
import type { Database, SchoolTx } from '../../platform/db/database.ts';

/** A lesson as it stands. */
export interface LessonRow {
  readonly id: string;
  readonly group_id: string;
  readonly group_name: string;
  readonly title: string;
  readonly started_by: string;
  readonly started_at: Date;
  /** When it is over, or was. */
  readonly ends_at: Date;
  /** When its end was written down; null before that, also where its time is over. */
  readonly ended_at: Date | null;
  readonly ended_by: string | null;
  readonly ended_name: string | null;
  /** Who has not left, in the order in which they came. */
  readonly teachers: ReadonlyArray<{ readonly id: string; readonly name: string }>;
}

/** Whose eyes lessons are looked at with: they held it, or its group lies within their reach of `lessons.teach`. */
export interface LessonSight {
  readonly accountId: string;
  readonly reach: Reach;
}

const teachers = sql`coalesce((
  select jsonb_agg(jsonb_build_object('id', t.account_id, 'name', t.name) order by t.joined_at, t.account_id)
  from lessons_teachers t
  where t.school_id = l.school_id and t.lesson_id = l.id and t.left_at is null), '[]'::jsonb)`;

const held = (accountId: string): RawBuilder<boolean> => sql<boolean>`exists (
  select 1 from lessons_teachers own where own.school_id = lapwing_school() and own.lesson_id = l.id
    and own.account_id = ${accountId})`;

function seen({ accountId, reach }: LessonSight): RawBuilder<boolean> {
  if (reach.kind === 'school') return sql<boolean>`true`;
  return sql<boolean>`(l.group_id = any(${[...reach.groupIds]}::uuid[]) or ${held(accountId)})`;
}

async function select(tx: SchoolTx, rest: RawBuilder<unknown>): Promise<LessonRow[]> {
  const rows = await sql<LessonRow>`
    select l.id, l.group_id, coalesce(g.name, l.group_name) as group_name, l.title, l.started_by, l.started_at,
      l.ends_at, l.ended_at, l.ended_by, l.ended_name, ${teachers} as teachers
    from lessons l left join groups g on g.school_id = l.school_id and g.id = l.group_id
    where l.school_id = lapwing_school() and ${rest}`.execute(tx.kysely);
  return rows.rows;
}

/** Lessons that go on, those of the viewer first, then by when they began. */
export async function listGoingOn(
  tx: SchoolTx,
  sight: LessonSight,
  now: Date,
  groupId: string | null,
): Promise<LessonRow[]> {
  return select(
    tx,
    sql`l.ended_at is null and l.ends_at > ${now} and ${seen(sight)}
      and (${groupId}::uuid is null or l.group_id = ${groupId})
      order by not exists (select 1 from lessons_teachers t where t.school_id = l.school_id and t.lesson_id = l.id
        and t.account_id = ${sight.accountId} and t.left_at is null), l.started_at desc, l.id desc limit 200`,
  );
}

/**
 * Lessons that are over, the newest first.
 *
 * @param all those within reach too; otherwise only those that the viewer held
 */
export async function listPast(
  tx: SchoolTx,
  sight: LessonSight,
  asked: {
    readonly now: Date;
    readonly since: Date;
    readonly groupId: string | null;
    readonly all: Reach | null;
    readonly limit: number;
  },
): Promise<LessonRow[]> {
  const whose =
    asked.all === null ? held(sight.accountId) : seen({ accountId: sight.accountId, reach: asked.all });
  return select(
    tx,
    sql`(l.ended_at is not null or l.ends_at <= ${asked.now}) and l.started_at >= ${asked.since} and ${whose}
      and (${asked.groupId}::uuid is null or l.group_id = ${asked.groupId})
      order by l.started_at desc, l.id desc limit ${asked.limit}`,
  );
}

/** One lesson if the viewer may see it. */
export async function findLesson(tx: SchoolTx, sight: LessonSight, id: string): Promise<LessonRow | null> {
  const [row] = await select(tx, sql`l.id = ${id} and ${seen(sight)}`);
  return row ?? null;
}

/** These lessons, whoever may see them: for features that have seen to it. */
export async function lessonsById(
  tx: SchoolTx,
  ids: readonly string[],
): Promise<Map<string, { readonly id: string; readonly title: string; readonly endsAt: Date }>> {
  if (ids.length === 0) return new Map();
  const rows = await sql<{ id: string; title: string; ends_at: Date }>`
    select id, title, ends_at from lessons
    where school_id = lapwing_school() and id = any(${[...new Set(ids)]}::uuid[])`.execute(tx.kysely);
  return new Map(
    rows.rows.map((row) => [row.id, { id: row.id, title: row.title, endsAt: row.ends_at }] as const),
  );
}

/** The lesson of that id, whoever may see it, held against changes until the transaction ends. */
export async function holdLesson(tx: SchoolTx, id: string): Promise<LessonRow | null> {
  await sql`select 1 from lessons where school_id = lapwing_school() and id = ${id} for update`.execute(
    tx.kysely,
  );
  const [row] = await select(tx, sql`l.id = ${id}`);
  return row ?? null;
}

/** The lesson that goes on with exactly this group; others wait until the transaction ends before they ask. */
export async function holdGroupsLesson(tx: SchoolTx, groupId: string, now: Date): Promise<LessonRow | null> {
  await sql`select pg_advisory_xact_lock(hashtextextended('lessons.group ' || ${groupId}::text, 0))`.execute(
    tx.kysely,
  );
  const [row] = await select(
    tx,
    sql`l.group_id = ${groupId} and l.ended_at is null and l.ends_at > ${now} order by l.started_at desc limit 1`,
  );
  return row ?? null;
}

export interface NewLesson {
  readonly id: string;
  readonly groupId: string;
  readonly groupName: string;
  readonly title: string;
  readonly by: { readonly id: string; readonly name: string };
  readonly startedAt: Date;
  readonly endsAt: Date;
  readonly plannedId: string | null;
}

/** @returns false where the id stands for another lesson already */
export async function insertLesson(tx: SchoolTx, lesson: NewLesson): Promise<boolean> {
  const inserted = await sql`
    insert into lessons (school_id, id, group_id, group_name, title, started_by, started_at, ends_at, planned_id)
    values (lapwing_school(), ${lesson.id}, ${lesson.groupId}, ${lesson.groupName}, ${lesson.title}, ${lesson.by.id},
      ${lesson.startedAt}, ${lesson.endsAt}, ${lesson.plannedId})
    on conflict do nothing`.execute(tx.kysely);
  if ((inserted.numAffectedRows ?? 0n) === 0n) return false;
  await joinTeacher(tx, lesson.id, lesson.by, lesson.startedAt);
  return true;
}

export async function joinTeacher(
  tx: SchoolTx,
  lessonId: string,
  by: { readonly id: string; readonly name: string },
  at: Date,
): Promise<void> {
  await sql`
    insert into lessons_teachers (school_id, lesson_id, account_id, name, joined_at)
    values (lapwing_school(), ${lessonId}, ${by.id}, ${by.name}, ${at})
    on conflict (school_id, lesson_id, account_id) do update
      set name = excluded.name, joined_at = excluded.joined_at, left_at = null
      where lessons_teachers.left_at is not null`.execute(tx.kysely);
}

export async function leaveTeacher(
  tx: SchoolTx,
  lessonId: string,
  accountId: string,
  at: Date,
): Promise<void> {
  await sql`
    update lessons_teachers set left_at = ${at}
    where school_id = lapwing_school() and lesson_id = ${lessonId} and account_id = ${accountId}
      and left_at is null`.execute(tx.kysely);
}

export async function setEnd(tx: SchoolTx, lessonId: string, endsAt: Date): Promise<void> {
  await sql`
    update lessons set ends_at = ${endsAt}
    where school_id = lapwing_school() and id = ${lessonId} and ended_at is null`.execute(tx.kysely);
}

/** Ends a lesson now: the same moment for whatever is set in it. */
export async function endNow(
  tx: SchoolTx,
  lessonId: string,
  by: { readonly id: string; readonly name: string },
  at: Date,
): Promise<void> {
  await sql`
    update lessons set ends_at = greatest(${at}::timestamptz, started_at), ended_at = ${at}, ended_by = ${by.id},
      ended_name = ${by.name}
    where school_id = lapwing_school() and id = ${lessonId} and ended_at is null`.execute(tx.kysely);
}

/** Writes down which lessons are over by themselves. @returns those */
export async function endOver(
  tx: SchoolTx,
  now: Date,
): Promise<Array<{ readonly id: string; readonly title: string; readonly group_id: string }>> {
  const rows = await sql<{ id: string; title: string; group_id: string }>`
    update lessons set ended_at = ends_at
    where school_id = lapwing_school() and ended_at is null and ends_at <= ${now}
    returning id, title, group_id`.execute(tx.kysely);
  return rows.rows;
}

/** Schools in which a lesson is over and nobody has written it down. */
export async function schoolsWithOver(db: Database, now: Date): Promise<string[]> {
  return db.unbound({}, async (tx) => {
    const rows = await sql<{ id: string }>`select lessons_over(${now}) as id`.execute(tx);
    return rows.rows.map(({ id }) => id);
  });
}
