import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { assert as assertProperty, nat, property, uint8Array } from 'fast-check';
import { createMasterKey, readOrMakeMasterKey } from './master-key.ts';

test('what is sealed opens again, and only under its own purpose, unchanged, by its own key', () => {
  assertProperty(
    property(uint8Array({ maxLength: 200 }), nat(), (plain, at) => {
      const key = createMasterKey(new Uint8Array(32).fill(7));
      const sealed = key.seal('a', plain);
      assert.deepEqual(Buffer.from(key.open('a', sealed)), Buffer.from(plain));
      assert.throws(() => key.open('b', sealed));
      assert.throws(() => createMasterKey(new Uint8Array(32).fill(8)).open('a', sealed));
      const damaged = Buffer.from(sealed);
      const index = at % damaged.length;
      damaged[index] = (damaged[index] ?? 0) ^ 1;
      assert.throws(() => key.open('a', damaged));
    }),
  );
});

test('each purpose has a key of its own', () => {
  const key = createMasterKey(new Uint8Array(32));
  assert.notDeepEqual(key.derive('a'), key.derive('b'));
  assert.deepEqual(key.derive('a'), key.derive('a'));
});

test('the file is made once, for its owner alone, and read the next time', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lapwing-key-'));
  try {
    const path = join(folder, 'secrets', 'master.key');
    const made = readOrMakeMasterKey(path);
    assert.equal(statSync(path).mode & 0o777, 0o600);
    assert.deepEqual(readOrMakeMasterKey(path).derive('x'), made.derive('x'));
  } finally {
    rmSync(folder, { recursive: true });
  }
});
