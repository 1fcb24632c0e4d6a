import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { parseConfig } from './config.ts';
import { createIdentity, findUserId, makeOperatorLink, membershipsOf } from './features/accounts/index.ts';
import { appendAudit, verifyAudit } from './features/audit/index.ts';
import { makeOperatorCode, schoolCodeOf } from './features/devices/index.ts';
import { schoolIds } from './features/schools/index.ts';
import { addSchool, NewSchool } from './features/setup/index.ts';
import { openDatabase, type Database } from './platform/db/database.ts';
import { keepDatabase } from './platform/db/keeper.ts';
import { APP_ROLE } from './platform/db/prepare.ts';
import { createMasterKey, readOrMakeMasterKey, type MasterKey } from './platform/keys/master-key.ts';
import { createLog } from './platform/log/log.ts';
import { readRunning } from './running.ts';

/**
 * What the operator does at the server's own machine, with access to its data folder:
 *   school-code     prints one line of JSON with the server's address and the school code in force;
 *                   with --make, makes one for a day when there is none
 *   school add      makes a further school on this server and prints the one-time link of its first administrator
 *   account link    prints a one-time link with which a member of staff sets a new password: for the one whose rights
 *                   nobody else holds
 *   audit verify    walks the audit of every school and prints its head
 * Works beside the running server, or on its own.
 */
const USAGE = `Use one of:
  npm run lapwing -- school-code [--make] [--data FOLDER]
  npm run lapwing -- school add --school NAME --name ADMINISTRATOR --email ADDRESS [--data FOLDER]
  npm run lapwing -- account link --email ADDRESS [--data FOLDER]
  npm run lapwing -- audit verify [--data FOLDER]
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    data: { type: 'string' },
    make: { type: 'boolean' },
    school: { type: 'string' },
    name: { type: 'string' },
    email: { type: 'string' },
  },
});
const command = positionals.join(' ');
const parsed = parseConfig(
  values.data === undefined ? [] : ['--data', values.data],
  process.env,
  process.cwd(),
);
if (!parsed.ok) fail(parsed.message);
else if (command === 'school-code') await withDatabase(schoolCode);
else if (command === 'school add') await withDatabase(schoolAdd);
else if (command === 'account link') await withDatabase(accountLink);
else if (command === 'audit verify') await withDatabase(audit);
else fail(USAGE);

function fail(message: string): void {
  process.stderr.write(`${message}\n`);
  process.exitCode = 2;
}

async function withDatabase(work: (db: Database, masterKey: MasterKey) => Promise<void>): Promise<void> {
  if (!parsed.ok) return;
  const { config } = parsed;
  const folder = (name: string): string => join(config.dataFolder, name);
  const masterKey =
    config.masterKey === null
      ? readOrMakeMasterKey(folder('secrets/master.key'))
      : createMasterKey(config.masterKey);
  const running = readRunning(folder('running.json'));
  if (running?.database !== undefined && running.database !== null) {
    const password = Buffer.from(masterKey.derive(`database.${APP_ROLE}`)).toString('base64url');
    const db = openDatabase({ ...running.database, user: APP_ROLE, password, database: 'lapwing' }, () => {});
    await work(db, masterKey);
    await db.close();
    return;
  }
  const kept = await keepDatabase({
    database:
      config.database.kind === 'embedded'
        ? { kind: 'embedded', folder: folder('postgres') }
        : config.database,
    masterKey,
    migrationsFolder: fileURLToPath(new URL('../migrations', import.meta.url)),
    log: createLog('error', process.stderr),
    onLost: fail,
  });
  if (!kept.ok) return fail(kept.message);
  await work(kept.kept.db, masterKey);
  await kept.kept.stop();
}

async function schoolCode(db: Database): Promise<void> {
  if (!parsed.ok) return;
  const running = readRunning(join(parsed.config.dataFolder, 'running.json'));
  if (running === null) return fail('The server is not running. Start it with npm start, then try again.');
  const [schoolId] = await schoolIds(db);
  if (schoolId === undefined)
    return fail(`There is no school yet. Open the set-up address that npm start printed.`);
  const make =
    values.make === true ? { randomBelow: (limit: number) => randomInt(limit), appendAudit } : null;
  const code = await db.inSchool(
    schoolId,
    async (tx) => (await schoolCodeOf(tx)) ?? (make === null ? null : await makeOperatorCode(tx, make)),
  );
  if (code === null)
    return fail('No school code is in force. Make one in the console: Devices, Enrol devices.');
  process.stdout.write(`${JSON.stringify({ url: running.url, code })}\n`);
}

async function schoolAdd(db: Database, masterKey: MasterKey): Promise<void> {
  if (!parsed.ok) return;
  const school = NewSchool.safeParse({ schoolName: values.school, name: values.name, email: values.email });
  if (!school.success) {
    const issue = school.error.issues[0];
    const option = issue?.path[0] === 'schoolName' ? 'school' : String(issue?.path[0]);
    return fail(`--${option}: ${issue?.message ?? ''}\n${USAGE}`);
  }
  const { config } = parsed;
  const publicUrl = readRunning(join(config.dataFolder, 'running.json'))?.url ?? config.publicUrl;
  if (publicUrl === null)
    return fail('Start the server first, or set LAPWING_PUBLIC_URL: the link must lead somewhere.');
  const identity = createIdentity({
    pool: db.pool,
    secret: masterKey.derive('accounts.sessions'),
    publicUrl,
    secure: publicUrl.startsWith('https://'),
    log: createLog('error', process.stderr),
  });
  const added = await addSchool(
    { db, identity, masterKey, appendAudit, publicUrl, now: Date.now() },
    school.data,
  );
  if (!added.ok) return fail(added.message);
  process.stdout.write(`${JSON.stringify({ schoolId: added.schoolId, link: added.link.url })}\n`);
}

async function accountLink(db: Database): Promise<void> {
  if (!parsed.ok) return;
  const email = values.email?.trim().toLowerCase() ?? '';
  if (email === '') return fail(`--email: the address of the account\n${USAGE}`);
  const { config } = parsed;
  const publicUrl = readRunning(join(config.dataFolder, 'running.json'))?.url ?? config.publicUrl;
  if (publicUrl === null)
    return fail('Start the server first, or set LAPWING_PUBLIC_URL: the link must lead somewhere.');
  const userId = await findUserId(db, email);
  const membership = userId === null ? undefined : (await membershipsOf(db, userId))[0];
  const link =
    userId === null || membership === undefined
      ? null
      : await db.inSchool(membership.schoolId, (tx) =>
          makeOperatorLink(tx, { userId, publicUrl, now: Date.now(), appendAudit }),
        );
  if (link === null) return fail('Nobody who may sign in has this address.');
  process.stdout.write(`${JSON.stringify({ link: link.url })}\n`);
}

async function audit(db: Database): Promise<void> {
  for (const schoolId of await schoolIds(db)) {
    const { entries, head, problem } = await verifyAudit(db, schoolId);
    const verdict = problem === null ? 'whole' : `broken at entry ${problem.seq} (${problem.problem})`;
    process.stdout.write(`school ${schoolId}: ${entries} entries, head ${head}, ${verdict}\n`);
    if (problem !== null) process.exitCode = 1;
  }
}
