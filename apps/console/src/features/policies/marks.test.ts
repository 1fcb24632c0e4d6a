import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { markText } from './marks.ts';

/** Half of a character that takes two units. */
const LONE = /\p{Surrogate}/u;

test('what was found is marked, what stands around it is not', () => {
  assert.deepEqual(markText('a flimmer here', [{ start: 2, end: 9, severity: 'minor' }]), [
    { text: 'a ', at: 0, severity: null },
    { text: 'flimmer', at: 2, severity: 'minor' },
    { text: ' here', at: 9, severity: null },
  ]);
});

test('where findings overlap the worst shows', () => {
  const marks = markText('abcdef', [
    { start: 0, end: 4, severity: 'minor' },
    { start: 2, end: 6, severity: 'severe' },
  ]);
  assert.deepEqual(
    marks.map(({ text, severity }) => [text, severity]),
    [
      ['ab', 'minor'],
      ['cdef', 'severe'],
    ],
  );
});

test('nothing of a text is lost or doubled, wherever the offsets lie, and no character is cut', () => {
  const offset = fc.integer({ min: -5, max: 40 });
  const found = fc.record({
    start: offset,
    end: offset,
    severity: fc.constantFrom('minor' as const, 'moderate' as const, 'severe' as const),
  });
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 30 }), fc.array(found), (text, all) => {
      const stretches = markText(text, all);
      assert.equal(stretches.map((one) => one.text).join(''), text);
      if (!LONE.test(text)) assert.ok(stretches.every((one) => !LONE.test(one.text)));
    }),
  );
});
