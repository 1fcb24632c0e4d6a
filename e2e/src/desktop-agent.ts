import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Writable } from 'node:stream';
import type { TestScreen } from '../../apps/desktop/test/xvfb.ts';
import { CHECKOUT } from './server.ts';

/** The device that an agent of a desktop is on, and the school that it is to be enrolled in. */
interface Enrolment {
  readonly desktop: TestScreen;
  readonly server: string;
  readonly schoolCode: string;
  readonly deviceName: string;
}

/** The desktop agent as its program alone, on a device that is kept while it is ended and started again. */
export interface DesktopProgramUnderTest {
  /** The device's own files, gone with it. */
  readonly folder: string;
  /** Where it has what others of the device reach it by. */
  readonly run: string;
  start(): void;
  /** Of the one that was started last. */
  pid(): number;
  /** All that it has said. */
  said(): string;
  /** Sends it a signal that ends it. @returns the code that it ended with; null where the signal was no question */
  end(signal: NodeJS.Signals): Promise<number | null>;
  /** Kills what is left of it, and takes its files away. */
  remove(): void;
}

/** Makes a device whose settings enrol the agent; nothing is started yet. */
export function makeDesktopProgram({ desktop, ...settings }: Enrolment): DesktopProgramUnderTest {
  const folder = mkdtempSync(path.join(tmpdir(), 'lapwing-e2e-agent-'));
  const file = path.join(folder, 'settings.json');
  writeFileSync(file, JSON.stringify(settings));
  const run = path.join(folder, 'run');
  const options = {
    settings: file,
    data: path.join(folder, 'agent'),
    run,
    display: desktop.display,
    authority: desktop.authority,
  };
  let agent: ChildProcess | null = null;
  let said = '';
  return {
    folder,
    run,
    start() {
      agent = startProgram('apps/desktop/src/main.ts', options, (more) => {
        said += more;
      });
    },
    pid: () => agent?.pid ?? 0,
    said: () => said,
    async end(signal) {
      if (agent === null) throw new Error('The agent was not started.');
      const gone = once(agent, 'exit');
      agent.kill(signal);
      await gone;
      return agent.exitCode;
    },
    remove() {
      agent?.kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Runs a program of ours; all that it says is heard. */
function startProgram(
  file: string,
  options: Readonly<Record<string, string>>,
  heard: (said: string) => void,
): ChildProcess & { readonly stdin: Writable } {
  const words = Object.entries(options).map(([name, value]) => `--${name}=${value}`);
  const child = spawn(process.execPath, [path.join(CHECKOUT, file), ...words], { stdio: 'pipe' });
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      heard(chunk.toString());
    });
  return child;
}

/** The desktop agent as a program, on a device of its own: its home, its printer, its sockets for sticks. */
export interface DesktopAgentUnderTest {
  /** Of the person; `Documents` is in it. */
  readonly home: string;
  /** Whether there is a printer. */
  readonly prints: boolean;
  /** Somebody puts a stick in, or sends a document of that title to the printer. */
  deed(what: 'plug' | 'unplug' | `print ${string}`): void;
  /** All that it has said. */
  said(): string;
  /** Once it has said that. */
  says(words: RegExp): Promise<void>;
  stop(): Promise<void>;
}

/** Whether this account may start a CUPS, and there is one. */
function canPrint(): boolean {
  const programs = ['cupsd', 'lp', 'lpadmin'];
  return process.getuid?.() === 0 && programs.every((program) => spawnSync('which', [program]).status === 0);
}

/** @param parts.files made in the person's `Documents` before it starts: name and content */
export function startDesktopAgent(
  parts: Enrolment & { readonly files?: Readonly<Record<string, string>> },
): DesktopAgentUnderTest {
  const { desktop, files = {}, ...enrolment } = parts;
  const device = mkdtempSync(path.join(tmpdir(), 'lapwing-e2e-device-'));
  const home = path.join(device, 'home');
  mkdirSync(path.join(home, 'Documents'), { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(home, 'Documents', name), text);
  const settings = path.join(device, 'settings.json');
  writeFileSync(settings, JSON.stringify(enrolment));
  const prints = canPrint();
  const options = {
    settings,
    device,
    display: desktop.display,
    authority: desktop.authority,
    ...(prints ? { printer: 'Library' } : {}),
  };
  let said = '';
  const agent = startProgram('apps/desktop/test/agent-in-a-story.ts', options, (more) => {
    said += more;
    agent.emit('said');
  });
  return {
    home,
    prints,
    deed: (what) => void agent.stdin.write(`${what}\n`),
    said: () => said,
    async says(words) {
      while (!words.test(said)) await once(agent, 'said');
    },
    async stop() {
      if (agent.exitCode === null && agent.signalCode === null) {
        const gone = once(agent, 'exit');
        agent.stdin.end();
        await gone;
      }
      rmSync(device, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** What a file holds; nothing while there is none. */
export function contentOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
