import type { PictureMark } from './contracts/live-screen.ts';

/** Points of one side of a tile. */
const TILE = 16;
/** A difference in more tiles than this is more than a caret. */
const CARET_TILES = 6;
/** Times that a caret must have come and gone before it is left out. */
const BLINKS = 2;
/** Words of a mark before its tiles: width, height, blinks. */
const HEAD = 3;

/** One number for each tile of a picture, which differs when any point in it does. */
export function tilesOf(points: Uint32Array, width: number, height: number): Uint32Array {
  const across = Math.ceil(width / TILE);
  const tiles = new Uint32Array(across * Math.ceil(height / TILE));
  for (let y = 0; y < height; y += 1) {
    const row = Math.floor(y / TILE) * across;
    for (let x = 0; x < width; x += 1) {
      const place = row + Math.floor(x / TILE);
      // The mixing step of MurmurHash3 (32 bits).
      const mixed = Math.imul(points[y * width + x] ?? 0, 0xcc9e2d51);
      const rolled = (tiles[place] ?? 0) ^ Math.imul((mixed << 15) | (mixed >>> 17), 0x1b873593);
      tiles[place] = Math.imul((rolled << 13) | (rolled >>> 19), 5) + 0xe6546b64;
    }
  }
  return tiles;
}

/** The mark of a picture that is the first to be seen. */
export function firstMark(width: number, height: number, tiles: Uint32Array): PictureMark {
  return markOf(width, height, 0, tiles, tiles);
}

/**
 * The mark of a picture after the one marked `last`; null when there is nothing new in it. What comes and goes in one
 * small place, as a caret does, is nothing new once that has been seen twice; text that is typed never is.
 */
export function nextMark(
  last: PictureMark,
  width: number,
  height: number,
  tiles: Uint32Array,
): PictureMark | null {
  if (last[0] !== width || last[1] !== height || last.length !== HEAD + tiles.length * 2)
    return firstMark(width, height, tiles);
  const current = last.subarray(HEAD, HEAD + tiles.length);
  const changed = differing(current, tiles, CARET_TILES + 1);
  if (changed === 0) return null;
  const before = last.subarray(HEAD + tiles.length);
  const back = changed <= CARET_TILES && differing(before, tiles, 1) === 0;
  if (!back) return markOf(width, height, 0, tiles, current);
  const blinks = last[2] ?? 0;
  return blinks >= BLINKS ? null : markOf(width, height, blinks + 1, tiles, current);
}

function markOf(
  width: number,
  height: number,
  blinks: number,
  tiles: Uint32Array,
  before: Uint32Array,
): PictureMark {
  const mark = new Uint32Array(HEAD + tiles.length * 2);
  mark.set([width, height, blinks]);
  mark.set(tiles, HEAD);
  mark.set(before, HEAD + tiles.length);
  return mark;
}

/** How many tiles differ; counts no further than `most`. */
function differing(one: Uint32Array, other: Uint32Array, most: number): number {
  let count = 0;
  for (let place = 0; place < one.length && count < most; place += 1)
    if (one[place] !== other[place]) count += 1;
  return count;
}
