import { schoolClock } from '../alerts/index.ts';

/** What makes everybody be asked again by the year. */
export interface Yearly {
  /** `09-01`, on the school's clock; null: never. */
  readonly yearlyOn: string | null;
  /** From when on that day counts. */
  readonly yearlySince: Date | null;
  /** How often everybody was asked again by days that counted before. */
  readonly yearlyBefore: number;
}

/**
 * How often the year has come round: days of the school's calendar after the one on which it was set, today included.
 * 29 February is 1 March where there is none. It is computed whenever somebody asks, so that no job can miss the day.
 *
 * @param now milliseconds since 1970
 */
export function yearsPassed(yearly: Yearly, timeZone: string, now: number): number {
  const { yearlyOn, yearlySince, yearlyBefore } = yearly;
  if (yearlyOn === null || yearlySince === null) return yearlyBefore;
  const since = schoolClock(timeZone, yearlySince.getTime()).day;
  const today = schoolClock(timeZone, now).day;
  let times = 0;
  for (let year = Number(since.slice(0, 4)); year <= Number(today.slice(0, 4)); year += 1) {
    // As text: 2027-02-29 lies before 2027-03-01 and after 2027-02-28, though no calendar has it.
    const day = `${String(year).padStart(4, '0')}-${yearlyOn}`;
    if (since < day && day <= today) times += 1;
  }
  return yearlyBefore + times;
}
