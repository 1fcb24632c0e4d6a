import type { AccessRule } from '@lapwing/protocol/features/restrictions/rules.ts';
import type { SchoolClock } from './facts.ts';

/** A moment on the school's clock: the day, its place in the week (0 is Monday), and the time as HH:MM. */
export interface SchoolMoment {
  readonly day: string;
  readonly weekday: number;
  readonly time: string;
}

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const formats = new Map<string, Intl.DateTimeFormat>();

/** @param now milliseconds since 1970 */
export function schoolMoment(now: number, timeZone: string): SchoolMoment {
  const format =
    formats.get(timeZone) ??
    new Intl.DateTimeFormat('en-GB', {
      timeZone,
      weekday: 'short',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    });
  formats.set(timeZone, format);
  const parts = new Map(format.formatToParts(now).map(({ type, value }) => [type, value]));
  return {
    day: `${parts.get('year')}-${parts.get('month')}-${parts.get('day')}`,
    weekday: WEEKDAYS.indexOf(parts.get('weekday') ?? ''),
    time: `${parts.get('hour')}:${parts.get('minute')}`,
  };
}

/** Whether an access policy does something at this moment: in its hours, and on holidays only if it says so. */
export function holdsAt(
  rule: Pick<AccessRule, 'hours' | 'inHolidays'>,
  moment: SchoolMoment,
  holidays: SchoolClock['holidays'],
): boolean {
  if (rule.hours === null) return true;
  const holiday = holidays.some(({ from, to }) => from <= moment.day && moment.day <= to);
  if (holiday && !rule.inHolidays) return false;
  return (rule.hours[moment.weekday] ?? []).some(({ from, to }) => from <= moment.time && moment.time < to);
}
