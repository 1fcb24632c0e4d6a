import h264 from 'h264-mp4-encoder';

import type { Film, FilmPicture, FilmStretch, FilmWanted, Pixels } from '../contract/pictures.ts';
import { type JpegCodec, loadJpegCodec } from './jpeg.ts';
import { retimed } from './mp4-times.ts';
import { scaleWithin } from './scale.ts';
import { createJoiner } from './tiles.ts';

/** Text stays sharp, and half a minute of writing stays far below 2 MB; where it does not, it is tried again coarser. */
const COARSENESS = Object.freeze([26, 33, 40]);
/** From 0 to 10; the pictures of a screen are simple. */
const SPEED = 10;
/** Pictures between those that stand alone: a player seeks to these. */
const ALONE_EVERY = 12;

/** Makes a film in this process: some 100 MB of memory and all of one processor. Rejects when it fails. */
export async function makeFilm(wanted: FilmWanted): Promise<Film> {
  const codec = await loadJpegCodec();
  for (const coarseness of COARSENESS) {
    const bytes = await encoded(wanted, codec, coarseness);
    if (bytes.length <= wanted.maxBytes) return { ok: true, bytes };
  }
  return { ok: false, failed: 'too-large' };
}

async function encoded(wanted: FilmWanted, codec: JpegCodec, coarseness: number): Promise<Uint8Array> {
  const { pictures, stretches, width, height } = wanted;
  const encoder = await h264.createH264MP4Encoder();
  Object.assign(encoder, {
    width,
    height,
    frameRate: 2,
    speed: SPEED,
    quantizationParameter: coarseness,
    groupOfPictures: ALONE_EVERY,
  });
  encoder.initialize();
  const join = createJoiner();
  let shown = -1;
  let fitted = new Uint8Array();
  for (const { picture, over } of stretches) {
    if (picture !== shown) {
      shown = picture;
      fitted = fit(read(pictures[picture], join, codec), width, height);
    }
    encoder.addFrameRgba(drawnOver(fitted, width, over));
  }
  encoder.finalize();
  const file = Uint8Array.from(encoder.FS.readFile(encoder.outputFilename));
  encoder.FS.unlink(encoder.outputFilename);
  encoder.delete();
  return retimed(
    file,
    stretches.map(({ seconds }) => seconds),
  );
}

function read(
  picture: FilmPicture | undefined,
  join: ReturnType<typeof createJoiner>,
  codec: JpegCodec,
): Pixels {
  if (picture === undefined) throw new Error('A stretch shows a picture that is not there.');
  const { bytes, tiles } = picture;
  if (tiles === undefined) return codec.decode(bytes);
  const joined = join({ bytes, tiles });
  if (joined === null) throw new Error('A picture in tiles is none.');
  // A copy: the next picture is put together in the same memory.
  return { ...joined, pixels: Uint8Array.from(joined.pixels) };
}

/** The picture in the middle of a film's, in red green blue, keeping its shape: screens may change their size. */
function fit(picture: Pixels, width: number, height: number): Uint8Array<ArrayBuffer> {
  const room = Math.min(width, Math.floor((height * picture.width) / picture.height));
  const small = scaleWithin(picture, room);
  const made = new Uint8Array(width * height * 4);
  const [left, top] = [(width - small.width) >> 1, Math.max(0, (height - small.height) >> 1)];
  for (let y = 0; y < Math.min(height, small.height); y += 1)
    for (let x = 0, from = y * small.width * 4; x < small.width; x += 1, from += 4) {
      const to = ((top + y) * width + left + x) * 4;
      made[to] = small.pixels[from + 2] ?? 0;
      made[to + 1] = small.pixels[from + 1] ?? 0;
      made[to + 2] = small.pixels[from] ?? 0;
      made[to + 3] = 255;
    }
  return made;
}

function drawnOver(
  picture: Uint8Array<ArrayBuffer>,
  width: number,
  over: FilmStretch['over'],
): Uint8Array<ArrayBuffer> {
  const made = Uint8Array.from(picture);
  const height = made.length / 4 / width;
  for (const { face, x, y } of over)
    for (let row = Math.max(0, -y); row < face.height && y + row < height; row += 1)
      for (let column = Math.max(0, -x); column < face.width && x + column < width; column += 1) {
        const from = (row * face.width + column) * 4;
        const to = ((y + row) * width + x + column) * 4;
        const alpha = (face.pixels[from + 3] ?? 0) / 255;
        for (let colour = 0; colour < 3; colour += 1)
          made[to + colour] =
            (made[to + colour] ?? 0) * (1 - alpha) + (face.pixels[from + colour] ?? 0) * alpha;
      }
  return made;
}
