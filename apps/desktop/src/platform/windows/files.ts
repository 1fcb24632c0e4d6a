import { lstat } from 'node:fs/promises';

import type { FileWatch } from '../contract/files.ts';
import { type FoldersParts, watchFolders } from '../node/watch-folders.ts';
import type { Handle, WindowsApi } from './api.ts';
import type { DeviceApi } from './device-api.ts';
import { folderOf } from './known-folders.ts';
import { withTokenOf } from './logons.ts';
import { openSession } from './session.ts';

/** Desktop, documents, downloads, pictures (KNOWNFOLDERID). */
const FOLDERS = Object.freeze([
  'B4BFCC3A-DB2C-424C-B029-7FE99A87C641',
  'FDD39AD0-238F-46AF-ADB4-6C85480369C7',
  '374DE290-123F-4565-9164-39C4925E467B',
  '33E28130-4E1E-4676-835A-46398C3BC5C3',
]);
const OWN: Handle = 0;
/** A folder is deleted file by file, slower than elsewhere. */
const HOLD_MS = 500;

/**
 * Files of people. Node has the system note changes by itself (ReadDirectoryChangesW), one watch for each folder with all
 * that is in it, and no thread waits.
 */
export function createFiles(
  api: WindowsApi,
  device: DeviceApi,
  parts: Omit<FoldersParts, 'whole'> = {},
): FileWatch {
  return {
    watch: (folders, changed, lost) =>
      watchFolders(folders, { holdMs: HOLD_MS, ...parts, whole: true }, changed, lost),
    personal: async (account) => {
      const own = (await openSession(api).current())?.account;
      const where = (token: Handle): readonly string[] => FOLDERS.map((one) => folderOf(device, one, token));
      const said =
        own?.toLowerCase() === account.toLowerCase()
          ? where(OWN)
          : (withTokenOf(api, device, account, where) ?? []);
      const found: string[] = [];
      for (const folder of said) if (await isFolder(folder)) found.push(folder);
      return outermost(found);
    },
  };
}

async function isFolder(folder: string): Promise<boolean> {
  if (folder === '') return false;
  const is = await lstat(folder).catch(() => null);
  return is?.isDirectory() === true || is?.isSymbolicLink() === true;
}

/** None twice and none inside another. */
export function outermost(folders: readonly string[]): readonly string[] {
  const kept = new Map<string, string>();
  for (const folder of folders) kept.set(folder.toLowerCase(), folder);
  const keys = [...kept.keys()];
  return [...kept]
    .filter(([key]) => !keys.some((other) => other !== key && key.startsWith(`${other}\\`)))
    .map(([, folder]) => folder);
}
