import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import * as fc from 'fast-check';

import { withRing } from '../src/platform/linux/surfaces/paint.ts';
import { scaleOf } from '../src/platform/linux/surfaces/panel.ts';
import { type PixelFormat, toServerPixels } from '../src/platform/linux/surfaces/pixels.ts';
import { moveFocus, spotAt } from '../src/platform/linux/surfaces/spots.ts';

const USUAL: PixelFormat = Object.freeze({
  bitsPerPixel: 32,
  padBits: 32,
  littleEndian: true,
  red: 0xff0000,
  green: 0xff00,
  blue: 0xff,
  opaque: 0,
});

describe('pixels for the server', () => {
  const orange = Uint8Array.of(0xff, 0x80, 0x00, 0xff);

  it('are written as its visual says, whatever the order of bytes and the depth', () => {
    for (const [format, bytes] of [
      [USUAL, '0080ff00'],
      [{ ...USUAL, littleEndian: false }, '00ff8000'],
      [{ ...USUAL, red: 0xff, blue: 0xff0000 }, 'ff800000'],
      [{ ...USUAL, opaque: 0xff000000 }, '0080ffff'],
      [{ ...USUAL, bitsPerPixel: 24 }, '0080ff00'],
      [{ ...USUAL, bitsPerPixel: 16, red: 0xf800, green: 0x07e0, blue: 0x1f }, '00fc0000'],
      [{ ...USUAL, red: 0x3ff00000, green: 0xffc00, blue: 0x3ff }, '0008f83f'],
    ] as const)
      assert.equal(toServerPixels(orange, 1, 0, 1, format).toString('hex'), bytes);
  });

  it('the fast way and the general one agree, and bands make up the whole', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 9 }),
        fc.nat(0xffff),
        (width, height, seed) => {
          const pixels = Uint8Array.from({ length: width * height * 4 }, (_, at) => (seed * (at + 7)) % 256);
          const whole = toServerPixels(pixels, width, 0, height, USUAL);
          // A bit that stands for nothing turns the fast way off.
          const general = toServerPixels(pixels, width, 0, height, { ...USUAL, opaque: 0x01000000 });
          for (let at = 3; at < general.length; at += 4) general[at] = 0;
          assert.deepEqual(whole, general);
          const bands = Array.from({ length: height }, (_, row) =>
            toServerPixels(pixels, width, row, 1, USUAL),
          );
          assert.deepEqual(Buffer.concat(bands), whole);
        },
      ),
    );
  });

  it('a ring stays within the picture', () => {
    fc.assert(
      fc.property(fc.integer({ min: -20, max: 40 }), fc.integer({ min: 0, max: 60 }), (x, width) => {
        const face = { width: 20, height: 10, pixels: new Uint8Array(800) };
        const ringed = withRing(face, { x, y: x, width, height: width });
        assert.equal(ringed.pixels.length, 800);
        assert.ok(
          face.pixels.every((byte) => byte === 0),
          'the picture itself is left as it is',
        );
      }),
    );
  });
});

describe('spots', () => {
  const spots = ['a', 'b', 'c'].map((id, at) => ({ id, x: at * 10, y: 0, width: 10, height: 10, label: id }));

  it('are gone round in both directions', () => {
    assert.deepEqual(
      [null, 'a', 'b', 'c'].map((id) => moveFocus(spots, id, 'next')),
      ['a', 'b', 'c', 'a'],
    );
    assert.deepEqual(
      [null, 'a', 'b', 'c'].map((id) => moveFocus(spots, id, 'before')),
      ['c', 'c', 'a', 'b'],
    );
    assert.equal(moveFocus([], null, 'next'), null);
  });

  it('are found by where they are', () => {
    assert.equal(spotAt(spots, 10, 0), 'b');
    assert.equal(spotAt(spots, 9, 9), 'a');
    assert.equal(spotAt(spots, 30, 0), null);
  });
});

it('the scale of the display is read from its resources', () => {
  assert.equal(scaleOf('Xft.antialias:\t1\nXft.dpi:\t144\n'), 1.5);
  assert.equal(scaleOf(''), 1);
  assert.equal(scaleOf('Xft.dpi: 99999'), 4);
});
