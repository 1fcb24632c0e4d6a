import type { Capability } from '@lapwing/protocol/capabilities.ts';
import {
  ACTING_MINUTES,
  type ActingNow,
  type ActingTime,
} from '@lapwing/protocol/features/accounts/acting.api.ts';
import { PLACES } from '../../places.ts';
import { sayWait } from '../../ui/dates.ts';

/** Why one's own account cannot be changed meanwhile. */
export const STOP_FIRST = 'Stop seeing the console as somebody else first, at the top of the page.';

/** `29 minutes left`; rounded up, so that it never promises less than there is. */
export function sayLeft(endsAt: string, now: number): string {
  const seconds = (Date.parse(endsAt) - now) / 1000;
  return seconds <= 0 ? 'Ending now' : `${sayWait(Math.min(seconds, ACTING_MINUTES * 60))} left`;
}

/** The places that the other has and that are not shown, as they stand at the left side. */
export function placesNotShown(acting: Pick<ActingNow, 'notShown'>): string[] {
  return PLACES.filter(({ needs }) => acting.notShown.includes(needs)).map(({ label }) => label);
}

/** What to say once it is over without a press on Stop in this window. */
export function sayOver(acting: ActingNow, now: number): string {
  // A clock that is a little behind the server's still says why.
  const timeOver = Date.parse(acting.endsAt) - now < 5_000;
  return timeOver
    ? `The ${ACTING_MINUTES} minutes are over: you see the console with your own rights again.`
    : 'You see the console with your own rights again.';
}

/** How long it lasted, or that it still does. */
export function sayHowLong(time: Pick<ActingTime, 'startedAt' | 'endedAt'>): string {
  if (time.endedAt === null) return 'going on now';
  const seconds = (Date.parse(time.endedAt) - Date.parse(time.startedAt)) / 1000;
  return seconds < 60 ? 'for less than a minute' : `for ${sayWait(seconds)}`;
}

/** Whether there is more to say than the places. */
export function hasMore(acting: Pick<ActingNow, 'notShown' | 'partlyShown'>): boolean {
  const said: readonly Capability[] = PLACES.map(({ needs }) => needs);
  return acting.partlyShown.length > 0 || acting.notShown.some((capability) => !said.includes(capability));
}
