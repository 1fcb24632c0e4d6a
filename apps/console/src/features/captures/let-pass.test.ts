import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Group } from '@lapwing/protocol/features/groups/api.ts';
import type { TriedCapture } from '@lapwing/protocol/features/policies/changes.api.ts';
import { Allowance } from '@lapwing/protocol/features/policies/edits.ts';
import type { Severity } from '@lapwing/protocol/vocabulary.ts';
import { allowanceOf, hasSevere, letPassGroups, sayTried } from './let-pass.ts';

const id = (number: number): string => `0199a1b2-0000-7000-8000-${String(number).padStart(12, '0')}`;
const group = (number: number, given: Partial<Group>): Group => ({
  id: id(number),
  name: `Group ${number}`,
  kind: 'people',
  builtIn: null,
  personal: false,
  parentId: null,
  priority: 'medium',
  members: 1,
  online: 0,
  openCaptures: 0,
  worstOpen: null,
  ...given,
});
const tried = (severity: Severity): TriedCapture => ({
  captureId: id(1),
  happenedAt: '2026-11-14T10:42:07.000Z',
  person: null,
  sentence: 'we go home now',
  before: { term: 'bullying.flimmer', severity },
  after: null,
});

test('for the classes of the pupil, and for the school only by who sees all of it', () => {
  const groups = [group(1, {}), group(2, { builtIn: 'internet-banned' }), group(3, { personal: true })];
  const capture = { groups: groups.map(({ id: of, name }) => ({ id: of, name })) };
  const keys = (options: readonly { key: string }[]): string[] => options.map(({ key }) => key);
  assert.deepEqual(keys(letPassGroups(capture, groups, { scopedToGroups: true, groups: [] })), [id(1)]);
  assert.deepEqual(keys(letPassGroups(capture, groups, { scopedToGroups: false, groups: [] })), [
    id(1),
    'whole',
  ]);
  const mine = { scopedToGroups: true, groups: [{ id: id(4), name: '8B' }] };
  assert.deepEqual(keys(letPassGroups({ groups: [] }, groups, mine)), [id(4)]);
});

test('what is asked for is what the contract takes', () => {
  const given = {
    phrase: ' shooting stars ',
    site: 'stars.example',
    term: 'weapons.shooting',
    policy: 'weapons-violence' as const,
    reason: 'The school play.',
    until: null,
    captureId: id(9),
  };
  const phrase = allowanceOf({ ...given, kind: 'phrase', group: id(1) });
  assert.deepEqual(phrase.what, { kind: 'phrase', phrase: 'shooting stars', term: null });
  assert.equal(phrase.groupId, id(1));
  for (const kind of ['phrase', 'term', 'site'] as const)
    assert.ok(Allowance.safeParse(allowanceOf({ ...given, kind, group: 'whole' })).success, kind);
  assert.equal(allowanceOf({ ...given, kind: 'term', group: 'whole' }).groupId, null);
});

test('the try-out says how many, and how bad the worst of them were', () => {
  const shown = [tried('severe'), tried('moderate'), tried('minor')];
  const say = (captures: number, passed: number, of: readonly TriedCapture[], own = id(1)): string =>
    sayTried({ captures, passed, shown: of, open: 0 }, own);
  assert.equal(
    say(500, 3, shown),
    'Of 500 captures of the last 90 days it would have let pass 3, among them 1 Severe and 1 Moderate.',
  );
  assert.match(say(500, 60, shown), /60, among them at least 1 Severe/);
  assert.match(say(2, 1, [tried('severe')]), /let pass this one alone\.$/);
  assert.match(say(1, 1, [tried('minor')], id(2)), /Of 1 capture .* pass 1\. This one would be reported/);
  assert.match(say(5, 0, []), /not even this one/);
  assert.match(say(0, 0, []), /no captures/);
});

test('a Severe one that would be missed warns, but not the capture itself', () => {
  const past = { captures: 2, passed: 1, shown: [tried('severe')], open: 0 };
  assert.equal(hasSevere(past, id(1)), false);
  assert.equal(hasSevere(past, id(2)), true);
});
