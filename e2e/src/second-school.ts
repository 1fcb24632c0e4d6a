import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { signIn } from '@lapwing/protocol/features/accounts/api.ts';
import { saveMember } from '@lapwing/server/features/accounts/index.ts';
import { hashPassword } from '@lapwing/server/features/accounts/password-hash.ts';
import { insertSchool, makeSchoolKeys } from '@lapwing/server/features/schools/index.ts';
import { openDatabase } from '@lapwing/server/platform/db/database.ts';
import { readOrMakeMasterKey } from '@lapwing/server/platform/keys/master-key.ts';
import { asOwner, ownerConnection } from './database.ts';
import type { ServerUnderTest } from './server.ts';
import { PASSWORD, visit, type Visitor } from './visitor.ts';

/**
 * Another school on the same server, with an administrator who is its safeguarding lead too. Made below the routes,
 * by the server's own code: the product makes a server's first school only.
 */
export async function addSecondSchool(server: ServerUnderTest): Promise<Visitor & { email: string }> {
  const schoolId = randomUUID();
  const userId = randomUUID();
  const email = 'head@southfield.example';
  const masterKey = readOrMakeMasterKey(path.join(server.folder, 'secrets/master.key'));
  const password = await hashPassword(PASSWORD);
  await asOwner(server.folder, async (client) => {
    await client.query('insert into accounts_users (id, name, email) values ($1, $2, $3)', [
      userId,
      'Other Head',
      email,
    ]);
    await client.query(
      "insert into accounts_credentials (id, user_id, account_id, provider_id, password) values ($1, $1, $1, 'credential', $2)",
      [userId, password],
    );
  });
  const db = openDatabase({ ...ownerConnection(server.folder) }, () => undefined);
  await db.inSchool(schoolId, async (tx) => {
    await insertSchool(tx, 'Southfield School', makeSchoolKeys(masterKey, schoolId));
    await saveMember(tx, { userId, roles: ['administrator', 'dsl'], disabled: false });
  });
  await db.close();
  const administrator = visit(server.url);
  await administrator.ask(signIn, { body: { email, password: PASSWORD } });
  return { ...administrator, email };
}
