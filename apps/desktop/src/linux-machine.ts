import path from 'node:path';

import type { Machine } from './platform/contract/platform.ts';
import { createFiles, type FilesParts } from './platform/linux/files.ts';
import { createIdentity } from './platform/linux/identity.ts';
import { openPower } from './platform/linux/power.ts';
import { openPrinting } from './platform/linux/printing.ts';
import { openProcesses } from './platform/linux/processes.ts';
import { type MediaParts, openRemovableMedia } from './platform/linux/removable-media.ts';
import { createVault } from './platform/linux/vault.ts';

/** Where the system keeps what the agent looks at, if elsewhere than usual. */
export interface LinuxPlaces {
  readonly media?: Pick<MediaParts, 'sys' | 'data'>;
  readonly printing?: Pick<Parameters<typeof openPrinting>[0], 'socket' | 'spool'>;
  /** Home of an account. */
  readonly home?: NonNullable<FilesParts['home']>;
  /** Of files that a restart of the device clears; absolute. */
  readonly run?: string;
}

/** Cleared at a restart of the device, as is what the kernel was told. */
const RUN = '/run/lapwing-agent';

/** The folder of such files, absolute. @param folder of the agent */
export function runFolderOf(folder: string, places: LinuxPlaces = {}): string {
  return places.run ?? (process.getuid?.() === 0 ? RUN : folder);
}

/** The device itself, on Linux. @param folder of the agent, absolute */
export async function openLinuxMachine(folder: string, places: LinuxPlaces = {}): Promise<Machine> {
  const run = runFolderOf(folder, places);
  const processes = await openProcesses();
  const printing = await openPrinting({
    ...places.printing,
    keep: path.join(folder, 'printers-stopped'),
  }).catch(() => null);
  const removableMedia = await openRemovableMedia({
    ...places.media,
    keep: path.join(run, 'media-off'),
  }).catch(() => null);
  const power = await openPower().catch(() => null);
  return {
    identity: createIdentity(),
    vault: createVault(path.join(folder, 'secrets')),
    power,
    processes,
    files: createFiles(places.home === undefined ? {} : { home: places.home }),
    printing,
    removableMedia,
    gaps: [
      ...(printing === null ? ['There is no CUPS: printing is neither seen nor switched off.'] : []),
      ...(removableMedia === null ? ['There is no udev: USB sticks are neither seen nor switched off.'] : []),
      ...(power === null ? ['The system does not say when the device goes to sleep.'] : []),
    ],
    async close() {
      await printing?.setAllowed(true);
      await removableMedia?.setAllowed(true);
      printing?.stop();
      removableMedia?.stop();
      processes.stop();
      power?.stop();
    },
  };
}
