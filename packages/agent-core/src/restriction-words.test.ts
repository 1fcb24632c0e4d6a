import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HoldShown } from './status.ts';
import {
  byWords,
  clockWords,
  holdWords,
  leftWords,
  lessonWords,
  lockedBy,
  untilWords,
} from './restriction-words.ts';

const NOON = new Date(2026, 4, 4, 12, 0).getTime();
const plain = (text: string | null): string => (text ?? '').replaceAll(/[\u2068\u2069]/g, '');

test('the time left is figures for the eye and whole minutes for the ear', () => {
  assert.deepEqual([0, 900, 61_000, 3_725_000].map(clockWords), ['0:00', '0:01', '1:01', '1:02:05']);
  assert.equal(clockWords(-5000), '0:00');
  assert.deepEqual([30_000, 61_000, 600_000, 3_600_000, 7_500_000].map(leftWords), [
    'Less than a minute left.',
    '2 minutes left.',
    '10 minutes left.',
    '1 hour left.',
    '2 hours 5 minutes left.',
  ]);
});

test('an end is told by the clock, and with its day where it is another', () => {
  assert.equal(untilWords(null, NOON), null);
  assert.equal(untilWords(NOON + 600_000, NOON), 'Until 12:10.');
  assert.equal(untilWords(NOON + 24 * 3_600_000, NOON), 'Until Tuesday 5 May, 12:00.');
});

test('who did it is named, and a name keeps to itself', () => {
  assert.equal(byWords('Ms Khan'), 'Set by \u2068Ms Khan\u2069.');
  assert.equal(byWords(null), null);
  assert.equal(plain(lockedBy('Ms Khan')), 'Ms Khan has locked your screen');
  assert.equal(lockedBy(null), 'Your screen is locked');
});

test('what holds has words of its own, and the lesson names its teachers', () => {
  const kinds: HoldShown['kind'][] = [
    'lock',
    'internet-off',
    'allow-only',
    'block',
    'mute',
    'downloads',
    'printing-off',
    'removable-media-off',
    'applications',
  ];
  assert.equal(new Set(kinds.map((kind) => holdWords({ kind, title: null }))).size, kinds.length);
  assert.equal(
    plain(holdWords({ kind: 'allow-only', title: 'Rivers' })),
    'Only these sites are open: “Rivers”.',
  );
  const lesson = { title: 'Maths', teachers: ['Ms Khan', 'Mr Osei'], until: NOON + 60_000 };
  assert.equal(
    plain(lessonWords(lesson, NOON)),
    'You are in the lesson “Maths” with Ms Khan and Mr Osei. Until 12:01.',
  );
});
