import { writePicture, type Picture } from '@lapwing/protocol/features/screens/picture.ts';
import type { ScreensFrame } from '@lapwing/protocol/features/screens/watch.ts';
import type { Timers } from '../../platform/clock/timers.ts';
import type { SocketLink } from '../../platform/sockets/sockets.ts';
import type { Wish } from './demand.ts';
import type { Standing, Watcher } from './hub.ts';
import type { SmallCopies } from './small-copies.ts';

/** Bytes on the way to a console above which further pictures wait, each for its successor. */
export const MOST_PICTURE_BYTES_WAITING = 256 * 1024;
/** How much wider than wanted a glance's picture may be before it is worth a copy. */
const WIDER = 1.5;

/** One console as a watcher of many screens. A slow one loses pictures, never the newest, and holds up nobody. */
export interface ConsoleWatcher extends Watcher {
  /** What the console wants by now; what it no longer wants is not sent even when it was on its way. */
  wants(wishes: ReadonlyMap<string, Wish>): void;
  /** Not to be seen, or not there: the same words for both. */
  unknown(deviceId: string): void;
  /** Sends nothing until as many releases: the rights of whoever sits there are being looked at. */
  hold(): void;
  release(): void;
  close(): void;
}

export function createConsoleWatcher(options: {
  readonly schoolId: string;
  readonly name: string;
  readonly link: Pick<SocketLink, 'send' | 'sendBytes' | 'waitingBytes'>;
  readonly timers: Timers;
  readonly copies: SmallCopies;
}): ConsoleWatcher {
  const { link, timers } = options;
  let wishes: ReadonlyMap<string, Wish> = new Map();
  const states = new Map<string, ScreensFrame>();
  const pictures = new Map<string, Picture>();
  /** When the next picture of a device is due, for those that stream quicker for somebody else. */
  const dueAt = new Map<string, number>();
  /** Another object each time that a screen stopped being live. */
  const ended = new Map<string, object>();
  let holds = 0;
  let closed = false;
  let stopWaiting: (() => void) | null = null;

  function state(deviceId: string, standing: Standing | null): void {
    states.set(deviceId, {
      type: 'screens/state',
      deviceId,
      state: standing?.state ?? 'unknown',
      front: standing?.front ?? { application: '', title: '', site: null },
      answeredBy: standing?.answeredBy ?? null,
      at: new Date(timers.now()).toISOString(),
    });
    // What was seen before this is not to be seen after it.
    if (standing?.state !== 'live') {
      pictures.delete(deviceId);
      ended.set(deviceId, {});
    }
    flush();
  }

  function flush(): void {
    if (holds > 0 || closed) return;
    for (const [deviceId, frame] of states) {
      states.delete(deviceId);
      link.send(JSON.stringify(frame));
    }
    let next = Number.POSITIVE_INFINITY;
    for (const [deviceId, picture] of pictures) {
      const wish = wishes.get(deviceId);
      if (wish === undefined) {
        pictures.delete(deviceId);
        continue;
      }
      if (link.waitingBytes() > MOST_PICTURE_BYTES_WAITING) return;
      const due = dueAt.get(deviceId) ?? 0;
      if (due > timers.now()) {
        next = Math.min(next, due);
        continue;
      }
      pictures.delete(deviceId);
      // A tenth early is on time: the device's pace and this one are not the same clock.
      dueAt.set(deviceId, timers.now() + wish.everyMs * 0.9);
      if (wish.purpose === 'glance' && picture.width > wish.width * WIDER)
        void shrink(deviceId, picture, wish);
      else sendPicture(deviceId, picture);
    }
    stopWaiting?.();
    stopWaiting = Number.isFinite(next) ? timers.after(Math.max(1, next - timers.now()), flush) : null;
  }

  function sendPicture(deviceId: string, picture: Picture): void {
    link.sendBytes(writePicture({ ...picture, id: deviceId }), () => {
      if (pictures.size > 0) flush();
    });
  }

  async function shrink(deviceId: string, picture: Picture, wish: Wish): Promise<void> {
    const since = ended.get(deviceId);
    const copy = await options.copies.of(`${options.schoolId} ${deviceId}`, picture, wish.width);
    // Something may have forbidden it, or a newer one come, while it was made.
    if (closed || ended.get(deviceId) !== since || !wishes.has(deviceId) || pictures.has(deviceId)) return;
    if (copy === 'broken') return;
    pictures.set(deviceId, copy === 'busy' ? picture : copy);
    if (copy !== 'busy') dueAt.delete(deviceId);
    flush();
  }

  return {
    name: options.name,
    stands: state,
    unknown: (deviceId) => state(deviceId, null),
    picture(deviceId, picture) {
      if (!wishes.has(deviceId)) return;
      // Keeps its place among those that wait, so that a lively screen does not push the others back.
      pictures.set(deviceId, picture);
      flush();
    },
    wants(next) {
      wishes = next;
      for (const byDevice of [dueAt, pictures, states, ended]) {
        for (const deviceId of byDevice.keys()) if (!next.has(deviceId)) byDevice.delete(deviceId);
      }
    },
    hold() {
      holds += 1;
    },
    release() {
      holds -= 1;
      flush();
    },
    close() {
      closed = true;
      stopWaiting?.();
      states.clear();
      pictures.clear();
    },
  };
}
