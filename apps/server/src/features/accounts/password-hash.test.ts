import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hashPassword, verifyPassword } from './password-hash.ts';

test('a password is hashed by argon2id with its cost and its own salt, and verifies in either form of its letters', async () => {
  const hash = await hashPassword('crème brûlée forever');
  assert.match(hash, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  assert.ok(await verifyPassword('crème brûlée forever'.normalize('NFD'), hash));
  assert.ok(!(await verifyPassword('creme brulee forever', hash)));
  assert.notEqual(hash, await hashPassword('crème brûlée forever'));
});

test('a hash that is none verifies nothing', async () => {
  for (const encoded of ['', 'plain', '$argon2id$v=19$m=1$x', '$2b$10$abcdefghijklmnopqrstuv']) {
    assert.equal(await verifyPassword('x', encoded), false);
  }
});
