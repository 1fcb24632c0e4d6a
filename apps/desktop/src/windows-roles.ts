import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';

import type { Log } from '@lapwing/agent-core/contracts/log.ts';

import type { DeviceSettings } from './features/devices/settings.ts';
import type { StartedSeat } from './keep-piped-seat.ts';
import { createLogFile } from './platform/node/log-file.ts';
import { windowsApi } from './platform/windows/api.ts';
import { holdProcess } from './platform/windows/service/held-process.ts';
import { runService } from './platform/windows/service/service.ts';
import { startInSession } from './platform/windows/service/session-process.ts';
import { readEnrol } from './read-enrol.ts';
import { runWindowsAgent, systemEnvironment } from './run-windows.ts';
import { type MeetingPlace, openMeeting } from './seat-pipe/meeting.ts';

/** As the package for Windows installs it. */
const SERVICE = 'LapwingAgent';
const STOP_WITHIN_MS = 15_000;
const START_WITHIN_MS = 15_000;

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
 * Starts the seat in the session at the screens, which comes to a meeting of its own. Null while nobody is logged on
 * there; rejects where Windows refuses, or where it does not come.
 */
async function startAway(log: Log, environment: NodeJS.ProcessEnv): Promise<StartedSeat | null> {
  const [, program = ''] = process.argv;
  const meeting = await openMeeting(meetingName());
  const started = startInSession([process.execPath, program, '--seat'], {
    ...systemEnvironment(environment),
    ...placeIn(meeting.place),
  });
  if (!started.ok) {
    meeting.close();
    if (started.why === 'nobody') return null;
    log('seat.refused', { why: started.why, code: started.code });
    throw new Error(`Windows did not start the seat: ${started.why} ${String(started.code)}`);
  }
  const held = holdProcess(windowsApi(), started.pid);
  const socket = await meeting.seat(START_WITHIN_MS);
  if (socket !== null) return { pipe: { input: socket, output: socket }, ...held };
  held.end();
  log('seat.did-not-come');
  throw new Error('The seat that was started did not come.');
}

/** A seat in the session of the agent itself, which is that of whoever runs it by hand. */
export async function startBeside(environment: NodeJS.ProcessEnv): Promise<StartedSeat | null> {
  const [, program = ''] = process.argv;
  const meeting = await openMeeting(meetingName());
  const child = spawn(process.execPath, [...process.execArgv, program, '--seat'], {
    stdio: ['ignore', 'inherit', 'inherit'],
    windowsHide: true,
    env: { ...environment, ...placeIn(meeting.place) },
  });
  child.once('error', meeting.close);
  child.once('exit', meeting.close);
  const held = holdProcess(windowsApi(), child.pid ?? 0);
  const socket = await meeting.seat(START_WITHIN_MS);
  if (socket !== null) return { pipe: { input: socket, output: socket }, ...held };
  held.end();
  throw new Error('The seat that was started did not come.');
}

function meetingName(): string {
  return `\\\\.\\pipe\\lapwing-seat-${randomUUID()}`;
}

const PATH_VARIABLE = 'LAPWING_SEAT_PIPE';
const SECRET_VARIABLE = 'LAPWING_SEAT_SECRET';

function placeIn({ path, secret }: MeetingPlace): Readonly<Record<string, string>> {
  return { [PATH_VARIABLE]: path, [SECRET_VARIABLE]: secret };
}

/** Where this process, a seat, is to go; null where the agent has not started it. */
export function placeOf(environment: NodeJS.ProcessEnv): MeetingPlace | null {
  const { [PATH_VARIABLE]: path, [SECRET_VARIABLE]: secret } = environment;
  return path === undefined || secret === undefined ? null : { path, secret };
}
