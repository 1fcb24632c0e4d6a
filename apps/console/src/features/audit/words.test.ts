import assert from 'node:assert/strict';
import { test } from 'node:test';
import { auditHref, parseAuditFilters, sayAction } from './words.ts';

test('filters of the audit survive the address', () => {
  const filters = { actor: 'acc-1', action: 'evidence.view', subject: 'a&b' };
  const search = auditHref(filters).split('?')[1] ?? '';
  assert.deepEqual(parseAuditFilters(Object.fromEntries(new URLSearchParams(search))), filters);
  assert.equal(auditHref({ actor: null, action: null, subject: null }), '/audit');
});

test('an action is said in words that keep the server’s own', () => {
  assert.equal(sayAction('evidence.view'), 'Evidence: view');
  assert.equal(sayAction('accounts.sign-in'), 'Accounts: sign in');
});
