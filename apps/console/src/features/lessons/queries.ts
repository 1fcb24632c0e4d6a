import {
  listLessons,
  listPastLessons,
  showLessonSummary,
  showLessonTimetable,
} from '@lapwing/protocol/features/lessons/api.ts';
import { listRestrictions } from '@lapwing/protocol/features/restrictions/api.ts';
import { queryOptions } from '@tanstack/react-query';
import { load } from '../../api/client.ts';

/** Lessons that go on, and those planned for the reader now; frames say when to ask again. */
export const lessonsQuery = queryOptions({
  queryKey: ['lessons', 'now'],
  queryFn: ({ signal }) => load(listLessons, { query: {} }, signal),
  staleTime: 60_000,
  // A planned lesson comes up by the clock alone.
  refetchInterval: 5 * 60_000,
});

export const pastLessonsQuery = queryOptions({
  queryKey: ['lessons', 'past'],
  queryFn: ({ signal }) => load(listPastLessons, { query: { limit: 200 } }, signal),
});

export function lessonSummaryQuery(id: string) {
  return queryOptions({
    queryKey: ['lessons', 'summary', id],
    queryFn: ({ signal }) => load(showLessonSummary, { params: { id } }, signal),
    // Each asking is a recorded look at pupils.
    staleTime: 60_000,
    refetchOnWindowFocus: false,
  });
}

export const lessonTimetableQuery = queryOptions({
  queryKey: ['lessons', 'timetable'],
  queryFn: ({ signal }) => load(showLessonTimetable, { query: {} }, signal),
});

/** What is set in a lesson and would end with it. */
export function setInLessonQuery(lessonId: string) {
  return queryOptions({
    queryKey: ['restrictions', 'list', { lessonId }, false],
    queryFn: ({ signal }) => load(listRestrictions, { query: { lessonId, over: 'false' } }, signal),
    staleTime: 0,
  });
}
