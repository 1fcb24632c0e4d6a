// The desktop agent on Windows, one program in three roles:
//   --service --data <folder> [--settings <file>]   the agent, as the service control manager starts it (LocalSystem)
//   --seat                                          the eyes and hands in the session of a person, started by the agent
//   --console --data <folder> [--settings <file>]   the agent before whoever runs it, for tests and by hand
import path from 'node:path';
import { parseArgs } from 'node:util';

import { windowsApi } from './platform/windows/api.ts';
import { createOpener } from './platform/windows/opener.ts';
import { openOwnDoor } from './platform/windows/own-door.ts';
import { openSeat } from './platform/windows/seat.ts';
import { endByFault, SEAT_CODE } from './platform/windows/service/seat-code.ts';
import { readEnrol } from './read-enrol.ts';
import { runWindowsAgent } from './run-windows.ts';
import { hurryOnceBegun } from './platform/node/memory.ts';
import { serveSeat } from './seat-pipe/serve.ts';
import { goToMeeting } from './seat-pipe/meeting.ts';
import { beService, lineOf, placeOf, startBeside } from './windows-roles.ts';

const STOP_WITHIN_MS = 8000;
const POINTS_PER_INCH = 96;
const CLOSED_WITHIN_MS = 5000;
const NO_BROWSERS =
  'On Windows, browsers cannot join the agent in this session: those with the extension are devices of their own.';

function sayLine(event: string, fields: Parameters<typeof lineOf>[1] = {}): void {
  process.stdout.write(`${lineOf(event, fields)}\n`);
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      service: { type: 'boolean' },
      seat: { type: 'boolean' },
      console: { type: 'boolean' },
      settings: { type: 'string' },
      data: { type: 'string' },
    },
  });
  const roles = [values.service, values.seat, values.console].filter((role) => role === true);
  if (roles.length !== 1)
    throw new Error('One of --service and --console says what to be; --seat is for the agent itself.');
  if (values.seat === true) {
    await beSeat().catch(endByFault);
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
  process.on('uncaughtException', endByFault);
  const place = placeOf(process.env);
  // What it starts needs none of it.
  for (const name of Object.keys(place === null ? {} : process.env))
    if (name.startsWith('LAPWING_SEAT_')) delete process.env[name];
  const pipe = place === null ? null : await goToMeeting(place);
  if (pipe === null) throw new Error('--seat is for the agent itself: nobody waits for this one.');
  hurryOnceBegun();
  const seat = await openSeat();
  // Whatever hangs: without an agent no window of ours may stay.
  pipe.once('close', () => setTimeout(() => process.exit(SEAT_CODE.fault), CLOSED_WITHIN_MS).unref());
  const dpi = windowsApi().GetDpiForSystem();
  const browsers = await openOwnDoor(seat.session);
  await serveSeat({
    pipe: { input: pipe, output: pipe },
    seat: browsers === null ? { ...seat, gaps: [...seat.gaps, NO_BROWSERS] } : seat,
    opener: createOpener(windowsApi()),
    browsers,
    scale: dpi > 0 ? dpi / POINTS_PER_INCH : 1,
  });
  process.exit(SEAT_CODE.done);
}

async function beConsole(
  parts: Pick<Parameters<typeof runWindowsAgent>[0], 'data' | 'enrol'>,
): Promise<void> {
  const agent = await runWindowsAgent({
    environment: process.env,
    ...parts,
    start: () => startBeside(process.env),
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

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : 'The agent could not be started.'}\n`);
  process.exit(1);
});
