import path from 'node:path';

import type { Machine } from './platform/contract/platform.ts';
import { createFiles } from './platform/linux/files.ts';
import { createIdentity } from './platform/linux/identity.ts';
import { openPower } from './platform/linux/power.ts';
import { openPrinting } from './platform/linux/printing.ts';
import { openProcesses } from './platform/linux/processes.ts';
import { createVault } from './platform/linux/vault.ts';

/** The device itself, on Linux. @param folder of the agent, absolute */
export async function openLinuxMachine(folder: string): Promise<Machine> {
  const processes = await openProcesses();
  const printing = await openPrinting({ keep: path.join(folder, 'printers-stopped') }).catch(() => null);
  const power = await openPower().catch(() => null);
  return {
    identity: createIdentity(),
    vault: createVault(path.join(folder, 'secrets')),
    power,
    processes,
    files: createFiles(),
    printing,
    removableMedia: null,
    gaps: [
      ...(printing === null ? ['There is no CUPS: printing is not switched off.'] : []),
      'USB sticks are not watched or switched off on this system yet.',
      ...(power === null ? ['The system does not say when the device goes to sleep.'] : []),
    ],
    async close() {
      await printing?.setAllowed(true);
      printing?.stop();
      processes.stop();
      power?.stop();
    },
  };
}
