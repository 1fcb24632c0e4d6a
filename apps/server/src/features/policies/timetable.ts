import type { Timetable } from '@lapwing/protocol/features/policies/edits.ts';
import type { Week } from '@lapwing/protocol/features/policies/rules.ts';

const SCHOOL_DAY: Week[number] = [
  { from: '08:50', to: '10:50', period: 'lesson' },
  { from: '10:50', to: '11:10', period: 'break' },
  { from: '11:10', to: '12:30', period: 'lesson' },
  { from: '12:30', to: '13:20', period: 'break' },
  { from: '13:20', to: '15:20', period: 'lesson' },
];

/** The week of a school that has not set its own: Monday to Friday as most schools have it. */
export const BUILT_IN_TIMETABLE: Timetable = Object.freeze({
  week: [SCHOOL_DAY, SCHOOL_DAY, SCHOOL_DAY, SCHOOL_DAY, SCHOOL_DAY, [], []],
  holidays: [],
});

const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const;

/** What is wrong with a timetable, naming the day; null if nothing is. Slots stand in order and do not overlap. */
export function timetableProblem(
  timetable: Timetable,
): { readonly field: string; readonly message: string; readonly remedy: string } | null {
  for (const [day, slots] of timetable.week.entries()) {
    for (const [place, slot] of slots.entries()) {
      const before = slots[place - 1];
      if (before === undefined || slot.from >= before.to) continue;
      const name = DAYS[day] ?? '';
      const overlaps = slot.to > before.from;
      return {
        field: `week.${day}.${place}.from`,
        message: overlaps
          ? `On ${name}, ${slot.from} to ${slot.to} overlaps ${before.from} to ${before.to}.`
          : `On ${name}, ${slot.from} to ${slot.to} stands after ${before.from} to ${before.to} and begins before it.`,
        remedy: overlaps ? 'Let one end where the next begins.' : 'Put the times of the day in order.',
      };
    }
  }
  return null;
}
