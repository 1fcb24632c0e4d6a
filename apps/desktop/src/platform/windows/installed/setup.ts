import { copyFile, lstat, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { replaceFile } from '../../node/durable.ts';
import { installedPackage, REGISTRY_KEY, SERVICE, type Places } from './places.ts';
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
 * @param near a folder of the same disk in which only administrators can write
 */
export async function configure(places: Places, said: Said, near: string, run: Run): Promise<void> {
  await takeFolder(places, near, run);
  const settings = settingsOf(said);
  if (settings !== null) {
    await replaceFile(places.settings, Buffer.from(`${JSON.stringify(settings, null, 2)}\n`));
    // Readable for everybody, and says only that there are settings: the package asks for them the first time.
    await run(
      'reg.exe',
      ['add', REGISTRY_KEY, '/v', 'Settings', '/t', 'REG_SZ', '/d', 'kept', '/f'],
      SOON_MS,
    );
  }
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

/**
 * Anybody may make folders where this one is. What lies there and was not made by us is put aside as it is, since to look
 * into it as the system could be a trap; ours is closed before it is there, so that nobody gets in before.
 */
async function takeFolder({ folder }: Places, near: string, run: Run): Promise<void> {
  const isOurs = (await run('reg.exe', ['query', REGISTRY_KEY, '/v', 'Folder'], SOON_MS)) === 0;
  if (isOurs && (await isThere(folder))) return close(folder, run);
  if (await isThere(folder)) await rename(folder, `${folder} found ${Date.now()}`);
  const made = path.join(near, 'folder.new');
  await rm(made, { recursive: true, force: true });
  await mkdir(made);
  await close(made, run);
  await rename(made, folder);
  const mark = ['add', REGISTRY_KEY, '/v', 'Folder', '/t', 'REG_SZ', '/d', folder, '/f'];
  if ((await run('reg.exe', mark, SOON_MS)) !== 0) throw new Error('The registry could not be written.');
}

/** For the system and administrators alone, whoever made it. */
async function close(folder: string, run: Run): Promise<void> {
  const grants = [`${SYSTEM}:(OI)(CI)F`, `${ADMINISTRATORS}:(OI)(CI)F`];
  for (const args of [
    [folder, '/setowner', SYSTEM, '/q'],
    [folder, '/inheritance:r', '/grant:r', ...grants, '/q'],
  ]) {
    const ended = await run('icacls.exe', args, SOON_MS);
    if (ended !== 0)
      throw new Error(`The rights of the folder could not be set: icacls ended with ${ended}.`);
  }
}

async function isThere(folder: string): Promise<boolean> {
  return lstat(folder).then(
    () => true,
    () => false,
  );
}

/** Kept so that an update can be undone. Where it cannot be read again there are no updates, and nothing else is amiss. */
async function keepPackage({ data }: Places, said: Said): Promise<void> {
  const kept = installedPackage(data);
  const coming = `${kept}.coming`;
  try {
    await copyFile(said.package, coming);
    await rename(coming, kept);
  } catch {
    // That of the version before would be put in place of this one.
    for (const file of [coming, kept]) await rm(file, { force: true });
  }
}
