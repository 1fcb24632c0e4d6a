import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { parsePoliciesSearch, searchOf } from './place.ts';

const GROUP = '0190b2c4-7d2e-7a10-9c11-0123456789ab';

test('an address is read as it was written', () => {
  const search = { group: GROUP, q: 'flimmer & co', severity: 'severe', show: 'off', term: 'own.x' } as const;
  const read = parsePoliciesSearch(Object.fromEntries(new URLSearchParams(searchOf(search))));
  assert.deepEqual({ ...read }, { ...search, language: undefined, policy: undefined });
});

test('what is not understood is left out', () => {
  const read = parsePoliciesSearch({
    group: 'everybody',
    severity: 'awful',
    show: 'all',
    q: 7,
    language: '<b>',
  });
  assert.deepEqual(
    Object.values(read).filter((value) => value !== undefined),
    [],
  );
});

test('whatever stands in an address, reading it twice says the same', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.string()), (search) => {
      const once = parsePoliciesSearch(search);
      assert.deepEqual(parsePoliciesSearch({ ...once }), once);
    }),
  );
});
