import type { Permitted } from '@lapwing/protocol/endpoint.ts';
import type { Lesson } from '@lapwing/protocol/features/lessons/api.ts';
import { reachOf, type Actor, type Reach } from '../../permissions/actor.ts';
import type { Attendance } from './store-people.ts';
import type { LessonRow } from './store.ts';

const YES: Permitted = Object.freeze({ allowed: true });

export function covers(reach: Reach | null, groupId: string): boolean {
  return reach !== null && (reach.kind === 'school' || reach.groupIds.includes(groupId));
}

export function isOver(row: Pick<LessonRow, 'ended_at' | 'ends_at'>, now: number): boolean {
  return row.ended_at !== null || row.ends_at.getTime() <= now;
}

/** What the actor may do with a lesson. Who joins shares it; who manages lessons may end any within reach. */
export function mayWith(row: LessonRow, actor: Actor, now: number): Lesson['may'] {
  const no = (reason: string): Permitted => ({ allowed: false, reason });
  if (isOver(row, now)) {
    const over = no('The lesson is over.');
    return { extend: over, end: over, join: over, leave: over };
  }
  const teaches = row.teachers.some(({ id }) => id === actor.accountId);
  const change =
    teaches || covers(reachOf(actor, 'lessons.manage'), row.group_id)
      ? YES
      : no(`${holderOf(row)} holds it. Join the lesson first.`);
  return {
    extend: change,
    end: change,
    join: teaches
      ? no('You hold it already.')
      : covers(reachOf(actor, 'lessons.teach'), row.group_id)
        ? YES
        : no('The group is not one of yours.'),
    leave: !teaches
      ? no('You do not hold it.')
      : row.teachers.length > 1
        ? YES
        : no('Nobody else holds it: end it instead.'),
  };
}

/** Who holds it, by name. */
export function holderOf(row: Pick<LessonRow, 'teachers'>): string {
  return row.teachers.map(({ name }) => name).join(' and ') || 'A colleague';
}

/** A lesson as staff see it. */
export function presentLesson(
  row: LessonRow,
  actor: Actor,
  attendance: Attendance | undefined,
  now: number,
): Lesson {
  const over = isOver(row, now);
  return {
    id: row.id,
    title: row.title,
    group: { id: row.group_id, name: row.group_name },
    teachers: row.teachers.map(({ id, name }) => ({ id, name })),
    startedAt: row.started_at.toISOString(),
    endsAt: row.ends_at.toISOString(),
    endedAt: over ? (row.ended_at ?? row.ends_at).toISOString() : null,
    endedBy:
      row.ended_by === null || row.ended_name === null ? null : { id: row.ended_by, name: row.ended_name },
    people: attendance?.people ?? 0,
    present: over ? 0 : (attendance?.present ?? 0),
    may: mayWith(row, actor, now),
  };
}
