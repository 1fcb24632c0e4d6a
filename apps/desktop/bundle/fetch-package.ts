import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';

import * as z from 'zod';

const ROOT = path.resolve(import.meta.dirname, '../../..');
/** Beside the packages, so that installing them afresh clears it. */
const KEPT = path.join(ROOT, 'node_modules/.cache/lapwing-packages');

const Locked = z.object({
  packages: z.record(
    z.string(),
    z.object({ version: z.string().optional(), integrity: z.string().optional() }),
  ),
});

const run = promisify(execFile);

/**
 * A package for another system than this one, which npm keeps in the lock file and does not install: its folder, unpacked.
 * npm fetches it as it fetches all others, and what came is held against the sum in the lock file. Rejects where it
 * cannot be had.
 *
 * @param place as the lock file has it, such as `node_modules/@koromix/koffi-win32-x64`
 */
export async function fetchPackage(place: string): Promise<string> {
  const lock = Locked.parse(JSON.parse(readFileSync(path.join(ROOT, 'package-lock.json'), 'utf8')));
  const { version, integrity } = lock.packages[place] ?? {};
  const name = place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length);
  if (version === undefined || integrity === undefined) throw new Error(`The lock file lacks ${place}.`);
  const kept = path.join(KEPT, `${name.replace('/', '+')}-${version}`);
  if (existsSync(kept)) return kept;
  mkdirSync(KEPT, { recursive: true });
  const folder = mkdtempSync(path.join(KEPT, 'fetching-'));
  try {
    const wanted = [`${name}@${version}`, '--silent', '--prefer-offline', '--pack-destination', folder];
    await run('npm', ['pack', ...wanted], { cwd: ROOT });
    const archive = path.join(folder, `${name.replace('@', '').replace('/', '-')}-${version}.tgz`);
    const sum = `sha512-${createHash('sha512').update(readFileSync(archive)).digest('base64')}`;
    if (sum !== integrity) throw new Error(`${name}@${version} is not what the lock file says: ${sum}`);
    const unpacked = path.join(folder, 'unpacked');
    mkdirSync(unpacked);
    await run('tar', ['-xzf', archive, '-C', unpacked, '--strip-components=1']);
    put(unpacked, kept);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return kept;
}

/** Another process may have been as fast. */
function put(made: string, kept: string): void {
  try {
    renameSync(made, kept);
  } catch (error) {
    if (!existsSync(kept)) throw error;
  }
}
