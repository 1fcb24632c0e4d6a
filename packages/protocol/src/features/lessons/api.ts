import { z } from 'zod';
import { Done, endpoint, Permitted } from '../../endpoint.ts';
import { Id, Instant } from '../../ids.ts';
import { ClockTime } from '../policies/rules.ts';

export const SHORTEST_LESSON_MINUTES = 5;
export const LONGEST_LESSON_MINUTES = 300;
const Minutes = z.number().int().min(SHORTEST_LESSON_MINUTES).max(LONGEST_LESSON_MINUTES);
const Staff = z.object({ id: z.string(), name: z.string() });

/** A lesson that is held, or was. Everything that is set in it ends with it, on the devices too. */
export const Lesson = z.object({
  id: Id,
  title: z.string(),
  group: z.object({ id: Id, name: z.string() }),
  /** Who holds it first, then those who joined. */
  teachers: z.array(Staff),
  startedAt: Instant,
  endsAt: Instant,
  /** When it was over; null while it goes on. */
  endedAt: Instant.nullable(),
  /** By whom it was ended; null where its time was over. */
  endedBy: Staff.nullable(),
  /** People of its group, and those of them who sit at a device now. */
  people: z.number().int(),
  present: z.number().int(),
  may: z.object({ extend: Permitted, end: Permitted, join: Permitted, leave: Permitted }),
});
export type Lesson = z.infer<typeof Lesson>;

/** A lesson of the timetable that is on now or within the hour. */
export const PlannedLesson = z.object({
  id: Id,
  title: z.string(),
  group: z.object({ id: Id, name: z.string() }),
  teacher: Staff.nullable(),
  room: z.string().nullable(),
  startsAt: Instant,
  endsAt: Instant,
});
export type PlannedLesson = z.infer<typeof PlannedLesson>;

const LessonParams = z.object({ id: Id });

export const listLessons = endpoint({
  method: 'GET',
  path: '/api/lessons',
  summary: 'Lessons that go on, of the caller and of their groups, and those planned for the caller now',
  query: z.object({ groupId: Id.optional() }),
  reply: z.object({
    lessons: z.array(Lesson),
    planned: z.array(PlannedLesson),
    usualMinutes: z.number().int(),
    may: z.object({ start: Permitted }),
  }),
});
export const showLesson = endpoint({
  method: 'GET',
  path: '/api/lessons/:id',
  summary: 'One lesson',
  params: LessonParams,
  reply: Lesson,
});
export const startLesson = endpoint({
  method: 'POST',
  path: '/api/lessons',
  summary: 'Start a lesson with a group',
  body: z.strictObject({
    /** Made by the caller: a request sent twice starts one lesson. */
    id: Id,
    groupId: Id,
    title: z.string().trim().max(80),
    minutes: Minutes,
    plannedId: Id.nullable().default(null),
  }),
  reply: Lesson,
});
export const extendLesson = endpoint({
  method: 'POST',
  path: '/api/lessons/:id/extend',
  summary: 'Give a lesson another end; what is set in it goes on with it',
  params: LessonParams,
  body: z.strictObject({ endsAt: Instant }),
  reply: Lesson,
});
export const endLesson = endpoint({
  method: 'POST',
  path: '/api/lessons/:id/end',
  summary: 'End a lesson and everything that was set in it',
  params: LessonParams,
  body: z.strictObject({}),
  reply: Lesson,
});
export const joinLesson = endpoint({
  method: 'POST',
  path: '/api/lessons/:id/join',
  summary: 'Join a lesson as a second teacher',
  params: LessonParams,
  body: z.strictObject({}),
  reply: Lesson,
});
export const leaveLesson = endpoint({
  method: 'POST',
  path: '/api/lessons/:id/leave',
  summary: 'Leave a lesson that goes on with another teacher',
  params: LessonParams,
  body: z.strictObject({}),
  reply: Lesson,
});

/** What happened in a lesson, for whoever held it. */
export const LessonSummary = z.object({
  lesson: Lesson,
  present: z.array(
    z.object({
      person: z.object({ id: Id, name: z.string() }),
      from: Instant,
      /** Null: to the end, or still. */
      to: Instant.nullable(),
      minutes: z.number().int(),
    }),
  ),
  absent: z.array(z.object({ id: Id, name: z.string() })),
  /** Null where the caller may not see captures. */
  captures: z
    .array(
      z.object({
        id: Id,
        person: z.string(),
        severity: z.enum(['minor', 'moderate', 'severe']),
        policy: z.string(),
        at: Instant,
      }),
    )
    .nullable(),
  restrictions: z.array(
    z.object({ what: z.string(), for: z.string(), by: z.string(), from: Instant, to: Instant.nullable() }),
  ),
  asked: z.array(
    z.object({ person: z.string(), what: z.string(), at: Instant, answer: z.string().nullable() }),
  ),
  messages: z.number().int(),
});
export type LessonSummary = z.infer<typeof LessonSummary>;
export const showLessonSummary = endpoint({
  method: 'GET',
  path: '/api/lessons/:id/summary',
  summary: 'Who was in a lesson, and what happened there',
  params: LessonParams,
  reply: LessonSummary,
});
export const listPastLessons = endpoint({
  method: 'GET',
  path: '/api/lessons/past',
  summary: 'Lessons of the last weeks that the caller held, or may look after',
  query: z.object({ groupId: Id.optional(), limit: z.coerce.number().int().min(1).max(200).default(50) }),
  reply: z.object({ lessons: z.array(Lesson) }),
});

/** One line of the lessons' timetable, in every week. */
export const TimetableLine = z.object({
  id: Id,
  title: z.string(),
  group: z.object({ id: Id, name: z.string() }),
  teacher: Staff.nullable(),
  room: z.string().nullable(),
  /** 0 is Monday. */
  day: z.number().int().min(0).max(6),
  from: ClockTime,
  to: ClockTime,
});
export type TimetableLine = z.infer<typeof TimetableLine>;
export const showLessonTimetable = endpoint({
  method: 'GET',
  path: '/api/lessons/timetable',
  summary: 'The planned lessons of the week',
  query: z.object({ groupId: Id.optional(), accountId: z.string().max(100).optional() }),
  reply: z.object({ lines: z.array(TimetableLine), may: z.object({ manage: Permitted }) }),
});
/** A CSV with day, from, to, group, teacher (e-mail), and optionally title and room; columns are found by their heads. */
export const readLessonTimetable = endpoint({
  method: 'POST',
  path: '/api/lessons/timetable/read',
  summary: 'What a timetable file comes to, line by line, without keeping it',
  body: z.strictObject({ csv: z.string().min(1, 'must not be empty').max(2_000_000) }),
  reply: z.object({
    lines: z.array(TimetableLine.omit({ id: true })),
    problems: z.array(
      z.object({ line: z.number().int(), column: z.string(), value: z.string(), problem: z.string() }),
    ),
    missingColumns: z.array(z.string()),
  }),
});
export const saveLessonTimetable = endpoint({
  method: 'PUT',
  path: '/api/lessons/timetable',
  summary: 'Take a timetable file as the plan, in place of the one before; lines with problems are left out',
  body: z.strictObject({ csv: z.string().min(1, 'must not be empty').max(2_000_000) }),
  reply: z.object({ kept: z.number().int(), leftOut: z.number().int() }),
});
export const clearLessonTimetable = endpoint({
  method: 'DELETE',
  path: '/api/lessons/timetable',
  summary: 'Forget the planned lessons',
  reply: Done,
});
