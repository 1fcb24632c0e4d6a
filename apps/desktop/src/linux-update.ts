// Puts another version of the agent in its place, beside it: node update.mjs --folder <of the exchange>
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { changeOver } from './features/releases/change-over.ts';
import { systemClock } from './platform/node/clock.ts';
import { createNetwork } from './platform/node/network.ts';
import { createNotes } from './platform/node/notes.ts';
import { createDebianExchange } from './platform/linux/packages/debian.ts';

const ANSWER_MS = 5000;

async function main(): Promise<void> {
  const { folder } = parseArgs({ options: { folder: { type: 'string' } } }).values;
  if (folder === undefined || !path.isAbsolute(folder))
    throw new Error('--folder must name the folder of the exchange, from the root.');
  // What a package brings is for all to read, whatever the agent keeps for itself.
  process.umask(0o022);
  const log = (event: string, fields: Readonly<Record<string, string | number>> = {}): void => {
    process.stdout.write(`${JSON.stringify({ at: new Date().toISOString(), event, ...fields })}\n`);
  };
  const network = createNetwork();
  await changeOver({
    notes: createNotes(folder),
    exchange: createDebianExchange({ package: 'lapwing-agent', folder, wait, log }),
    isRunning,
    async reaches(server) {
      const asked = { method: 'GET', headers: {}, body: null, timeoutMs: ANSWER_MS } as const;
      return (await network.http.request({ ...asked, url: `${server}/` })).ok;
    },
    passed: systemClock.passed,
    wait,
    log,
  });
  network.close();
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : 'The exchange failed.'}\n`);
  process.exit(1);
});
