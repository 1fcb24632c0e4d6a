import { parentPort } from 'node:worker_threads';

import { loadJpegCodec } from './jpeg.ts';
import { scaleWithin } from './scale.ts';
import type { PictureAnswer, PictureAsked } from './pictures.ts';

// The thread that works on pixels; it is ended when there has been nothing to do for a while.
const codec = loadJpegCodec();

async function work(asked: PictureAsked): Promise<PictureAnswer> {
  const { id, picture } = asked;
  try {
    if (asked.kind === 'scale') return { id, picture: scaleWithin(picture, asked.maxWidth) };
    return { id, bytes: (await codec).encode(picture, asked.quality) };
  } catch (error) {
    return { id, failed: String(error) };
  }
}

async function answer(asked: PictureAsked): Promise<void> {
  const answered = await work(asked);
  const made = 'picture' in answered ? answered.picture.pixels : 'bytes' in answered ? answered.bytes : null;
  parentPort?.postMessage(answered, made?.buffer instanceof ArrayBuffer ? [made.buffer] : []);
}

parentPort?.on('message', (asked: PictureAsked) => void answer(asked));
