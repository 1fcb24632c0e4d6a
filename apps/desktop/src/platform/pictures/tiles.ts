import { deflateRawSync, inflateRawSync } from 'node:zlib';

import type { Pixels, TiledPicture, Tiler } from '../contract/pictures.ts';

/** Pixels of one side of a tile. */
export const TILE = 64;
/** zlib's fastest level, and memory that a small tile can use. */
const FAST = Object.freeze({ level: 1, windowBits: 14, memLevel: 6 });
/** Bytes of the head: what it is, width, height. */
const HEAD_BYTES = 12;
/** `LPTF`: what a frame in tiles begins with. */
const MARK = 0x4c_50_54_46;

/** Cuts pictures of one screen into tiles. */
export function createTiler(): Tiler {
  let before: { readonly picture: Pixels; readonly cut: TiledPicture } | null = null;
  return {
    cut(picture) {
      const { width, height } = picture;
      const last = before?.picture.width === width && before.picture.height === height ? before : null;
      const changed = last === null ? null : changedTiles(last.picture, picture);
      if (last !== null && changed?.size === 0) {
        before = { picture, cut: last.cut };
        return last.cut;
      }
      const across = Math.ceil(width / TILE);
      const tiles = Array.from({ length: across * Math.ceil(height / TILE) }, (_, place) => {
        const known = changed?.has(place) === false ? last?.cut.tiles[place] : undefined;
        return known ?? compressed(picture, (place % across) * TILE, Math.floor(place / across) * TILE);
      });
      const cut = { bytes: last?.cut.bytes ?? headOf(picture), tiles };
      before = { picture, cut };
      return cut;
    },
    forget() {
      before = null;
    },
    size: sizeOf,
  };
}

/**
 * The tiles in which two pictures of one size differ. Memory is compared in as long pieces as can be: rows of tiles, then
 * the rows of pixels in those that differ, so that a still screen costs one look at its bytes.
 */
export function changedTiles(before: Pixels, picture: Pixels): ReadonlySet<number> {
  const { width, height } = picture;
  const [old, now] = [asBuffer(before.pixels), asBuffer(picture.pixels)];
  const stride = width * 4;
  const across = Math.ceil(width / TILE);
  const changed = new Set<number>();
  const same = (from: number, to: number): boolean => old.compare(now, from, to, from, to) === 0;
  for (let top = 0, first = 0; top < height; top += TILE, first += across) {
    const foot = Math.min(height, top + TILE);
    if (same(top * stride, foot * stride)) continue;
    for (let y = top; y < foot; y += 1) {
      if (same(y * stride, (y + 1) * stride)) continue;
      for (let column = 0; column < across; column += 1) {
        if (changed.has(first + column)) continue;
        const from = y * stride + column * TILE * 4;
        const to = Math.min(from + TILE * 4, (y + 1) * stride);
        if (!same(from, to)) changed.add(first + column);
      }
    }
  }
  return changed;
}

/** Puts tiled pictures together, one after the other: only what is other than in the one before is read. */
export function createJoiner(): (picture: TiledPicture) => Pixels | null {
  let pixels: Pixels | null = null;
  let tiles: readonly Uint8Array[] = [];
  return (picture) => {
    const size = sizeOf(picture);
    if (size === null) return null;
    const { width, height } = size;
    if (pixels?.width !== width || pixels.height !== height) {
      pixels = { width, height, pixels: new Uint8Array(width * height * 4).fill(255) };
      tiles = [];
    }
    const across = Math.ceil(width / TILE);
    for (const [place, tile] of picture.tiles.entries())
      if (tiles[place] !== tile)
        expand(tile, pixels, (place % across) * TILE, Math.floor(place / across) * TILE);
    tiles = picture.tiles;
    return pixels;
  };
}

/** Null for bytes that are none. */
function sizeOf({ bytes: head, tiles }: TiledPicture): Pick<Pixels, 'width' | 'height'> | null {
  if (head.length !== HEAD_BYTES) return null;
  const view = new DataView(head.buffer, head.byteOffset, HEAD_BYTES);
  const [width, height] = [view.getUint32(4), view.getUint32(8)];
  const room = Math.ceil(width / TILE) * Math.ceil(height / TILE);
  return view.getUint32(0) !== MARK || room === 0 || room !== tiles.length ? null : { width, height };
}

function headOf({ width, height }: Pixels): Uint8Array {
  const head = new Uint8Array(HEAD_BYTES);
  const view = new DataView(head.buffer);
  view.setUint32(0, MARK);
  view.setUint32(4, width);
  view.setUint32(8, height);
  return head;
}

/** The colours of a tile without the fourth byte, compressed. */
function compressed({ width, height, pixels }: Pixels, left: number, top: number): Uint8Array {
  const end = Math.min(width, left + TILE);
  const foot = Math.min(height, top + TILE);
  const colours = Buffer.allocUnsafe((end - left) * (foot - top) * 3);
  let to = 0;
  for (let y = top; y < foot; y += 1)
    for (let from = (y * width + left) * 4, until = (y * width + end) * 4; from < until; from += 4) {
      colours[to] = pixels[from] ?? 0;
      colours[to + 1] = pixels[from + 1] ?? 0;
      colours[to + 2] = pixels[from + 2] ?? 0;
      to += 3;
    }
  const made = deflateRawSync(colours, FAST);
  // A copy of its own size: zlib hands over a part of a larger memory, which would be kept as a whole.
  return made.buffer.byteLength === made.length ? made : Uint8Array.from(made);
}

function expand(tile: Uint8Array, into: Pixels, left: number, top: number): void {
  const end = Math.min(into.width, left + TILE);
  const foot = Math.min(into.height, top + TILE);
  const colours = inflateRawSync(tile, { maxOutputLength: TILE * TILE * 3 });
  let from = 0;
  for (let y = top; y < foot; y += 1)
    for (let to = (y * into.width + left) * 4, until = (y * into.width + end) * 4; to < until; to += 4) {
      into.pixels[to] = colours[from] ?? 0;
      into.pixels[to + 1] = colours[from + 1] ?? 0;
      into.pixels[to + 2] = colours[from + 2] ?? 0;
      from += 3;
    }
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
