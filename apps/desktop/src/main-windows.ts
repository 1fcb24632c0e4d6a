// The desktop agent on Windows, one program in four roles:
//   --service --data <folder> [--settings <file>]   the agent, as the service control manager starts it (LocalSystem)
//   --start-seat                                    started by the service: starts the seat in the session of the person
//   --seat                                          the eyes and hands in the session of a person, started by the agent
//   --console --data <folder> [--settings <file>]   the agent before whoever runs it, for tests and by hand
import { spawn } from 'node:child_process';
import path from 'node:path';
import { parseArgs } from 'node:util';

import type { StartedSeat } from './keep-piped-seat.ts';
import { windowsApi } from './platform/windows/api.ts';
import { createOutput } from './platform/node/pipe-output.ts';
import { createOpener } from './platform/windows/opener.ts';
import { openSeat } from './platform/windows/seat.ts';
import { readEnrol } from './read-enrol.ts';
import { runWindowsAgent } from './run-windows.ts';
import { serveSeat } from './seat-pipe/serve.ts';
import { beService, lineOf, startSeat } from './windows-roles.ts';

const STOP_WITHIN_MS = 8000;
const POINTS_PER_INCH = 96;
/** Standard output, as programs number it. */
const OUTPUT = 1;
const CLOSED_WITHIN_MS = 5000;

function sayLine(event: string, fields: Parameters<typeof lineOf>[1] = {}): void {
  process.stdout.write(`${lineOf(event, fields)}\n`);
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      service: { type: 'boolean' },
      'start-seat': { type: 'boolean' },
      seat: { type: 'boolean' },
      console: { type: 'boolean' },
      settings: { type: 'string' },
      data: { type: 'string' },
    },
  });
  const roles = [values.service, values['start-seat'], values.seat, values.console].filter(
    (role) => role === true,
  );
  if (roles.length !== 1)
    throw new Error(
      'One of --service and --console says what to be; --start-seat and --seat are for the agent itself.',
    );
  if (values['start-seat'] === true) startSeat(process.env);
  if (values.seat === true) {
    await beSeat();
    return;
  }
  const { settings, data } = values;
  if (data === undefined || !path.isAbsolute(data))
    throw new Error(
      '--data must name the folder of the agent, with its drive: --data C:\\ProgramData\\Lapwing',
    );
  if (values.service === true) {
    await beService(data, settings ?? null, process.env);
    return;
  }
  await beConsole({ data, enrol: settings === undefined ? null : await readEnrol(settings) });
}

/** Ends with the pipe: the agent starts another one when it wants one. */
async function beSeat(): Promise<void> {
  const seat = await openSeat();
  // Whatever hangs: without an agent no window of ours may stay.
  process.stdin.once('close', () => setTimeout(() => process.exit(1), CLOSED_WITHIN_MS).unref());
  const dpi = windowsApi().GetDpiForSystem();
  await serveSeat({
    pipe: { input: process.stdin, output: createOutput(OUTPUT) },
    seat,
    opener: createOpener(windowsApi()),
    scale: dpi > 0 ? dpi / POINTS_PER_INCH : 1,
  });
  process.exit(0);
}

async function beConsole(
  parts: Pick<Parameters<typeof runWindowsAgent>[0], 'data' | 'enrol'>,
): Promise<void> {
  const agent = await runWindowsAgent({
    environment: process.env,
    ...parts,
    start: async () => Promise.resolve(startBeside()),
    log: sayLine,
  });
  process.on('exit', () => agent.ended());
  let stopping = false;
  const stop = async (): Promise<void> => {
    if (stopping) return;
    stopping = true;
    // Whatever hangs: with the process the pipe goes, and with that the cover.
    setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref();
    await agent.stop();
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGBREAK'] as const) process.on(signal, () => void stop());
}

/** A seat in the session of the agent itself, which is that of whoever runs it by hand. */
function startBeside(): StartedSeat {
  const [, program = ''] = process.argv;
  const child = spawn(process.execPath, [...process.execArgv, program, '--seat'], {
    stdio: ['pipe', 'pipe', 'inherit'],
    windowsHide: true,
  });
  child.on('error', () => child.stdin.destroy());
  return {
    pipe: { input: child.stdout, output: child.stdin },
    end: () => {
      child.kill('SIGKILL');
    },
  };
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : 'The agent could not be started.'}\n`);
  process.exit(1);
});
