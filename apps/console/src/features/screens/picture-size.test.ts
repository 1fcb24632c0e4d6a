import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { isDecodable } from './picture-size.ts';

/** 20 x 10 pixels each, as an encoder writes them. */
const JPEG =
  '/9j/2wBDAP//////////////////////////////////////////////////////////////////////////////////////2wBDAf//////////////////////////////////////////////////////////////////////////////////////wAARCAAKABQDASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAH/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/8QAFQEBAQAAAAAAAAAAAAAAAAAAAAH/xAAUEQEAAAAAAAAAAAAAAAAAAAAA/9oADAMBAAIRAxEAPwCAKgAD/9k=';
const LOSSY = 'UklGRjgAAABXRUJQVlA4ICwAAADQAgCdASoUAAoAP83W4ma/tK6nsAgD8DmJQBadBaSAAP7E7CbsO6sYUGcAAA==';
const LOSSLESS = 'UklGRh4AAABXRUJQVlA4TBEAAAAvE0ACAAdQs840s/+BiOh/AAA=';
const read = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64'));

/** The same picture, claiming to be 65,535 pixels wide and high. */
function swollen(bytes: Uint8Array, at: number): Uint8Array {
  const copy = bytes.slice();
  copy.fill(0xff, at, at + 4);
  return copy;
}

test('pictures of the size of a screen are decoded, whatever made them', () => {
  assert.equal(isDecodable(read(JPEG), 'image/jpeg'), true);
  assert.equal(isDecodable(read(LOSSY), 'image/webp'), true);
  assert.equal(isDecodable(read(LOSSLESS), 'image/webp'), true);
});

test('one that would unfold into gigabytes is not', () => {
  const jpeg = read(JPEG);
  const frame = Buffer.from(jpeg).indexOf(Buffer.from([0xff, 0xc0]));
  assert.equal(isDecodable(swollen(jpeg, frame + 5), 'image/jpeg'), false);
  assert.equal(isDecodable(swollen(read(LOSSY), 26), 'image/webp'), false);
  assert.equal(isDecodable(swollen(read(LOSSLESS), 21), 'image/webp'), false);
});

test('what is no picture of the type it claims is not decoded, and never an error', () => {
  assert.equal(isDecodable(read(LOSSY), 'image/jpeg'), false);
  assert.equal(isDecodable(read(JPEG), 'image/webp'), false);
  const starts = fc.constantFrom([0xff, 0xd8], [...Buffer.from('RIFF....WEBPVP8X')], []);
  fc.assert(
    fc.property(starts, fc.uint8Array({ maxLength: 80 }), (start, rest) => {
      const bytes = Uint8Array.from([...start, ...rest]);
      assert.equal(typeof isDecodable(bytes, 'image/jpeg'), 'boolean');
      assert.equal(typeof isDecodable(bytes, 'image/webp'), 'boolean');
    }),
  );
});
