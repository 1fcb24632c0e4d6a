import type { Cancel, Clock } from '@lapwing/agent-core/contracts/clock.ts';
import type { FrameTaken, Recorded, Recorder, RecordingJob } from '@lapwing/agent-core/contracts/recorder.ts';
import type { TiledPicture, Tiler } from '../../platform/contract/pictures.ts';
import type { Monitor } from '../../platform/contract/screen.ts';
import type { Windows } from '../../platform/contract/windows.ts';
import type { CoveredScreen } from './covered.ts';
import { monitorOf, overlap } from './where.ts';

/** Milliseconds after the last frame after which the picture that the next would be compared with is let go. */
const FORGET_AFTER_MS = 30_000;

/** Of a monitor: when more than that of it changed it is taken as a whole. */
const MOST_PATCHED = 0.5;

interface Cut {
  readonly stamp: number;
  readonly monitor: string;
  readonly cut: TiledPicture;
  /** Whether anything private was to be seen. */
  readonly covered: boolean;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/**
 * Frames of the monitor on which a window stands, as tiles of which only those that changed take time and memory. While
 * nothing is drawn a frame is the one before, and the screen is not read.
 *
 * @param parts.screen one that shows nothing private: `createCoveredScreen`
 * @param parts.encode makes the file: `createFilmEncoder`
 */
export function createDesktopRecorder(parts: {
  readonly screen: CoveredScreen;
  readonly windows: Pick<Windows, 'front'>;
  readonly clock: Clock;
  readonly tiler: Tiler;
  readonly encode: (job: RecordingJob) => Promise<Recorded>;
  /** Called when pictures were let go. */
  readonly forgot?: () => void;
}): Recorder {
  const { screen, windows, clock, tiler, encode, forgot } = parts;
  /** The pixels before the last: the next are put there. */
  let spare: Uint8Array | undefined;
  let pixels: Uint8Array | undefined;
  /** For what changed of a picture. */
  let room: Uint8Array | undefined;
  let last: Cut | null = null;
  let cancelForget: Cancel = () => undefined;

  function forgetLater(): void {
    cancelForget();
    cancelForget = clock.setTimer(FORGET_AFTER_MS, () => {
      last = null;
      spare = undefined;
      pixels = undefined;
      room = undefined;
      tiler.forget();
      forgot?.();
    });
  }

  /** The picture before with what changed in it; null where only a whole picture will do. */
  async function patched(monitor: Monitor, stamp: number): Promise<Cut | null> {
    // What was private may be so no longer, and the other way about, without anything being drawn.
    if (last === null || last.covered) return null;
    const changed = await screen.changedSince(last.stamp);
    if (changed === null) return null;
    const part = overlap(changed, monitor);
    if (part.width === 0 || part.height === 0) return { ...last, stamp, at: clock.now() };
    if (part.width * part.height > monitor.width * monitor.height * MOST_PATCHED) return null;
    const bytes = part.width * part.height * 4;
    const into = room !== undefined && room.length >= bytes ? room : new Uint8Array(bytes);
    room = undefined;
    const grabbed = await screen.grab(part, into);
    if (!grabbed.ok || grabbed.covered) return null;
    room = into;
    const { grab } = grabbed;
    const cut = tiler.patch(grab, grab.x - monitor.x, grab.y - monitor.y);
    return cut === null ? null : { stamp, monitor: last.monitor, cut, covered: false, at: grab.takenAt };
  }

  async function whole(monitor: Monitor, stamp: number): Promise<Cut | null> {
    // Taken out: another frame may be asked for while this one hangs.
    const into = spare;
    spare = undefined;
    const grabbed = await screen.grab(monitor, into);
    if (!grabbed.ok) return null;
    const { grab, covered } = grabbed;
    const cut = tiler.cut(grab);
    [spare, pixels] = [pixels, grab.pixels];
    return { stamp, monitor: JSON.stringify(monitor), cut, covered, at: grab.takenAt };
  }

  async function cut(monitor: Monitor): Promise<Cut | null> {
    // Before the picture is asked for: what is drawn from now on is in it, or makes the next stamp another one.
    const stamp = await screen.stamp();
    const same = last?.monitor === JSON.stringify(monitor);
    if (same && last?.stamp === stamp) return { ...last, at: clock.now() };
    const next = (same ? await patched(monitor, stamp) : null) ?? (await whole(monitor, stamp));
    if (next !== null) last = next;
    return next;
  }

  async function take(place: string, wanted: () => boolean): Promise<FrameTaken> {
    const front = windows.front();
    if (front?.place !== place) return { ok: false, why: 'behind' };
    const monitor = await monitorOf(screen, front.area);
    if (monitor === null) return { ok: false, why: 'not-possible' };
    if (!wanted()) return { ok: false, why: 'failed' };
    const taken = await cut(monitor);
    if (taken === null) return { ok: false, why: 'failed' };
    forgetLater();
    if (windows.front()?.place !== place) return { ok: false, why: 'behind' };
    return { ok: true, bytes: taken.cut.bytes, tiles: taken.cut.tiles, takenAt: taken.at, url: null };
  }

  return {
    async take({ place, wanted }) {
      try {
        return await take(place, wanted);
      } catch {
        return { ok: false, why: 'failed' };
      }
    },
    async encode(job) {
      try {
        return await encode(job);
      } catch {
        return { ok: false, failed: 'failed' };
      } finally {
        forgot?.();
      }
    },
  };
}
