import { statfs } from 'node:fs/promises';
import os from 'node:os';

import type { MachineIdentity } from '../contract/identity.ts';
import { textOf, type WindowsApi } from './api.ts';

/** HKEY_LOCAL_MACHINE, as a signed number. */
const LOCAL_MACHINE = 0x8000_0002 | 0;
const TEXT = 2;
const HARDWARE = 'HARDWARE\\DESCRIPTION\\System';
/** What makers leave in who fill in nothing. */
const UNSAID = /^(?:to be filled by o\.?e\.?m\.?|system product name|default string|none|unknown)?$/iu;

/**
 * The device as Windows tells of it.
 * @param drive that Windows is on
 */
export function openIdentity(api: WindowsApi, drive = 'C:'): MachineIdentity {
  return {
    facts: async () => {
      const model = ['SystemManufacturer', 'SystemProductName']
        .map((name) => readText(api, `${HARDWARE}\\BIOS`, name))
        .filter((text) => text !== null && !UNSAID.test(text))
        .join(' ');
      const disk = await statfs(drive).catch(() => null);
      return {
        name: os.hostname(),
        // Node knows Windows 11 by its build; the registry calls it Windows 10.
        system: os.version().replace(/^Microsoft /u, ''),
        model: model === '' ? null : model,
        processor: readText(api, `${HARDWARE}\\CentralProcessor\\0`, 'ProcessorNameString'),
        threads: os.availableParallelism(),
        memory: os.totalmem(),
        disk: disk === null ? null : disk.blocks * disk.bsize,
      };
    },
  };
}

function readText(api: WindowsApi, key: string, name: string): string | null {
  const text = Buffer.alloc(1024);
  const outcome = api.RegGetValueW(LOCAL_MACHINE, key, name, TEXT, null, text, [text.length]);
  const found = outcome === 0 ? textOf(text).trim() : '';
  return found === '' ? null : found;
}
