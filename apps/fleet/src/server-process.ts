import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** The real server as a process of its own. */
export interface ServerProcess {
  readonly url: string;
  /** The token of the one-time set-up address; null when there is a school. */
  readonly setupToken: string | null;
  /** Fulfilled when the process has ended, with its words about why. */
  readonly ended: Promise<string>;
  /** Asks it to stop, and ends it by force after `withinMs`. */
  stop(withinMs: number): Promise<void>;
}

export type StartedServer = { ok: true; server: ServerProcess } | { ok: false; message: string };

/** Variables that would lead the demo to the database or the keys of a real school. */
const NOT_HANDED_ON = /^(?:LAPWING_|DATABASE_|PORT$)/u;
/** The set-up address follows the ready line at once, when there is one. */
const SETUP_GRACE_MS = 150;
const TAIL_LINES = 12;

/**
 * Starts the server on its own folder and waits until it serves.
 * @param logFile where its log goes
 */
export async function startServer(options: {
  readonly port: number;
  readonly host: string;
  readonly dataFolder: string;
  readonly logFile: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}): Promise<StartedServer> {
  const main = fileURLToPath(new URL('../../server/src/main.ts', import.meta.url));
  const handedOn = Object.entries(options.environment).filter(([name]) => !NOT_HANDED_ON.test(name));
  const child = spawn(
    process.execPath,
    [main, '--port', String(options.port), '--host', options.host, '--data', options.dataFolder],
    { stdio: ['ignore', 'pipe', 'pipe'], env: Object.fromEntries(handedOn) },
  );
  const log = createWriteStream(options.logFile, { flags: 'a', mode: 0o600 });
  // A log that cannot be written must not end the demo.
  log.on('error', () => undefined);
  const tail: string[] = [];
  createInterface({ input: child.stderr }).on('line', (words) => {
    tail.push(words);
    if (tail.length > TAIL_LINES) tail.shift();
    log.write(`${words}\n`);
  });

  const ended = new Promise<string>((resolve) => {
    // What the server says to a person is plain; the lines of its log are in the file.
    const say = (why: string): void =>
      resolve([why, ...tail.filter((words) => !words.startsWith('{'))].join('\n  '));
    child.on('error', (error) => say(`The server could not be started: ${error.message}`));
    child.on('close', (code, signal) => say(`The server has ended (${signal ?? `exit code ${code ?? 0}`}).`));
  });

  const ready = new Promise<{ url: string; setupToken: string | null }>((resolve) => {
    let url: string | null = null;
    createInterface({ input: child.stdout }).on('line', (words) => {
      const found = /^ready (\S+)$/u.exec(words);
      if (found?.[1] !== undefined) {
        const mine = found[1];
        url = mine;
        setTimeout(() => resolve({ url: mine, setupToken: null }), SETUP_GRACE_MS);
        return;
      }
      const setup = /\/setup#([\w-]+)/u.exec(words);
      if (url !== null && setup?.[1] !== undefined) resolve({ url, setupToken: setup[1] });
    });
  });

  const first = await Promise.race([ready, ended]);
  if (typeof first === 'string') return { ok: false, message: first };
  return {
    ok: true,
    server: {
      ...first,
      ended,
      async stop(withinMs) {
        child.kill('SIGTERM');
        const force = setTimeout(() => child.kill('SIGKILL'), withinMs);
        await ended;
        clearTimeout(force);
      },
    },
  };
}
