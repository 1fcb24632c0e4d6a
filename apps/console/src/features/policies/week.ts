import type { Slot, Week } from '@lapwing/protocol/features/policies/rules.ts';
import { minutesOf, timeOf } from '../../ui/times.ts';

/** A day of the week and its slots as they stand in the form: not yet in order, maybe not yet right. */
export type Draft = readonly (readonly Slot[])[];

export const DAYS = Object.freeze([
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
  'Sunday',
] as const);

/** What is wrong with a day, in words; empty when nothing is. */
export function problemsOfDay(slots: readonly Slot[]): string[] {
  const problems: string[] = [];
  for (const { from, to } of slots) {
    if (Number.isNaN(minutesOf(from)) || Number.isNaN(minutesOf(to)))
      problems.push('Each slot needs the time when it begins and the time when it ends.');
    else if (minutesOf(from) >= minutesOf(to)) problems.push(`${from} to ${to} ends before it begins.`);
  }
  if (problems.length > 0) return [...new Set(problems)];
  const sorted = sortedDay(slots);
  for (const [place, slot] of sorted.entries()) {
    const next = sorted[place + 1];
    if (next !== undefined && minutesOf(slot.to) > minutesOf(next.from))
      problems.push(`${slot.from} to ${slot.to} and ${next.from} to ${next.to} overlap.`);
  }
  return problems;
}

/** The slots of a day by the time when they begin. */
export function sortedDay(slots: readonly Slot[]): Slot[] {
  return slots.toSorted((one, other) => (one.from < other.from ? -1 : 1));
}

/** The week in order, to be saved. */
export function sortedWeek(draft: Draft): Week {
  return DAYS.map((_, day) => sortedDay(draft[day] ?? []));
}

/** The week with the slots of one day on others, too. */
export function withDayOn(draft: Draft, day: number, others: readonly number[]): Draft {
  const slots = draft[day] ?? [];
  return draft.map((before, place) => (others.includes(place) ? slots.map((slot) => ({ ...slot })) : before));
}

/** A slot to begin with: after the last of the day, for an hour, and before midnight. */
export function nextSlot(slots: readonly Slot[]): Slot {
  const last = sortedDay(slots).at(-1);
  const begins = last === undefined ? 9 * 60 : minutesOf(last.to);
  const from = Math.min(Number.isNaN(begins) ? 9 * 60 : begins, 23 * 60);
  return { from: timeOf(from), to: timeOf(Math.min(from + 60, 24 * 60)), period: 'lesson' };
}

/** The hours that a drawing of the week has to show, whole ones: at least from eight to four. */
export function hoursOf(draft: Draft): { readonly from: number; readonly to: number } {
  const times = draft.flat().flatMap(({ from, to }) => [minutesOf(from), minutesOf(to)]);
  const known = times.filter((time) => !Number.isNaN(time));
  return {
    from: Math.floor(Math.min(8 * 60, ...known) / 60),
    to: Math.ceil(Math.max(16 * 60, ...known) / 60),
  };
}
