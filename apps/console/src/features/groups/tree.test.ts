import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Group } from '@lapwing/protocol/features/groups/api.ts';
import { allRows, groupRows, parentOptions, withoutBelow } from './tree.ts';

function group(id: string, parentId: string | null = null, kind: Group['kind'] = 'people'): Group {
  return {
    id,
    name: id,
    kind,
    parentId,
    builtIn: null,
    personal: false,
    priority: 'medium',
    members: 0,
    online: 0,
    openCaptures: null,
    worstOpen: null,
  };
}
const shape = (groups: Group[], kind: Group['kind'] = 'people'): string[] =>
  groupRows(groups, kind).map((row) => `${'-'.repeat(row.depth)}${row.group.id}`);

test('children follow their parent, numbers in names in their own order', () => {
  assert.deepEqual(shape([group('8B', 'Year 8'), group('Year 10'), group('Year 8'), group('8A', 'Year 8')]), [
    'Year 8',
    '-8A',
    '-8B',
    'Year 10',
  ]);
});

test('only groups of the kind that is asked for', () => {
  assert.deepEqual(shape([group('room', null, 'devices'), group('class')], 'devices'), ['room']);
});

test('a group whose parent is not visible stands on its own, and a circle loses none', () => {
  assert.deepEqual(shape([group('child', 'elsewhere')]), ['child']);
  assert.deepEqual(shape([group('a', 'b'), group('b', 'a')]).length, 2);
});

test('a group can be put anywhere but in itself and in what is within it', () => {
  const all = [group('a'), group('b', 'a'), group('c', 'b'), group('d')];
  const ids = (list: Group[]): string[] => list.map(({ id }) => id);
  assert.deepEqual(ids(withoutBelow(all, 'b')), ['a', 'd']);
  assert.deepEqual(ids(withoutBelow([group('a', 'b'), group('b', 'a')], 'a')), []);
});

test('the table begins with the whole school and ends with the restrictions', () => {
  const rows = allRows([
    { ...group('Locked'), builtIn: 'screens-locked' },
    { ...group('Mine'), personal: true },
    group('8B'),
    group('Room', null, 'devices'),
    { ...group('School'), builtIn: 'whole-school' },
  ]);
  assert.deepEqual(
    rows.map((row) => row.group.id),
    ['School', 'Room', '8B', 'Mine', 'Locked'],
  );
});

test('a drop-down tells groups of the same name apart by what they are in', () => {
  const rows = groupRows([group('Year 8'), { ...group('x', 'Year 8'), name: 'Sets' }], 'people');
  assert.deepEqual(parentOptions(rows), [
    { key: 'Year 8', label: 'Year 8' },
    { key: 'x', label: 'Sets', hint: 'in Year 8' },
  ]);
});
