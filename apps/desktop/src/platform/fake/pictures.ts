import type { Films, FilmWanted, Pictures, Tiler } from '../contract/pictures.ts';
import { scaleWithin } from '../pictures/scale.ts';
import { createTiler } from '../pictures/tiles.ts';

/** Pictures without a codec: their files begin as real ones do, and hold the middle pixel. */
export function createFakePictures(): Pictures {
  return {
    scaled: async (picture, maxWidth) => Promise.resolve(scaleWithin(picture, maxWidth)),
    jpeg: async ({ width, height, pixels }) => {
      const middle = ((height >> 1) * width + (width >> 1)) * 4;
      return Promise.resolve(Uint8Array.of(0xff, 0xd8, ...pixels.subarray(middle, middle + 3)));
    },
    rest: async () => Promise.resolve(),
  };
}

export interface FakeFilms extends Films {
  /** Every film that was asked for. */
  readonly wanted: FilmWanted[];
}

/** Films of nothing but a beginning; one of pictures that are none fails. */
export function createFakeFilms(tiler: Pick<Tiler, 'size'> = createTiler()): FakeFilms {
  const wanted: FilmWanted[] = [];
  return {
    wanted,
    make: async (film) => {
      wanted.push(film);
      const known = film.pictures.every(({ bytes, tiles }) =>
        tiles === undefined ? bytes[0] === 0xff : tiler.size({ bytes, tiles }) !== null,
      );
      if (!known) return Promise.resolve({ ok: false, failed: 'failed' });
      const bytes = Uint8Array.of(0, 0, 0, 24, ...Buffer.from('ftypisom'));
      if (bytes.length > film.maxBytes) return Promise.resolve({ ok: false, failed: 'too-large' });
      return Promise.resolve({ ok: true, bytes });
    },
  };
}
