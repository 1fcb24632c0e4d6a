import { rm } from 'node:fs/promises';
import path from 'node:path';
import { readChange } from './features/releases/change.ts';
import type { DesktopInstaller } from './features/releases/installer.ts';
import { openInstaller, type RunningAgent } from './open-installer.ts';
import { isRunning } from './platform/node/is-running.ts';
import {
  BESIDE_FOLDER,
  BESIDE_NOTE,
  beginExchange,
  startBeside,
} from './platform/windows/installed/exchange.ts';
import { installedPackage } from './platform/windows/installed/places.ts';

/**
 * What brings the agent up to date where it was installed by Windows Installer. An exchange that the power failed in goes
 * on.
 */
export async function openWindowsInstaller(agent: RunningAgent): Promise<DesktopInstaller | null> {
  return openInstaller(agent, 'windows-x64', async (folder, notes) => {
    const beside = {
      folder,
      node: process.execPath,
      program: path.join(agent.program, 'update.mjs'),
      words: ['--installed', installedPackage(agent.folder)],
    };
    if ((await readChange(notes)) !== null) {
      const pid = Number((await notes.read(BESIDE_NOTE)) ?? '');
      if (!(pid > 0 && isRunning(pid))) await startBeside(beside);
    } else {
      // What exchanged the agent cannot take itself away.
      await rm(path.join(folder, BESIDE_FOLDER), { recursive: true, force: true }).catch(() => undefined);
    }
    return async ({ file }) => beginExchange({ ...beside, come: file });
  });
}
