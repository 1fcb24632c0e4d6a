import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';

/** Pages of the simulated school, 320 pixels wide, painted into the folder before anything is measured. */
export async function paintPages(folder: string): Promise<Buffer[]> {
  const painter = path.join(import.meta.dirname, '../../apps/fleet/src/paint-pages.ts');
  await promisify(execFile)(process.execPath, [painter, folder, '320', '0.5']);
  return readdirSync(folder)
    .sort((one, other) => one.localeCompare(other))
    .map((name) => readFileSync(path.join(folder, name)));
}
