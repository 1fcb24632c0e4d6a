// The desktop agent on Linux: node main.ts --settings <file> --data <folder> [--display :0 --authority <file>]
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { type DeviceSettings, readSettings } from './features/devices/settings.ts';
import { runLinuxAgent } from './run-linux.ts';

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
  await runLinuxAgent({
    data,
    at: display === undefined || authority === undefined ? null : { display, authority },
    enrol: settingsFile === undefined ? null : await readEnrol(settingsFile),
  });
}

async function readEnrol(file: string): Promise<DeviceSettings['enrol']> {
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
