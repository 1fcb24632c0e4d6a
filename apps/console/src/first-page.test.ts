import assert from 'node:assert/strict';
import { test } from 'node:test';
import { firstPageOf } from './first-page.ts';

test('a teacher begins in a group, a safeguarding lead among the captures, an administrator among the devices', () => {
  const lead = { capabilities: ['captures.view', 'screens.view', 'groups.view'] as const };
  const page = (
    capabilities: Parameters<typeof firstPageOf>[0]['capabilities'],
    scopedToGroups: boolean,
  ): string => firstPageOf({ capabilities, scopedToGroups });
  assert.equal(page([...lead.capabilities], true), 'group');
  assert.equal(page([...lead.capabilities], false), 'captures');
  assert.equal(page(['captures.view'], true), 'captures');
  assert.equal(page(['devices.view'], false), 'devices');
});
