import type { Front, LiveScreen, Look } from '@lapwing/agent-core/contracts/live-screen.ts';
import type { BackgroundHost, FrontTab } from '../../platform/contract/host.ts';
import { firstMark, nextMark, tilesOf } from '@lapwing/agent-core/likeness.ts';

/** Quality of what the browser hands over where it is made smaller afterwards: what is lost twice shows. */
const SOURCE_QUALITY = 0.85;

/** The tab in front, as it is now. */
export function createTabLiveScreen(parts: {
  readonly host: Pick<BackgroundHost, 'application' | 'frontTab' | 'frontPicture' | 'onFront'>;
  readonly draw: (
    picture: Blob,
    maxWidth: number,
  ) => Promise<{
    readonly width: number;
    readonly height: number;
    readonly points: Uint32Array;
    jpeg(quality: number): Promise<Uint8Array>;
  }>;
  readonly now: () => number;
}): LiveScreen {
  const { host, draw, now } = parts;
  const frontOf = ({ title, url }: FrontTab): Front => ({ application: host.application, title, url });

  return {
    async look({ width, quality, last, wanted }): Promise<Look> {
      const shot = await host.frontPicture(SOURCE_QUALITY, wanted);
      if (!shot.ok) return shot;
      const takenAt = now();
      try {
        const drawn = await draw(shot.picture, width);
        const tiles = tilesOf(drawn.points, drawn.width, drawn.height);
        const mark =
          last === null
            ? firstMark(drawn.width, drawn.height, tiles)
            : nextMark(last, drawn.width, drawn.height, tiles);
        if (mark === null) return { ok: false, why: 'unchanged' };
        return {
          ok: true,
          bytes: await drawn.jpeg(quality),
          mediaType: 'image/jpeg',
          width: drawn.width,
          height: drawn.height,
          takenAt,
          front: frontOf(shot.tab),
          mark,
        };
      } catch {
        return { ok: false, why: 'failed' };
      }
    },
    async front() {
      const tab = await host.frontTab();
      return tab === null ? null : frontOf(tab);
    },
    onFront: (changed) => host.onFront(changed),
  };
}
