import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isOfNow, sayMegabytes, sayStanding } from './words.ts';

test('how it stands with a release is said in words, failures with what they mean', () => {
  assert.equal(sayStanding({ running: 0, failed: 0 }), 'No device runs it.');
  assert.equal(sayStanding({ running: 1, failed: 0 }), '1 device runs it.');
  assert.match(
    sayStanding({ running: 1200, failed: 1 }),
    /^1,200 devices run it\. On 1 device it was refused/,
  );
});

test('sizes are round', () => {
  assert.deepEqual(
    [sayMegabytes(10), sayMegabytes(999_999), sayMegabytes(61_400_000)],
    ['1 kB', '1000 kB', '61 MB'],
  );
});

test('the newest are shown, and of the others those that some device gets, runs or could not take', () => {
  type Told = Parameters<typeof isOfNow>[0];
  const old: Told = { ring: 'none', running: 0, failed: 0 };
  const releases: Told[] = [
    old,
    old,
    old,
    old,
    { ...old, ring: 'tenth' },
    { ...old, running: 3 },
    { ...old, failed: 1 },
  ];
  assert.deepEqual(
    releases.map((release, place) => isOfNow(release, place)),
    [true, true, true, false, true, true, true],
  );
});
