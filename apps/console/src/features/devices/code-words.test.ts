import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { readDevices, sayPlaces } from './code-words.ts';

test('a number of devices is read as people type it, and anything else is none', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10_000 }), (count) => {
      assert.equal(readDevices(` ${count.toLocaleString('en-GB')} `), count);
    }),
  );
  for (const typed of ['', '0', '10001', '-3', '1.5', '1e3', 'thirty', '٣٠'])
    assert.equal(readDevices(typed), null);
});

test('says how many came in', () => {
  const code = {
    id: '',
    title: '',
    code: null,
    state: 'used-up',
    createdAt: '',
    expiresAt: '',
  } as const;
  assert.equal(sayPlaces({ ...code, enrolled: 0, devicesAtMost: 1 }), 'None of 1 device came in');
  assert.equal(sayPlaces({ ...code, enrolled: 1200, devicesAtMost: 1500 }), '1,200 of 1,500 devices came in');
});
