import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { CHECKOUT, makeReadyFolder } from './src/server.ts';

/**
 * Builds console and extension where their sources changed, as `npm start` does, and makes the data folder that stories
 * begin with; answers what takes that away again.
 */
async function prepare(): Promise<() => void> {
  const built = spawnSync(process.execPath, [path.join(CHECKOUT, 'tools/bootstrap.mjs'), 'build'], {
    cwd: CHECKOUT,
    encoding: 'utf8',
  });
  if (built.status !== 0)
    throw new Error(`The console or the extension could not be built.\n${built.stderr}`);
  return makeReadyFolder();
}

// The runner asks for a default export.
export default prepare;
