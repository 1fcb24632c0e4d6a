import type { Area } from '../../src/platform/contract/screen.ts';
import type { WindowsApi } from '../../src/platform/windows/api.ts';
import { pictureInfo } from '../../src/platform/windows/own-windows.ts';

/** Fills areas of the desktop with one colour, as a program that draws past all windows. */
export function createPainter(api: WindowsApi): {
  readonly paint: (area: Area, colour: number) => Promise<void>;
  readonly close: () => void;
} {
  return {
    paint: async ({ x, y, width, height }, colour) => {
      const pixels = new Uint8Array(width * height * 4);
      new Uint32Array(pixels.buffer).fill(colour);
      const dc = api.GetDC(0);
      api.SetDIBitsToDevice(dc, x, y, width, height, 0, 0, 0, height, pixels, pictureInfo(width, height), 0);
      api.ReleaseDC(0, dc);
      api.GdiFlush();
      return Promise.resolve();
    },
    close: () => undefined,
  };
}
