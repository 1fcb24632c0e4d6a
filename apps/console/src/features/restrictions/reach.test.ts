import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reachOf } from './reach.ts';
import { seat } from './samples.testing.ts';

const room = { groupId: 'room', group: undefined, by: 'people' as const };

test('nobody selected means the whole group, and counts each connected device once', () => {
  const seats = [
    seat('ana', 'pc1'),
    seat('ben', 'pc1'),
    seat('cem', 'pc2', { online: false }),
    seat('dan', null),
  ];
  const reach = reachOf({ ...room, seats, chosen: [] }, 'lock');
  assert.deepEqual(reach.targets, [{ kind: 'group', id: 'room' }]);
  assert.equal(reach.everybody, true);
  assert.deepEqual(reach.online, ['pc1']);
  assert.deepEqual(reach.devices, ['pc1', 'pc2']);
});

test('people are meant by themselves, those who are not the reader’s to ask about by their device', () => {
  const chosen = [seat('ana', 'pc1'), seat('guest', 'pc2', { mayOpen: false }), seat(null, 'pc3')];
  assert.deepEqual(reachOf({ ...room, seats: chosen, chosen }, 'lock').targets, [
    { kind: 'people', ids: ['ana'] },
    { kind: 'devices', ids: ['pc2', 'pc3'] },
  ]);
  assert.deepEqual(reachOf({ ...room, by: 'devices', seats: chosen, chosen }, 'lock').targets, [
    { kind: 'devices', ids: ['pc1', 'pc2', 'pc3'] },
  ]);
});

test('what a device cannot do does not count', () => {
  const seats = [seat('ana', 'pc1', { able: false }), seat('ben', 'pc2')];
  const reach = reachOf({ ...room, seats, chosen: [] }, 'lock');
  assert.deepEqual(reach.able, ['pc2']);
  assert.deepEqual(reach.online, ['pc1', 'pc2']);
});

test('more people than one target takes make several', () => {
  const chosen = Array.from({ length: 1100 }, (_, index) => seat(`p${index}`, `d${index}`));
  const { targets } = reachOf({ ...room, seats: chosen, chosen }, 'lock');
  assert.deepEqual(
    targets.map((target) => ('ids' in target ? target.ids.length : 0)),
    [500, 500, 100],
  );
});
