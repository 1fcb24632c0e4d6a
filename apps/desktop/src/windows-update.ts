// Puts another version of the agent in its place, beside it: node update.mjs --folder <of the exchange> --installed <package>
import path from 'node:path';
import { parseArgs } from 'node:util';
import { exchangeAgent } from './exchange-agent.ts';
import { createNotes } from './platform/node/notes.ts';
import { BESIDE_NOTE, createWindowsExchange } from './platform/windows/installed/exchange.ts';
import { createRun } from './platform/windows/installed/run.ts';

async function main(): Promise<void> {
  const options = { folder: { type: 'string' }, installed: { type: 'string' } } as const;
  const { folder, installed } = parseArgs({ options }).values;
  if (folder === undefined || installed === undefined || !path.isAbsolute(folder))
    throw new Error('--folder must name the folder of the exchange, and --installed the package.');
  const notes = createNotes(folder);
  await notes.write(BESIDE_NOTE, String(process.pid));
  await exchangeAgent(notes, (parts) =>
    createWindowsExchange({ folder, installed, run: createRun(), ...parts }),
  );
  await notes.remove(BESIDE_NOTE);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : 'The exchange failed.'}\n`);
  process.exit(1);
});
