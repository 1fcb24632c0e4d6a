// The desktop agent on Linux: node main.ts --settings <file> --data <folder> [--run <folder>] [--display :0 --authority <file>]
// With --settings <file> --check it says what is wrong with the settings, and ends.
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { DeviceSettings } from './features/devices/settings.ts';
import { readEnrol } from './read-enrol.ts';
import { runLinuxAgent } from './run-linux.ts';

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      settings: { type: 'string' },
      data: { type: 'string' },
      display: { type: 'string' },
      authority: { type: 'string' },
      run: { type: 'string' },
      check: { type: 'boolean', default: false },
    },
  });
  const { settings: settingsFile, data, display, authority } = values;
  if (values.check) {
    await readEnrol(settingsFile ?? '');
    return;
  }
  if (data === undefined || !path.isAbsolute(data))
    throw new Error('--data must name the folder of the agent, from the root: --data /var/lib/lapwing-agent');
  if ((display === undefined) !== (authority === undefined))
    throw new Error('--display and --authority belong together: the display, and the file with its cookie.');
  await runLinuxAgent({
    data,
    ...(values.run === undefined ? {} : { places: { run: values.run } }),
    at: display === undefined || authority === undefined ? null : { display, authority },
    enrol: await enrolOrNone(settingsFile),
    enrolAgain: async () => enrolOrNone(settingsFile),
    environment: process.env,
  });
}

/** A mistake in the settings must not take a device that is enrolled out of the school's care: it is said, and that is all. */
async function enrolOrNone(file: string | undefined): Promise<DeviceSettings['enrol'] | null> {
  if (file === undefined) return null;
  return readEnrol(file).catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : 'The settings cannot be read.'}\n`);
    return null;
  });
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : 'The agent could not be started.'}\n`);
  process.exit(1);
});
