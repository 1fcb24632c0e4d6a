import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import type { Picture } from '@lapwing/protocol/features/screens/picture.ts';
import { ALL_FORMATS, BufferSource, EncodedPacketSink, Input } from 'mediabunny';
import * as fc from 'fast-check';
import sharp from 'sharp';
import { makeFilm, vp8In } from './film.ts';
import { createSittings } from './sittings.ts';

const id = randomUUID();
async function picture(
  takenAt: number,
  mediaType: Picture['mediaType'],
  [width, height]: readonly [number, number],
  grey: number,
): Promise<Picture> {
  const background = { r: grey, g: grey, b: grey };
  const drawn = sharp({ create: { width, height, channels: 3, background } });
  const bytes = await (mediaType === 'image/jpeg' ? drawn.jpeg() : drawn.webp({ quality: 60 })).toBuffer();
  return { id, takenAt, width, height, mediaType, bytes };
}
async function* inOrder(pictures: readonly Picture[]): AsyncGenerator<Picture> {
  for (const each of pictures) yield each;
}
async function frames(film: Uint8Array): Promise<Array<{ at: number; seconds: number; grey: number }>> {
  const input = new Input({ source: new BufferSource(film), formats: ALL_FORMATS });
  const track = await input.getPrimaryVideoTrack();
  assert.ok(track !== null);
  assert.deepEqual([track.codec, track.codedWidth, track.codedHeight], ['vp8', 320, 200]);
  const found = [];
  for await (const packet of new EncodedPacketSink(track).packets()) {
    assert.equal(packet.type, 'key', 'each can be sought');
    const head = Buffer.alloc(20);
    head.write('RIFF', 0, 'latin1');
    head.writeUInt32LE(packet.data.length + 12, 4);
    head.write('WEBPVP8 ', 8, 'latin1');
    head.writeUInt32LE(packet.data.length, 16);
    const pad = Buffer.alloc(packet.data.length % 2);
    const { channels } = await sharp(Buffer.concat([head, packet.data, pad])).stats();
    found.push({ at: packet.timestamp, seconds: packet.duration, grey: Math.round(channels[0]?.mean ?? 0) });
  }
  return found;
}

test('pictures become frames that stand until the next, of one size, whatever they came as', async () => {
  const film = await makeFilm(
    inOrder([
      await picture(5000, 'image/webp', [320, 200], 200),
      await picture(6500, 'image/jpeg', [320, 200], 100),
      await picture(6500, 'image/webp', [160, 100], 50),
      await picture(9500, 'image/webp', [320, 200], 20),
    ]),
    8000,
  );
  const found = await frames(film);
  assert.deepEqual(
    found.map(({ at }) => at),
    [0, 1.5, 1.501, 4.5],
  );
  for (const [index, grey] of [200, 100, 50, 20].entries()) {
    assert.ok(Math.abs((found[index]?.grey ?? 0) - grey) < 8, `frame ${index}: ${found[index]?.grey}`);
  }
  const input = new Input({ source: new BufferSource(film), formats: ALL_FORMATS });
  // What a browser takes for its length: the last picture stands until the end.
  assert.equal(await input.getDurationFromMetadata(), 8);
});

test('a film of no pictures is none', async () => {
  await assert.rejects(makeFilm(inOrder([]), 1000), /no pictures/);
});

test('bytes that are no simple WebP are no frame, and never an error', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => vp8In(bytes) === null));
});

test('a sitting goes on for ten minutes, for whom and what it was begun', () => {
  let now = 0;
  const sittings = createSittings(() => now);
  assert.equal(sittings.goesOn('a'), false);
  sittings.begin('a');
  assert.deepEqual([sittings.goesOn('a'), sittings.goesOn('b')], [true, false]);
  now = 10 * 60_000;
  assert.equal(sittings.goesOn('a'), false);
  for (let count = 0; count < 1500; count += 1) sittings.begin(String(count));
  assert.equal(sittings.goesOn('a'), false);
});
