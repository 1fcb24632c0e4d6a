import assert from 'node:assert/strict';

import type { Vault } from '../../src/platform/contract/vault.ts';
import { type DefineCase } from './cases.ts';

/** What every `Vault` must hold to. @param open the same device each time, as after a restart */
export function vaultContract(test: DefineCase, open: () => Promise<Vault>): void {
  test('keeps a secret of 32 bytes for each name, the same after a restart', async () => {
    const first = await open();
    const secret = await first.secret('device');
    assert.equal(secret.length, 32);
    assert.deepEqual(await first.secret('device'), secret);
    assert.notDeepEqual(await first.secret('other'), secret);
    assert.deepEqual(await (await open()).secret('device'), secret);
  });
}
