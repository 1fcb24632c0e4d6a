/// <reference types="node" />
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isFiltered, parsePeopleFilters, peopleHref, searchOf } from './filters.ts';

test('filters are read back from the address that they make', () => {
  const filters = {
    search: 'ana & co',
    kind: 'pupil' as const,
    year: '9',
    form: '9B',
    leavers: 'only' as const,
  };
  const read = parsePeopleFilters(Object.fromEntries(new URLSearchParams(searchOf(filters))));
  assert.equal(peopleHref(read), peopleHref(filters));
  assert.ok(isFiltered(read));
});

test('what is not understood is left out, and nothing leaves the plain address', () => {
  assert.equal(peopleHref(parsePeopleFilters({ kind: 'cat', group: 'x', leavers: 7, year: '' })), '/people');
  assert.ok(!isFiltered({ leavers: 'without' }));
});
