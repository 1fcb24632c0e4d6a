import type { Medium } from '../contract/removable-media.ts';
import { type Handle, textOf, type WindowsApi } from './api.ts';
import type { DeviceApi } from './device-api.ts';

/** A drive letter that leads to something that was plugged in. */
export interface Drive {
  /** `E:` */
  readonly letter: string;
  readonly medium: Medium;
}

const REMOVABLE = 2;
const FIXED = 3;
const LETTERS = 26;
const QUERY_PROPERTY = 0x2d_1400;
/** STORAGE_DEVICE_DESCRIPTOR */
const DESCRIPTOR = Object.freeze({ maker: 12, product: 16, bus: 28, bytes: 1024 });
/** USB, SD and MMC (STORAGE_BUS_TYPE): what is behind these can be plugged, though it be a whole disk. */
const PLUGGED: ReadonlySet<number> = new Set([7, 12, 13]);
const USB = 7;
const READ_WRITE = 0xc000_0000;
const SHARED = 3;
const THERE_ALREADY = 3;
const LOCK = 0x9_0018;
const DISMOUNT = 0x9_0020;
const LOCK_TRIES = 5;

/** Sticks, cards and disks that were plugged in and have a letter. */
export function listDrives(api: WindowsApi, device: DeviceApi): readonly Drive[] {
  const mask = device.GetLogicalDrives();
  const found: Drive[] = [];
  for (let at = 0; at < LETTERS; at++) {
    if ((mask & (1 << at)) === 0) continue;
    const letter = `${String.fromCharCode(65 + at)}:`;
    const kind = device.GetDriveTypeW(`${letter}\\`);
    if (kind !== REMOVABLE && kind !== FIXED) continue;
    const facts = factsOf(api, device, letter);
    if (!isPlugged(kind, facts)) continue;
    const medium = mediumAt(device, letter, facts);
    if (medium !== null) found.push({ letter, medium });
  }
  return found;
}

interface Facts {
  readonly maker: string | null;
  readonly product: string;
  readonly bus: number;
}

function isPlugged(kind: number, facts: Facts | null): boolean {
  // A card reader that is built in calls itself removable, with whatever bus.
  return kind === REMOVABLE || (facts !== null && PLUGGED.has(facts.bus));
}

/** Null where there is nothing in it, as in a card reader without a card. */
function mediumAt(device: DeviceApi, letter: string, facts: Facts | null): Medium | null {
  const root = `${letter}\\`;
  const label = Buffer.alloc(522);
  const serial: [number] = [0];
  const name = Buffer.alloc(522);
  if (!device.GetVolumeInformationW(root, label, 261, serial, [0], [0], name, 261)) return null;
  const total: [number | bigint] = [0];
  const sized = device.GetDiskFreeSpaceExW(root, [0], total, [0]);
  const called = textOf(label);
  return {
    id: `${letter}${serial[0].toString(16)}`,
    label: called === '' ? (facts?.product ?? '') : called,
    maker: facts?.maker ?? null,
    bytes: sized ? Number(total[0]) : null,
  };
}

function factsOf(api: WindowsApi, device: DeviceApi, letter: string): Facts | null {
  const handle = openVolume(device, letter, 0);
  if (handle === null) return null;
  const told = describe(device, handle);
  api.CloseHandle(handle);
  return told === null ? null : readFacts(told);
}

function describe(device: DeviceApi, handle: Handle): Buffer | null {
  const into = Buffer.alloc(12);
  const out = Buffer.alloc(DESCRIPTOR.bytes);
  const told = device.DeviceIoControl(handle, QUERY_PROPERTY, into, into.length, out, out.length, [0], null);
  return told ? out : null;
}

/** What a drive says of itself; the texts are ASCII, behind the numbers. */
export function readFacts(bytes: Buffer): Facts {
  const textFrom = (at: number): string => {
    const from = bytes.readUInt32LE(at);
    if (from === 0 || from >= bytes.length) return '';
    const end = bytes.indexOf(0, from);
    return bytes.toString('latin1', from, end < 0 ? bytes.length : end).trim();
  };
  const maker = textFrom(DESCRIPTOR.maker);
  const bus = bytes.readUInt32LE(DESCRIPTOR.bus);
  // Disks that are behind an adapter name the kind of the wire instead.
  const unsaid = maker === '' || (bus !== USB && /^(?:ATA|NVMe|USB)$/iu.test(maker));
  return { maker: unsaid ? null : maker, product: textFrom(DESCRIPTOR.product), bus };
}

/**
 * Takes a drive for us alone, so that no program reads or writes there. What is written is on it before; whatever is open
 * there is cut off. It lasts until the handle is closed, also by the end of this process.
 * @returns null where the system refuses
 */
export async function seize(
  api: WindowsApi,
  device: DeviceApi,
  letter: string,
  waitMs: number,
): Promise<Handle | null> {
  const order = (handle: Handle, code: number): boolean =>
    device.DeviceIoControl(handle, code, null, 0, null, 0, [0], null);
  for (let tries = 0; tries < LOCK_TRIES; tries++) {
    const handle = openVolume(device, letter, READ_WRITE);
    if (handle === null) return null;
    device.FlushFileBuffers(handle);
    const locked = order(handle, LOCK);
    // Where something is open there, it is cut off, and so is this handle: the next one must be quicker than others.
    order(handle, DISMOUNT);
    if (locked) return handle;
    api.CloseHandle(handle);
    if (tries > 0) await delay(waitMs);
  }
  return null;
}

/** Whether what a handle was opened for is still there: another stick may have been given its letter. */
export function isThere(device: DeviceApi, handle: Handle): boolean {
  return describe(device, handle) !== null;
}

async function delay(ms: number): Promise<void> {
  await new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}

function openVolume(device: DeviceApi, letter: string, access: number): Handle | null {
  const handle = device.CreateFileW(`\\\\.\\${letter}`, access, SHARED, null, THERE_ALREADY, 0, 0);
  return handle === -1 || handle === 0 ? null : handle;
}
