/// <reference types="node" />
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { Upn, upnCheckLetter, upnProblem } from './upn.ts';

test('a true number is taken, however it is written', () => {
  assert.equal(upnProblem('B801200005001'), null);
  assert.equal(Upn.parse(' b801200005001 '), 'B801200005001');
});

test('a number with one figure wrong, in another shape or with a letter that is never used is refused', () => {
  for (const wrong of [
    'A801200005001',
    'B801200005002',
    'B80120000A001',
    '',
    'B8012',
    'I801200005001',
    'B80120000500O',
  ])
    assert.equal(Upn.safeParse(wrong).success, false, wrong);
});

const figures = fc.stringMatching(/^[0-9]{11}$/);
const last = fc.constantFrom(...'0123456789ABCDEFGHJKLMNPQRTUVWXYZ'.split(''));

test('every number with its letter is taken, a temporary one too; no other figure in its place is', () => {
  fc.assert(
    fc.property(figures, last, fc.nat(10), fc.integer({ min: 1, max: 9 }), (front, end, place, more) => {
      const rest = front + end;
      const upn = upnCheckLetter(rest) + rest;
      assert.equal(upnProblem(upn), null);
      const other = String((Number(front.charAt(place)) + more) % 10);
      const wrong = upn.slice(0, place + 1) + other + upn.slice(place + 2);
      assert.notEqual(upnProblem(wrong), null);
    }),
  );
});
