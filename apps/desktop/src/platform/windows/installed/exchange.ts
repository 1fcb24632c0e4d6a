import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { access, copyFile, mkdir, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Exchange } from '../../contract/exchange.ts';
import type { Run } from './run.ts';

/** The note of the process that exchanges the agent: it is not started twice. */
export const BESIDE_NOTE = 'beside.json';
/** Holds that program while it runs. */
export const BESIDE_FOLDER = 'beside';

const INSTALL_MS = 20 * 60_000;
/** Windows' answer while something else is being installed (ERROR_INSTALL_ALREADY_RUNNING). */
const BUSY = 1618;
const BUSY_TRIES = 60;
const BUSY_WAIT_MS = 30_000;
/** Done; and done, with a restart that is wanted at some time (ERROR_SUCCESS_REBOOT_REQUIRED). */
const DONE: readonly (number | null)[] = [0, 3010];

/**
 * Exchanges the agent by Windows Installer, which stops the service, changes the files and starts the service.
 * @param parts.folder with the package that came (`come.msi`); takes the kept one too
 * @param parts.installed path of the package that is installed, as it was kept when that was installed
 */
export function createWindowsExchange(parts: {
  readonly folder: string;
  readonly installed: string;
  readonly run: Run;
  readonly wait: (ms: number) => Promise<void>;
  readonly log: (event: string, fields: Readonly<Record<string, string | number>>) => void;
}): Exchange {
  const { folder, log } = parts;
  const come = path.join(folder, 'come.msi');
  const kept = path.join(folder, 'kept.msi');

  async function install(file: string, more: readonly string[]): Promise<boolean> {
    const said = path.join(folder, 'msiexec.log');
    for (let tried = 1; ; tried += 1) {
      const code = await parts.run(
        'msiexec.exe',
        ['/i', file, '/qn', '/norestart', '/l*', said, ...more],
        INSTALL_MS,
      );
      if (!DONE.includes(code)) log('change.msiexec', { code: code ?? -1 });
      if (code !== BUSY || tried === BUSY_TRIES) return DONE.includes(code);
      await parts.wait(BUSY_WAIT_MS);
    }
  }

  return {
    async keep() {
      if (await isThere(kept)) return;
      await copyFile(parts.installed, `${kept}.new`);
      await rename(`${kept}.new`, kept);
    },
    install: async (which) =>
      // An older version is let in over a newer one only here.
      which === 'come' ? install(come, []) : install(kept, ['ALLOWOLDER=1']),
    async clear() {
      for (const name of await readdir(folder).catch(() => []))
        if (/^(?:come|kept|msiexec)/u.test(name))
          await rm(path.join(folder, name), { recursive: true, force: true });
    },
  };
}

/**
 * Hands the package that came over to the program that exchanges the agent, and starts that beside it. It runs a copy of
 * its own, since what is installed is replaced meanwhile, and goes on when the service is stopped.
 * @param parts.come path of the package
 */
export async function beginExchange(parts: BesideParts & { readonly come: string }): Promise<void> {
  await rename(parts.come, path.join(parts.folder, 'come.msi'));
  await startBeside(parts);
}

export interface BesideParts {
  readonly folder: string;
  readonly node: string;
  /** Path of `update.mjs`. */
  readonly program: string;
  /** Words for that program beside the folder. */
  readonly words: readonly string[];
}

/** Starts the program that exchanges the agent, for the first time or once more after the power failed. */
export async function startBeside({ folder, node, program, words }: BesideParts): Promise<void> {
  const beside = path.join(folder, BESIDE_FOLDER);
  await mkdir(beside, { recursive: true });
  const ownNode = path.join(beside, 'node.exe');
  const ownProgram = path.join(beside, 'update.mjs');
  await copyFile(node, ownNode);
  await copyFile(program, ownProgram);
  const said = openSync(path.join(folder, 'said.log'), 'a');
  try {
    const child = spawn(ownNode, [ownProgram, '--folder', folder, ...words], {
      cwd: beside,
      detached: true,
      stdio: ['ignore', said, said],
      windowsHide: true,
    });
    await new Promise((resolve, reject) => {
      child.once('spawn', resolve);
      child.once('error', reject);
    });
    child.unref();
  } finally {
    closeSync(said);
  }
}

async function isThere(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
