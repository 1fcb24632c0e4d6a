/** Parts of a school's week; what no slot of the timetable names is home, and all of a holiday is holiday. */
export const PERIODS = Object.freeze(['lesson', 'break', 'club', 'home', 'holiday'] as const);

export type Period = (typeof PERIODS)[number];

/** A stretch of a day on the school's clock (`08:50`; `24:00` is the end of the day). Its end is not included. */
export type Slot = { readonly from: string; readonly to: string; readonly period: Period };

export type Timetable = {
  /** IANA name, for example `Europe/London`: the clock of the slots and of the holidays. */
  readonly timeZone: string;
  /** Monday to Sunday. */
  readonly week: readonly (readonly Slot[])[];
  /** First and last day (`2026-12-21`), both included. */
  readonly holidays: readonly { readonly from: string; readonly to: string }[];
};

/** Making one costs a thousand times as much as asking it. */
const clocks = new Map<string, Intl.DateTimeFormat>();

/**
 * The part of the week at a moment (milliseconds since 1970), on the clock of the school whatever that of the device.
 * Throws RangeError for a time zone that is not known here.
 */
export function periodAt({ timeZone, week, holidays }: Timetable, now: number): Period {
  const { day, time, weekday } = localTime(timeZone, now);
  if (holidays.some(({ from, to }) => from <= day && day <= to)) return 'holiday';
  return week[weekday]?.find(({ from, to }) => from <= time && time < to)?.period ?? 'home';
}

/**
 * A moment on the clock of a time zone: `day` as `2026-12-21`, `time` as `08:50`, `weekday` from Monday, 0. Throws
 * RangeError for a time zone that is not known here.
 */
export function localTime(timeZone: string, now: number): { day: string; time: string; weekday: number } {
  const parts = new Map(
    clockOf(timeZone)
      .formatToParts(now)
      .map(({ type, value }) => [type, value]),
  );
  const part = (name: Intl.DateTimeFormatPartTypes): string => parts.get(name) ?? '';
  const day = `${part('year')}-${part('month')}-${part('day')}`;
  // The day of the week of a date is the same everywhere.
  const weekday = (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7;
  return { day, time: `${part('hour')}:${part('minute')}`, weekday };
}

function clockOf(timeZone: string): Intl.DateTimeFormat {
  const known = clocks.get(timeZone);
  if (known !== undefined) return known;
  const clock = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    calendar: 'gregory',
    numberingSystem: 'latn',
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
