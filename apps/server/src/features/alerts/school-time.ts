import { periodAt } from '@lapwing/detection/watch.ts';
import type { Timetable } from '@lapwing/protocol/features/policies/edits.ts';

/** The school's week on its clock (IANA name of the zone). */
export type SchoolWeek = Timetable & { readonly timeZone: string };

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** Longer than any holiday. */
const MOST_DAYS = 400;

const clocks = new Map<string, Intl.DateTimeFormat>();

function clockOf(timeZone: string): Intl.DateTimeFormat {
  const known = clocks.get(timeZone);
  if (known !== undefined) return known;
  const clock = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  });
  clocks.set(timeZone, clock);
  return clock;
}

/** What the school's clock shows at a moment (milliseconds since 1970). `weekday` counts from Monday, 0. */
export function schoolClock(
  timeZone: string,
  now: number,
): { readonly day: string; readonly time: string; readonly weekday: number } {
  const parts = new Map(
    clockOf(timeZone)
      .formatToParts(now)
      .map(({ type, value }) => [type, value]),
  );
  const part = (name: Intl.DateTimeFormatPartTypes): string => parts.get(name) ?? '';
  const day = `${part('year')}-${part('month')}-${part('day')}`;
  return {
    day,
    time: `${part('hour')}:${part('minute')}`,
    weekday: (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7,
  };
}

/**
 * The moment at which the school's clock shows this time on this day. Where it is shown twice (October) the first;
 * where it is skipped (March) the moment after the gap.
 */
export function momentOf(timeZone: string, day: string, time: string): number {
  const wanted = Date.parse(`${day}T00:00:00Z`) + minutesOf(time) * MINUTE_MS;
  const shown = (at: number): number => {
    const clock = schoolClock(timeZone, at);
    return Date.parse(`${clock.day}T${clock.time}:00Z`);
  };
  // A zone's clock is off by whole minutes; it changes at most once within the two guesses.
  const before = wanted - (shown(wanted - DAY_MS) - (wanted - DAY_MS));
  if (shown(before) === wanted) return before;
  const after = wanted - (shown(wanted + DAY_MS) - (wanted + DAY_MS));
  return shown(after) === wanted ? after : before;
}

/** Whether a lesson, a break or a club goes on: somebody is at school. */
export function inSchool(week: SchoolWeek, now: number): boolean {
  const period = periodAt(week, now);
  return period !== 'home' && period !== 'holiday';
}

/**
 * The first moment from now on that lies in school hours: now itself, or the beginning of the next slot of a day that is
 * no holiday. Null for a school without hours.
 */
export function nextSchoolTime(week: SchoolWeek, now: number): number | null {
  if (inSchool(week, now)) return now;
  const today = Date.parse(`${schoolClock(week.timeZone, now).day}T00:00:00Z`);
  for (let ahead = 0; ahead < MOST_DAYS; ahead += 1) {
    const date = new Date(today + ahead * DAY_MS);
    const day = date.toISOString().slice(0, 10);
    if (isHoliday(week, day)) continue;
    for (const slot of week.week[(date.getUTCDay() + 6) % 7] ?? []) {
      const start = momentOf(week.timeZone, day, slot.from);
      if (start >= now) return start;
    }
  }
  return null;
}

/** Whether there is school on this day at all. */
export function isSchoolDay(week: SchoolWeek, day: string): boolean {
  const weekday = (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7;
  return !isHoliday(week, day) && (week.week[weekday] ?? []).length > 0;
}

function isHoliday(week: SchoolWeek, day: string): boolean {
  return week.holidays.some(({ from, to }) => from <= day && day <= to);
}

function minutesOf(time: string): number {
  const [hours = '0', minutes = '0'] = time.split(':');
  return Number(hours) * 60 + Number(minutes);
}
