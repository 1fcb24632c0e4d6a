import { copyFile, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { writeWhole } from './change-over.ts';
import { packageFile, REGISTRY_KEY, SERVICE, type Places } from './places.ts';
import type { Run } from './run.ts';

/** What whoever installs the agent said; an empty text where nothing was said. */
export interface Said {
  readonly server: string;
  readonly code: string;
  readonly name: string;
  /** Path of the package that is being installed. */
  readonly package: string;
  readonly version: string;
}

const SOON_MS = 60_000;
/** By number, since their names are translated: the system, and administrators. */
const SYSTEM = '*S-1-5-18';
const ADMINISTRATORS = '*S-1-5-32-544';
/** After the first failure at once, then a little later; forgotten after a day. */
const AFTER_FAILURE = 'restart/1000/restart/5000/restart/60000';

/**
 * Makes ready what the agent starts from: a folder that only the system and administrators may open, the settings, the
 * package to go back to, and a service that is started again. What was kept of an earlier installation stays.
 * Throws with words for whoever installs; the installation is then undone.
 */
export async function configure(places: Places, said: Said, run: Run): Promise<void> {
  await takeFolder(places, run);
  const settings = settingsOf(said);
  if (settings !== null) await writeWhole(places.settings, `${JSON.stringify(settings, null, 2)}\n`);
  await mkdir(places.data, { recursive: true });
  await keepPackage(places, said);
  const failure = ['failure', SERVICE, 'reset=', '86400', 'actions=', AFTER_FAILURE];
  await run('sc.exe', failure, SOON_MS);
  // Also when it ends by itself with a code that says so, and not only when it crashes.
  await run('sc.exe', ['failureflag', SERVICE, '1'], SOON_MS);
}

/**
 * Says that the agent is stopped by an installation, and not by somebody who does not want to be seen.
 * @param file as `platform/node/run-notes.ts` names it
 */
export async function sayChanging({ data }: Places, file: string): Promise<void> {
  await writeFile(path.join(data, file), '').catch(() => undefined);
}

/** Takes all away that the agent kept: key, outbox, settings. The device has to be enrolled anew after this. */
export async function purge({ folder }: Places, run: Run): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 500 });
  await run('reg.exe', ['delete', REGISTRY_KEY, '/f'], SOON_MS);
}

/** The settings file in words of `features/devices/settings.ts`; null where nothing was said. */
export function settingsOf({ server, code, name }: Said): Readonly<Record<string, string>> | null {
  if (server.trim() === '') return null;
  const said = { server: server.trim(), schoolCode: code.trim() };
  return name.trim() === '' ? said : { ...said, deviceName: name.trim() };
}

/** Anybody may make folders where this one is: what lies there and was not made by us is nothing to trust. */
async function takeFolder({ folder }: Places, run: Run): Promise<void> {
  const isOurs = (await run('reg.exe', ['query', REGISTRY_KEY, '/v', 'Folder'], SOON_MS)) === 0;
  if (!isOurs) {
    await rm(folder, { recursive: true, force: true, maxRetries: 3, retryDelay: 200 });
    // Throws where somebody has made it again meanwhile.
    await mkdir(folder);
  }
  await mkdir(folder, { recursive: true });
  const grants = [`${SYSTEM}:(OI)(CI)F`, `${ADMINISTRATORS}:(OI)(CI)F`];
  for (const args of [
    [folder, '/setowner', SYSTEM, '/q'],
    [folder, '/inheritance:r', '/grant:r', ...grants, '/q'],
  ]) {
    const ended = await run('icacls.exe', args, SOON_MS);
    if (ended !== 0)
      throw new Error(`The rights of the folder could not be set: icacls ended with ${ended}.`);
  }
  const mark = ['add', REGISTRY_KEY, '/v', 'Folder', '/t', 'REG_SZ', '/d', folder, '/f'];
  if ((await run('reg.exe', mark, SOON_MS)) !== 0) throw new Error('The registry could not be written.');
}

/** Kept so that an update can be undone. Where it cannot be read again there are no updates, and nothing else is amiss. */
async function keepPackage(places: Places, said: Said): Promise<void> {
  await mkdir(places.packages, { recursive: true });
  const kept = packageFile(places, said.version);
  if (path.resolve(said.package) !== path.resolve(kept)) {
    const coming = `${kept}.coming`;
    try {
      await copyFile(said.package, coming);
      await rename(coming, kept);
    } catch {
      await rm(coming, { force: true });
    }
  }
  const names = await readdir(places.packages);
  const isPackage = (name: string): boolean => /^[0-9.]+\.msi$/u.test(name);
  // The newest two by what is in their names: this one, and the one that it can be exchanged for.
  const old = names
    .filter((name) => isPackage(name) && name !== path.basename(kept))
    .toSorted(byVersion)
    .slice(0, -1);
  for (const name of [...old, ...names.filter((each) => !isPackage(each))])
    await rm(path.join(places.packages, name), { force: true });
}

function byVersion(one: string, other: string): number {
  return one.localeCompare(other, 'en', { numeric: true });
}
