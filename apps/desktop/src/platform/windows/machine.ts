import path from 'node:path';

import type { Machine } from '../contract/platform.ts';
import { createRemembered } from '../node/remembered.ts';
import { windowsApi } from './api.ts';
import { deviceApi } from './device-api.ts';
import { createFiles } from './files.ts';
import { openIdentity } from './identity.ts';
import { openPower } from './power.ts';
import { createPrinting, watchPrinters } from './printing.ts';
import { openProcesses } from './processes.ts';
import { openRemovableMedia } from './removable-media.ts';
import { openSpooler } from './spooler.ts';
import { openUi } from './ui.ts';
import { openVault } from './vault.ts';

const NO_POWER = 'Windows does not tell the agent when the device goes to sleep.';
const NO_PRINTING = 'Windows does not tell the agent what is printed, and printing cannot be held back.';
const OWN_PRINTERS =
  'On Windows, a printer that comes from a print server is not watched, and cannot be held back.';
const NO_MEDIA = 'Windows does not tell the agent of sticks and cards, and they cannot be held back.';
const UNLETTERED =
  'On Windows, the storage of telephones is not told of. While media are not allowed, it is denied to those plugged in from then on.';

/**
 * The device, as the service sees it.
 * @param folder of the agent's own, which nobody but the system and administrators may open
 */
export async function openMachine(folder: string): Promise<Machine> {
  const api = windowsApi();
  const device = deviceApi();
  const ui = await openUi();
  const processes = openProcesses(api);
  const spooler = openSpooler(device);
  const power = await openPower(ui);
  const changed = spooler.printers() === null ? null : await watchPrinters(ui);
  const printing =
    changed === null
      ? null
      : createPrinting(spooler, changed, createRemembered(path.join(folder, 'paused-printers.json')));
  const media = await openRemovableMedia({
    api,
    device,
    ui,
    keep: createRemembered(path.join(folder, 'denied-media.json')),
  });
  const gaps: string[] = [];
  if (power === null) gaps.push(NO_POWER);
  gaps.push(printing === null ? NO_PRINTING : OWN_PRINTERS);
  gaps.push(media === null ? NO_MEDIA : UNLETTERED);
  return {
    identity: openIdentity(api),
    vault: openVault(api, folder),
    power,
    processes,
    files: createFiles(api, device),
    printing,
    removableMedia: media,
    gaps: Object.freeze(gaps),
    close: async () => {
      await printing?.setAllowed(true);
      await media?.setAllowed(true);
      printing?.stop();
      media?.stop();
      power?.stop();
      processes.stop();
      await ui.close();
    },
  };
}
