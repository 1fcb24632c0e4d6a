import assert from 'node:assert/strict';
import { test } from 'node:test';
import { paths, safeNext } from './paths.ts';

test('after signing in one goes on only to a page of the console', () => {
  assert.equal(safeNext('/captures/1?status=any'), '/captures/1?status=any');
  for (const next of [
    '//evil.example',
    '/\\evil.example',
    'https://evil.example',
    'javascript:alert(1)',
    '',
    undefined,
  ]) {
    assert.equal(safeNext(next), paths.home());
  }
});

test('signing in does not lead back to signing in', () => {
  for (const next of ['/sign-in', '/sign-in?next=/x', '/setup', '/welcome']) {
    assert.equal(safeNext(next), paths.home());
  }
});

test('what goes into an address is encoded', () => {
  assert.equal(paths.person('a/../b'), '/people/a%2F..%2Fb');
  assert.equal(paths.signIn('/captures?a=b&c'), '/sign-in?next=%2Fcaptures%3Fa%3Db%26c');
});
