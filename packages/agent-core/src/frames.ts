import type { Cancel, Clock } from './contracts/clock.ts';
import type { Log } from './contracts/log.ts';
import type { FrameTaken, Recorder } from './contracts/recorder.ts';
import type { Surroundings } from './input.ts';
import { createRing, type KeptFrame } from './ring.ts';
import { SETTLE_MS } from './screens.ts';

/** Milliseconds between frames while nothing was found. */
export const BEFORE_EVERY_MS = 1000;
/** While a recording goes on. */
export const AFTER_EVERY_MS = 500;
/** While a recording goes on and nobody touches anything: pages change by themselves, too. */
export const STILL_EVERY_MS = 2000;
/** Milliseconds that a frame may take. */
const TAKE_WITHIN_MS = 5000;
/** Places of which it is remembered when they were private. */
const MAX_PLACES = 50;

export interface Frames {
  /** Something happened there: a frame is taken, now or as soon as one may be. */
  stirred(at: Surroundings): void;
  /** Something was found there, and the recording of it goes on. */
  pressed(place: string): void;
  /** A picture that was taken there for another end, while a recording goes on. */
  found(at: Surroundings, picture: { readonly bytes: Uint8Array; readonly takenAt: number }): void;
  between(place: string, from: number, to: number): readonly KeptFrame[];
  /** Lets go what nobody can ask for any more. */
  tidy(): void;
  documentChanged(): void;
  clear(): void;
}

/** Takes the frames that the ring holds, while something happens and at no other time: SPEC.md, RING. */
export function createFrames(parts: {
  readonly recorder: Recorder | null;
  readonly clock: Clock;
  readonly log: Log;
  /** Whether anything may be looked at at all. */
  readonly watched: () => boolean;
  /** Of the pictures, 0 to 1. */
  readonly quality: () => number;
  readonly isPrivate: (urls: readonly (string | null)[]) => boolean;
  readonly beforeMs: () => number;
  /** The recordings that go on, and the first moment that belongs to each. */
  readonly recording: () => readonly { readonly place: string; readonly from: number }[];
}): Frames {
  const { recorder, clock, log, watched, quality, isPrivate, beforeMs, recording } = parts;
  const ring = createRing();
  /** When a place was last seen to be private. */
  const left = new Map<string, number>();
  let wanted: string | null = null;
  let taking = false;
  let lastAt = -Infinity;
  /** Frames that are under way are of no use after this has changed. */
  let era = 0;
  let cancelNext: Cancel | null = null;
  let cancelOld: Cancel = () => undefined;

  const isRecorded = (place: string): boolean => recording().some((one) => one.place === place);

  /** Milliseconds left of `ms` since `at`, by a clock that may have been moved back. */
  function within(at: number, ms: number): number {
    const rest = at + ms - clock.now();
    return rest > ms ? 0 : Math.max(0, rest);
  }

  function sinceLeft(place: string): number {
    return within(left.get(place) ?? -Infinity, SETTLE_MS);
  }

  function wait(place: string): number {
    const pace = isRecorded(place) ? AFTER_EVERY_MS : BEFORE_EVERY_MS;
    return Math.max(within(lastAt, pace), sinceLeft(place));
  }

  function want(place: string): void {
    if (recorder === null || !watched() || (beforeMs() === 0 && !isRecorded(place))) return;
    wanted = place;
    if (!taking) next();
  }

  /** Takes the frame that is wanted when it may be taken. */
  function next(): void {
    cancelNext?.();
    cancelNext = null;
    const place = wanted;
    if (place === null) return;
    const ms = wait(place);
    if (ms === 0) void take(place);
    else cancelNext = clock.setTimer(ms, next);
  }

  async function take(place: string): Promise<void> {
    if (recorder === null || !watched()) return;
    wanted = null;
    taking = true;
    const [before, mine] = [lastAt, era];
    const mayKeep = (): boolean => mine === era && watched() && sinceLeft(place) === 0;
    lastAt = clock.now();
    const frame = await bounded(recorder.take({ place, quality: quality(), wanted: mayKeep }));
    taking = false;
    if (frame.ok && mayKeep() && !isPrivate([frame.url])) {
      const { bytes, tiles, takenAt, url } = frame;
      tidy();
      ring.put({ place, bytes, ...(tiles === undefined ? {} : { tiles }), takenAt, url });
    } else if (!frame.ok && frame.why === 'behind') lastAt = before;
    tidy();
    if (wanted !== null) return next();
    const [goesOn] = recording();
    if (goesOn === undefined) return;
    // Nobody need touch a page for it to change, as when an answer comes.
    cancelNext = clock.setTimer(STILL_EVERY_MS, () => {
      if (isRecorded(goesOn.place)) want(goesOn.place);
    });
  }

  async function bounded(work: Promise<FrameTaken>): Promise<FrameTaken> {
    let cancel: Cancel = () => undefined;
    const tooSlow = new Promise<FrameTaken>((resolve) => {
      cancel = clock.setTimer(TAKE_WITHIN_MS, () => resolve({ ok: false, why: 'failed' }));
    });
    try {
      return await Promise.race([work, tooSlow]);
    } catch {
      log('recording.no-frame');
      return { ok: false, why: 'failed' };
    } finally {
      cancel();
    }
  }

  function tidy(): void {
    const now = clock.now();
    const from = Math.min(now - beforeMs(), ...recording().map((one) => one.from));
    // A frame from after now: the clock was moved back.
    ring.drop((_frame, seenAt) => seenAt < from || seenAt > now + BEFORE_EVERY_MS);
    cancelOld();
    const newest = ring.newest();
    // Once, when the last of them is old: nothing ticks while nothing happens. Recordings tidy up when they end.
    if (newest !== null && recording().length === 0)
      cancelOld = clock.setTimer(Math.max(1, newest + beforeMs() + 1 - now), tidy);
  }

  function clear(): void {
    era += 1;
    wanted = null;
    cancelNext?.();
    cancelNext = null;
    ring.drop(() => true);
    tidy();
  }

  return {
    stirred(at) {
      if (!isPrivate([at.url, at.outerUrl ?? null])) return want(at.place);
      const now = clock.now();
      left.delete(at.place);
      left.set(at.place, now);
      const oldest = left.keys().next();
      if (left.size > MAX_PLACES && oldest.done !== true) left.delete(oldest.value);
      // It may have been seen before its address was known.
      ring.drop(({ place, takenAt }) => place === at.place && takenAt > now - SETTLE_MS);
    },
    pressed: want,
    found({ place, url, outerUrl }, { bytes, takenAt }) {
      if (!watched() || !isRecorded(place) || isPrivate([url, outerUrl ?? null]) || sinceLeft(place) > 0)
        return;
      ring.put({ place, bytes, takenAt, url });
    },
    between: (place, from, to) => ring.between(place, from, to),
    tidy,
    documentChanged() {
      if (!watched()) clear();
      else ring.drop(({ url }) => isPrivate([url]));
    },
    clear,
  };
}
