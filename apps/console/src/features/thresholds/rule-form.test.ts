import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newRule, readRule } from './rule-form.ts';

test('what a new rule begins with needs a name and no more', () => {
  const begun = readRule(newRule('tara'));
  assert.ok(!begun.ok);
  assert.deepEqual(Object.keys(begun.wrong), ['name']);
  const named = readRule({ ...newRule('tara'), name: ' Watch ' });
  assert.ok(named.ok);
  assert.deepEqual([named.rule.name, named.rule.count, named.rule.group], ['Watch', 3, null]);
});

test('each field that is wrong is named, with what it may be', () => {
  const group = '0199f0a0-0000-7000-8000-000000000001';
  const bad = readRule({
    ...newRule('tara'),
    name: 'x',
    count: '1',
    days: 'a week',
    groupId: group,
    groupDays: '0',
    staff: [],
  });
  assert.ok(!bad.ok);
  assert.deepEqual(new Set(Object.keys(bad.wrong)), new Set(['count', 'days', 'group', 'staff']));
  assert.match(bad.wrong['days'] ?? '', /1 to 90/);
});
