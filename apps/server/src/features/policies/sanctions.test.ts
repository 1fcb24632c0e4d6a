import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Action, PolicyEdit } from '@lapwing/protocol/features/policies/edits.ts';
import { ownTerm } from '../../../test/own-terms.ts';
import type { OrderedGroup } from '../groups/index.ts';
import { configOf, itemOf } from './config.ts';
import { actionsIn, type SchoolActions } from './sanctions.ts';

const IDS = Array.from({ length: 4 }, (_, at) => `0196f000-0000-7000-8000-00000000000${at}`);
const [SCHOOL = '', FORM = '', OWN = '', TERM = ''] = IDS;
const group = (id: string, depth: number): OrderedGroup => ({
  id,
  name: id,
  priority: depth < 0 ? 'low' : 'medium',
  depth,
});
const both = [group(FORM, 0), group(SCHOOL, -1)];

function after(...edits: PolicyEdit[]): SchoolActions {
  return actionsIn(configOf(edits.flatMap((edit) => itemOf(edit) ?? [])));
}
const watch = (groupId: string, policy: string, actions: Action[] | null): PolicyEdit => ({
  kind: 'watch',
  groupId,
  policy,
  value: { status: null, periods: null, sources: null, actions },
});
const lock = (minutes: number): Action => ({ kind: 'lock', minutes });

describe('what follows on a finding', () => {
  it('is nothing where no group sets anything: managed terms come with no sanction', () => {
    const actions = after(watch(SCHOOL, 'drugs', null));
    assert.equal(actions.setters.size, 0);
    assert.deepEqual(actions.of(both, { term: 'drugs.flimmer', policy: 'drugs' }), []);
    assert.equal(actions.forGroups(both).policies.size, 0);
  });

  it('is of the strongest group, and of the term before its policy, also where that says nothing', () => {
    const actions = after(watch(SCHOOL, 'drugs', [lock(2)]), watch(FORM, 'drugs', [lock(5)]), {
      kind: 'term-watch',
      groupId: SCHOOL,
      term: 'drugs.quiet',
      value: { enabled: null, sources: null, severity: null, actions: [] },
    });
    assert.deepEqual([...actions.setters].sort(), [SCHOOL, FORM].sort());
    assert.deepEqual(actions.of(both, { term: 'drugs.flimmer', policy: 'drugs' }), [lock(5)]);
    assert.deepEqual(actions.of(both.slice(1), { term: 'drugs.flimmer', policy: 'drugs' }), [lock(2)]);
    assert.deepEqual(actions.of(both, { term: 'drugs.quiet', policy: 'drugs' }), []);
    assert.deepEqual(actions.forGroups(both).terms.get('drugs.quiet'), []);
  });

  it('of a term in a policy of the school’s own is that policy’s, not its risk’s', () => {
    const term = `own.${TERM}`;
    const actions = after(
      { kind: 'policy', id: OWN, value: { title: 'Local', description: '', risk: 'bullying' } },
      { kind: 'term', id: term, value: ownTerm('flimmer', { policy: OWN, severity: 'minor', unmask: true }) },
      watch(SCHOOL, 'bullying', [lock(2)]),
    );
    assert.deepEqual(actions.of(both, { term, policy: 'bullying' }), []);
    assert.deepEqual(actions.of(both, { term: 'bullying.glommer', policy: 'bullying' }), [lock(2)]);
  });
});
