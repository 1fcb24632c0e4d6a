import type { Screen, ScreenShot } from '@lapwing/agent-core/contracts/screen.ts';
import type { Pictures } from '../../platform/contract/pictures.ts';
import type { Area, DesktopScreen } from '../../platform/contract/screen.ts';
import type { Windows } from '../../platform/contract/windows.ts';
import { monitorOf, windowAt } from './where.ts';

/** How places begin that are no window, such as a file that was named: a picture of them shows the whole desktop. */
const NO_WINDOW = 'device:';

/**
 * Pictures of the monitor on which something was found.
 *
 * @param parts.screen one that shows nothing private: `createCoveredScreen`
 */
export function createDesktopScreenshots(parts: {
  readonly screen: DesktopScreen;
  readonly windows: Pick<Windows, 'front' | 'list'>;
  readonly pictures: Pick<Pictures, 'scaled' | 'jpeg'>;
}): Screen {
  const { screen, windows, pictures } = parts;

  /** Null: the whole desktop. */
  async function areaFor(place: string | null): Promise<Area | null | 'gone'> {
    if (place === null || place.startsWith(NO_WINDOW)) return null;
    const window = await windowAt(windows, place);
    return window === null ? 'gone' : monitorOf(screen, window.area);
  }

  return {
    async capture({ place, maxWidth, quality }): Promise<ScreenShot> {
      const area = await areaFor(place);
      if (area === 'gone') return { ok: false, failed: 'window-gone' };
      const grabbed = await screen.grab(area);
      if (!grabbed.ok) return { ok: false, failed: grabbed.why === 'failed' ? 'failed' : 'not-possible' };
      const { takenAt } = grabbed.grab;
      try {
        const scaled = await pictures.scaled(grabbed.grab, maxWidth);
        const { width, height } = scaled;
        return {
          ok: true,
          bytes: await pictures.jpeg(scaled, quality),
          mediaType: 'image/jpeg',
          takenAt,
          width,
          height,
        };
      } catch {
        return { ok: false, failed: 'failed' };
      }
    },
  };
}
