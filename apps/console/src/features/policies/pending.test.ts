import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { OwnTerm, TermWatch } from '@lapwing/protocol/features/policies/edits.ts';
import * as fc from 'fast-check';
import {
  NOTHING_PENDING,
  type PendingEdit,
  pendingEdit,
  same,
  withEdits,
  withoutEdits,
  keyOf,
} from './pending.ts';

const GROUP = '0190b2c4-7d2e-7a10-9c11-0123456789ab';
const POLICY = '0190b2c4-7d2e-7a10-9c11-0123456789ac';
const off: TermWatch = { enabled: false, sources: null, severity: null, actions: null };

function termWatch(term: string, value: TermWatch | null, before: TermWatch | null = null): PendingEdit {
  return { edit: { kind: 'term-watch', groupId: GROUP, term, value }, before, names: {} };
}

test('an edit takes the place of an earlier one of the same item, and remembers how it stood', () => {
  const one = withEdits(NOTHING_PENDING, [termWatch('gambling.bet', off)], 4);
  const two = withEdits(one, [termWatch('gambling.bet', { ...off, severity: 'minor' }, off)], 9);
  assert.equal(two.edits.length, 1);
  assert.equal(two.edits[0]?.before, null);
  assert.equal(two.base, 4, 'what was known when the first edit was made still counts');
});

test('switching off and on again changes nothing, and nothing is left to look through', () => {
  const one = { ...withEdits(NOTHING_PENDING, [termWatch('gambling.bet', off)], 4), reviewing: true };
  const two = withEdits(one, [termWatch('gambling.bet', null)], 4);
  assert.deepEqual(two.edits, []);
  assert.equal(two.reviewing, false);
});

test('with a policy that was only meant, what was meant for it goes too', () => {
  const policy: PendingEdit = {
    edit: { kind: 'policy', id: POLICY, value: { title: 'Local names', description: '', risk: 'bullying' } },
    before: null,
    names: {},
  };
  const own: OwnTerm = {
    policy: POLICY,
    wordings: ['flimmer'],
    notation: false,
    definition: 'A name.',
    severity: 'minor',
    sources: ['typed'],
    boundary: 'word',
    unmask: false,
    unless: [],
    needs: null,
  };
  const term: PendingEdit = {
    edit: { kind: 'term', id: `own.${GROUP}`, value: own },
    before: null,
    names: {},
  };
  const all = withEdits(NOTHING_PENDING, [policy, term, termWatch('gambling.bet', off)], 1);
  assert.deepEqual(
    withoutEdits(all, [keyOf(policy.edit)]).edits.map(({ edit }) => edit.kind),
    ['term-watch'],
  );
  assert.equal(pendingEdit(all, 'term', (edit) => edit.value?.policy === POLICY)?.id, `own.${GROUP}`);
});

test('two values are the same when they say the same, whatever the order of their fields', () => {
  assert.ok(same({ a: 1, b: [1, { c: null }] }, { b: [1, { c: null }], a: 1 }));
  assert.ok(!same({ a: 1 }, { a: 1, b: undefined }));
  assert.ok(!same([1, 2], [2, 1]));
  assert.ok(!same([], {}));
  fc.assert(
    fc.property(fc.jsonValue(), (value) =>
      assert.ok(same(value, JSON.parse(JSON.stringify(value) ?? 'null'))),
    ),
  );
});
