import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { renewSchoolCode } from '@lapwing/protocol/features/devices/api.ts';
import type { Endpoint } from '@lapwing/protocol/endpoint.ts';
import { completeSetup } from '@lapwing/protocol/features/setup/api.ts';
import { say } from './out.ts';

const CHECKOUT = path.join(import.meta.dirname, '../..');
const READY_WITHIN_MS = 60_000;
/** Ticks of the process's clock in a second: what Linux says to programs everywhere (sysconf _SC_CLK_TCK). */
const TICKS = 100;

/** A real server with a school, and its first member of staff, who sees everything. */
export interface BenchServer {
  readonly url: string;
  readonly cookie: string;
  /** What devices enrol by. */
  readonly code: string;
  /** Seconds of processor that the server process has used; null where the system does not say. */
  cpuSeconds(): number | null;
  stop(): Promise<void>;
}

/** Starts the server on the folder, with PostgreSQL of its own. */
export async function startBenchServer(folder: string): Promise<BenchServer> {
  const child = spawn(
    process.execPath,
    [path.join(CHECKOUT, 'apps/server/src/main.ts'), '--port', '0', '--data', folder],
    { cwd: CHECKOUT, env: environment(), stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const gone = once(child, 'exit');
  let said = '';
  let wrong = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    wrong = (wrong + chunk).slice(-4000);
  });
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    said += chunk;
    child.emit('said');
  });
  const late = AbortSignal.timeout(READY_WITHIN_MS);
  let token: string | undefined;
  while (token === undefined) {
    if (child.exitCode !== null) throw new Error(`The server ended before it was ready.\n${said}\n${wrong}`);
    await Promise.race([once(child, 'said', { signal: late }), gone]);
    token = /\/setup#([\w-]+)/.exec(said)?.[1];
  }
  const url = /^ready (\S+)$/m.exec(said)?.[1] ?? '';
  const made = await post(url, completeSetup, '', {
    token,
    schoolName: 'Northfield School',
    name: 'Tara Khan',
    email: 'tara.khan@northfield.example',
    password: 'copper lantern meadow',
    safeguarding: true,
  });
  const cookie = made.headers
    .getSetCookie()
    .map((set) => set.split(';', 1)[0] ?? '')
    .join('; ');
  const renewed = await post(url, renewSchoolCode, cookie, { days: 1 });
  const { code } = renewSchoolCode.reply.parse(await renewed.json());
  return {
    url,
    cookie,
    code: code ?? '',
    cpuSeconds: () => (child.pid === undefined ? null : cpuSecondsOf(child.pid)),
    async stop() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
      await gone;
    },
  };
}

/** Starts a server for `work` alone, with a folder that is gone afterwards, as the server is. @param name of the benchmark */
export async function withBenchServer(
  name: string,
  work: (server: BenchServer) => Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), `lapwing-bench-${name}-`));
  try {
    say('Starting a server ...');
    const server = await startBenchServer(path.join(folder, 'data'));
    try {
      await work(server);
    } finally {
      await server.stop();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function post(url: string, endpoint: Endpoint, cookie: string, body: unknown): Promise<Response> {
  const answer = await fetch(`${url}${endpoint.path}`, {
    method: endpoint.method,
    headers: { 'content-type': 'application/json', ...(cookie === '' ? {} : { cookie }) },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${endpoint.path}: ${answer.status} ${await answer.text()}`);
  return answer;
}

function cpuSecondsOf(pid: number): number | null {
  try {
    // The name in brackets may hold spaces; what follows are numbers, utime and stime the 12th and 13th of them.
    const fields = readFileSync(`/proc/${pid}/stat`, 'latin1')
      .replace(/^.*\) /su, '')
      .split(' ');
    return (Number(fields[11]) + Number(fields[12])) / TICKS;
  } catch {
    return null;
  }
}

/** What this shell is told by environment is nothing to the server, which refuses what it does not know. */
function environment(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !name.startsWith('LAPWING_') && !/^(?:PORT|DATABASE_(?:APP_)?URL|NODE_OPTIONS)$/.test(name),
    ),
  );
}
