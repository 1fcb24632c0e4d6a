import type { Machine } from './platform/contract/platform.ts';
import { createFiles } from './platform/linux/files.ts';
import { createIdentity } from './platform/linux/identity.ts';
import { openPower } from './platform/linux/power.ts';
import { openProcesses } from './platform/linux/processes.ts';
import { createVault } from './platform/linux/vault.ts';

/** The device itself, on Linux. @param folder of the agent's secrets, absolute */
export async function openLinuxMachine(folder: string): Promise<Machine> {
  const processes = await openProcesses();
  const power = await openPower().catch(() => null);
  return {
    identity: createIdentity(),
    vault: createVault(folder),
    power,
    processes,
    files: createFiles(),
    printing: null,
    removableMedia: null,
    gaps: [
      'Printing is not watched or switched off on this system yet.',
      'USB sticks are not watched or switched off on this system yet.',
      ...(power === null ? ['The system does not say when the device goes to sleep.'] : []),
    ],
    close() {
      processes.stop();
      power?.stop();
      return Promise.resolve();
    },
  };
}
