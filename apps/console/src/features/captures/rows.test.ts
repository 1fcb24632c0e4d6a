import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isInShown, layRows, meetInItems, rowOf, type Member } from './rows.ts';
import { summaryOf } from './sample.testing.ts';

const id = (number: number): string => `0199a1b2-0000-7000-8000-${String(number).padStart(12, '0')}`;
const incident = { id: id(90), count: 3, open: 3 };
const head = summaryOf({ id: id(10), incident, severity: 'moderate' });
const alone = summaryOf({ id: id(11) });
const member = (number: number): Member => ({
  id: id(number),
  happenedAt: '2026-11-14T10:40:00.000Z',
  severity: 'minor',
  status: 'unclassified',
  site: null,
  sentence: 'we go home now',
});
const ids = (rows: readonly { id: string }[]): string[] => rows.map((row) => row.id);

test('an incident is one line, and its members follow while it is open', () => {
  assert.deepEqual(ids(layRows([head, alone], new Map())), [head.id, alone.id]);
  const open = layRows([head, alone], new Map([[head.id, [member(12), member(13)]]]));
  assert.deepEqual(ids(open), [head.id, id(12), id(13), alone.id]);
  assert.deepEqual(
    open.map((row) => row.kind),
    ['capture', 'member', 'member', 'capture'],
  );
});

test('what stands as a line of its own is not shown again among the members', () => {
  assert.deepEqual(ids(layRows([head, alone], new Map([[head.id, [member(11), member(12)]]]))), [
    head.id,
    id(12),
    alone.id,
  ]);
});

test('a member that is not shown is found by the line of its incident', () => {
  const rows = layRows([alone, head], new Map());
  assert.equal(rowOf(rows, id(12), incident.id), 1);
  assert.equal(rowOf(rows, id(12), null), -1);
  assert.equal(rowOf(rows, alone.id, null), 0);
});

test('a change takes the place of the old line, and nothing moves', () => {
  const resolved = summaryOf({ ...alone, status: 'resolved' });
  const items = meetInItems([head, alone], resolved);
  assert.deepEqual(ids(items), [head.id, alone.id]);
  assert.equal(items[1]?.status, 'resolved');
  assert.equal(meetInItems([head], resolved).length, 1);
});

test('one more of an incident is counted on the line that stands for it', () => {
  const more = summaryOf({ id: id(14), incident: { ...incident, count: 4, open: 4 }, severity: 'minor' });
  assert.equal(meetInItems([head, alone], more)[0]?.incident?.count, 4);
  assert.equal(isInShown([head, alone], more), true);
  assert.equal(isInShown([head, alone], summaryOf({ ...more, severity: 'severe' })), false);
  assert.equal(isInShown([alone], more), false);
  assert.equal(isInShown([head], summaryOf({ id: id(15) })), false);
});
