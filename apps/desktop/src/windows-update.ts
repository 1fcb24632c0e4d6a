// Puts another version of the agent in its place, beside it: node update.mjs --folder <of the exchange> --installed <package>
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { changeOver } from './features/releases/change-over.ts';
import { systemClock } from './platform/node/clock.ts';
import { isRunning } from './platform/node/is-running.ts';
import { createNetwork } from './platform/node/network.ts';
import { createNotes } from './platform/node/notes.ts';
import { BESIDE_NOTE, createWindowsExchange } from './platform/windows/installed/exchange.ts';
import { createRun } from './platform/windows/installed/run.ts';

const ANSWER_MS = 5000;

async function main(): Promise<void> {
  const options = { folder: { type: 'string' }, installed: { type: 'string' } } as const;
  const { folder, installed } = parseArgs({ options }).values;
  if (folder === undefined || installed === undefined || !path.isAbsolute(folder))
    throw new Error('--folder must name the folder of the exchange, and --installed the package.');
  const log = (event: string, fields: Readonly<Record<string, string | number>> = {}): void => {
    process.stdout.write(`${JSON.stringify({ at: new Date().toISOString(), event, ...fields })}\n`);
  };
  const notes = createNotes(folder);
  await notes.write(BESIDE_NOTE, String(process.pid));
  const network = createNetwork();
  await changeOver({
    notes,
    exchange: createWindowsExchange({ folder, installed, run: createRun(), wait, log }),
    isRunning,
    async reaches(server) {
      const asked = { method: 'GET', headers: {}, body: null, timeoutMs: ANSWER_MS } as const;
      return (await network.http.request({ ...asked, url: `${server}/` })).ok;
    },
    passed: systemClock.passed,
    wait,
    log,
  });
  await notes.remove(BESIDE_NOTE);
  network.close();
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : 'The exchange failed.'}\n`);
  process.exit(1);
});
