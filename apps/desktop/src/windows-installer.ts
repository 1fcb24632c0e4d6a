import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { PROJECT_RELEASE_KEY } from '@lapwing/protocol/features/releases/key.ts';
import { readChange } from './features/releases/change.ts';
import { createDesktopInstaller, type DesktopInstaller } from './features/releases/installer.ts';
import { openIncoming } from './platform/node/incoming-files.ts';
import { isRunning } from './platform/node/is-running.ts';
import { createNotes } from './platform/node/notes.ts';
import {
  BESIDE_FOLDER,
  BESIDE_NOTE,
  beginExchange,
  startBeside,
} from './platform/windows/installed/exchange.ts';
import { installedPackage } from './platform/windows/installed/places.ts';

const PROVE_SECONDS = 120;
/** What comes, what is kept, and what both are when they are installed. */
const SPARE_BYTES = 700_000_000;
const KEY = /^[A-Za-z0-9_-]{43}$/u;

/**
 * Brings the agent up to date where it was installed from its package; null where it runs from anywhere else, or was made
 * without a key whose releases it could trust. An exchange that the power failed in goes on.
 * @param parts.folder of the agent's own files
 * @param parts.program folder that the agent was installed into
 */
export async function openWindowsInstaller(parts: {
  readonly folder: string;
  readonly program: string;
  readonly version: string;
  readonly server: () => string | null;
  readonly environment: NodeJS.ProcessEnv;
}): Promise<DesktopInstaller | null> {
  const { program, version, server } = parts;
  // Lies beside the program only where the package has put it there.
  const given = await readFile(path.join(program, 'release-key'), 'utf8').catch(() => null);
  const releaseKey = given?.trim() ?? PROJECT_RELEASE_KEY;
  if (given === null || releaseKey === null || !KEY.test(releaseKey)) return null;
  const folder = path.join(parts.folder, 'update');
  const notes = createNotes(folder);
  const beside = {
    folder,
    node: process.execPath,
    program: path.join(program, 'update.mjs'),
    words: ['--installed', installedPackage(parts.folder)],
  };
  if ((await readChange(notes)) !== null) {
    const pid = Number((await notes.read(BESIDE_NOTE)) ?? '');
    if (!(pid > 0 && isRunning(pid))) await startBeside(beside);
  } else {
    // What exchanged the agent cannot take itself away.
    await rm(path.join(folder, BESIDE_FOLDER), { recursive: true, force: true }).catch(() => undefined);
  }
  return createDesktopInstaller({
    target: 'windows-x64',
    version,
    releaseKey,
    notes,
    open: async (sha256) => openIncoming(folder, sha256, SPARE_BYTES),
    begin: async ({ file }) => beginExchange({ ...beside, come: file }),
    server,
    pid: process.pid,
    proveMs: proveMs(parts.environment['LAPWING_PROVE_SECONDS']),
  });
}

/** For how long a new version has to stay up and connected, as the environment of the machine may say. */
function proveMs(told: string | undefined): number {
  const seconds = Number(told ?? '');
  return 1000 * (seconds >= 5 && seconds <= 3600 ? Math.round(seconds) : PROVE_SECONDS);
}
