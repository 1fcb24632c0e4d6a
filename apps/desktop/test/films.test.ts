import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { FilmWanted, Pixels } from '../src/platform/contract/pictures.ts';
import { createFilms } from '../src/platform/pictures/films.ts';
import { loadJpegCodec } from '../src/platform/pictures/jpeg.ts';
import { createPictures } from '../src/platform/pictures/pictures.ts';
import { createTiler } from '../src/platform/pictures/tiles.ts';

/** A page with a line of writing that grows. */
function page(letters: number, width = 640, height = 400): Pixels {
  const pixels = new Uint8Array(width * height * 4).fill(240);
  for (let letter = 0; letter < letters; letter += 1)
    for (let row = 40; row < 50; row += 1) {
      const from = (row * width + 20 + letter * 8) * 4;
      pixels.fill(20, from, from + 5 * 4);
    }
  return { width, height, pixels };
}

function filmOf(pictures: FilmWanted['pictures'], seconds: readonly number[]): FilmWanted {
  const stretches = seconds.map((one, picture) => ({
    picture: picture % pictures.length,
    seconds: one,
    over: [],
  }));
  return { pictures, stretches, width: 640, height: 400, maxBytes: 2_000_000 };
}

test('a picture becomes a JPEG of its size and colours, and what is none is refused', async () => {
  const pictures = createPictures();
  const scaled = await pictures.scaled(page(10), 320);
  assert.deepEqual([scaled.width, scaled.height], [320, 200]);
  const bytes = await pictures.jpeg(scaled, 0.7);
  const back = (await loadJpegCodec()).decode(bytes);
  assert.deepEqual([back.width, back.height], [320, 200]);
  for (const value of back.pixels.subarray(0, 3)) assert.ok(Math.abs(value - 240) < 4, String(value));
  await assert.rejects(pictures.jpeg({ width: 0, height: 0, pixels: new Uint8Array() }, 0.7));
  await pictures.rest();
  assert.ok((await pictures.jpeg(page(1), 0.7)).length > 100);
  await pictures.rest();
});

test('a film has its index first, a length for each picture, and says which of them stand alone', async () => {
  const tiler = createTiler();
  const pictures = Array.from({ length: 30 }, (_, letters) => tiler.cut(page(letters)));
  const seconds = pictures.map((_, place) => 0.3 + place / 10);
  const film = await createFilms().make(filmOf(pictures, seconds));
  assert.ok(film.ok);
  const file = Buffer.from(film.bytes);
  assert.ok(file.indexOf('moov') < file.indexOf('mdat'));
  const times = file.indexOf('stts') + 4;
  assert.equal(file.readUInt32BE(times + 4), 30);
  const lengths = seconds.map((_, place) => file.readUInt32BE(times + 12 + place * 8));
  for (const [place, one] of seconds.entries())
    assert.ok(Math.abs((lengths[place] ?? 0) / 90_000 - one) < 0.001);
  const alone = file.indexOf('stss') + 4;
  const count = file.readUInt32BE(alone + 4);
  assert.ok(count >= 2 && count < 10, String(count));
  assert.equal(file.readUInt32BE(alone + 8), 1);
  // The first picture is where the index says: four bytes of length, then a unit that begins a stream.
  const first = file.readUInt32BE(file.indexOf('stco') + 12);
  assert.equal(first, file.indexOf('mdat') + 4);
});

test('JPEGs and pictures of another size are in a film, too; what is none, and what is too large, is said to be so', async () => {
  const films = createFilms();
  const jpeg = (await loadJpegCodec()).encode(page(3, 300, 300), 0.8);
  const cut = createTiler().cut(page(5));
  assert.ok((await films.make(filmOf([{ bytes: jpeg }, cut], [1, 1]))).ok);
  assert.deepEqual(await films.make({ ...filmOf([cut], [1]), maxBytes: 10 }), {
    ok: false,
    failed: 'too-large',
  });
  const none = await films.make(filmOf([{ bytes: Uint8Array.of(1, 2, 3) }], [1]));
  assert.equal(none.ok ? 'a film' : none.failed, 'failed');
});
