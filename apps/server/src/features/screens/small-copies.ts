import type { Picture } from '@lapwing/protocol/features/screens/picture.ts';
import sharp from 'sharp';

/** Small pictures for those who glance at a screen that streams large for somebody else. */
export interface SmallCopies {
  /**
   * The picture at that width, for all who want it alike: made once.
   * @returns `busy` when it cannot be made now, `broken` when the device sent what begins as a picture and is none
   */
  of(deviceKey: string, picture: Picture, width: number): Promise<Copy>;
}

/** Pictures made small at one time, of all devices: the other threads are for everything else that the server does. */
const AT_ONCE = 2;
const QUALITY = 50;
/** The largest screen that a device may send is 1920 wide; what claims to be more is not unpacked. */
const MOST_POINTS = 1920 * 4096;

export type Copy = Picture | 'busy' | 'broken';

interface Made {
  readonly picture: Picture;
  readonly width: number;
  readonly copy: Promise<Copy>;
}

/**
 * A picture 1280 wide weighs ten times one of 320, so forwarding the large one to every console that has the room open
 * would cost each of them a second room. Making a small one takes a few milliseconds of another thread, and only while
 * somebody looks closely and somebody else glances: one at a time for each device, and few in all. Nobody waits for it.
 */
export function createSmallCopies(): SmallCopies {
  const newest = new Map<string, Made>();
  const underWay = new Set<string>();

  async function make(picture: Picture, width: number): Promise<Copy> {
    try {
      const { data, info } = await sharp(picture.bytes, { failOn: 'error', limitInputPixels: MOST_POINTS })
        .resize({ width, withoutEnlargement: true })
        .jpeg({ quality: QUALITY })
        .toBuffer({ resolveWithObject: true });
      return { ...picture, width: info.width, height: info.height, mediaType: 'image/jpeg', bytes: data };
    } catch {
      return 'broken';
    }
  }

  return {
    of(deviceKey, picture, width) {
      const known = newest.get(deviceKey);
      if (known?.picture === picture && known.width >= width) return known.copy;
      if (underWay.has(deviceKey) || underWay.size >= AT_ONCE) return Promise.resolve('busy');
      underWay.add(deviceKey);
      const copy = make(picture, width).finally(() => {
        underWay.delete(deviceKey);
        // Shared by those who ask within the same moment, and not kept for later.
        if (newest.get(deviceKey)?.picture === picture) newest.delete(deviceKey);
      });
      newest.set(deviceKey, { picture, width, copy });
      return copy;
    },
  };
}
