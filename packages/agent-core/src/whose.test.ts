import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { isSomebodyElse } from './whose.ts';

const name = fc.oneof(
  fc.constantFrom(null, 'ana', 'Ana', 'ben', 'ana@a.example', 'BEN@a.example', 'ana@b.example', '@', 'ana@'),
  fc.string({ minLength: 1, maxLength: 12 }),
);

test('CTRL-13 somebody else is another account of the same house, and nothing less', () => {
  const house = 'a.example';
  assert.ok(isSomebodyElse('ana', 'ben'));
  assert.ok(isSomebodyElse(`ana@${house}`, `Ben@A.EXAMPLE`));
  for (const at of [null, `ANA@${house}`, 'ana', 'ben', 'ben@b.example', `ben@x@${house}`])
    assert.ok(!isSomebodyElse(`ana@${house}`, at), String(at));
});

test('CTRL-13 nobody is somebody else than themselves, and it is the same from either side', () => {
  fc.assert(
    fc.property(name, name, (one, other) => {
      assert.equal(isSomebodyElse(one, one), false);
      assert.equal(isSomebodyElse(one, one?.toUpperCase().toLowerCase() ?? null), false);
      assert.equal(isSomebodyElse(one, other), isSomebodyElse(other, one));
      assert.equal(isSomebodyElse(null, other), false);
    }),
  );
});
