import assert from 'node:assert/strict';
import { it } from 'node:test';

import * as fc from 'fast-check';

import { SEAT_CODE, seatEndOf } from '../src/platform/windows/service/seat-code.ts';
import { repeatUnderWine, wineLacking } from './wine.ts';

it('blames nobody but for the codes by which programs are killed', () => {
  assert.equal(seatEndOf(1), 'killed');
  assert.equal(seatEndOf(-1), 'killed');
  for (const code of [0xc000_0005, 0xc000_0409, 0xc000_0374, 0x8000_0003, 0xe000_0008, 134, SEAT_CODE.fault])
    assert.equal(seatEndOf(code), 'failed', code.toString(16));
  // The end of a session of Windows (DBG_TERMINATE_PROCESS) is none of these.
  for (const code of [null, SEAT_CODE.done, SEAT_CODE.hung, 0x4001_0004, 0xc000_013a])
    assert.equal(seatEndOf(code), 'unknown', String(code));
  fc.assert(
    fc.property(fc.integer({ min: -(2 ** 31), max: 2 ** 32 - 1 }), (code) => {
      assert.equal(seatEndOf(code) === 'killed', code === 1 || code >>> 0 === 0xffff_ffff);
    }),
  );
});

it('tells a kill from a fault on Windows', { skip: wineLacking, timeout: 400_000 }, async (context) => {
  await repeatUnderWine(context, 'ends.ts');
});
