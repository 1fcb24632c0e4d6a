import assert from 'node:assert/strict';
import { test } from 'node:test';

import { createFakeSession } from '../../platform/fake/session.ts';
import { createSystemAccounts } from './accounts.ts';

test('the account is the one that the system names, also of the next who logs on', async () => {
  const session = createFakeSession(() => 0);
  const accounts = createSystemAccounts(session);
  let changes = 0;
  const cancel = accounts.onChange(() => {
    changes += 1;
  });
  assert.equal(await accounts.current(), null);
  session.become({ account: 'SCHOOL\\akhan', displayName: 'A Khan', since: null });
  assert.deepEqual(await accounts.current(), { name: 'SCHOOL\\akhan', origin: 'system' });
  session.become({ account: 'x'.repeat(500), displayName: null, since: null });
  assert.equal((await accounts.current())?.name.length, 320);
  session.become({ account: '', displayName: null, since: null });
  assert.equal(await accounts.current(), null);
  assert.equal(changes, 3);
  cancel();
  session.become(null);
  assert.equal(changes, 3);
});
