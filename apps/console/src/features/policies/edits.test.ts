import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PolicyTerm } from '@lapwing/protocol/features/policies/api.ts';
import { OwnTermId, type OwnTerm } from '@lapwing/protocol/features/policies/edits.ts';
import {
  filterRows,
  meantPolicies,
  newId,
  newTermId,
  policyEdit,
  switched,
  termEdit,
  termRows,
  termWatchEdit,
  watchEdit,
  watchNow,
  withStatus,
} from './edits.ts';
import { NOTHING_PENDING, withEdits } from './pending.ts';

const GROUP = { id: '0190b2c4-7d2e-7a10-9c11-0123456789ab', name: 'Year 8' };
const OTHER = '0190b2c4-7d2e-7a10-9c11-0123456789ff';
const listed: PolicyTerm = {
  id: 'gambling.bet',
  example: 'place a bet',
  definition: 'Betting.',
  language: 'en',
  own: false,
  enabled: true,
  severity: 'minor',
  sources: ['typed'],
  changed: false,
};
const own: OwnTerm = {
  policy: 'gambling',
  wordings: ['flimmer'],
  notation: false,
  definition: 'A local betting game.',
  severity: 'severe',
  sources: ['typed'],
  boundary: 'word',
  unmask: false,
  unless: [],
  needs: null,
};

test('the list of terms shows what is meant: added, switched off, deleted', () => {
  const id = newTermId();
  assert.ok(OwnTermId.safeParse(id).success);
  const pending = withEdits(
    NOTHING_PENDING,
    [termEdit(id, own, null, 'Gambling'), termWatchEdit(listed, GROUP, switched(null, false, false), null)],
    1,
  );
  const rows = termRows([listed], pending, 'gambling', GROUP.id);
  assert.deepEqual(
    rows.map(({ term, meant }) => [term.example, term.enabled, meant]),
    [
      ['flimmer', true, 'new'],
      ['place a bet', false, 'changed'],
    ],
  );
  assert.deepEqual(
    filterRows(rows, { show: 'off' }).map(({ term }) => term.id),
    ['gambling.bet'],
  );
  assert.deepEqual(
    filterRows(rows, { q: 'LOCAL' }).map(({ term }) => term.id),
    [id],
  );
  assert.equal(
    termRows([listed], pending, 'gambling', OTHER)[1]?.meant,
    null,
    'in another group nothing is meant',
  );
  assert.deepEqual(
    termRows([listed], pending, 'suicide', GROUP.id).length,
    1,
    'nor is it a term of another policy',
  );
});

test('switching a term on says nothing in the whole school, and says so in a group', () => {
  const off = switched(null, false, true);
  assert.equal(off.enabled, false);
  assert.equal(switched(off, true, true).enabled, null);
  assert.equal(switched(off, true, false).enabled, true);
  assert.equal(switched({ ...off, severity: 'minor' }, true, true).severity, 'minor');
});

test('a policy that is only meant is shown with the terms that are meant for it', () => {
  const id = newId();
  const pending = withEdits(
    NOTHING_PENDING,
    [
      policyEdit(id, { title: 'Local names', description: '', risk: 'bullying' }, null),
      termEdit(newTermId(), { ...own, policy: id }, null, 'Local names'),
    ],
    0,
  );
  const [policy] = meantPolicies(pending);
  assert.equal(policy?.terms, 1);
  assert.equal(policy?.severe, 1);
});

test('a status keeps the other settings of a policy, and periods only stand with a schedule', () => {
  const policy = { id: 'gambling', title: 'Gambling', set: null } as const;
  const scheduled = withStatus(null, 'scheduled', ['lesson']);
  assert.deepEqual(scheduled.periods, ['lesson']);
  assert.equal(withStatus(scheduled, 'disabled', ['lesson']).periods, null);
  const pending = withEdits(NOTHING_PENDING, [watchEdit(policy, GROUP, scheduled)], 0);
  assert.deepEqual(watchNow(pending, policy, GROUP.id), scheduled);
  assert.equal(watchNow(pending, policy, OTHER), null);
  assert.deepEqual(
    withEdits(pending, [watchEdit(policy, GROUP, withStatus(scheduled, null, []))], 0).edits,
    [],
    'left to others again, it is as it was',
  );
});
