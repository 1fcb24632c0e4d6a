// Run by the Windows package, as the system: node setup.mjs configure|changing|ended|unname|purge --folder <the agent's folder> ...
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { CHANGING_FILE } from './platform/node/run-notes.ts';
import { windowsApi } from './platform/windows/api.ts';
import { untilNothingRuns } from './platform/windows/installed/ended.ts';
import { nameHost } from './platform/windows/installed/browser-host.ts';
import { placesIn } from './platform/windows/installed/places.ts';
import { createRun } from './platform/windows/installed/run.ts';
import { openProcesses } from './platform/windows/processes.ts';
import { configure, purge, sayChanging } from './platform/windows/installed/setup.ts';

async function main(): Promise<void> {
  const text = { type: 'string', default: '' } as const;
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { folder: text, server: text, code: text, name: text, package: text, version: text },
  });
  if (!path.isAbsolute(values.folder)) throw new Error('--folder must name the folder of the agent.');
  const places = placesIn(path.normalize(values.folder));
  const run = createRun();
  // Windows removes no folder that a program stands in, and this one may be over a moment later than it says.
  process.chdir(path.parse(process.execPath).root);
  switch (positionals[0] ?? '') {
    case 'configure': {
      const became = await configure(places, values, path.dirname(process.execPath), run).then(
        () => 'configured',
        (error: unknown) => (error instanceof Error ? error.message : 'It could not be done.'),
      );
      const said = { at: new Date().toISOString(), version: values.version, became };
      await writeFile(places.said, `${JSON.stringify(said)}\n`).catch(() => undefined);
      process.exitCode = became === 'configured' ? 0 : 1;
      return;
    }
    case 'changing':
      return sayChanging(places, CHANGING_FILE);
    case 'ended':
      return untilNothingRuns({
        processes: openProcesses(windowsApi()),
        folder: path.dirname(process.execPath),
        own: process.pid,
        wait,
      });
    case 'unname':
      await nameHost(path.dirname(process.execPath), null, run);
      return;
    case 'purge':
      return purge(places, run);
    default:
      process.exitCode = 2;
  }
}

main().catch(() => {
  process.exitCode = 1;
});
