import type { Seat } from '@lapwing/protocol/features/screens/api.ts';
import { SEVERITIES } from '@lapwing/protocol/vocabulary.ts';

export const SEATS_BY = ['people', 'devices'] as const;
export type SeatsBy = (typeof SEATS_BY)[number];

export const SORTS = ['name', 'new', 'state'] as const;
export type Sort = (typeof SORTS)[number];

export const SHOWS = ['all', 'online', 'captures'] as const;
export type Show = (typeof SHOWS)[number];

/** A seat with the key that it keeps while people come and go. */
export interface KeyedSeat {
  readonly key: string;
  readonly seat: Seat;
  /** What it is sorted by: the person, or in the view by devices the device. */
  readonly name: string;
  /** What it is called: the person wherever somebody is known, else the device. */
  readonly title: string;
}

/** The screen of a seat that can be looked at or kept now. */
export interface Lookable {
  readonly key: string;
  readonly deviceId: string;
}

/** Keys: the person in the view by people, the device in the view by devices; a person at two devices has two seats. */
export function keySeats(seats: readonly Seat[], by: SeatsBy): KeyedSeat[] {
  const seen = new Set<string>();
  return seats.map((seat, index) => {
    const first =
      by === 'people' ? (seat.person?.id ?? seat.device?.id) : (seat.device?.id ?? seat.person?.id);
    let key = first ?? `none-${index}`;
    if (seen.has(key)) key = `${key}-${seat.device?.id ?? index}`;
    seen.add(key);
    return { key, seat, name: nameOf(seat, by), title: nameOf(seat, 'people') };
  });
}

function nameOf(seat: Seat, by: SeatsBy): string {
  const person = seat.person?.name;
  const device = seat.device?.name;
  return (by === 'people' ? (person ?? device) : (device ?? person)) ?? 'Unknown';
}

/** What keeps a screen from being looked at or kept, before the device is even asked; null when nothing does. */
export type Obstacle = 'nowhere' | 'offline' | 'unsupported' | 'forbidden';

/** Whether staff can look at the screen of a seat, as far as the server has said. */
export function obstacleOf(seat: Seat): Obstacle | null {
  if (seat.device === null) return 'nowhere';
  if (!seat.device.online) return 'offline';
  if (!seat.device.capabilities.includes('screen')) return 'unsupported';
  return seat.remoteView === 'deny' ? 'forbidden' : null;
}

export function isOnline(seat: Seat): boolean {
  return seat.device?.online === true;
}

export function hasNew(seat: Seat): boolean {
  return (seat.newCaptures ?? 0) > 0;
}

export function isShown(seat: Seat, show: Show): boolean {
  if (show === 'online') return isOnline(seat);
  return show === 'all' || hasNew(seat);
}

const words = new Intl.Collator('en-GB', { numeric: true });

function weight(seat: Seat): number {
  const worst = hasNew(seat) ? 1 + SEVERITIES.indexOf(seat.worstNew ?? 'minor') : 0;
  return worst * 1000 + (seat.newCaptures ?? 0);
}

function stateRank(seat: Seat): number {
  const obstacle = obstacleOf(seat);
  return obstacle === null ? 0 : ['forbidden', 'unsupported', 'offline', 'nowhere'].indexOf(obstacle) + 1;
}

/** Seats in the order asked for; what is equal goes by name. */
export function sortSeats(seats: readonly KeyedSeat[], sort: Sort): KeyedSeat[] {
  return seats.toSorted((one, other) => {
    if (sort === 'new') {
      const by = weight(other.seat) - weight(one.seat);
      if (by !== 0) return by;
    }
    if (sort === 'state') {
      const by = stateRank(one.seat) - stateRank(other.seat);
      if (by !== 0) return by;
    }
    return words.compare(one.name, other.name) || (one.key < other.key ? -1 : 1);
  });
}

/**
 * The order of keys while somebody reads: who was there stays where they were, who is new comes last, who is gone
 * leaves. By name nothing can move but by coming or going, so there newcomers take their place.
 */
export function keepOrder(before: readonly string[], seats: readonly KeyedSeat[], sort: Sort): string[] {
  const sorted = sortSeats(seats, sort).map(({ key }) => key);
  if (sort === 'name' || before.length === 0) return sorted;
  const here = new Set(sorted);
  const stay = before.filter((key) => here.has(key));
  const known = new Set(stay);
  return [...stay, ...sorted.filter((key) => !known.has(key))];
}

export const QUICK = ['all', 'none', 'invert', 'online', 'captures'] as const;
export type Quick = (typeof QUICK)[number];

/** The keys that a quick choice selects among the seats in view. */
export function quickSelect(
  quick: Quick,
  seats: readonly KeyedSeat[],
  selected: ReadonlySet<string>,
): Set<string> {
  const wanted = (one: KeyedSeat): boolean => {
    switch (quick) {
      case 'all':
        return true;
      case 'none':
        return false;
      case 'invert':
        return !selected.has(one.key);
      case 'online':
        return isOnline(one.seat);
      case 'captures':
        return hasNew(one.seat);
    }
  };
  return new Set(seats.filter(wanted).map(({ key }) => key));
}

export interface SeatCounts {
  readonly all: number;
  readonly online: number;
  readonly withNew: number;
}

export function countSeats(seats: readonly KeyedSeat[]): SeatCounts {
  return {
    all: seats.length,
    online: seats.filter(({ seat }) => isOnline(seat)).length,
    withNew: seats.filter(({ seat }) => hasNew(seat)).length,
  };
}
