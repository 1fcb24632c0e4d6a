/** A stretch of days that ends today, for the list to be narrowed to. */
export interface Span {
  readonly key: string;
  readonly label: string;
  /** First day, `2026-11-14`. */
  readonly from: string;
}

const DAY_MS = 86_400_000;
/** A holiday that parts two terms; half terms and single days do not. */
const PARTS_TERMS_DAYS = 10;
/** The school year begins in September. */
const FIRST_MONTH = '09';

/**
 * The stretches that are asked for most. The term begins after the last long holiday of the timetable; where none is
 * known there is no such stretch.
 *
 * @param today `2026-11-14`
 */
export function spansUntil(
  today: string,
  holidays: ReadonlyArray<{ readonly from: string; readonly to: string }>,
): Span[] {
  const before = (days: number): string => dayOf(Date.parse(today) - (days - 1) * DAY_MS);
  const ended = holidays
    .filter(({ from, to }) => to < today && lengthOf(from, to) >= PARTS_TERMS_DAYS)
    .map(({ to }) => to)
    .sort();
  const last = ended.at(-1);
  const year = Number(today.slice(0, 4)) - (today.slice(5, 7) < FIRST_MONTH ? 1 : 0);
  return [
    { key: 'week', label: 'The last 7 days', from: before(7) },
    { key: 'month', label: 'The last 30 days', from: before(30) },
    ...(last === undefined
      ? []
      : [{ key: 'term', label: 'This term', from: dayOf(Date.parse(last) + DAY_MS) }]),
    { key: 'year', label: 'This school year', from: `${year}-${FIRST_MONTH}-01` },
  ];
}

function lengthOf(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS) + 1;
}

function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
