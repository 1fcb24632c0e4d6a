import type { Handle } from './api.ts';
import { type DeviceApi, guid } from './device-api.ts';

/** Where it is said to be. */
const UNVERIFIED = 0x4000;
const FONTS = 'FD228CB7-AE11-4AE3-864C-16F3910AB8FE';

/**
 * A folder of a person (SHGetKnownFolderPath), be it there or not; empty where the person has none.
 * @param which KNOWNFOLDERID
 * @param token of the person; nought: whom this process runs as
 */
export function folderOf(device: DeviceApi, which: string, token: Handle): string {
  const path: [number] = [0];
  const outcome = device.SHGetKnownFolderPath(guid(which), UNVERIFIED, token, path);
  const folder = outcome === 0 ? device.textAt(path[0]) : '';
  // It is to be let go of whatever came of it.
  if (path[0] !== 0) device.CoTaskMemFree(path[0]);
  return folder;
}

/** Where the system has its fonts, those that every Windows has among them; a person's own are elsewhere. */
export function fontFolders(device: DeviceApi): readonly string[] {
  const folder = folderOf(device, FONTS, 0);
  return folder === '' ? [] : [folder];
}
