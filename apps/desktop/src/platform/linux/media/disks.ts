import { readdir, readFile, realpath } from 'node:fs/promises';
import path from 'node:path';

import type { Medium } from '../../contract/removable-media.ts';

/** Where the kernel and udev tell of devices; others in tests. */
export interface DeviceRoots {
  /** `/sys` */
  readonly sys: string;
  /** `/run/udev/data`, where udev writes what it knows of each device. */
  readonly data: string;
}

const SECTOR = 512;
/** USB classes of what holds files: mass storage, and cameras and telephones. */
const STORAGE = new Set(['08', '06']);

/** What udev wrote of a device: `E:NAME=value` and `I:` (microseconds when it was first seen). */
export function parseUdevData(text: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const line of text.split('\n')) {
    const said = /^E:([^=]+)=(.*)$/u.exec(line);
    if (said !== null) values.set(said[1] ?? '', said[2] ?? '');
    else if (line.startsWith('I:')) values.set('seen', line.slice(2));
  }
  return values;
}

/** A whole disk that can be taken out, with something in it; null for any other device. Never rejects. */
export async function readMedium(roots: DeviceRoots, number: string): Promise<Medium | null> {
  const device = await realpath(path.join(roots.sys, 'dev/block', number)).catch(() => null);
  if (device === null) return null;
  const read = async (file: string): Promise<string> =>
    readFile(path.join(device, file), 'utf8').then(
      (text) => text.trim(),
      () => '',
    );
  if ((await read('partition')) !== '' || !(await canBeTakenOut(device, read))) return null;
  const bytes = Number(await read('size')) * SECTOR;
  // A reader without a card.
  if (!Number.isSafeInteger(bytes) || bytes <= 0) return null;
  const own = parseUdevData(await dataOf(roots, number));
  if (own.get('ID_CDROM') === '1') return null;
  const label = own.get('ID_FS_LABEL') ?? (await labelOfParts(roots, device)) ?? own.get('ID_MODEL') ?? '';
  const maker = (own.get('ID_VENDOR') ?? '').replaceAll('_', ' ').trim();
  return {
    id: `${number}-${own.get('seen') ?? '0'}`,
    label: label.replaceAll('_', ' ').trim().slice(0, 120),
    maker: maker === '' ? null : maker.slice(0, 120),
    bytes,
  };
}

async function canBeTakenOut(device: string, read: (file: string) => Promise<string>): Promise<boolean> {
  if (/\/(?:loop|zram|ram|dm-|md|sr)[^/]*$/u.test(device)) return false;
  return (
    (await read('removable')) === '1' || /\/usb\d+\//u.test(device) || (await read('device/type')) === 'SD'
  );
}

async function dataOf(roots: DeviceRoots, number: string): Promise<string> {
  return readFile(path.join(roots.data, `b${number}`), 'utf8').catch(() => '');
}

async function labelOfParts(roots: DeviceRoots, device: string): Promise<string | null> {
  const names: readonly string[] = await readdir(device).catch(() => []);
  for (const name of names) {
    const number = await readFile(path.join(device, name, 'dev'), 'utf8').catch(() => '');
    if (!/^\d+:\d+\n?$/u.test(number)) continue;
    const label = parseUdevData(await dataOf(roots, number.trim())).get('ID_FS_LABEL');
    if (label !== undefined && label !== '') return label;
  }
  return null;
}

/** Interfaces of USB that give access to files, by their names in sysfs, and whether each is authorised. */
export async function storageInterfaces(
  sys: string,
): Promise<readonly { readonly name: string; readonly authorised: boolean }[]> {
  const folder = path.join(sys, 'bus/usb/devices');
  const found: { name: string; authorised: boolean }[] = [];
  for (const name of (await readdir(folder).catch(() => [])).filter((one) => one.includes(':'))) {
    const read = async (file: string): Promise<string> =>
      readFile(path.join(folder, name, file), 'utf8').then(
        (text) => text.trim(),
        () => '',
      );
    if (!STORAGE.has(await read('bInterfaceClass'))) continue;
    found.push({ name, authorised: (await read('authorized')) !== '0' });
  }
  return found;
}

/** Where file systems of these devices are mounted, from `/proc/self/mountinfo` (proc(5)). */
export function mountsOf(mountinfo: string, numbers: ReadonlySet<string>): readonly string[] {
  return mountinfo
    .split('\n')
    .map((line) => line.split(' '))
    .filter(([, , number]) => number !== undefined && numbers.has(number))
    .map(([, , , , where = '']) =>
      where.replaceAll(/\\([0-7]{3})/gu, (_all, octal: string) =>
        String.fromCharCode(Number.parseInt(octal, 8)),
      ),
    );
}
