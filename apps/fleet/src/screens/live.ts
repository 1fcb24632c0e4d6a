import { createHash } from 'node:crypto';
import type { Clock } from '@lapwing/agent-core/contracts/clock.ts';
import type { Front, LiveScreen, Look, PictureMark } from '@lapwing/agent-core/contracts/live-screen.ts';
import type { PictureType } from '@lapwing/protocol/features/screens/picture.ts';
import type { Paint, View } from '../view.ts';

/** Pixels: narrower pictures show neither the clock nor the account, which nobody could read in them. */
const READABLE_FROM = 480;
const MINUTE_MS = 60_000;

/** The live screen of a simulated device, whose owner says when something came to the front. */
export interface ViewScreen extends LiveScreen {
  frontChanged(): void;
}

/** Draws the view of a device for those who look at it, at the width that they look at. */
export function createViewScreen(parts: {
  readonly application: string;
  /** Null when nothing is open. */
  readonly view: () => View | null;
  readonly paint: Paint;
  readonly clock: Clock;
}): ViewScreen {
  const { application, clock, paint } = parts;
  const listeners = new Set<() => void>();
  const frontOf = ({ title, url }: View): Front => ({ application, title, url });

  return {
    async look({ width, quality, last, wanted }): Promise<Look> {
      if (!wanted()) return { ok: false, why: 'failed' };
      const view = parts.view();
      if (view === null) return { ok: false, why: 'nothing' };
      const takenAt = clock.now();
      const readable = width >= READABLE_FROM;
      const shown: View = {
        ...view,
        account: readable ? view.account : '',
        shownAt: readable ? Math.floor(takenAt / MINUTE_MS) * MINUTE_MS : 0,
      };
      const mark = markOf(shown, width);
      if (last !== null && sameMark(last, mark)) return { ok: false, why: 'unchanged' };
      try {
        const drawn = await paint(shown, { maxWidth: width, quality });
        return { ok: true, ...drawn, mediaType: 'image/jpeg', takenAt, front: frontOf(view), mark };
      } catch {
        return { ok: false, why: 'failed' };
      }
    },
    front() {
      const view = parts.view();
      return Promise.resolve(view === null ? null : frontOf(view));
    },
    onFront(changed) {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
    frontChanged() {
      for (const changed of listeners) changed();
    },
  };
}

/** A picture that is ready to be shown. */
export interface ReadyPicture {
  readonly bytes: Uint8Array;
  readonly width: number;
  readonly height: number;
  readonly mediaType: PictureType;
}

/**
 * A screen that shows given pictures one after the other, each for `everyMs`, without drawing anything: for loads of
 * many devices, where what they cost themselves must not count.
 * @param pictures those to show at a wanted width, at least one; looked up at each look
 */
export function createPictureSequence(parts: {
  readonly pictures: (width: number) => readonly ReadyPicture[];
  readonly everyMs: number;
  readonly front: Front;
  readonly now: () => number;
}): LiveScreen {
  const { pictures, everyMs, front, now } = parts;
  return {
    look({ width, last }) {
      const takenAt = now();
      const all = pictures(width);
      const place = Math.floor(takenAt / everyMs) % Math.max(1, all.length);
      const picture = all[place];
      if (picture === undefined) return Promise.resolve({ ok: false, why: 'nothing' });
      const mark = Uint32Array.of(width, Math.floor(takenAt / everyMs));
      if (last !== null && sameMark(last, mark)) return Promise.resolve({ ok: false, why: 'unchanged' });
      return Promise.resolve({ ok: true, ...picture, takenAt, front, mark });
    },
    front: () => Promise.resolve(front),
    onFront: () => () => undefined,
  };
}

function markOf(view: View, width: number): PictureMark {
  const hash = createHash('sha1').update(JSON.stringify(view)).digest();
  return Uint32Array.of(width, hash.readUInt32BE(0), hash.readUInt32BE(4), hash.readUInt32BE(8));
}

function sameMark(one: PictureMark, other: PictureMark): boolean {
  return one.length === other.length && one.every((word, place) => word === other[place]);
}
