// The desktop agent on Linux: node main.ts --settings <file> --data <folder> [--display :0 --authority <file>]
import { readFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { startDesktopAgent } from './desktop-agent.ts';
import { readSettings } from './features/devices/settings.ts';
import { keepLinuxSeat } from './keep-linux-seat.ts';
import { openLinuxMachine } from './linux-machine.ts';
import { createOpener } from './platform/linux/opener.ts';
import { addressOf, findDisplay } from './platform/linux/x11/find-display.ts';
import { filePath, programPath, VERSION } from './platform/node/installed.ts';
import { createSeatNow } from './seat-now.ts';
import { createEasel } from './ui/easel.ts';
import { readFont } from './ui/font.ts';

const STOP_WITHIN_MS = 8000;

/** Names of events and figures, a line each; nothing that a person wrote or saw. */
function log(event: string, fields: Readonly<Record<string, string | number | boolean>> = {}): void {
  process.stdout.write(`${JSON.stringify({ at: new Date().toISOString(), event, ...fields })}\n`);
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      settings: { type: 'string' },
      data: { type: 'string' },
      display: { type: 'string' },
      authority: { type: 'string' },
    },
  });
  const { settings: settingsFile, data, display, authority } = values;
  if (data === undefined || !path.isAbsolute(data))
    throw new Error('--data must name the folder of the agent, from the root: --data /var/lib/lapwing-agent');
  if ((display === undefined) !== (authority === undefined))
    throw new Error('--display and --authority belong together: the display, and the file with its cookie.');
  const enrol = settingsFile === undefined ? null : await readEnrol(settingsFile);

  const fonts = [filePath('DejaVuSans.ttf'), filePath('DejaVuSans-Bold.ttf')];
  const [plain, bold] = await Promise.all(fonts.map(async (file) => readFont(await readFile(file))));
  if (plain === undefined || bold === undefined) throw new Error('The fonts of the agent are missing.');

  const machine = await openLinuxMachine(data);
  const seat = createSeatNow();
  const where = async (): ReturnType<typeof findDisplay> =>
    display === undefined || authority === undefined ? findDisplay() : addressOf(display, authority);
  const kept = keepLinuxSeat({ where, seat, log });
  const opener = createOpener({
    account: async () => (await seat.session.current())?.account ?? null,
    environment:
      display === undefined || authority === undefined ? {} : { DISPLAY: display, XAUTHORITY: authority },
    own: userInfo().username,
  });
  const starting = startDesktopAgent({
    folder: data,
    machine,
    seat,
    usual: { screen: true, windows: true, input: true, target: true, surfaces: true, sound: false },
    opener: () => opener,
    easel: createEasel({
      command: [process.execPath, programPath('easel-program')],
      program: filePath('resvg.wasm'),
      fonts,
    }),
    look: () => ({ fonts: { plain, bold }, theme: 'light' }),
    enrol,
    version: VERSION,
    log,
  });

  let stopping = false;
  const stop = async (): Promise<void> => {
    if (stopping) return;
    stopping = true;
    // Whatever hangs: with the process the cover goes, and the next start releases the rest.
    setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref();
    await (await starting).stop();
    await kept.stop();
    await machine.close();
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop());
  await starting;
}

async function readEnrol(file: string): Promise<Parameters<typeof startDesktopAgent>[0]['enrol']> {
  const text = await readFile(file, 'utf8').catch(() => null);
  if (text === null) throw new Error('The settings file cannot be read. Check its path and who may read it.');
  const read = readSettings(text);
  if (!read.ok) throw new Error(read.problem);
  return read.settings.enrol;
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : 'The agent could not be started.'}\n`);
  process.exit(1);
});
