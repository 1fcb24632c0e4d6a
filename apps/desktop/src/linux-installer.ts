import path from 'node:path';
import type { DesktopInstaller } from './features/releases/installer.ts';
import { openInstaller, type RunningAgent } from './open-installer.ts';
import { startAlone } from './platform/linux/packages/alone.ts';
import { beginExchange } from './platform/linux/packages/debian.ts';

const UNIT = 'lapwing-agent-update.service';

/** What brings the agent up to date where it was installed from its Debian package. */
export async function openLinuxInstaller(agent: RunningAgent): Promise<DesktopInstaller | null> {
  return openInstaller(agent, 'linux-x64', (folder) => {
    const exchange = {
      folder,
      node: process.execPath,
      program: path.join(agent.program, 'update.mjs'),
      unit: UNIT,
      alone: async (name: string, words: readonly string[]) =>
        startAlone(name, words, path.join(folder, 'said.log')),
    };
    return async ({ file }) => beginExchange({ ...exchange, come: file });
  });
}
