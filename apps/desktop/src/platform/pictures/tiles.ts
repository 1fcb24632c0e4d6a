import { deflateRawSync, inflateRawSync } from 'node:zlib';

import type { Pixels, TiledPicture, Tiler } from '../contract/pictures.ts';

/** Pixels of one side of a tile. */
export const TILE = 64;
/** zlib's fastest level, and memory in pieces so small that the system need not be asked for them. */
const FAST = Object.freeze({ level: 1, windowBits: 12, memLevel: 5, chunkSize: 4096 });
/** Of the tile that is being compressed. */
const POINTS = Buffer.alloc(TILE * TILE * 4);
const ROOM = new Int32Array(POINTS.buffer, POINTS.byteOffset, TILE * TILE);
/** Compressed bytes of a tile from which on it is no writing: half of what it has. */
const PHOTOGRAPH = (TILE * TILE * 3) / 2;
/** Bytes of the head: what it is, width, height. */
const HEAD_BYTES = 12;
/** `LPTF`: what a frame in tiles begins with. */
const MARK = 0x4c_50_54_46;

/** Cuts pictures of one screen into tiles. */
export function createTiler(): Tiler {
  let before: { readonly picture: Pixels; readonly cut: TiledPicture } | null = null;

  /** Compresses what changed of a picture whose other tiles are known. */
  function renew(picture: Pixels, last: TiledPicture, changed: ReadonlySet<number>): TiledPicture {
    if (changed.size === 0) {
      before = { picture, cut: last };
      return last;
    }
    const tiles = [...last.tiles];
    const compress = createCompressor(picture);
    for (const place of changed) tiles[place] = compress(place);
    const cut = { bytes: last.bytes, tiles };
    before = { picture, cut };
    return cut;
  }

  return {
    cut(picture) {
      const { width, height } = picture;
      if (before?.picture.width === width && before.picture.height === height)
        return renew(picture, before.cut, changedTiles(before.picture, picture));
      const compress = createCompressor(picture);
      const count = Math.ceil(width / TILE) * Math.ceil(height / TILE);
      const cut = {
        bytes: headOf(picture),
        tiles: Array.from({ length: count }, (_, place) => compress(place)),
      };
      before = { picture, cut };
      return cut;
    },
    patch(part, x, y) {
      if (before === null) return null;
      const { picture, cut } = before;
      const fits = x >= 0 && y >= 0 && x + part.width <= picture.width && y + part.height <= picture.height;
      return fits ? renew(picture, cut, putInto(picture, part, x, y)) : null;
    },
    forget() {
      before = null;
    },
    size: sizeOf,
  };
}

/** Compresses tiles of a picture, one after the other. */
function createCompressor(picture: Pixels): (place: number) => Uint8Array {
  const across = Math.ceil(picture.width / TILE);
  let made: { readonly at: Corner; readonly tile: Uint8Array } | null = null;
  return (place) => {
    const at: Corner = [(place % across) * TILE, Math.floor(place / across) * TILE];
    // Empty paper and the bare desktop are many tiles that look the same.
    if (made === null || !looksTheSame(picture, made.at, at)) made = { at, tile: compressed(picture, ...at) };
    return made.tile;
  };
}

/**
 * The tiles in which two pictures of one size differ. Rows of tiles that are alike are passed over as a whole, so that a
 * still screen costs one look at its memory.
 */
export function changedTiles(before: Pixels, picture: Pixels): ReadonlySet<number> {
  const { width, height } = picture;
  const [oldBytes, bytes] = [asBuffer(before.pixels), asBuffer(picture.pixels)];
  const [old, now] = [pointsOf(before), pointsOf(picture)];
  const stride = width * 4;
  const across = Math.ceil(width / TILE);
  const changed = new Set<number>();
  for (let top = 0, first = 0; top < height; top += TILE, first += across) {
    const foot = Math.min(height, top + TILE);
    const [from, to] = [top * stride, foot * stride];
    if (oldBytes.compare(bytes, from, to, from, to) === 0) continue;
    for (let column = 0; column < across; column += 1) {
      const left = column * TILE;
      const right = Math.min(width, left + TILE);
      for (let y = top; y < foot; y += 1) {
        if (alike(old, y * width + left, now, y * width + left, right - left)) continue;
        changed.add(first + column);
        break;
      }
    }
  }
  return changed;
}

/** Puts a part where it belongs in a picture. Answers the tiles that are others now. */
function putInto(picture: Pixels, part: Pixels, x: number, y: number): ReadonlySet<number> {
  const [old, now] = [pointsOf(picture), pointsOf(part)];
  const across = Math.ceil(picture.width / TILE);
  const changed = new Set<number>();
  for (let row = 0; row < part.height; row += 1) {
    const first = Math.floor((y + row) / TILE) * across;
    const from = row * part.width;
    const to = (y + row) * picture.width + x;
    for (let column = 0; column < part.width; column += 1) {
      if (old[to + column] === now[from + column]) continue;
      old[to + column] = now[from + column] ?? 0;
      changed.add(first + Math.floor((x + column) / TILE));
    }
  }
  return changed;
}

/** Whether so many points are the same. A loop: asking for a comparison of memory costs more than so few are worth. */
function alike(one: Int32Array, at: number, other: Int32Array, there: number, count: number): boolean {
  for (let i = 0; i < count; i += 1) if (one[at + i] !== other[there + i]) return false;
  return true;
}

/** The points of a picture, in its own memory. */
function pointsOf({ width, height, pixels }: Pixels): Int32Array {
  const whole = pixels.byteOffset % 4 === 0 ? pixels : Uint8Array.from(pixels);
  return new Int32Array(whole.buffer, whole.byteOffset, width * height);
}

/** Odd, so that it comes to every row of a tile. */
const SPREAD = 27;
/** Left and top of a tile. */
type Corner = readonly [left: number, top: number];

/** Whether two whole tiles of a picture are the same, point by point. */
function looksTheSame({ width, height, pixels }: Pixels, one: Corner, other: Corner): boolean {
  if ([one, other].some(([left, top]) => left + TILE > width || top + TILE > height)) return false;
  const points = pointsOf({ width, height, pixels });
  for (let turn = 0; turn < TILE; turn += 1) {
    // Rows far from each other first: writing is seldom in the topmost.
    const row = (turn * SPREAD + TILE / 2) % TILE;
    const from = (one[1] + row) * width + one[0];
    const to = (other[1] + row) * width + other[0];
    if (!alike(points, from, points, to, TILE)) return false;
  }
  return true;
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

/**
 * The points of a tile, compressed. A photograph does not get smaller by that: of such a tile
 * every other point across and down is kept, which a film shows well enough, while letters stay as they are.
 */
function compressed(picture: Pixels, left: number, top: number): Uint8Array {
  const whole = deflateRawSync(rowsOf(picture, left, top), FAST);
  const coarse = whole.length > PHOTOGRAPH;
  const made = coarse ? deflateRawSync(coarseColoursOf(picture, left, top), FAST) : whole;
  const tile = new Uint8Array(1 + made.length);
  tile[0] = coarse ? 2 : 1;
  tile.set(made, 1);
  return tile;
}

/** Rows as they are: taking the fourth byte out would cost more than compressing it. */
function rowsOf({ width, height, pixels }: Pixels, left: number, top: number): Buffer {
  const points = pointsOf({ width, height, pixels });
  const columns = Math.min(TILE, width - left);
  const rows = Math.min(TILE, height - top);
  for (let row = 0, to = 0; row < rows; row += 1) {
    const from = (top + row) * width + left;
    for (let column = 0; column < columns; column += 1, to += 1) ROOM[to] = points[from + column] ?? 0;
  }
  return POINTS.subarray(0, rows * columns * 4);
}

/** Every other point across and down: the average of four, without the fourth byte. */
function coarseColoursOf({ width, height, pixels }: Pixels, left: number, top: number): Buffer {
  const end = Math.min(width, left + TILE);
  const foot = Math.min(height, top + TILE);
  const colours = POINTS.subarray(0, Math.ceil((end - left) / 2) * Math.ceil((foot - top) / 2) * 3);
  let to = 0;
  for (let y = top; y < foot; y += 2) {
    // At the edge the last point stands for those that are not there.
    const below = y + 1 < foot ? width * 4 : 0;
    for (let x = left; x < end; x += 2) {
      const at = (y * width + x) * 4;
      const beside = x + 1 < end ? 4 : 0;
      for (let colour = at; colour < at + 3; colour += 1) {
        const sum =
          (pixels[colour] ?? 0) +
          (pixels[colour + beside] ?? 0) +
          (pixels[colour + below] ?? 0) +
          (pixels[colour + beside + below] ?? 0);
        colours[to] = (sum + 2) >> 2;
        to += 1;
      }
    }
  }
  return colours;
}

function expand(tile: Uint8Array, into: Pixels, left: number, top: number): void {
  const end = Math.min(into.width, left + TILE);
  const foot = Math.min(into.height, top + TILE);
  const points = inflateRawSync(tile.subarray(1), { maxOutputLength: TILE * TILE * 4 });
  const row = (y: number): number => (y * into.width + left) * 4;
  if (tile[0] === 1) {
    const bytes = (end - left) * 4;
    for (let y = top; y < foot; y += 1)
      into.pixels.set(points.subarray((y - top) * bytes, (y - top + 1) * bytes), row(y));
    return;
  }
  const across = Math.ceil((end - left) / 2);
  for (let y = top; y < foot; y += 1)
    for (let x = left; x < end; x += 1) {
      const from = (Math.floor((y - top) / 2) * across + Math.floor((x - left) / 2)) * 3;
      const to = row(y) + (x - left) * 4;
      into.pixels[to] = points[from] ?? 0;
      into.pixels[to + 1] = points[from + 1] ?? 0;
      into.pixels[to + 2] = points[from + 2] ?? 0;
    }
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
