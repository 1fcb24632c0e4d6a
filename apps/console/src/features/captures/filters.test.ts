import assert from 'node:assert/strict';
import { test } from 'node:test';
import { filtersToQuery, filtersToSearch, isNarrowed, matches, parseFilters, sortOf } from './filters.ts';
import { summaryOf } from './sample.testing.ts';

const GROUP = '0199a1b2-0000-7000-8000-000000000111';
const ME = 'account-1';
const asObject = (search: string): Record<string, string> => Object.fromEntries(new URLSearchParams(search));

test('without anything in the address the open captures are shown, the worst first', () => {
  const filters = parseFilters({});
  assert.equal(filters.status, 'open');
  assert.equal(filtersToSearch(filters), '');
  assert.equal(isNarrowed(filters), false);
  assert.deepEqual(filtersToQuery(filters), { status: 'open', sort: 'worst' });
});

test('what is put into the address comes out of it again', () => {
  for (const search of [
    '?status=any',
    '?status=resolved&severity=severe',
    `?policy=bullying&source=chat&group=${GROUP}`,
    `?status=any&person=${GROUP}`,
    `?device=${GROUP}`,
    '?assigned=me&from=2026-11-01&to=2026-11-14',
    '?term=drugs.example&sort=oldest',
    '?status=any&sort=worst',
  ]) {
    assert.equal(filtersToSearch(parseFilters(asObject(search))), search);
  }
});

test('what an address holds that is not a filter is left out, and the rest stands', () => {
  const filters = parseFilters({
    status: 'banana',
    severity: 'severe',
    group: '<script>',
    from: 'May',
    sort: 'x',
    x: 1,
  });
  assert.equal(filtersToSearch(filters), '?severity=severe');
});

test('every status asks the server for no status, and the newest first', () => {
  assert.deepEqual(filtersToQuery(parseFilters({ status: 'any' })), { sort: 'newest' });
});

test('the order that a list has anyway does not stand in its address, and narrows nothing', () => {
  assert.equal(filtersToSearch(parseFilters({ sort: 'worst' })), '');
  assert.equal(filtersToSearch(parseFilters({ status: 'any', sort: 'newest' })), '?status=any');
  const oldest = parseFilters({ sort: 'oldest' });
  assert.equal(sortOf(oldest), 'oldest');
  assert.equal(isNarrowed(oldest), false);
});

test('an arriving capture belongs in the list only if it passes every filter', () => {
  const capture = summaryOf({
    severity: 'severe',
    status: 'unclassified',
    groups: [{ id: GROUP, name: '8B' }],
  });
  const passes = (search: Record<string, string>): boolean => matches(parseFilters(search), capture, ME);
  assert.equal(passes({}), true);
  assert.equal(passes({ severity: 'severe', group: GROUP, source: 'typed', assigned: 'nobody' }), true);
  assert.equal(passes({ from: '2026-11-14', to: '2026-11-14' }), true);
  for (const refused of [
    { severity: 'minor' },
    { policy: 'drugs' },
    { source: 'chat' },
    { group: capture.id },
    { person: GROUP },
    { device: GROUP },
    { status: 'escalated' },
    { assigned: 'me' },
    { term: 'drugs.example' },
    { from: '2026-11-15' },
    { to: '2026-11-13' },
  ])
    assert.equal(passes(refused), false, JSON.stringify(refused));
});

test('what somebody has is theirs alone', () => {
  const mine = summaryOf({ assignedTo: { id: ME, name: 'Tara Khan' } });
  assert.equal(matches(parseFilters({ assigned: 'me' }), mine, ME), true);
  assert.equal(matches(parseFilters({ assigned: 'me' }), mine, 'account-2'), false);
  assert.equal(matches(parseFilters({ assigned: ME }), mine, 'account-2'), true);
  assert.equal(matches(parseFilters({ assigned: 'nobody' }), mine, ME), false);
});

test('a closed capture is not among the open ones', () => {
  assert.equal(matches(parseFilters({}), summaryOf({ status: 'resolved' }), ME), false);
  assert.equal(matches(parseFilters({ status: 'any' }), summaryOf({ status: 'resolved' }), ME), true);
});
