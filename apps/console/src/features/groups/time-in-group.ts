/** For how long somebody is put in a group. */
export const LENGTHS = ['good', 'hour', 'day', 'week', 'other'] as const;
export type Length = (typeof LENGTHS)[number];

export const LENGTH_WORDS: Readonly<Record<Length, string>> = Object.freeze({
  good: 'For good',
  hour: 'For an hour',
  day: 'Until the end of the day',
  week: 'For a week',
  other: 'Other',
});

export const UNITS = ['minutes', 'hours', 'days'] as const;
export type Unit = (typeof UNITS)[number];

const MINUTES: Readonly<Record<Unit, number>> = Object.freeze({ minutes: 1, hours: 60, days: 1440 });
/** A year, which is the most that the server takes. */
export const MOST_MINUTES = 525_600;

export interface TimeInGroup {
  readonly length: Length;
  /** For `other`: as typed. */
  readonly count: string;
  readonly unit: Unit;
}

/**
 * The minutes from now on; null for good.
 *
 * @param now the moment and the reader's time zone, which say when the day ends
 * @returns undefined where what was typed is no length of time
 */
export function minutesOf(time: TimeInGroup, now: Date): number | null | undefined {
  switch (time.length) {
    case 'good':
      return null;
    case 'hour':
      return 60;
    case 'week':
      return 7 * 1440;
    case 'day': {
      const midnight = new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1);
      return Math.max(1, Math.round((midnight.getTime() - now.getTime()) / 60_000));
    }
    case 'other': {
      if (!/^[0-9]{1,6}$/.test(time.count.trim())) return undefined;
      const minutes = Number(time.count.trim()) * MINUTES[time.unit];
      return minutes >= 1 && minutes <= MOST_MINUTES ? minutes : undefined;
    }
  }
}
