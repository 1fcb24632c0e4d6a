import type { Lesson, PlannedLesson } from '@lapwing/protocol/features/lessons/api.ts';
import { LONGEST_LESSON_MINUTES, SHORTEST_LESSON_MINUTES } from '@lapwing/protocol/features/lessons/api.ts';
import { sayClock } from '../../ui/dates.ts';

/** Minutes that a lesson has left, rounded up; 0 when its time is over. */
export function minutesLeft(lesson: Pick<Lesson, 'endsAt'>, now: number): number {
  return Math.max(0, Math.ceil((Date.parse(lesson.endsAt) - now) / 60_000));
}

/** `24 min left`, `less than a minute left`. */
export function sayMinutesLeft(lesson: Pick<Lesson, 'endsAt'>, now: number): string {
  const seconds = (Date.parse(lesson.endsAt) - now) / 1000;
  if (seconds <= 0) return 'time is over';
  return seconds < 60 ? 'less than a minute left' : `${minutesLeft(lesson, now)} min left`;
}

/** Whether a lesson goes on, as far as this page knows. */
export function isOn(lesson: Pick<Lesson, 'endedAt' | 'endsAt'>, now: number): boolean {
  return lesson.endedAt === null && Date.parse(lesson.endsAt) > now;
}

/** Whether this account holds the lesson, first or joined. */
export function isMine(lesson: Pick<Lesson, 'teachers'>, accountId: string): boolean {
  return lesson.teachers.some(({ id }) => id === accountId);
}

/** `10:20 to 11:20`. */
export function sayTimes(lesson: { startsAt: string; endsAt: string }): string {
  return `${sayClock(lesson.startsAt)} to ${sayClock(lesson.endsAt)}`;
}

/** Minutes from now to the end of a planned lesson, within what a lesson may last. */
export function minutesOfPlanned(planned: Pick<PlannedLesson, 'endsAt'>, now: number): number {
  const minutes = Math.round((Date.parse(planned.endsAt) - now) / 60_000);
  return Math.min(LONGEST_LESSON_MINUTES, Math.max(SHORTEST_LESSON_MINUTES, minutes));
}

export const MINUTES_OFFERED: readonly number[] = [30, 40, 45, 50, 60, 75, 90, 100, 120];

/** Lengths for a new lesson in minutes, the usual one first. */
export function lessonLengths(usual: number): number[] {
  return [usual, ...MINUTES_OFFERED.filter((minutes) => minutes !== usual)];
}

export const DAY_WORDS: readonly string[] = [
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
  'Sunday',
];
