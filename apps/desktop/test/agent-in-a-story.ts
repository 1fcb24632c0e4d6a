// The desktop agent as it is, on a device that a story has made: where it finds sticks, printers and homes.
// node agent-in-a-story.ts --settings <file> --data <folder> --display :0 --authority <file> --device <folder>
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { readSettings } from '../src/features/devices/settings.ts';
import { runLinuxAgent } from '../src/run-linux.ts';

const { values } = parseArgs({
  options: {
    settings: { type: 'string', default: '' },
    data: { type: 'string', default: '' },
    display: { type: 'string', default: '' },
    authority: { type: 'string', default: '' },
    device: { type: 'string', default: '' },
  },
});
const { settings, data, display, authority, device } = values;
const read = readSettings(await readFile(settings, 'utf8'));
if (!read.ok) throw new Error(read.problem);
await runLinuxAgent({
  data,
  at: { display, authority },
  enrol: read.settings.enrol,
  places: {
    media: { sys: path.join(device, 'sys'), data: path.join(device, 'udev') },
    printing: { socket: path.join(device, 'cups.sock'), spool: path.join(device, 'spool') },
    home: async () => Promise.resolve(path.join(device, 'home')),
    run: path.join(device, 'run'),
  },
});
