import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Program, TestScreen } from '../../apps/desktop/test/xvfb.ts';
import { type Cost, costOf } from './agent-cost.ts';
import { DEVICE } from './agent-school.ts';

/** Where the agent for devices is made. */
export const BUNDLE = path.join(import.meta.dirname, '../../apps/desktop/dist/linux');
/** No line is wider than an editor is when it opens: one that scrolls shows another picture with each key. */
const ESSAY = [
  'The river rises in the hills north of the town',
  'and runs for forty miles before it meets the sea.',
  'In spring the water is high and brown, and the meadows',
  'on both banks are flooded for a week or two.',
  'People have built mills along it for a long time,',
  'and three of them still stand where the road crosses.',
  'The oldest one grinds flour for the bakery at the bridge.',
  'When it is dry we walk to the weir after lessons',
];

/** The agent as devices have it, at work on a screen. */
export interface BenchAgent {
  cost(): Cost;
  /** What it has said of itself: names of events and figures. */
  said(): string;
  stop(): Promise<void>;
}

/** Starts the agent out of what `npm run build:desktop` makes. */
export function startBenchAgent(
  desktop: TestScreen,
  where: { readonly url: string; readonly code: string },
  options: { readonly folder: string; readonly bundle: string; readonly flags: readonly string[] },
): BenchAgent {
  const settings = path.join(options.folder, 'settings.json');
  writeFileSync(settings, JSON.stringify({ server: where.url, schoolCode: where.code, deviceName: DEVICE }), {
    mode: 0o600,
  });
  const child: ChildProcess = spawn(
    process.execPath,
    [
      ...options.flags,
      path.join(options.bundle, 'main.mjs'),
      '--settings',
      settings,
      '--data',
      path.join(options.folder, 'agent'),
      '--display',
      desktop.display,
      '--authority',
      desktop.authority,
    ],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      cwd: options.folder,
      env: { PATH: process.env['PATH'], ...agentEnvironment(options.bundle) },
    },
  );
  const gone = once(child, 'exit');
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-20_000);
    });
  return {
    cost() {
      if (child.pid === undefined || child.exitCode !== null) throw new Error(`The agent ended.\n${said}`);
      return costOf(child.pid);
    },
    said: () => said,
    async stop() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
      await gone;
    },
  };
}

/** With what the system starts it: what its package says. */
export function agentEnvironment(bundle: string): NodeJS.ProcessEnv {
  const written = readFileSync(path.join(bundle, 'environment'), 'utf8').matchAll(/^(\w+)="?([^"\n]*)"?$/gmu);
  return Object.fromEntries([...written].map(([, name = '', value]) => [name, value]));
}

/** What a pupil has open. */
export interface Programs {
  /** Closes the editor and opens another, in front. */
  readonly newEditor: () => Promise<void>;
}

/** Opens an editor and a terminal as a pupil has them; the editor is in front. */
export async function openPrograms(desktop: TestScreen): Promise<Programs> {
  desktop.start('xterm', ['-geometry', '80x24+600+20']);
  await desktop.run('xdotool', 'search', '--sync', '--onlyvisible', '--class', 'xterm');
  let editor: Program | null = null;
  const newEditor = async (): Promise<void> => {
    await editor?.stop('SIGTERM');
    editor = desktop.start('mousepad', ['--disable-server']);
    await turnToEditor(desktop);
  };
  await newEditor();
  return { newEditor };
}

/** Has the editor in front. */
export async function turnToEditor(desktop: TestScreen): Promise<void> {
  const editor = await desktop.windowCalled('Mousepad');
  await desktop.run('xdotool', 'windowactivate', '--sync', String(editor));
}

/** So many characters of an essay, from a line on. */
export function essay(characters: number, from = 0): string {
  let text = '';
  for (let sentence = from; text.length < characters; sentence += 1)
    text += `${ESSAY[sentence % ESSAY.length] ?? ''}\n`;
  return text.slice(0, characters);
}
