import assert from 'node:assert/strict';
import { test } from 'node:test';
import { writePicture } from '@lapwing/protocol/features/screens/picture.ts';
import * as fc from 'fast-check';
import { pictureAt, readRecording } from './recording-bytes.ts';

function recording(times: readonly number[]): Uint8Array {
  const parts = times.map((takenAt) => {
    const message = writePicture({
      id: '01939c3e-7c1e-7a52-8d5c-2f1d6a0b4c11',
      takenAt,
      width: 4,
      height: 3,
      mediaType: 'image/jpeg',
      bytes: new Uint8Array([1, 2, 3]),
    });
    const part = new Uint8Array(4 + message.length);
    new DataView(part.buffer).setUint32(0, message.length);
    part.set(message, 4);
    return part;
  });
  return new Uint8Array(Buffer.concat(parts));
}

test('the pictures of a recording come in order of time, and a cut end loses only what was cut', () => {
  const bytes = recording([1000, 3000, 2000]);
  assert.deepEqual(
    readRecording(bytes).map(({ takenAt }) => takenAt),
    [1000, 2000, 3000],
  );
  assert.equal(readRecording(bytes.subarray(0, bytes.length - 1)).length, 2);
});

test('at any moment the last picture taken by then is shown', () => {
  const pictures = readRecording(recording([1000, 2000, 5000]));
  assert.deepEqual(
    [-5, 0, 999, 1000, 3999, 4000, 90_000].map((ms) => pictureAt(pictures, ms)),
    [0, 0, 0, 1, 1, 2, 2],
  );
  assert.equal(pictureAt([], 0), -1);
});

test('bytes that are no recording are no pictures, and never an error', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => readRecording(bytes).length >= 0));
});
