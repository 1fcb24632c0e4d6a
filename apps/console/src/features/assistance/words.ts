import type { AssistanceRequest } from '@lapwing/protocol/features/assistance/api.ts';
import type { Seat } from '@lapwing/protocol/features/screens/api.ts';
import { NO_MARKS, type SeatMark } from '../../seat-marks.ts';
import { sayClock } from '../../ui/dates.ts';

/** Whether a pupil still waits for something. */
export function isOpen(request: Pick<AssistanceRequest, 'state'>): boolean {
  return request.state === 'waiting' || request.state === 'coming';
}

/** Those who wait, the one who waits longest first. */
export function waitingFirst(requests: readonly AssistanceRequest[]): AssistanceRequest[] {
  return requests
    .filter((request) => isOpen(request))
    .toSorted((one, other) => one.askedAt.localeCompare(other.askedAt));
}

/** `3 ask`, `1 asks`. */
export function sayAsking(count: number): string {
  return `${count} ${count === 1 ? 'asks' : 'ask'}`;
}

/** What is asked for, in a few words. */
export function sayKind(request: Pick<AssistanceRequest, 'kind' | 'site'>): string {
  if (request.kind === 'help') return 'Asks for help';
  return request.site === null ? 'Asks for a page' : `Asks for ${request.site}`;
}

/** What was announced of those who ask: who is new. */
export function newOnes(before: ReadonlySet<string>, now: readonly AssistanceRequest[]): AssistanceRequest[] {
  return now.filter(({ id, state }) => state === 'waiting' && !before.has(id));
}

/** Announces who is new in one sentence. */
export function announce(fresh: readonly AssistanceRequest[]): string {
  const [first, ...others] = fresh;
  if (first === undefined) return '';
  const one = `${first.person.name}: ${sayKind(first).toLowerCase()}`;
  return others.length === 0 ? `${one}.` : `${one}, and ${others.length} more.`;
}

const ANSWERS: Readonly<Record<AssistanceRequest['state'], string>> = Object.freeze({
  waiting: 'Waits',
  coming: 'Somebody is on their way',
  allowed: 'Allowed',
  declined: 'Declined',
  done: 'Done',
  expired: 'Nobody answered in time',
  refused: 'Not put through',
});

/** How it stands: `Allowed to 10:42`. */
export function sayState(request: Pick<AssistanceRequest, 'state' | 'until'>): string {
  const word = ANSWERS[request.state];
  return request.state === 'allowed' && request.until !== null
    ? `${word} to ${sayClock(request.until)}`
    : word;
}

/** The mark of who asks, by person or where nobody is matched by device; the same object for the same request. */
export function marksOfAsks(requests: readonly AssistanceRequest[]): (seat: Seat) => readonly SeatMark[] {
  const byPerson = new Map<string, readonly SeatMark[]>();
  const byDevice = new Map<string, readonly SeatMark[]>();
  for (const request of waitingFirst(requests).toReversed()) {
    const marks = [
      {
        key: 'ask',
        word: request.state === 'coming' ? 'Asked, on the way' : 'Asks',
        shape: '?',
        tone: request.state === 'coming' ? ('quiet' as const) : ('warn' as const),
        detail: `${sayKind(request)}, since ${sayClock(request.askedAt)}.`,
      },
    ];
    if (request.person.id === null) byDevice.set(request.device.id, marks);
    else byPerson.set(request.person.id, marks);
  }
  return ({ person, device }) => {
    if (person !== null && person.id !== null) return byPerson.get(person.id) ?? NO_MARKS;
    return (device === null ? undefined : byDevice.get(device.id)) ?? NO_MARKS;
  };
}
