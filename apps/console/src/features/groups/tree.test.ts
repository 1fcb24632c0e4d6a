import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Group } from '@lapwing/protocol/features/groups/api.ts';
import { groupRows } from './tree.ts';

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
