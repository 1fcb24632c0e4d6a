import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

const CHECKOUT = path.join(import.meta.dirname, '../..');
const READY_WITHIN_MS = 120_000;

interface Account {
  readonly email: string;
  readonly password: string;
}

/** The demo's school: 120 pupils, 60 devices, a fortnight of captures. Made by the demo and then left alone. */
export async function seedSchool(folder: string): Promise<{ lead: Account; teacher: Account }> {
  const demo = start('apps/fleet/src/demo.ts', folder);
  try {
    const said = await demo.until(/^ready \S+$/m);
    return {
      lead: accountOf(said, /Head of safeguarding/),
      teacher: accountOf(said, /Computing, computer rooms/),
    };
  } finally {
    await demo.stop();
  }
}

/** The server alone on the folder: no devices at work beside it, so that only the console is measured. */
export async function startPlainServer(folder: string): Promise<{ url: string; stop(): Promise<void> }> {
  const server = start('apps/server/src/main.ts', folder);
  const said = await server.until(/^ready \S+$/m);
  return { url: /^ready (\S+)$/m.exec(said)?.[1] ?? '', stop: () => server.stop() };
}

function accountOf(said: string, role: RegExp): Account {
  const line = said.split('\n').find((one) => role.test(one)) ?? '';
  const [, email, password] = /(\S+@\S+)\s+(\S+)\s*$/.exec(line) ?? [];
  if (email === undefined || password === undefined) throw new Error(`The demo names no ${role.source}.`);
  return { email, password };
}

function start(
  file: string,
  folder: string,
): { until(words: RegExp): Promise<string>; stop(): Promise<void> } {
  const child: ChildProcess = spawn(
    process.execPath,
    [path.join(CHECKOUT, file), '--port', '0', '--data', folder],
    { cwd: CHECKOUT, env: environment(), stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const gone = once(child, 'exit');
  let said = '';
  let wrong = '';
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    wrong = (wrong + chunk).slice(-4000);
  });
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
    said += chunk;
    child.emit('said');
  });
  return {
    async until(words) {
      const late = AbortSignal.timeout(READY_WITHIN_MS);
      while (!words.test(said)) {
        if (child.exitCode !== null) throw new Error(`${file} ended before it was ready.\n${said}\n${wrong}`);
        await Promise.race([once(child, 'said', { signal: late }), gone]);
      }
      return said;
    },
    async stop() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
      await gone;
    },
  };
}

/** What this shell is told by environment is nothing to the server, which refuses what it does not know. */
function environment(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !name.startsWith('LAPWING_') && !/^(?:PORT|DATABASE_(?:APP_)?URL|NODE_OPTIONS)$/.test(name),
    ),
  );
}
