import { parentPort } from 'node:worker_threads';

import { loadJpegCodec } from './jpeg.ts';
import { scaleWithin } from './scale.ts';
import type { PictureAnswer, PictureAsked } from './pictures.ts';

// The thread that works on pixels; it is ended when there has been nothing to do for a while.
const codec = loadJpegCodec();

async function work(asked: PictureAsked): Promise<PictureAnswer> {
  const { id, picture } = asked;
  try {
    if (asked.kind === 'scale') {
      const scaled = scaleWithin(picture, asked.maxWidth);
      return { id, picture: scaled === picture ? scaled : { ...scaled, left: picture.pixels } };
    }
    return { id, bytes: (await codec).encode(picture, asked.quality) };
  } catch (error) {
    return { id, failed: String(error) };
  }
}

async function answer(asked: PictureAsked): Promise<void> {
  const answered = await work(asked);
  parentPort?.postMessage(answered, memoryOf(answered));
}

/** What is handed over, not copied. */
function memoryOf(answered: PictureAnswer): readonly ArrayBuffer[] {
  const made =
    'picture' in answered
      ? [answered.picture.pixels, answered.picture.left]
      : 'bytes' in answered
        ? [answered.bytes]
        : [];
  return made.flatMap((one) => (one?.buffer instanceof ArrayBuffer ? [one.buffer] : []));
}

parentPort?.on('message', (asked: PictureAsked) => void answer(asked));
