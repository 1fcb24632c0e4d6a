import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addressOf } from './client.ts';

test('parameters are put into the path, encoded', () => {
  assert.equal(
    addressOf({ path: '/api/things/:id/parts/:partId' }, { params: { id: 'a/b', partId: 'c d' } }),
    '/api/things/a%2Fb/parts/c%20d',
  );
});

test('absent and empty values of a query are left out', () => {
  assert.equal(
    addressOf({ path: '/api/things' }, { query: { a: 1, b: undefined, c: null, d: '', e: 'x&y' } }),
    '/api/things?a=1&e=x%26y',
  );
  assert.equal(addressOf({ path: '/api/things' }, { query: {} }), '/api/things');
});
