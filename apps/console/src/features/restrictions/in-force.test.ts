import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inRoom, togetherInForce } from './in-force.ts';
import { liftPlan, lotsOf } from './lift-plan.ts';
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
      [null, 1],
      ['Ana, Ben', 2],
    ],
  );
});

test('a room that is locked again for longer has one lock, with the newest words and the last end', () => {
  const list = togetherInForce(
    [
      shown('first', { setAt: at(-2), until: at(1), words: 'Listen, please' }),
      shown('again', { setAt: at(-1), until: at(3), words: 'Eyes to the front' }),
      shown('colleague', { by: { id: 'osei', name: 'Mr Osei' } }),
    ],
    'room',
    NOW,
  );
  assert.deepEqual(
    list.map(({ mayLift, until, words }) => [mayLift, until, words]).find(([ids]) => ids?.length === 2),
    [['first', 'again'], at(3), 'Eyes to the front'],
  );
  assert.equal(list.length, 2);
});

test('of more than one request takes, each is asked for once, and none is left out', () => {
  const ids = Array.from({ length: 401 }, (_, place) => String(place));
  assert.deepEqual(
    lotsOf(ids).map(({ length }) => length),
    [200, 200, 1],
  );
  assert.deepEqual(lotsOf(ids).flat(), ids);
  assert.deepEqual(lotsOf([]), []);
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
    ['pc2', control('pc2', { locked: true, because: [because('a')] })],
    ['pc3', control('pc3')],
  ]);
  const list = [shown('a'), shown('b')];
  const one = liftPlan(['lock'], [seat('ana', 'pc1')], list, held, NOW);
  assert.deepEqual([one.whole, one.forSome, one.personIds], [[], ['a'], ['ana']]);
  const nobody = liftPlan(['lock'], [seat(null, 'pc1')], list, held, NOW);
  assert.deepEqual([nobody.forSome, nobody.personIds, nobody.deviceIds], [['a'], [], ['pc1']]);
  const both = liftPlan(['lock'], [seat('ana', 'pc1'), seat(null, 'pc2')], list, held, NOW);
  assert.deepEqual([both.forSome, both.personIds, both.deviceIds], [['a'], ['ana'], ['pc2']]);
  const others = liftPlan(['lock'], [seat('cleo', 'pc1', { mayOpen: false })], list, held, NOW);
  assert.match(others.unavailable ?? '', /not known for you/);
  const away = liftPlan(['lock'], [seat(null, 'pc1', { online: false })], list, held, NOW);
  assert.match(away.unavailable ?? '', /not known for you/);
  const all = liftPlan(['lock'], [], list, held, NOW);
  assert.deepEqual([all.whole, all.forSome], [['a', 'b'], []]);
  assert.match(liftPlan(['mute'], [], list, held, NOW).unavailable ?? '', /A group holds it/);
});

test('what was set for those chosen and nobody else ends as a whole', () => {
  const held = new Map([
    ['pc1', control('pc1', { locked: true, because: [because('a')] })],
    ['pc2', control('pc2')],
  ]);
  const list = [shown('a', { target: { kind: 'person', id: 'ana', name: 'Ana' } })];
  assert.deepEqual(liftPlan(['lock'], [seat('ana', 'pc1')], list, held, NOW).whole, ['a']);
});

test('in the room is what is for its group, and what holds at a device in it', () => {
  const held = new Map([['pc1', control('pc1', { because: [because('a')] })]]);
  const ana = { kind: 'person' as const, id: 'ana', name: 'Ana' };
  const list = [shown('a', { target: ana }), shown('b', { target: ana }), shown('c')];
  assert.deepEqual(
    inRoom(list, 'room', held).map(({ id }) => id),
    ['a', 'c'],
  );
});
