import type { Front, LiveScreen, Look, PictureMark } from '@lapwing/agent-core/contracts/live-screen.ts';
import { firstMark, nextMark, tilesOf } from '@lapwing/agent-core/likeness.ts';
import type { Pictures, Pixels } from '../../platform/contract/pictures.ts';
import type { DesktopScreen } from '../../platform/contract/screen.ts';
import type { DesktopWindow, Windows } from '../../platform/contract/windows.ts';

/** What one sees of a desktop on which no window has the keyboard. */
const DESKTOP: Front = Object.freeze({ application: 'Desktop', title: '', url: null });

/**
 * The whole desktop, all monitors of it, as it is now. While nothing is drawn, nothing is read.
 *
 * @param parts.screen one that shows nothing private
 * @param parts.excluded windows of which not even the title is told
 * @param parts.frontOf says more of a window, where something else tells it, such as the page of a browser; null: nothing
 */
export function createDesktopLiveScreen(parts: {
  readonly screen: DesktopScreen;
  readonly windows: Pick<Windows, 'front' | 'onFront'>;
  readonly pictures: Pick<Pictures, 'scaled' | 'jpeg'>;
  readonly excluded: (window: DesktopWindow) => boolean;
  readonly frontOf?: (place: string) => Front | null;
  /** Whether anybody is at the screens: at the sign-in there is nothing to see. */
  readonly present: () => Promise<boolean>;
}): LiveScreen {
  const { screen, windows, pictures, excluded, present } = parts;
  /** The stamp that the screen had, and the width that was asked for, when a picture looked like this mark. */
  const seen = new WeakMap<PictureMark, string>();

  /** Memory of the picture before, for the next; the system has it back when nobody looks. */
  let spare: WeakRef<Uint8Array> | undefined;

  async function front(): Promise<Front | null> {
    const window = windows.front();
    if (window === null) return (await present()) ? DESKTOP : null;
    const { application, title, place } = window;
    if (window.secret || excluded(window)) return { application: '', title: '', url: null };
    return parts.frontOf?.(place) ?? { application, title, url: null };
  }

  async function look(width: number, quality: number, last: PictureMark | null, wanted: () => boolean) {
    const shown = await front();
    if (shown === null) return { ok: false, why: 'nothing' } as const;
    if (!wanted()) return { ok: false, why: 'failed' } as const;
    const stamp = `${String(await screen.stamp())} ${String(width)}`;
    if (last !== null && seen.get(last) === stamp) return { ok: false, why: 'unchanged' } as const;
    // Taken out: another look may be asked for while this one hangs.
    const into = spare?.deref();
    spare = undefined;
    const grabbed = await screen.grab(null, into);
    if (!grabbed.ok) return whyNot(grabbed.why);
    const { takenAt } = grabbed.grab;
    const scaled = await pictures.scaled(grabbed.grab, width);
    if (scaled.left !== undefined) spare = new WeakRef(scaled.left);
    const mark = markOf(scaled, last);
    if (mark === null) {
      if (last !== null) seen.set(last, stamp);
      return { ok: false, why: 'unchanged' } as const;
    }
    seen.set(mark, stamp);
    const size = { width: scaled.width, height: scaled.height };
    const bytes = await pictures.jpeg(scaled, quality);
    if (!wanted()) return { ok: false, why: 'failed' } as const;
    return { ok: true, bytes, mediaType: 'image/jpeg', ...size, takenAt, front: shown, mark } as const;
  }

  return {
    async look({ width, quality, last, wanted }): Promise<Look> {
      try {
        return await look(width, quality, last, wanted);
      } catch {
        return { ok: false, why: 'failed' };
      }
    },
    front,
    onFront: (changed) => windows.onFront(changed),
  };
}

function whyNot(why: 'hidden' | 'not-possible' | 'failed'): Look {
  return { ok: false, why: why === 'hidden' ? 'nothing' : why };
}

/** Null when it looks like the last. */
function markOf({ width, height, pixels }: Pixels, last: PictureMark | null): PictureMark | null {
  const points = new Uint32Array(pixels.buffer, pixels.byteOffset, width * height);
  const tiles = tilesOf(points, width, height);
  return last === null ? firstMark(width, height, tiles) : nextMark(last, width, height, tiles);
}
