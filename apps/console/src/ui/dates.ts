const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });
const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const exact = new Intl.DateTimeFormat('en-GB', {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
});

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** `14 Nov 2026` in the reader's own time zone. en-GB says `Sept`; three letters keep columns even. */
export function sayDay(instant: string): string {
  return day.format(new Date(instant)).replace('Sept', 'Sep');
}

/** `14 Nov 2026, 10:42`. */
export function sayMoment(instant: string): string {
  return `${sayDay(instant)}, ${clock.format(new Date(instant))}`;
}

/** `14 Nov 2026, 10:42:07`, where the second matters. */
export function sayExactly(instant: string): string {
  return `${sayDay(instant)}, ${exact.format(new Date(instant))}`;
}

/**
 * How long ago, or in how long: `just now`, `40 s ago`, `5 min ago`, `3 h ago`, `yesterday`, `6 days ago`,
 * `in 2 h`, `in 29 days`; beyond a week back, or two months ahead, the day itself.
 * @param now milliseconds since 1970
 */
export function sayRelative(instant: string, now: number): string {
  const distance = now - Date.parse(instant);
  const size = Math.abs(distance);
  // What a clock that is a little ahead calls the future has only just been.
  if (distance > -MINUTE && distance < 10_000) return 'just now';
  if (distance > 7 * DAY || distance < -60 * DAY) return sayDay(instant);
  // What lasts a week, read the moment it was set, has 7 days to go and not 6.
  const whole = distance < 0 ? Math.round : Math.floor;
  const days = whole(size / DAY);
  const words =
    size < MINUTE
      ? `${whole(size / 1000)} s`
      : size < HOUR
        ? `${whole(size / MINUTE)} min`
        : size < DAY
          ? `${whole(size / HOUR)} h`
          : days === 1
            ? '1 day'
            : `${days} days`;
  if (distance > 0) return words === '1 day' ? 'yesterday' : `${words} ago`;
  return words === '1 day' ? 'tomorrow' : `in ${words}`;
}

/** Milliseconds until what `sayRelative` says changes, at least a second: how long a shown time may stay as it is. */
export function relativeStaysFor(instant: string, now: number): number {
  const size = Math.abs(now - Date.parse(instant));
  if (size < MINUTE) return 5_000;
  return size < HOUR ? 20_000 : 5 * MINUTE;
}

/** `90` seconds as `2 minutes`: rounded up, so that who waits so long is let in. */
export function sayWait(seconds: number): string {
  if (seconds < 60) return seconds <= 1 ? '1 second' : `${Math.ceil(seconds)} seconds`;
  const minutes = Math.ceil(seconds / 60);
  if (minutes < 60) return minutes === 1 ? '1 minute' : `${minutes} minutes`;
  const hours = Math.ceil(minutes / 60);
  return hours === 1 ? '1 hour' : `${hours} hours`;
}

/** `10:42`, for `try again at`. */
export function sayClock(instant: string): string {
  return clock.format(new Date(instant));
}

/** What is left until an end: `2:41` in the last ten minutes, `24 min` in the last hours, else the moment. */
export function sayLeft(until: string, now: number): string {
  const seconds = Math.max(0, Math.ceil((Date.parse(until) - now) / 1000));
  if (seconds < 600) return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
  if (seconds < 3 * 3600) return `${Math.ceil(seconds / 60)} min`;
  return seconds < 18 * 3600 ? `to ${sayClock(until)}` : `to ${sayMoment(until)}`;
}
