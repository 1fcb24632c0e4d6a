import type { Area } from '../platform/contract/screen.ts';
import type { TileArea } from './messages.ts';

/** Pixels of a side; a letter typed changes one or two tiles. */
const TILE = 64;
const PIXEL_BYTES = 4;

interface Picture {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

/**
 * The desktop as it went over the pipe last. Both sides have one, and both change it by the same tiles in the same order,
 * so that only what is other than before has to be sent.
 */
export interface Mirror {
  readonly width: number;
  readonly height: number;
  /**
   * What of a grab is other than what is here, which it is not any more afterwards.
   * @returns the tiles, and their pixels one after the other
   */
  renew(grab: Area & { readonly pixels: Uint8Array }): {
    readonly tiles: readonly TileArea[];
    readonly pixels: readonly Uint8Array[];
  };
  /** Puts tiles in their places. @returns false for what does not fit */
  put(tiles: readonly TileArea[], pixels: Uint8Array): boolean;
  /** An area of it, copied. @param into memory to use, where it is large enough */
  part(area: Area, into?: Uint8Array): Uint8Array;
  /** Whether an area lies within it. */
  holds(area: Area): boolean;
}

/** Black at first, on both sides. */
export function createMirror(width: number, height: number): Mirror {
  const own: Picture = { width, height, pixels: new Uint8Array(width * height * PIXEL_BYTES) };

  function holds({ x, y, width: wide, height: high }: Area): boolean {
    return x >= 0 && y >= 0 && x + wide <= width && y + high <= height;
  }

  /** Rows that lie side by side in both are compared at once. */
  function sameBand(grab: Area & { readonly pixels: Uint8Array }, top: number, rows: number): boolean {
    const bytes = grab.width * PIXEL_BYTES;
    if (grab.width === width)
      return same(own.pixels, (grab.y + top) * bytes, grab.pixels, top * bytes, rows * bytes);
    for (let row = top; row < top + rows; row += 1)
      if (!same(own.pixels, offset(own, grab.x, grab.y + row), grab.pixels, row * bytes, bytes)) return false;
    return true;
  }

  return {
    width,
    height,
    holds,
    renew(grab) {
      const tiles: TileArea[] = [];
      const pixels: Uint8Array[] = [];
      for (let top = 0; top < grab.height; top += TILE) {
        const high = Math.min(TILE, grab.height - top);
        if (sameBand(grab, top, high)) continue;
        for (let left = 0; left < grab.width; left += TILE) {
          const wide = Math.min(TILE, grab.width - left);
          const tile = cut({ ...grab, pixels: grab.pixels }, { x: left, y: top, width: wide, height: high });
          const at: Area = { x: grab.x + left, y: grab.y + top, width: wide, height: high };
          if (!copy(tile, own, at)) continue;
          tiles.push([at.x, at.y, wide, high]);
          pixels.push(tile);
        }
      }
      return { tiles, pixels };
    },
    put(tiles, pixels) {
      let at = 0;
      for (const [x, y, wide, high] of tiles) {
        const bytes = wide * high * PIXEL_BYTES;
        const area = { x, y, width: wide, height: high };
        if (!holds(area) || at + bytes > pixels.length) return false;
        copy(pixels.subarray(at, at + bytes), own, area);
        at += bytes;
      }
      return at === pixels.length;
    },
    part: (area, into) => cut(own, area, into),
  };
}

function offset({ width }: Pick<Picture, 'width'>, x: number, y: number): number {
  return (y * width + x) * PIXEL_BYTES;
}

function same(one: Uint8Array, oneAt: number, other: Uint8Array, otherAt: number, bytes: number): boolean {
  return Buffer.compare(one.subarray(oneAt, oneAt + bytes), other.subarray(otherAt, otherAt + bytes)) === 0;
}

function cut(from: Picture, { x, y, width, height }: Area, into?: Uint8Array): Uint8Array {
  const bytes = width * height * PIXEL_BYTES;
  const out = into !== undefined && into.length >= bytes ? into.subarray(0, bytes) : new Uint8Array(bytes);
  const row = width * PIXEL_BYTES;
  if (width === from.width) out.set(from.pixels.subarray(y * row, (y + height) * row));
  else
    for (let line = 0; line < height; line += 1) {
      const start = offset(from, x, y + line);
      out.set(from.pixels.subarray(start, start + row), line * row);
    }
  return out;
}

/** @returns whether anything was other than before */
function copy(tile: Uint8Array, to: Picture, { x, y, width, height }: Area): boolean {
  const row = width * PIXEL_BYTES;
  let changed = false;
  for (let line = 0; line < height; line += 1) {
    const at = offset(to, x, y + line);
    if (same(to.pixels, at, tile, line * row, row)) continue;
    to.pixels.set(tile.subarray(line * row, (line + 1) * row), at);
    changed = true;
  }
  return changed;
}
