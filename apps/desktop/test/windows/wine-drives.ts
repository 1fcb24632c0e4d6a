import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import type { WindowsApi } from '../../src/platform/windows/api.ts';
import type { DeviceApi } from '../../src/platform/windows/device-api.ts';

/** A drive that comes and goes as a program says. */
export interface WineDrives {
  readonly plug: (label: string) => Promise<void>;
  readonly unplug: () => Promise<void>;
}

/** IOCTL_MOUNTMGR_DEFINE_UNIX_DRIVE, Wine's own. */
const DEFINE = 0x6d_c080;
const MANAGER = '\\\\.\\MountPointManager';
const READ_WRITE = 0xc000_0000;
const STRUCT_BYTES = 32;
const NONE = 1;
const REMOVABLE = 2;
const LETTER = 'k'.charCodeAt(0);

/** Wine's manager of drives tells of a new one as Windows does. Null on Windows itself. */
export function createWineDrives(api: WindowsApi, device: DeviceApi): WineDrives | null {
  const prefix = process.env['WINEPREFIX'];
  if (prefix === undefined) return null;
  const define = (kind: number, where: string): void => {
    const text = Buffer.from(`${where}\0`);
    const data = Buffer.alloc(STRUCT_BYTES + text.length);
    data.writeUInt32LE(data.length, 0);
    data.writeUInt32LE(kind, 4);
    data.writeUInt16LE(LETTER, 24);
    if (kind !== NONE) data.writeUInt16LE(STRUCT_BYTES, 26);
    text.copy(data, STRUCT_BYTES);
    const manager = device.CreateFileW(MANAGER, READ_WRITE, 3, null, 3, 0, 0);
    const done = device.DeviceIoControl(manager, DEFINE, data, data.length, null, 0, [0], null);
    api.CloseHandle(manager);
    if (!done) throw new Error('Wine does not take the drive.');
  };
  let plugged = false;
  return {
    plug: async (label) => {
      const folder = mkdtempSync(path.join(tmpdir(), 'stick-'));
      writeFileSync(path.join(folder, '.windows-label'), `${label}\n`);
      // As Linux has it.
      plugged = true;
      define(REMOVABLE, `${prefix}/drive_c${folder.slice(2).replaceAll('\\', '/')}`);
      return Promise.resolve();
    },
    unplug: async () => {
      if (plugged) define(NONE, '');
      plugged = false;
      return Promise.resolve();
    },
  };
}
