// Puts another version of the agent in its place, beside it: node update.mjs --folder <of the exchange>
import path from 'node:path';
import { parseArgs } from 'node:util';
import { exchangeAgent } from './exchange-agent.ts';
import { createDebianExchange } from './platform/linux/packages/debian.ts';
import { createNotes } from './platform/node/notes.ts';

async function main(): Promise<void> {
  const { folder } = parseArgs({ options: { folder: { type: 'string' } } }).values;
  if (folder === undefined || !path.isAbsolute(folder))
    throw new Error('--folder must name the folder of the exchange, from the root.');
  // What a package brings is for all to read, whatever the agent keeps for itself.
  process.umask(0o022);
  await exchangeAgent(createNotes(folder), (parts) =>
    createDebianExchange({ package: 'lapwing-agent', folder, ...parts }),
  );
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : 'The exchange failed.'}\n`);
  process.exit(1);
});
