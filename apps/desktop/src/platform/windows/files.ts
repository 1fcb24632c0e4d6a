import { realpath } from 'node:fs/promises';
import { win32 as path } from 'node:path';

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
const PROFILE = '5E6C858F-0E22-4760-9AFE-EA3317B67173';
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
      watchFolders(
        folders.map((folder) => longPath(device, folder)),
        { holdMs: HOLD_MS, ...parts, whole: true },
        changed,
        lost,
      ),
    personal: async (account) => {
      const own = (await openSession(api).current())?.account;
      const where = (token: Handle): readonly string[] =>
        [PROFILE, ...FOLDERS].map((one) => folderOf(device, one, token));
      const [profile = '', ...said] =
        own?.toLowerCase() === account.toLowerCase()
          ? where(OWN)
          : (withTokenOf(api, device, account, where) ?? []);
      const home = await realOf(profile);
      const found: string[] = [];
      for (const folder of said) {
        const real = await realOf(folder);
        if (home !== null && real !== null && isOwn(real, home)) found.push(longPath(device, folder));
      }
      return outermost(found);
    },
  };
}

/** Node ends where it watches a folder by a short name (such as `DOCUME~1`) and is told of what is in it by the long one. */
function longPath(device: DeviceApi, folder: string): string {
  const into = Buffer.alloc(65_536);
  const units = device.GetLongPathNameW(folder, into, into.length / 2);
  return units === 0 || units >= into.length / 2 ? folder : into.toString('utf16le', 0, units * 2);
}

/** Null where there is nothing, or nothing that the service may see. */
async function realOf(folder: string): Promise<string | null> {
  return folder === '' ? null : realpath(folder).catch(() => null);
}

/**
 * Whether a folder may hold a person's own files: people may have theirs wherever they say, and may say another's, or a
 * whole drive. Both are where they really are.
 * @param home of the person
 */
export function isOwn(folder: string, home: string): boolean {
  const [own, their] = [`${folder.toLowerCase()}\\`, `${home.toLowerCase()}\\`];
  if (path.dirname(folder) === folder || their.startsWith(own)) return false;
  const everybody = `${path.dirname(home).toLowerCase()}\\`;
  return own.startsWith(their) || !own.startsWith(everybody);
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
