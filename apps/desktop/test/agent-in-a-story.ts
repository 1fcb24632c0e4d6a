// The desktop agent as it is, on a device that is made for a story: a home, a CUPS, and what the system writes of sticks.
// node agent-in-a-story.ts --settings <file> --device <folder> --display :0 --authority <file> [--printer <name>]
// Does what stands on each line of its input (`plug`, `unplug`, `print <title>`), and ends with it.
import { readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { readSettings } from '../src/features/devices/settings.ts';
import { runLinuxAgent } from '../src/run-linux.ts';
import { startCups, type TestCups } from './cups.ts';
import { makeUsb } from './made-usb.ts';

const { values } = parseArgs({
  options: {
    settings: { type: 'string', default: '' },
    display: { type: 'string', default: '' },
    authority: { type: 'string', default: '' },
    device: { type: 'string', default: '' },
    printer: { type: 'string' },
  },
});
const { settings, display, authority, device, printer } = values;
const read = readSettings(await readFile(settings, 'utf8'));
if (!read.ok) throw new Error(read.problem);

const usb = await makeUsb(device);
const cups = printer === undefined ? null : await openCups(printer);
const lines = createInterface({ input: process.stdin });
lines.on('line', (line) => {
  obey(line).catch((error: unknown) => process.stderr.write(`${String(error)}\n`));
});
// Whoever tells the story is gone: so is what belongs to it.
lines.on('close', () => {
  const end = (): boolean => process.kill(process.pid, 'SIGTERM');
  (cups?.close() ?? Promise.resolve()).then(end, end);
});

async function openCups(name: string): Promise<TestCups> {
  const made = await startCups();
  await made.addPrinter(name);
  await symlink(made.socket, path.join(device, 'cups.sock'));
  await symlink(made.spool, path.join(device, 'spool'));
  return made;
}

async function obey(line: string): Promise<void> {
  const [what, ...title] = line.split(' ');
  if (what === 'plug') await usb.plug('1-1:1.0');
  if (what === 'unplug') await usb.unplug();
  if (what === 'print' && cups !== null) {
    const file = path.join(device, 'document');
    await writeFile(file, 'Dear all\n');
    await cups.command('lp', '-d', printer ?? '', '-t', title.join(' '), file);
  }
  process.stdout.write(`${JSON.stringify({ event: 'story.done' })}\n`);
}

await runLinuxAgent({
  data: path.join(device, 'agent'),
  at: { display, authority },
  enrol: read.settings.enrol,
  places: {
    media: { sys: usb.sys, data: usb.data },
    printing: { socket: path.join(device, 'cups.sock'), spool: path.join(device, 'spool') },
    home: async () => Promise.resolve(path.join(device, 'home')),
    run: path.join(device, 'run'),
  },
});
