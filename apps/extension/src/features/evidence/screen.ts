import type { Screen, ScreenShot } from '@lapwing/agent-core/contracts/screen.ts';
import type { BackgroundHost } from '../../platform/contract/host.ts';

/** Pictures of the tab in which something was found, never of another one. */
export function createTabScreen(parts: {
  readonly pictureOf: BackgroundHost['pictureOf'];
  readonly tabOf: (place: string) => number | null;
  readonly scale: (
    picture: Blob,
    maxWidth: number,
    quality: number,
  ) => Promise<{ bytes: Uint8Array; width: number; height: number }>;
  readonly now: () => number;
}): Screen {
  const { pictureOf, tabOf, scale, now } = parts;
  return {
    async capture({ place, maxWidth, quality }): Promise<ScreenShot> {
      const tab = place === null ? null : tabOf(place);
      if (tab === null) return { ok: false, failed: 'not-possible' };
      const shot = await pictureOf(tab, quality);
      if (!shot.ok) return shot;
      const takenAt = now();
      try {
        return {
          ok: true,
          mediaType: 'image/jpeg',
          takenAt,
          ...(await scale(shot.picture, maxWidth, quality)),
        };
      } catch {
        return { ok: false, failed: 'failed' };
      }
    },
  };
}
