import { readFile } from 'node:fs/promises';

import load, { type Turbo } from '@cornerstonejs/codec-libjpeg-turbo-8bit/wasmjs';

import type { Pixels } from '../contract/pictures.ts';
import { filePath } from '../node/installed.ts';

/** Colour at half the width and height of the light, which the eye does not miss (`TJSAMP_420`). */
const HALF_COLOUR = 2;

export interface JpegCodec {
  /** @param quality 0 to 1. @throws when the picture is none. */
  encode(picture: Pixels, quality: number): Uint8Array;
  /** @throws when the bytes are no JPEG. */
  decode(bytes: Uint8Array): Pixels;
}

/** Loads the codec: some 10 ms, and memory until the thread or process that did so is over. */
export async function loadJpegCodec(): Promise<JpegCodec> {
  return codecOf(await load({ wasmBinary: await readFile(filePath('jpeg.wasm')) }));
}

function codecOf(turbo: Turbo): JpegCodec {
  return {
    encode({ width, height, pixels }, quality) {
      const encoder = new turbo.JPEGEncoder();
      try {
        const colours = encoder.getDecodedBuffer({
          width,
          height,
          bitsPerSample: 8,
          componentCount: 3,
          isSigned: false,
        });
        for (let from = 0, to = 0; to < colours.length; from += 4, to += 3) {
          colours[to] = pixels[from + 2] ?? 0;
          colours[to + 1] = pixels[from + 1] ?? 0;
          colours[to + 2] = pixels[from] ?? 0;
        }
        encoder.setProgressive(false);
        encoder.setQuality(Math.round(Math.min(1, Math.max(0.01, quality)) * 100));
        encoder.setSubSampling(HALF_COLOUR);
        encoder.encode();
        return new Uint8Array(encoder.getEncodedBuffer());
      } finally {
        encoder.delete();
      }
    },
    decode(bytes) {
      const decoder = new turbo.JPEGDecoder();
      try {
        decoder.getEncodedBuffer(bytes.length).set(bytes);
        decoder.decode();
        const { width, height, componentCount } = decoder.getFrameInfo();
        return { width, height, pixels: coloursOf(decoder.getDecodedBuffer(), componentCount) };
      } finally {
        decoder.delete();
      }
    },
  };
}

function coloursOf(samples: Uint8Array, components: number): Uint8Array {
  const pixels = new Uint8Array((samples.length / components) * 4);
  const [green, blue] = components === 1 ? [0, 0] : [1, 2];
  for (let from = 0, to = 0; from < samples.length; from += components, to += 4) {
    pixels[to] = samples[from + blue] ?? 0;
    pixels[to + 1] = samples[from + green] ?? 0;
    pixels[to + 2] = samples[from] ?? 0;
    pixels[to + 3] = 255;
  }
  return pixels;
}
