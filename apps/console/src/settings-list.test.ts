import assert from 'node:assert/strict';
import { test } from 'node:test';
import { markedAt, PLACES } from './places.ts';
import { SETTINGS_SECTIONS, settingsFor } from './settings-list.ts';

const entries = SETTINGS_SECTIONS.flatMap((section) => section.entries);

test('a place that is not at the foot is on the page of settings, for the same people', () => {
  for (const place of PLACES.filter(({ foot }) => !foot)) {
    const entry = entries.find(({ href }) => href === place.href);
    assert.deepEqual(
      { label: entry?.label, needs: entry?.needs },
      { label: place.label, needs: place.needs },
    );
  }
});

test('each page is listed once, with one sentence of what it is for', () => {
  assert.equal(new Set(entries.map(({ href }) => href)).size, entries.length);
  assert.equal(new Set(entries.map(({ label }) => label)).size, entries.length);
  for (const { purpose } of entries) assert.match(purpose, /^[A-Z][^.]+\.$/);
});

test('only what the person may open is listed, and a section of which nothing is left is not there', () => {
  const of = (...given: Parameters<typeof settingsFor>) =>
    settingsFor(...given).map((section) => [section.title, section.entries.map(({ label }) => label)]);
  assert.deepEqual(of({ capabilities: [], scopedToGroups: true }), [['For you', ['My account']]]);
  assert.deepEqual(of({ capabilities: ['audit.view'], scopedToGroups: false }), [
    ['School and records', ['Audit']],
    ['For you', ['My account']],
  ]);
  const devices = { capabilities: ['devices.view'] as const };
  assert.equal(of({ ...devices, scopedToGroups: false }).length, 2);
  assert.equal(of({ ...devices, scopedToGroups: true }).length, 1, 'coverage is about the whole school');
});

test('a page reached through Settings marks Settings, one of a place at the foot marks that', () => {
  assert.equal(markedAt('/captures/abc'), '/captures');
  assert.equal(markedAt('/policies/noisy'), '/policies');
  for (const path of ['/settings', '/audit', '/staff/roles', '/guidance/suicide', '/alerts/mine'])
    assert.equal(markedAt(path), '/settings');
  assert.equal(markedAt('/account'), null);
  assert.equal(markedAt('/peopled'), null);
});
