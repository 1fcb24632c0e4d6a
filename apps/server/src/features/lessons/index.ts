import type { SchoolTx } from '../../platform/db/database.ts';
import type { Seat } from '../state/index.ts';
import { addLessonRoutes } from './api.ts';
import type { LessonParts } from './parts.ts';
import { lessonsAtSeats, type LessonAt } from './store-people.ts';
import { addSummaryRoute } from './summary.api.ts';
import { startSweep } from './sweep.ts';
import { addTimetableRoutes } from './timetable.api.ts';
import { createTold } from './told.ts';

export type { LessonParts } from './parts.ts';
export type { LessonAt } from './store-people.ts';
export { lessonsById } from './store.ts';

export interface Lessons {
  /** The lesson of whoever sits at each of the devices, by the device's id; of several the one that was started last. */
  lessonAt(tx: SchoolTx, seats: readonly Seat[]): Promise<Map<string, LessonAt>>;
  stop(): Promise<void>;
}

const SWEEP_EVERY_MS = 2000;

/** Adds the routes of lessons and of their timetable, and writes down which are over. */
export function registerLessons(parts: LessonParts): Lessons {
  const told = createTold(parts);
  addLessonRoutes(parts, told);
  addTimetableRoutes(parts);
  addSummaryRoute(parts);
  const stopSweep = startSweep({ ...parts, told, everyMs: SWEEP_EVERY_MS });
  return {
    lessonAt: (tx, seats) => lessonsAtSeats(tx, seats, new Date(parts.clock.now())),
    stop: stopSweep,
  };
}
