import assert from 'node:assert/strict';
import { test } from 'node:test';
import { capturesIn, isFiltered, parseConcernFilters, searchOf } from './filters.ts';

const A = '0199f0a0-0000-7000-8000-000000000001';
const B = '0199f0a0-0000-7000-8000-000000000002';

test('filters are read back from the address that they make', () => {
  const filters = {
    status: 'open',
    person: A,
    owner: 'me',
    risk: 'self-harm',
    search: 'a & b',
    capture: `${A},${B}`,
  } as const;
  const search = Object.fromEntries(new URLSearchParams(searchOf(filters)));
  assert.deepEqual(parseConcernFilters(search), filters);
});

test('what is not understood is left out, and ids that are none attach nothing', () => {
  assert.deepEqual(
    searchOf(parseConcernFilters({ status: 'none', person: '1', risk: 'x', owner: 5, capture: 'x,y' })),
    '',
  );
  assert.deepEqual(capturesIn(parseConcernFilters({ capture: `x,${A}` })), [A]);
  assert.deepEqual(capturesIn({}), []);
});

test('captures to attach are no narrowing of the list', () => {
  assert.ok(!isFiltered({ capture: A }));
  assert.ok(isFiltered({ status: 'open' }));
});
