import assert from 'node:assert/strict';
import { test } from 'node:test';
import { togetherInForce } from './in-force.ts';
import { liftPlan } from './lift-plan.ts';
import { because, at, control, NOW, seat, shown } from './samples.testing.ts';

test('locks come first, what is over or lifted or of a group for good is left out', () => {
  const list = togetherInForce(
    [
      shown('net', { effect: { kind: 'internet-off' }, what: 'Internet off' }),
      shown('lock'),
      shown('over', { until: at(-1) }),
      shown('lifted', { lifted: { by: null, at: at(0) } }),
      shown('group', { layer: 'group', until: null }),
      shown('later', { from: at(5) }),
    ],
    'room',
    NOW,
  );
  assert.deepEqual(
    list.map(({ mayLift }) => mayLift),
    [['lock'], ['net']],
  );
});

test('what one person set in one go is one thing; for all of the room it needs no name', () => {
  const people = { kind: 'person' as const, id: 'ana', name: 'Ana' };
  const list = togetherInForce(
    [
      shown('a', { target: people }),
      shown('b', { target: { ...people, id: 'ben', name: 'Ben' } }),
      shown('c', { setAt: at(-2) }),
    ],
    'room',
    NOW,
  );
  assert.deepEqual(
    list.map(({ whom, of }) => [whom, of.length]),
    [
      ['Ana, Ben', 2],
      [null, 1],
    ],
  );
});

test('what may not be lifted says why', () => {
  const [one] = togetherInForce(
    [shown('a', { may: { lift: { allowed: false, reason: 'It was set by the deputy.' } } })],
    'room',
    NOW,
  );
  assert.equal(one?.unavailable, 'It was set by the deputy.');
});

test('for some of a class it is lifted for them alone, and only what holds at their device', () => {
  const held = new Map([
    ['pc1', control('pc1', { locked: true, because: [because('a')] })],
    ['pc2', control('pc2')],
  ]);
  const list = [shown('a'), shown('b')];
  assert.deepEqual(liftPlan(['lock'], [seat('ana', 'pc1')], list, held, NOW), {
    ids: ['a'],
    personIds: ['ana'],
    unavailable: undefined,
  });
  assert.deepEqual(liftPlan(['lock'], [seat(null, 'pc1')], list, held, NOW).personIds, ['pc1']);
  const all = liftPlan(['lock'], [], list, held, NOW);
  assert.deepEqual([all.ids, all.personIds], [['a', 'b'], null]);
  assert.match(liftPlan(['mute'], [], list, held, NOW).unavailable ?? '', /group holds it/);
});
