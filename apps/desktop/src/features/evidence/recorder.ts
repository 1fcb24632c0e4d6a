import type { Cancel, Clock } from '@lapwing/agent-core/contracts/clock.ts';
import type { FrameTaken, Recorded, Recorder, RecordingJob } from '@lapwing/agent-core/contracts/recorder.ts';
import type { TiledPicture, Tiler } from '../../platform/contract/pictures.ts';
import type { DesktopScreen, Monitor } from '../../platform/contract/screen.ts';
import type { Windows } from '../../platform/contract/windows.ts';
import { monitorOf } from './where.ts';

/** Milliseconds after the last frame after which the picture that the next would be compared with is let go. */
const FORGET_AFTER_MS = 30_000;

/**
 * Frames of the monitor on which a window stands, as tiles of which only those that changed take time and memory. While
 * nothing is drawn a frame is the one before, and the screen is not read.
 *
 * @param parts.screen one that shows nothing private: `createCoveredScreen`
 * @param parts.encode makes the file: `createFilmEncoder`
 */
export function createDesktopRecorder(parts: {
  readonly screen: DesktopScreen;
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
  let last: { readonly stamp: number; readonly monitor: string; readonly cut: TiledPicture } | null = null;
  let cancelForget: Cancel = () => undefined;

  function forgetLater(): void {
    cancelForget();
    cancelForget = clock.setTimer(FORGET_AFTER_MS, () => {
      last = null;
      spare = undefined;
      pixels = undefined;
      tiler.forget();
      forgot?.();
    });
  }

  async function cut(monitor: Monitor): Promise<{ readonly cut: TiledPicture; readonly at: number } | null> {
    // Before the picture is asked for: what is drawn from now on is in it, or makes the next stamp another one.
    const stamp = await screen.stamp();
    const name = JSON.stringify(monitor);
    if (last?.stamp === stamp && last.monitor === name) return { cut: last.cut, at: clock.now() };
    // Taken out: another frame may be asked for while this one hangs.
    const into = spare;
    spare = undefined;
    const grabbed = await screen.grab(monitor, into);
    if (!grabbed.ok) return null;
    last = { stamp, monitor: name, cut: tiler.cut(grabbed.grab) };
    [spare, pixels] = [pixels, grabbed.grab.pixels];
    return { cut: last.cut, at: grabbed.grab.takenAt };
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
