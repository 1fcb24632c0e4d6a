import { access, chmod } from 'node:fs/promises';
import { userInfo } from 'node:os';
import path from 'node:path';
import { startDesktopAgent } from './desktop-agent.ts';
import { keepLinuxSeat, PACTL } from './keep-linux-seat.ts';
import { openLinuxInstaller } from './linux-installer.ts';
import { type LinuxPlaces, openLinuxMachine, runFolderOf } from './linux-machine.ts';
import type { SeatEnd } from './platform/contract/seat-end.ts';
import { HOST_FOLDERS } from './platform/linux/browser-host-manifest.ts';
import { createLinuxBrowserLink } from './platform/linux/browser-link.ts';
import { keepWatchdog } from './platform/linux/packages/service-manager.ts';
import { createOpener } from './platform/linux/opener.ts';
import { addressOf, findDisplay } from './platform/linux/x11/find-display.ts';
import { createSystemRun } from './platform/linux/system-run.ts';
import { filePath, OWN_FOLDER, programPath, VERSION } from './platform/node/installed.ts';
import { createSeatNow } from './seat-now.ts';
import { openDrawing } from './ui/drawing.ts';

const STOP_WITHIN_MS = 8000;
/** Where the system has its fonts; those in a person's own folder may draw anything as anything. */
const FONT_FOLDERS = ['/usr/share/fonts', '/usr/local/share/fonts'] as const;

/** Names of events and figures, a line each; nothing that a person wrote or saw. */
function log(event: string, fields: Readonly<Record<string, string | number | boolean>> = {}): void {
  process.stdout.write(`${JSON.stringify({ at: new Date().toISOString(), event, ...fields })}\n`);
}

/** Where to enrol without a person; null: nowhere. */
type Enrol = Parameters<typeof startDesktopAgent>[0]['enrol'];

/**
 * Runs the agent on Linux until the system asks the process to end. Rejects when it cannot be started.
 * @param parts.data of the agent's own files, absolute
 * @param parts.at a display and the file with its cookie; null: whichever the device has
 */
export async function runLinuxAgent(parts: {
  readonly data: string;
  readonly at: { readonly display: string; readonly authority: string } | null;
  readonly enrol: Enrol;
  /** The same, when whoever runs the device has changed it. */
  readonly enrolAgain?: () => Promise<Enrol>;
  readonly places?: LinuxPlaces;
  /** What the system has set for the service; left out: nothing. */
  readonly environment?: NodeJS.ProcessEnv;
}): Promise<void> {
  const { data, at, enrol, enrolAgain, places, environment = {} } = parts;
  const { easel, fonts } = await openDrawing(
    {
      command: [process.execPath, programPath('easel-program')],
      program: filePath('resvg.wasm'),
      fonts: [filePath('DejaVuSans.ttf'), filePath('DejaVuSans-Bold.ttf')],
      folders: FONT_FOLDERS,
    },
    log,
  );
  const machine = await openLinuxMachine(data, places);
  const hasSound = await isThere(PACTL);
  const seat = createSeatNow();
  const where = async (): ReturnType<typeof findDisplay> =>
    at === null ? findDisplay() : addressOf(at.display, at.authority);
  const lost = new Set<(how: Promise<SeatEnd>) => void>();
  const kept = keepLinuxSeat({
    where,
    ...(at === null ? {} : { wayland: null }),
    seat,
    lost: (how) => {
      for (const listener of lost) listener(how);
    },
    log,
  });
  const opener = createOpener({
    account: async () => (await seat.session.current())?.account ?? null,
    environment: at === null ? {} : { DISPLAY: at.display, XAUTHORITY: at.authority },
    own: userInfo().username,
  });
  const starting = startDesktopAgent({
    folder: data,
    machine,
    seat,
    usual: { screen: true, windows: true, input: true, target: true, surfaces: true, sound: hasSound },
    browserLink: await openBrowserLink(runFolderOf(data, places)),
    opener: () => opener,
    easel,
    look: () => ({ fonts, theme: seat.current()?.theme?.current() ?? 'light' }),
    enrol,
    version: VERSION,
    installer: async (server) =>
      openLinuxInstaller({
        folder: data,
        program: import.meta.dirname,
        version: VERSION,
        server,
        environment,
      }),
    signs: {
      run: createSystemRun(),
      onSeatLost: (listener) => {
        lost.add(listener);
        return () => lost.delete(listener);
      },
    },
    log,
  });

  const cancelWatchdog = keepWatchdog(environment);
  let stopping = false;
  const stop = async (): Promise<void> => {
    if (stopping) return;
    stopping = true;
    cancelWatchdog();
    // Whatever hangs: with the process the cover goes, and the next start releases the rest.
    setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref();
    await (await starting).stop();
    await kept.stop();
    await machine.close();
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop());
  const reload = async (): Promise<void> => {
    const asked = enrolAgain === undefined ? enrol : await enrolAgain();
    (await starting).reload(asked);
    log('agent.reloads');
  };
  process.on('SIGHUP', () => void reload());
  const agent = await starting;
  process.on('exit', () => agent.ended());
}

/** Null where the folder cannot be used: browsers' agents work alone then. */
async function openBrowserLink(
  run: string,
): Promise<Awaited<ReturnType<typeof createLinuxBrowserLink>> | null> {
  try {
    const command = OWN_FOLDER === null ? null : path.join(OWN_FOLDER, 'browser-host');
    const host = command !== null && (await isThere(command)) ? { command, folders: HOST_FOLDERS } : null;
    const link = await createLinuxBrowserLink(path.join(run, 'browser'), { host });
    // What is in it says for itself who may use it; what it holds is told to nobody.
    if (process.getuid?.() === 0) await chmod(run, 0o711);
    return link;
  } catch {
    log('browser.no-link');
    return null;
  }
}

async function isThere(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
