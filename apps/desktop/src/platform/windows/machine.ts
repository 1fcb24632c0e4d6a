import type { Machine } from '../contract/platform.ts';
import { windowsApi } from './api.ts';
import { openIdentity } from './identity.ts';
import { openProcesses } from './processes.ts';
import { openVault } from './vault.ts';

const GAPS: readonly string[] = Object.freeze([
  'On Windows, the agent is not told when the device goes to sleep.',
  'On Windows, changes of files are not watched.',
  'On Windows, printing is not watched and cannot be held back.',
  'On Windows, sticks and cards are not watched and cannot be held back.',
]);

/**
 * The device, as the service sees it.
 * @param vault folder of the agent's own, which nobody but the system and administrators may open
 */
export function openMachine(vault: string): Machine {
  const api = windowsApi();
  const processes = openProcesses(api);
  return {
    identity: openIdentity(api),
    vault: openVault(api, vault),
    power: null,
    processes,
    files: null,
    printing: null,
    removableMedia: null,
    gaps: GAPS,
    close: async () => {
      processes.stop();
      return Promise.resolve();
    },
  };
}
