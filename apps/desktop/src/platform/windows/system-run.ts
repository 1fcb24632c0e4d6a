import { uptime } from 'node:os';

import type { SystemRun } from '../contract/system-run.ts';
import type { WindowsApi } from './api.ts';

/** HKEY_LOCAL_MACHINE, as a signed number. */
const LOCAL_MACHINE = 0x8000_0002 | 0;
const NUMBER = 0x10;
/** Counted on by each start of the system. */
const PREFETCH = 'SYSTEM\\CurrentControlSet\\Control\\Session Manager\\Memory Management\\PrefetchParameters';

/**
 * The run of Windows.
 * @param goingDown the control that ends the service says whether the system ends with it
 */
export function createSystemRun(api: WindowsApi, goingDown: () => boolean | null): SystemRun {
  return {
    boot: async () => {
      const number = Buffer.alloc(4);
      const outcome = api.RegGetValueW(LOCAL_MACHINE, PREFETCH, 'BootId', NUMBER, null, number, [4]);
      return Promise.resolve(outcome === 0 ? `windows-${String(number.readUInt32LE())}` : null);
    },
    up: () => uptime() * 1000,
    goingDown: async () => Promise.resolve(goingDown()),
  };
}
