import assert from 'node:assert/strict';

import type { MachineIdentity } from '../../src/platform/contract/identity.ts';
import { type DefineCase } from './cases.ts';

/** What every `MachineIdentity` must hold to. */
export function identityContract(test: DefineCase, open: () => Promise<MachineIdentity>): void {
  test('tells what device it is, the same each time, and says nothing where it knows nothing', async () => {
    const identity = await open();
    const facts = await identity.facts();
    assert.deepEqual(await identity.facts(), facts);
    assert.ok(facts.name.length > 0 && facts.system.length > 0);
    for (const text of [facts.model, facts.processor]) assert.ok(text === null || text.trim().length > 0);
    for (const figure of [facts.threads, facts.memory, facts.disk])
      assert.ok(figure === null || (Number.isFinite(figure) && figure > 0));
  });
}
