import type { ChainPlace, Cover } from '@lapwing/protocol/features/alerts/chain.api.ts';
import { sayDay } from '../../ui/dates.ts';

/** A day without a time: noon is the same day in every time zone of Europe. */
export function dayInWords(day: string): string {
  return sayDay(`${day}T12:00:00.000Z`);
}

/** `30 min`, `2 h`. */
export function minutesInWords(minutes: number): string {
  return minutes >= 120 && minutes % 60 === 0 ? `${minutes / 60} h` : `${minutes} min`;
}

/**
 * Who would be told of a Severe capture that arrives now, one sentence each: `At once: Maya Okafor`,
 * `After 30 min, if nobody has opened it: Tom Reid, covering for Ivy Lane`.
 */
export function placesInWords(places: readonly ChainPlace[]): string[] {
  return places.map((place, at) => {
    const when =
      at === 0 ? 'At once' : `After ${minutesInWords(place.afterMinutes)}, if nobody has opened it`;
    const cover = place.insteadOf === null ? '' : `, covering for ${place.insteadOf.name}`;
    return `${when}: ${place.person.name}${cover}${place.outside ? ', for outside school hours' : ''}`;
  });
}

/**
 * A cover in words, with whether it holds: `18 Dec 2026 to 4 Jan 2027: Ruth Adeyemi covers for Maya Okafor`.
 *
 * @param today on the school's clock
 */
export function coverInWords(
  cover: Cover,
  today: string,
  nameOf: (accountId: string) => string,
): { readonly text: string; readonly state: 'now' | 'ahead' | 'over' } {
  const days =
    cover.from === cover.to ? dayInWords(cover.from) : `${dayInWords(cover.from)} to ${dayInWords(cover.to)}`;
  return {
    text: `${days}: ${nameOf(cover.byAccountId)} covers for ${nameOf(cover.accountId)}`,
    state: today < cover.from ? 'ahead' : today > cover.to ? 'over' : 'now',
  };
}
