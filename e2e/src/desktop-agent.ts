import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { DesktopUnderTest } from './display.ts';
import { CHECKOUT } from './server.ts';

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
export function startDesktopAgent(parts: {
  readonly desktop: DesktopUnderTest;
  readonly server: string;
  readonly schoolCode: string;
  readonly deviceName: string;
  readonly files?: Readonly<Record<string, string>>;
}): DesktopAgentUnderTest {
  const { desktop, server, schoolCode, deviceName, files = {} } = parts;
  const device = mkdtempSync(path.join(tmpdir(), 'lapwing-e2e-device-'));
  const home = path.join(device, 'home');
  mkdirSync(path.join(home, 'Documents'), { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(home, 'Documents', name), text);
  const settings = path.join(device, 'settings.json');
  writeFileSync(settings, JSON.stringify({ server, schoolCode, deviceName }));
  const prints = canPrint();
  const program = path.join(CHECKOUT, 'apps/desktop/test/agent-in-a-story.ts');
  const options = {
    settings,
    device,
    display: desktop.display,
    authority: desktop.authority,
    ...(prints ? { printer: 'Library' } : {}),
  };
  const words = Object.entries(options).map(([name, value]) => `--${name}=${value}`);
  const agent = spawn(process.execPath, [program, ...words], { stdio: 'pipe' });
  let said = '';
  for (const stream of [agent.stdout, agent.stderr])
    stream.on('data', (chunk: Buffer) => {
      said += chunk.toString();
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
