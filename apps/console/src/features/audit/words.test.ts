import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  actionChoices,
  asQuery,
  auditHref,
  narrows,
  NO_FILTERS,
  parseAuditFilters,
  sayAction,
} from './words.ts';

test('filters of the audit survive the address', () => {
  const filters = {
    actor: 'acc-1',
    action: 'evidence.',
    subject: 'a&b',
    person: '0190a0a0-0000-7000-8000-000000000001',
    from: '2026-11-01',
    to: '2026-11-14',
    outcome: 'unfinished',
    words: '100% “sure”',
    line: '12',
  } as const;
  const search = auditHref(filters).split('?')[1] ?? '';
  assert.deepEqual(parseAuditFilters(Object.fromEntries(new URLSearchParams(search))), filters);
  assert.equal(auditHref(NO_FILTERS), '/audit');
  const odd = { from: 'yesterday', outcome: 'odd', line: 'x', person: '1' };
  assert.deepEqual(parseAuditFilters(odd), NO_FILTERS);
});

test('a span of days is whole at both ends', () => {
  const { from, until } = asQuery({ ...NO_FILTERS, from: '2026-11-14', to: '2026-11-14' });
  assert.equal(Date.parse(until ?? '') - Date.parse(from ?? ''), 86_400_000);
  assert.equal(narrows({ ...NO_FILTERS, line: '3' }), false);
});

test('an action is said in words, and a feature stands before its own', () => {
  assert.equal(sayAction('evidence.view'), 'Evidence: look');
  assert.equal(sayAction('evidence.view-ended'), 'Evidence: look, ended');
  assert.equal(sayAction('accounts.sign-in'), 'Staff: sign in');
  assert.deepEqual(
    actionChoices(['people.view', 'audit.view', 'people.add']).map(({ key }) => key),
    ['audit.', 'audit.view', 'people.', 'people.add', 'people.view'],
  );
});
