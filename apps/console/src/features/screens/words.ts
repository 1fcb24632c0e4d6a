import type { Seat } from '@lapwing/protocol/features/screens/api.ts';
import type { WatchedState } from '@lapwing/protocol/features/screens/watch.ts';
import type { RemoteView } from '@lapwing/protocol/vocabulary.ts';
import type { Shown } from './screen-store.ts';
import { type Obstacle, obstacleOf, type Quick, type SeatsBy, type Show, type Sort } from './seat.ts';

/** How a screen that shows no picture is described: a word, and what it means or what to do. */
export interface StateWords {
  readonly word: string;
  readonly detail: string;
}

export const STATE_WORDS: Readonly<Record<WatchedState, StateWords>> = Object.freeze({
  live: { word: 'Live', detail: 'Pictures come when something changes.' },
  asking: { word: 'Asking', detail: 'The person at the device is being asked.' },
  denied: { word: 'Declined', detail: 'The person said no, or did not answer in time.' },
  'asks-first': { word: 'Asks first', detail: 'Press View, and the person at the device is asked.' },
  forbidden: { word: 'Not allowed', detail: 'A group of this person or device does not allow live view.' },
  private: { word: 'Private page', detail: 'A help site or a sign-in page is open; it is never shown.' },
  nothing: { word: 'Nothing open', detail: 'No window is open there, or all are out of sight.' },
  'not-possible': { word: 'No picture', detail: 'This device gives no picture of what is in front.' },
  offline: { word: 'Not connected', detail: 'It comes back by itself when the device does.' },
  unsupported: { word: 'No live view', detail: 'The program on this device does not show screens.' },
  unknown: { word: 'Not yours to see', detail: 'This device is not, or no longer, in your groups.' },
  waiting: { word: 'Waiting', detail: 'The device has not answered yet.' },
});

const OBSTACLE_STATES: Readonly<Record<Obstacle, WatchedState>> = Object.freeze({
  nowhere: 'offline',
  offline: 'offline',
  unsupported: 'unsupported',
  forbidden: 'forbidden',
});

/** What holds for a seat now: what the screen says, unless the device cannot or may not show it at all. */
export function stateOf(seat: Seat, shown: Shown | null): WatchedState {
  const obstacle = obstacleOf(seat);
  if (obstacle !== null) return OBSTACLE_STATES[obstacle];
  return shown?.state ?? (asksFirst(seat.remoteView) ? 'asks-first' : 'waiting');
}

export function asksFirst(remoteView: RemoteView): boolean {
  return remoteView === 'ask-allow' || remoteView === 'ask-deny';
}

/** Title, site or application in front; nothing where it is private or unknown. */
export function frontLine(shown: Shown | null): string {
  if (shown === null) return '';
  const { title, site, application } = shown.front;
  return title || site || application;
}

export const OBSTACLE_WORDS: Readonly<Record<Obstacle, string>> = Object.freeze({
  nowhere: 'Nobody chosen sits at a connected device.',
  offline: 'The device is not connected.',
  unsupported: 'The program on this device shows no screens.',
  forbidden: 'A group of this person or device does not allow live view.',
});

export const BY_WORDS: Readonly<Record<SeatsBy, string>> = Object.freeze({
  people: 'By people',
  devices: 'By devices',
});
export const SHOW_WORDS: Readonly<Record<Show, string>> = Object.freeze({
  all: 'Show all',
  online: 'Only connected',
  captures: 'Only with new captures',
});
export const SORT_WORDS: Readonly<Record<Sort, string>> = Object.freeze({
  name: 'By name',
  new: 'New captures first',
  state: 'By state',
});
export const QUICK_WORDS: Readonly<Record<Quick, string>> = Object.freeze({
  all: 'All',
  none: 'None',
  invert: 'The others',
  online: 'Connected',
  captures: 'With new captures',
});

/** `1 person`, `28 people`, `1 device`, `3 devices`. */
export function countOf(count: number, by: SeatsBy): string {
  const [one, many] = by === 'people' ? ['person', 'people'] : ['device', 'devices'];
  return `${count} ${count === 1 ? one : many}`;
}

/** `1 new capture`, `3 new captures`. */
export function sayNew(count: number): string {
  return `${count} new ${count === 1 ? 'capture' : 'captures'}`;
}

/** Seconds as `0:07`, `12:30`. */
export function sayLength(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}

/** What has come of putting so many in a group, of whom so many were not in it before. */
export function putInWords(group: string, all: number, added: number, minutes: number | null): string {
  const long = minutes === null ? '' : ` for ${minutes} min`;
  const many = (count: number): string => (count === 1 ? 'One' : String(count));
  if (added === all) return `${many(all)} put in ${group}${long}.`;
  const before = all - added;
  const already = `${before === 1 ? 'one' : before} ${before === 1 ? 'was' : 'were'} in it already`;
  return added === 0
    ? `${all === 1 ? 'That one was' : `All ${all} were`} in ${group} already.`
    : `${many(added)} put in ${group}${long}; ${already}.`;
}
