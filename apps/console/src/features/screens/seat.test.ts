import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type KeyedSeat, keepOrder, keySeats, obstacleOf, quickSelect, sortSeats } from './seat.ts';
import { seatSample } from './seat.testing.ts';

const keysOf = (seats: readonly KeyedSeat[]): string[] => seats.map(({ key }) => key);

test('a seat keeps its key while its person logs on and off, and a person at two devices has two', () => {
  const away = seatSample({ person: 'ana', device: null });
  const there = seatSample({ person: 'ana', device: 'pc1' });
  assert.deepEqual(keysOf(keySeats([away], 'people')), keysOf(keySeats([there], 'people')));
  const twice = keySeats([there, seatSample({ person: 'ana', device: 'pc2' })], 'people');
  assert.equal(new Set(keysOf(twice)).size, 2);
});

test('who is at a device changes nothing about the key of the device', () => {
  const one = keySeats([seatSample({ person: 'ana', device: 'pc1' })], 'devices');
  const other = keySeats([seatSample({ person: null, device: 'pc1' })], 'devices');
  assert.deepEqual(keysOf(one), keysOf(other));
  assert.equal(one[0]?.name, 'pc1');
});

test('names sort as people count, and new captures by how bad they are before how many', () => {
  const seats = keySeats(
    [
      seatSample({ person: 'Pupil 10', device: 'a' }),
      seatSample({ person: 'Pupil 2', device: 'b', newCaptures: 5, worst: 'minor' }),
      seatSample({ person: 'Pupil 3', device: 'c', newCaptures: 1, worst: 'severe' }),
    ],
    'people',
  );
  assert.deepEqual(
    sortSeats(seats, 'name').map(({ name }) => name),
    ['Pupil 2', 'Pupil 3', 'Pupil 10'],
  );
  assert.deepEqual(
    sortSeats(seats, 'new').map(({ name }) => name),
    ['Pupil 3', 'Pupil 2', 'Pupil 10'],
  );
});

test('a new capture moves nobody while the room is looked at; who comes in stands at the end', () => {
  const before = keySeats(
    [seatSample({ person: 'A', device: 'a' }), seatSample({ person: 'B', device: 'b' })],
    'people',
  );
  const order = keepOrder([], before, 'new');
  const after = keySeats(
    [
      seatSample({ person: 'A', device: 'a' }),
      seatSample({ person: 'B', device: 'b', newCaptures: 1, worst: 'severe' }),
      seatSample({ person: '0', device: 'c' }),
    ],
    'people',
  );
  assert.deepEqual(keepOrder(order, after, 'new'), ['A', 'B', '0'].map(idOf));
  assert.deepEqual(keepOrder(order, after.slice(1), 'new'), ['B', '0'].map(idOf));
});

test('quick choices are taken among the seats in view', () => {
  const seats = keySeats(
    [
      seatSample({ person: 'A', device: 'a' }),
      seatSample({ person: 'B', device: null }),
      seatSample({ person: 'C', device: 'c', newCaptures: 2, worst: 'minor' }),
    ],
    'people',
  );
  const pickNames = (quick: Parameters<typeof quickSelect>[0], of: string[] = []): string[] => {
    const chosen = quickSelect(quick, seats, new Set(of.map(idOf)));
    return seats.filter(({ key }) => chosen.has(key)).map(({ name }) => name);
  };
  assert.deepEqual(pickNames('all'), ['A', 'B', 'C']);
  assert.deepEqual(pickNames('none', ['A']), []);
  assert.deepEqual(pickNames('invert', ['A']), ['B', 'C']);
  assert.deepEqual(pickNames('online'), ['A', 'C']);
  assert.deepEqual(pickNames('captures'), ['C']);
});

test('why a screen cannot be looked at is said in the order in which it could be put right', () => {
  assert.equal(obstacleOf(seatSample({ person: 'A', device: null })), 'nowhere');
  assert.equal(obstacleOf(seatSample({ person: 'A', device: 'a', online: false })), 'offline');
  assert.equal(obstacleOf(seatSample({ person: 'A', device: 'a', blind: true })), 'unsupported');
  assert.equal(obstacleOf(seatSample({ person: 'A', device: 'a', remoteView: 'deny' })), 'forbidden');
  assert.equal(obstacleOf(seatSample({ person: 'A', device: 'a', remoteView: 'ask-deny' })), null);
});

function idOf(name: string): string {
  return seatSample({ person: name, device: null }).person?.id ?? '';
}
