import type { Log } from '@lapwing/agent-core/contracts/log.ts';

import { startDesktopAgent } from './desktop-agent.ts';
import { keepPipedSeat, type StartedSeat } from './keep-piped-seat.ts';
import type { SeatEnd } from './platform/contract/seat-end.ts';
import { filePath, OWN_FOLDER, programPath, VERSION } from './platform/node/installed.ts';
import { windowsApi } from './platform/windows/api.ts';
import { deviceApi } from './platform/windows/device-api.ts';
import { fontFolders } from './platform/windows/known-folders.ts';
import { nameHost } from './platform/windows/installed/browser-host.ts';
import { createRun } from './platform/windows/installed/run.ts';
import { stillRuns } from './platform/windows/kin.ts';
import { openMachine } from './platform/windows/machine.ts';
import { createSystemRun } from './platform/windows/system-run.ts';
import { createPipedBrowserLink } from './seat-pipe/piped-browser-link.ts';
import { createSeatNow } from './seat-now.ts';
import { openDrawing } from './ui/drawing.ts';
import { openWindowsInstaller } from './windows-installer.ts';

/** Where to enrol without a person; null: nowhere. */
type Enrol = Parameters<typeof startDesktopAgent>[0]['enrol'];

export interface RunningAgent {
  /** Whoever runs the device has changed its settings, or wants another version looked for now. */
  reload(enrol: Enrol): void;
  /** Somebody else may be at the screens. */
  moved(): void;
  /** Everything is released, and what was found is safe on the disk. */
  stop(): Promise<void>;
  /** The process ends, by a fault of its own where it was not stopped. Nothing is waited for. */
  ended(): void;
}

/**
 * Starts the agent on Windows. Rejects when it cannot be started.
 * @param parts.data folder of the agent's own files, absolute
 * @param parts.start a seat process at the screens; null while nobody is there
 */
export async function runWindowsAgent(parts: {
  readonly data: string;
  readonly enrol: Enrol;
  /** What Windows has set for this process. */
  readonly environment: NodeJS.ProcessEnv;
  readonly start: () => Promise<StartedSeat | null>;
  /** Once it is told to stop: whether the system goes down. Left out: nobody says. */
  readonly goingDown?: () => boolean | null;
  readonly log: Log;
}): Promise<RunningAgent> {
  const { data, enrol, environment, start, goingDown = unsaid, log } = parts;
  const { easel, fonts } = await openDrawing(
    {
      command: [process.execPath, programPath('easel-program')],
      program: filePath('resvg.wasm'),
      fonts: [filePath('DejaVuSans.ttf'), filePath('DejaVuSans-Bold.ttf')],
      folders: fontFolders(deviceApi()),
      environment: systemEnvironment(environment),
    },
    log,
  );
  const machine = await openMachine(data);
  const seat = createSeatNow();
  const lost = new Set<(how: Promise<SeatEnd>) => void>();
  const browserLink = createPipedBrowserLink({
    name: nameInstalled,
    runs: (pid, startedAt) => stillRuns(windowsApi(), pid, startedAt),
  });
  const kept = keepPipedSeat({
    start,
    seat,
    onDoor: (door) => browserLink.become(door),
    lost: (how) => {
      for (const listener of lost) listener(how);
    },
    log,
  });
  const agent = await startDesktopAgent({
    folder: data,
    machine,
    seat,
    usual: { screen: true, windows: true, input: true, target: true, surfaces: true, sound: false },
    browserLink,
    opener: () => kept.opener(),
    easel,
    look: () => ({ fonts, theme: 'light' }),
    enrol,
    version: VERSION,
    installer: async (server) =>
      openWindowsInstaller({
        folder: data,
        program: import.meta.dirname,
        version: VERSION,
        server,
        environment,
      }),
    signs: {
      run: createSystemRun(windowsApi(), goingDown),
      onSeatLost: (listener) => {
        lost.add(listener);
        return () => lost.delete(listener);
      },
    },
    log,
  });
  return {
    moved: () => kept.moved(),
    reload: (asked) => agent.reload(asked),
    ended: () => agent.ended(),
    async stop() {
      await agent.stop();
      await kept.stop();
      await machine.close();
    },
  };
}

/** Browsers are told of what is installed alone. */
async function nameInstalled(extensionId: string | null): Promise<boolean> {
  if (OWN_FOLDER === null) return false;
  return nameHost(OWN_FOLDER, extensionId, createRun()).catch(() => false);
}

function unsaid(): null {
  return null;
}

/** Without it no program of Windows starts. */
export function systemEnvironment(environment: NodeJS.ProcessEnv): Readonly<Record<string, string>> {
  const { SystemRoot: root = 'C:\\Windows' } = environment;
  return { SystemRoot: root };
}
