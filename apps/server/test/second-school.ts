import { randomUUID } from 'node:crypto';
import { saveMember } from '../src/features/accounts/index.ts';
import { insertSchool, makeSchoolKeys } from '../src/features/schools/index.ts';
import { hashPassword } from '../src/features/accounts/password-hash.ts';
import { readOrMakeMasterKey } from '../src/platform/keys/master-key.ts';
import { join } from 'node:path';
import { signIn } from '@lapwing/protocol/features/accounts/api.ts';
import { PASSWORD, visitor, type TestServer, type Visitor } from './harness.ts';

/**
 * A second school on the same server, with an administrator who is its safeguarding lead too. Made below the routes:
 * the product makes a server's first school only.
 */
export async function addSecondSchool(
  test: TestServer,
): Promise<{ schoolId: string; administrator: Visitor }> {
  const schoolId = randomUUID();
  const userId = randomUUID();
  const email = 'head@southfield.example';
  const masterKey = readOrMakeMasterKey(join(test.folder, 'secrets/master.key'));
  const { db } = test.server;
  await db.pool.query('insert into accounts_users (id, name, email) values ($1, $2, $3)', [
    userId,
    'Other Head',
    email,
  ]);
  await db.pool.query(
    "insert into accounts_credentials (id, user_id, account_id, provider_id, password) values ($1, $1, $1, 'credential', $2)",
    [userId, await hashPassword(PASSWORD)],
  );
  await db.inSchool(schoolId, async (tx) => {
    await insertSchool(tx, 'Southfield School', makeSchoolKeys(masterKey, schoolId));
    await saveMember(tx, { userId, roles: ['administrator', 'dsl'], disabled: false });
  });
  const administrator = visitor(test.url);
  const signed = await administrator.call(signIn, { body: { email, password: PASSWORD } });
  if (signed.status !== 200) throw new Error(`sign-in: ${signed.reason}`);
  return { schoolId, administrator };
}
