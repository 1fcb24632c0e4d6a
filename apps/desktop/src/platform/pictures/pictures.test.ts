import assert from 'node:assert/strict';
import { test } from 'node:test';

import * as fc from 'fast-check';

import type { Pixels } from '../contract/pictures.ts';
import { scaleWithin, sizeWithin } from './scale.ts';
import { changedTiles, createJoiner, createTiler, TILE } from './tiles.ts';

function picture(width: number, height: number, seed = 1): Pixels {
  const pixels = new Uint8Array(width * height * 4);
  let state = seed;
  for (let at = 0; at < pixels.length; at += 1) {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    pixels[at] = state >>> 24;
  }
  return { width, height, pixels };
}

function copy({ width, height, pixels }: Pixels): Pixels {
  return { width, height, pixels: Uint8Array.from(pixels) };
}

function colours({ pixels }: Pixels): number[] {
  return [...pixels].filter((_, at) => at % 4 !== 3);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, one) => sum + one, 0) / values.length;
}

const SIDE = fc.integer({ min: 1, max: 90 });

test('a scaled picture is no wider than asked for, in its shape, and as light as it was', () => {
  fc.assert(
    fc.property(SIDE, SIDE, fc.integer({ min: 1, max: 100 }), fc.nat(), (width, height, most, seed) => {
      const source = picture(width, height, seed);
      const before = mean(colours(source));
      const small = scaleWithin(source, most);
      assert.deepEqual({ width: small.width, height: small.height }, sizeWithin(source, most));
      assert.ok(small.width <= most || small.width === width);
      assert.equal(small.pixels.length, small.width * small.height * 4);
      assert.ok(
        Math.abs(mean(colours(small)) - before) <= 1,
        `${String(before)} ${String(mean(colours(small)))}`,
      );
      assert.ok(small.pixels.every((value, at) => at % 4 !== 3 || value === 255));
    }),
  );
});

test('each pixel is the average of the area that it stands for, by a slow and plain rule', () => {
  fc.assert(
    fc.property(SIDE, SIDE, fc.integer({ min: 1, max: 60 }), fc.nat(), (width, height, most, seed) => {
      const source = picture(width, height, seed);
      if (most >= width) return;
      const small = scaleWithin(source, most);
      const [across, down] = [width / small.width, height / small.height];
      const x = seed % small.width;
      const y = seed % small.height;
      let sum = 0;
      let area = 0;
      for (let row = Math.floor(y * down); row < Math.min(height, Math.ceil((y + 1) * down)); row += 1)
        for (
          let column = Math.floor(x * across);
          column < Math.min(width, Math.ceil((x + 1) * across));
          column += 1
        ) {
          const part =
            (Math.min(row + 1, (y + 1) * down) - Math.max(row, y * down)) *
            (Math.min(column + 1, (x + 1) * across) - Math.max(column, x * across));
          sum += (source.pixels[(row * width + column) * 4] ?? 0) * part;
          area += part;
        }
      const got = small.pixels[(y * small.width + x) * 4] ?? 0;
      assert.ok(Math.abs(got - sum / area) <= 1.01, `${String(got)} ${String(sum / area)}`);
    }),
  );
});

/** Black points on white, as letters are. */
function writing(width: number, height: number): Pixels {
  const { pixels } = picture(width, height);
  for (let at = 0; at < pixels.length; at += 4) pixels.fill((pixels[at] ?? 0) > 200 ? 0 : 255, at, at + 4);
  return { width, height, pixels };
}

test('a tile of a photograph is kept at half its size, and is as light as it was', () => {
  const photograph = picture(TILE, TILE);
  const tiler = createTiler();
  const cut = tiler.cut(photograph);
  assert.ok((cut.tiles[0]?.length ?? 0) < TILE * TILE);
  const joined = createJoiner()(cut);
  assert.ok(joined !== null);
  assert.ok(Math.abs(mean(colours(joined)) - mean(colours(photograph))) < 2);
});

/** From a point to the right and down. */
function cutOut({ width, height, pixels }: Pixels, left: number, top: number): Pixels {
  const rows = Array.from({ length: height - top }, (_, row) =>
    pixels.slice(((top + row) * width + left) * 4, (top + row + 1) * width * 4),
  );
  return { width: width - left, height: height - top, pixels: Uint8Array.from(Buffer.concat(rows)) };
}

test('a part that does not lie within the picture before, or has none, is not put there', () => {
  const tiler = createTiler();
  const part = writing(10, 10);
  assert.equal(tiler.patch(part, 0, 0), null);
  tiler.cut(writing(TILE, TILE));
  for (const [x, y] of [
    [-1, 0],
    [0, -1],
    [TILE - 9, 0],
    [0, TILE - 9],
  ] as const)
    assert.equal(tiler.patch(part, x, y), null);
  const alike = tiler.patch(writing(TILE, TILE), 0, 0);
  assert.ok(alike !== null);
  assert.equal(tiler.patch(writing(TILE, TILE), 0, 0), alike);
  tiler.forget();
  assert.equal(tiler.patch(part, 0, 0), null);
});

test('tiles of writing put together are the picture, whatever came before', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 150 }),
      fc.integer({ min: 1, max: 150 }),
      fc.array(fc.record({ x: fc.nat(), y: fc.nat(), part: fc.boolean() }), { maxLength: 6 }),
      (width, height, changes) => {
        const tiler = createTiler();
        const join = createJoiner();
        let now = writing(width, height);
        const taken = [[copy(now), tiler.cut(now)] as const];
        for (const { x, y, part } of changes) {
          now = copy(now);
          const [left, top] = [x % width, y % height];
          const at = (top * width + left) * 4;
          now.pixels[at] = (now.pixels[at] ?? 0) ^ 0xff;
          // Told as a whole, or as the part in which it is.
          const cut = part ? tiler.patch(cutOut(now, left, top), left, top) : tiler.cut(copy(now));
          assert.ok(cut !== null);
          taken.push([now, cut]);
        }
        for (const [whole, cut] of taken) {
          assert.deepEqual(tiler.size(cut), { width, height });
          const joined = join(cut);
          assert.ok(joined !== null);
          assert.deepEqual(colours(joined), colours(whole));
        }
      },
    ),
    { numRuns: 30 },
  );
});

test('only the tile that changed is another object, and of a still screen none is', () => {
  const tiler = createTiler();
  const first = tiler.cut(picture(TILE * 3, TILE * 2));
  const still = tiler.cut(picture(TILE * 3, TILE * 2));
  assert.equal(still, first);
  const other = picture(TILE * 3, TILE * 2);
  other.pixels.fill(7, (TILE * TILE * 3 + TILE + 5) * 4, (TILE * TILE * 3 + TILE + 5) * 4 + 3);
  const next = tiler.cut(other);
  assert.deepEqual(
    next.tiles.map((tile, place) => tile === first.tiles[place]),
    [true, true, true, true, false, true],
  );
  tiler.forget();
  assert.notEqual(tiler.cut(other).tiles[0], next.tiles[0]);
});

test('the tiles that differ are those in which any point does', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 200 }),
      fc.integer({ min: 1, max: 200 }),
      fc.array(fc.record({ x: fc.nat(), y: fc.nat() }), { maxLength: 5 }),
      (width, height, points) => {
        const before = { width, height, pixels: new Uint8Array(width * height * 4) };
        const after = copy(before);
        const across = Math.ceil(width / TILE);
        const expected = new Set<number>();
        for (const { x, y } of points) {
          const [column, row] = [x % width, y % height];
          after.pixels[(row * width + column) * 4 + 1] = 9;
          expected.add(Math.floor(row / TILE) * across + Math.floor(column / TILE));
        }
        assert.deepEqual(new Set(changedTiles(before, after)), expected);
      },
    ),
  );
});

test('bytes that are no picture in tiles are none', () => {
  const tiler = createTiler();
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 20 }), (bytes) => {
      assert.equal(tiler.size({ bytes, tiles: [] }), null);
      assert.equal(createJoiner()({ bytes, tiles: [] }), null);
    }),
  );
});
