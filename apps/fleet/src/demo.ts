import { randomInt } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createApi } from './api.ts';
import { createCampus } from './campus.ts';
import { openLedger, type Ledger } from './ledger.ts';
import { parseOptions, type DemoOptions } from './options.ts';
import { makePassword } from './passwords.ts';
import { createSchool, type School, type StaffMember } from './school.ts';
import { startServer, type ServerProcess } from './server-process.ts';

/** What a stop may take in all, in milliseconds, and what of it the devices may take. */
const STOP_WITHIN_MS = 4500;
const DEVICES_WITHIN_MS = 1200;

const parsed = parseOptions(process.argv.slice(2), process.env, process.cwd());
if (!parsed.ok) {
  say(parsed.message);
  process.exit(2);
}
process.exitCode = await run(parsed.options);
// A timer of a device that is being given up must not keep a demo alive that has said good-bye.
process.exit();

function say(words: string): void {
  process.stdout.write(`${words}\n`);
}

async function run(options: DemoOptions): Promise<number> {
  const folder = join(options.dataFolder, 'fleet');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const ledger = await openLedger(join(folder, 'demo.json'), () => ({
    version: 1,
    seed: randomInt(1_000_000),
    plannedAt: Date.now(),
    passwords: {},
    seeded: false,
    pastSent: 0,
    pastHandled: false,
  }));
  const school = createSchool(ledger.content().seed);
  await keepPasswords(ledger, school);

  say('Starting the server ...');
  const started = await startServer({
    ...options,
    logFile: join(folder, 'server.log'),
    environment: process.env,
  });
  if (!started.ok) {
    say(started.message);
    return 1;
  }
  const { server } = started;
  const day = new AbortController();
  let stopAsked: () => void = () => undefined;
  const asked = new Promise<'asked'>((resolve) => {
    stopAsked = () => resolve('asked');
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stopAsked);

  const campus = await createCampus({
    school,
    ledger,
    server: server.url,
    folder,
    pace: options.pace,
    passwordOf: (member) => passwordOf(ledger, member),
    newApi: () => createApi(server.url, (ms) => sleep(ms).then(() => undefined)),
    say,
    signal: day.signal,
  });
  const atWork = campus
    .begin(server.setupToken)
    .then((begun) => {
      if (!begun.ok) return begun.message;
      announce(server, school, ledger, options);
      return new Promise<never>(() => undefined);
    })
    .catch((error: unknown) => (error instanceof Error ? error.message : String(error)));

  const why = await Promise.race([
    asked,
    server.ended.then((words) => `${words}\nThe demo ends with it.`),
    atWork,
  ]);
  const willing = why === 'asked';
  say(willing ? '\nStopping ...' : `\n${why}`);
  day.abort();
  await Promise.race([campus.stop(), sleep(DEVICES_WITHIN_MS)]);
  await server.stop(STOP_WITHIN_MS - DEVICES_WITHIN_MS);
  if (willing) say('Stopped. The same command goes on with the same school.');
  return willing ? 0 : 1;
}

async function keepPasswords(ledger: Ledger, school: School): Promise<void> {
  const { passwords } = ledger.content();
  const missing = school.staff.filter((member) => passwords[member.key] === undefined);
  if (missing.length === 0) return;
  const made: Record<string, string> = {};
  for (const { key } of missing) made[key] = makePassword((limit) => randomInt(limit));
  await ledger.change({ passwords: { ...passwords, ...made } });
}

function passwordOf(ledger: Ledger, member: StaffMember): string {
  const password = ledger.content().passwords[member.key];
  if (password === undefined) throw new Error(`no password is kept for ${member.key}`);
  return password;
}

function announce(server: ServerProcess, school: School, ledger: Ledger, options: DemoOptions): void {
  const rows = school.staff.map((member) => [member.job, member.email, passwordOf(ledger, member)]);
  const heads = ['Who', 'E-mail address', 'Password'];
  const widths = heads.map((head, column) =>
    Math.max(head.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const table = [heads, widths.map((width) => '-'.repeat(width)), ...rows].map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  say(
    `\n${school.name} is at work: ${school.pupils.length} pupils, ${school.rooms.flatMap((room) => room.devices).length} devices.\n`,
  );
  say(table.map((row) => `  ${row}`).join('\n'));
  say(`\nEverything is kept in ${options.dataFolder}. Press Ctrl+C to stop.\n`);
  say(`ready ${server.url}`);
}
