import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';

import type { Log } from '@lapwing/agent-core/contracts/log.ts';

import type { DeviceSettings } from './features/devices/settings.ts';
import type { StartedSeat } from './keep-piped-seat.ts';
import { createLogFile } from './platform/node/log-file.ts';
import { windowsApi } from './platform/windows/api.ts';
import { runService } from './platform/windows/service/service.ts';
import { startInSession } from './platform/windows/service/session-process.ts';
import { readEnrol } from './read-enrol.ts';
import { runWindowsAgent, systemEnvironment } from './run-windows.ts';

/** As the package for Windows installs it. */
const SERVICE = 'LapwingAgent';
const STOP_WITHIN_MS = 15_000;
const START_WITHIN_MS = 15_000;
const END_WITHIN_MS = 3000;
const MOST_SAID = 200;
const TERMINATE = 0x1;
const SYNCHRONIZE = 0x10_0000;

/** Names of events and figures, a line each; nothing that a person wrote or saw. */
export function lineOf(event: string, fields: Readonly<Record<string, string | number | boolean>>): string {
  return JSON.stringify({ at: new Date().toISOString(), event, ...fields });
}

/**
 * The agent as a service of Windows. Resolves when the service control manager has ended it.
 * @param data folder of the agent's own files, absolute @param settings file; null: nowhere to enrol
 */
export async function beService(
  data: string,
  settings: string | null,
  environment: NodeJS.ProcessEnv,
): Promise<void> {
  mkdirSync(data, { recursive: true });
  const write = createLogFile(`${data}\\agent.log`);
  const log: Log = (event, fields = {}) => write(lineOf(event, fields));
  await runService({
    name: SERVICE,
    async start(goingDown) {
      log('service.starts');
      try {
        // A device that is enrolled goes on without it.
        const enrol = await enrolOrNone(settings, log);
        const agent = await runWindowsAgent({
          data,
          enrol,
          environment,
          start: async () => startAway(log, environment),
          goingDown,
          log,
        });
        process.on('exit', () => agent.ended());
        return {
          moved: () => agent.moved(),
          changed() {
            log('agent.reloads');
            void enrolOrNone(settings, log).then((asked) => agent.reload(asked));
          },
          async stop() {
            // Whatever hangs: with the process the pipe goes, and with that the cover.
            setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref();
            await agent.stop();
          },
        };
      } catch (error) {
        log('service.not-started', { problem: error instanceof Error ? error.message : 'unknown' });
        throw error;
      }
    },
  });
  process.exit(0);
}

/** Where the settings say to enrol; null where they say nothing. What is wrong with them is written down, and that is all. */
async function enrolOrNone(settings: string | null, log: Log): Promise<DeviceSettings['enrol'] | null> {
  if (settings === null) return null;
  return readEnrol(settings).catch((error: unknown) => {
    log('settings.not-read', { problem: error instanceof Error ? error.message : 'unknown' });
    return null;
  });
}

/**
 * Starts the seat in the session at the screens, from a process that has nothing which the seat could be given beside its
 * pipe, and ends at once. Null while nobody is logged on there; rejects where Windows refuses.
 */
async function startAway(log: Log, environment: NodeJS.ProcessEnv): Promise<StartedSeat | null> {
  const [, program = ''] = process.argv;
  const starter = spawn(process.execPath, [program, '--start-seat'], {
    stdio: ['pipe', 'pipe', 'pipe'],
    windowsHide: true,
    env: systemEnvironment(environment),
  });
  const { stdin, stdout, stderr } = starter;
  // Node would end the pipe with the process that it was made for, and it is the seat's now.
  Object.assign(starter, { stdin: null });
  const said = await answerOf(starter);
  const pid = Number(/^pid (\d+)/u.exec(said)?.[1] ?? 0);
  if (pid > 0) return { pipe: { input: stdout, output: stdin }, end: endOf(pid) };
  for (const stream of [stdin, stdout, stderr]) stream.destroy();
  if (said.startsWith('nobody')) return null;
  const [, why = 'unknown', code = '0'] = /^(\w+) (\d+)/u.exec(said) ?? [];
  log('seat.refused', { why, code: Number(code) });
  throw new Error(`Windows did not start the seat: ${why} ${code}`);
}

/** What it says first: at once, for the seat says its own soon after. What the seat complains of later is let go. */
async function answerOf(starter: ChildProcess): Promise<string> {
  let said = '';
  const late = setTimeout(() => starter.kill('SIGKILL'), START_WITHIN_MS);
  await new Promise<void>((resolve) => {
    starter.stderr?.on('data', (piece: Buffer) => {
      if (said.length < MOST_SAID) said += piece.toString();
      if (said.includes('\n')) resolve();
    });
    starter.once('error', () => resolve());
    starter.once('exit', () => resolve());
  });
  clearTimeout(late);
  return said;
}

/** Held from the beginning, so that it is this process that is ended, and no other that has its number then. */
function endOf(pid: number): () => void {
  const api = windowsApi();
  const handle = api.OpenProcess(TERMINATE | SYNCHRONIZE, false, pid);
  let ended = false;
  return () => {
    if (ended || handle === 0) return;
    ended = true;
    // It ends by itself when its pipe is over, and uncovers the screens first.
    setTimeout(() => {
      if (api.WaitForSingleObject(handle, 0) !== 0) api.TerminateProcess(handle, 1);
      api.CloseHandle(handle);
    }, END_WITHIN_MS);
  };
}

/** In the process that starts a seat: says what came of it, and ends. */
export function startSeat(environment: NodeJS.ProcessEnv): never {
  const [, program = ''] = process.argv;
  const started = startInSession(
    [process.execPath, program, '--seat'],
    systemEnvironment(environment)['SystemRoot'] ?? 'C:\\Windows',
  );
  process.stderr.write(
    started.ok ? `pid ${String(started.pid)}\n` : `${started.why} ${String(started.code)}\n`,
  );
  return process.exit(started.ok ? 0 : 1);
}
