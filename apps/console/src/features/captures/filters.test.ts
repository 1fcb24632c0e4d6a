import assert from 'node:assert/strict';
import { test } from 'node:test';
import { filtersToQuery, filtersToSearch, isNarrowed, matches, parseFilters } from './filters.ts';
import { summaryOf } from './sample.testing.ts';

const GROUP = '0199a1b2-0000-7000-8000-000000000111';
const asObject = (search: string): Record<string, string> => Object.fromEntries(new URLSearchParams(search));

test('without anything in the address the open captures are shown', () => {
  const filters = parseFilters({});
  assert.equal(filters.status, 'open');
  assert.equal(filtersToSearch(filters), '');
  assert.equal(isNarrowed(filters), false);
  assert.deepEqual(filtersToQuery(filters), { status: 'open' });
});

test('what is put into the address comes out of it again', () => {
  for (const search of [
    '?status=any',
    '?status=resolved&severity=severe',
    `?policy=bullying&group=${GROUP}`,
    `?status=any&person=${GROUP}`,
    `?device=${GROUP}`,
  ]) {
    assert.equal(filtersToSearch(parseFilters(asObject(search))), search);
  }
});

test('what an address holds that is not a filter is left out, and the rest stands', () => {
  const filters = parseFilters({ status: 'banana', severity: 'severe', group: '<script>', x: 1 });
  assert.equal(filtersToSearch(filters), '?severity=severe');
});

test('every status asks the server for no status', () => {
  assert.deepEqual(filtersToQuery(parseFilters({ status: 'any' })), {});
});

test('an arriving capture belongs in the list only if it passes every filter', () => {
  const capture = summaryOf({
    severity: 'severe',
    status: 'unclassified',
    groups: [{ id: GROUP, name: '8B' }],
  });
  assert.equal(matches(parseFilters({}), capture), true);
  assert.equal(matches(parseFilters({ severity: 'severe', group: GROUP }), capture), true);
  assert.equal(matches(parseFilters({ severity: 'minor' }), capture), false);
  assert.equal(matches(parseFilters({ policy: 'drugs' }), capture), false);
  assert.equal(matches(parseFilters({ group: capture.id }), capture), false);
  assert.equal(matches(parseFilters({ person: GROUP }), capture), false);
  assert.equal(matches(parseFilters({ device: GROUP }), capture), false);
  assert.equal(matches(parseFilters({ status: 'escalated' }), capture), false);
});

test('a closed capture is not among the open ones', () => {
  assert.equal(matches(parseFilters({}), summaryOf({ status: 'resolved' })), false);
  assert.equal(matches(parseFilters({ status: 'any' }), summaryOf({ status: 'resolved' })), true);
});
