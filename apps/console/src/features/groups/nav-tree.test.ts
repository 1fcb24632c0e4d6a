import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Group } from '@lapwing/protocol/features/groups/api.ts';
import { ancestorsOf, navMove, navRows, type NavRow } from './nav-tree.ts';

function group(id: string, given: Partial<Group> = {}): Group {
  return {
    id,
    name: id,
    kind: 'people',
    parentId: null,
    builtIn: null,
    personal: false,
    priority: 'medium',
    members: 0,
    online: 0,
    openCaptures: null,
    worstOpen: null,
    ...given,
  };
}

const SCHOOL: Group[] = [
  group('8A', { parentId: 'Year 8' }),
  group('Year 10'),
  group('Year 8'),
  group('8A Art', { parentId: '8A' }),
  group('Room 1', { kind: 'devices' }),
  group('Club', { personal: true }),
  group('Locked', { builtIn: 'screens-locked' }),
  group('School', { builtIn: 'whole-school' }),
];
const show = (opened: string[] = [], words = '', groups = SCHOOL): NavRow[] =>
  navRows({ groups, opened: new Set(opened), closedSections: new Set(), words });
const lines = (rows: readonly NavRow[]): string[] =>
  rows.map((row) => (row.kind === 'section' ? `# ${row.key}` : `${'-'.repeat(row.depth)}${row.key}`));

test('the school stands first, then rooms, people, one’s own, and what is in force', () => {
  assert.deepEqual(lines(show()), [
    'School',
    '# devices',
    'Room 1',
    '# people',
    'Year 8',
    'Year 10',
    '# mine',
    'Club',
    '# in-force',
    'Locked',
  ]);
});

test('what is inside a closed group is not in the page, and a section without groups has no heading', () => {
  assert.deepEqual(lines(show(['Year 8'])).slice(3, 7), ['# people', 'Year 8', '-8A', 'Year 10']);
  assert.deepEqual(lines(show(['Year 8', '8A'])).slice(5, 7), ['-8A', '--8A Art']);
  assert.deepEqual(lines(show([], '', [group('x')])), ['# people', 'x']);
});

test('the filter shows what fits with what it is in, whatever is open, and forgives accents', () => {
  assert.deepEqual(lines(show([], 'art')), ['# people', 'Year 8', '-8A', '--8A Art']);
  assert.deepEqual(lines(show([], 'café', [group('Cafe')])), ['# people', 'Cafe']);
  assert.deepEqual(lines(show([], 'nothing')), []);
});

test('a group whose parent is elsewhere stands at the top, and a circle loses none', () => {
  assert.deepEqual(lines(show([], '', [group('a', { parentId: 'gone' })])), ['# people', 'a']);
  assert.equal(
    show(['a', 'b'], '', [group('a', { parentId: 'b' }), group('b', { parentId: 'a' })]).length,
    3,
  );
  assert.deepEqual(ancestorsOf([group('a', { parentId: 'b' }), group('b', { parentId: 'a' })], 'a'), [
    'b',
    'a',
  ]);
  assert.deepEqual(ancestorsOf(SCHOOL, '8A Art'), ['8A', 'Year 8']);
});

test('arrows move, open, close, and lead out to what a group is in', () => {
  const rows = show(['Year 8']);
  assert.deepEqual(navMove(rows, 'Year 8', 'down'), { focus: '8A' });
  assert.deepEqual(navMove(rows, 'Year 8', 'in'), { focus: '8A' });
  assert.deepEqual(navMove(rows, 'Year 8', 'out'), { open: false });
  assert.deepEqual(navMove(rows, '8A', 'in'), { open: true });
  assert.deepEqual(navMove(rows, '8A', 'out'), { focus: 'Year 8' });
  assert.deepEqual(navMove(rows, 'Year 10', 'out'), { focus: 'people' });
  assert.equal(navMove(rows, 'Year 10', 'in'), null);
  assert.equal(navMove(rows, 'School', 'up'), null);
  assert.deepEqual(navMove(rows, 'School', 'last'), { focus: 'Locked' });
});

test('two thousand groups five deep take no longer than a blink', () => {
  const many = Array.from({ length: 2000 }, (_, index) =>
    group(`g${index}`, { parentId: index % 5 === 0 ? null : `g${index - 1}` }),
  );
  const began = performance.now();
  assert.equal(
    show(
      many.map(({ id }) => id),
      '',
      many,
    ).length,
    2001,
  );
  assert.ok(performance.now() - began < 250);
});
