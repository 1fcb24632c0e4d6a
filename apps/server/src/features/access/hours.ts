import { localTime } from '@lapwing/detection/period.ts';
import type { Hours } from '@lapwing/protocol/features/restrictions/rules.ts';

/** The clock by which hours go. */
export interface SchoolHours {
  /** IANA name. */
  readonly timeZone: string;
  /** First and last days, `YYYY-MM-DD`. */
  readonly holidays: ReadonlyArray<{ readonly from: string; readonly to: string }>;
}

/** What of a policy says when it holds. */
export interface Timed {
  readonly status: 'enabled' | 'disabled' | 'scheduled';
  readonly hours: Hours | null;
  readonly inHolidays: boolean;
}

/** Whether a policy holds at a moment (milliseconds since 1970), and if it does not, why. */
export function standingAt(
  { status, hours, inHolidays }: Timed,
  { timeZone, holidays }: SchoolHours,
  at: number,
): 'holds' | 'off' | 'holiday' | 'other-hours' {
  if (status === 'enabled') return 'holds';
  if (status === 'disabled' || hours === null) return 'off';
  const { day, time, weekday } = localTime(timeZone, at);
  if (!inHolidays && holidays.some(({ from, to }) => from <= day && day <= to)) return 'holiday';
  const now = hours[weekday]?.some(({ from, to }) => from <= time && time < to) ?? false;
  return now ? 'holds' : 'other-hours';
}

const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const;

/** What is wrong with the hours of a policy, naming the day; null if nothing is. Stretches stand in order and apart. */
export function hoursProblem(
  hours: Hours | null,
): { readonly field: string; readonly message: string; readonly remedy: string } | null {
  if (hours === null || hours.every((day) => day.length === 0)) {
    return {
      field: 'hours',
      message: 'A policy that goes by the week needs hours.',
      remedy: 'Give it at least one stretch of a day, or let it hold always.',
    };
  }
  for (const [day, slots] of hours.entries()) {
    for (const [place, slot] of slots.entries()) {
      const before = slots[place - 1];
      if (before === undefined || slot.from >= before.to) continue;
      return {
        field: `hours.${day}.${place}.from`,
        message: `On ${DAYS[day] ?? ''}, ${slot.from} to ${slot.to} overlaps ${before.from} to ${before.to} or stands after it.`,
        remedy: 'Let one end before the next begins, and put them in order.',
      };
    }
  }
  return null;
}

/** `Mon-Fri 09:00-12:00, 13:00-15:00; Sat 10:00-12:00`. */
export function hoursInWords(hours: Hours): string {
  const says = hours.map((day) => day.map(({ from, to }) => `${from}-${to}`).join(', '));
  const parts: string[] = [];
  for (let first = 0; first < says.length; first += 1) {
    const said = says[first] ?? '';
    let last = first;
    while (says[last + 1] === said) last += 1;
    const name = (day: number): string => (DAYS[day] ?? '').slice(0, 3);
    if (said !== '') parts.push(`${first === last ? name(first) : `${name(first)}-${name(last)}`} ${said}`);
    first = last;
  }
  return parts.join('; ');
}
