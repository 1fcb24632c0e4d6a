import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

import type { DisplayAddress } from './display.ts';

const COOKIE = 'MIT-MAGIC-COOKIE-1';
const SERVER = /(?:^|\/)(?:Xorg|X)$/u;
/** Behind it a Wayland session stands, of which it shows a part. */
const XWAYLAND = /(?:^|\/)Xwayland$/u;

/**
 * The display of the device's own screens: that of the X server that runs, with the cookie from the file which it was
 * started with. Only who may read that file can: the service's account, never a person's. Where there is none, that of
 * Xwayland, so that it can be told that there is a Wayland session.
 * @returns null while there is none
 */
export async function findDisplay(proc = '/proc'): Promise<DisplayAddress | null> {
  const pids = (await readdir(proc).catch(() => [])).filter((name) => /^\d+$/u.test(name));
  let behind: DisplayAddress | null = null;
  for (const pid of pids.toSorted((one, other) => Number(one) - Number(other))) {
    const words = (await readFile(path.join(proc, pid, 'cmdline'), 'utf8').catch(() => '')).split('\0');
    const found = serverOf(words);
    if (found === null) continue;
    const address = await addressOf(found.display, found.authority);
    if (address !== null && !XWAYLAND.test(words[0] ?? '')) return address;
    behind ??= address;
  }
  return behind;
}

/** The display with the cookie that stands in a file. @returns null where it cannot be read or holds none of it */
export async function addressOf(display: string, authority: string): Promise<DisplayAddress | null> {
  const file = await readFile(authority).catch(() => null);
  const cookie = file === null ? null : readCookie(file, display);
  return cookie === null ? null : { display, cookie };
}

/** @param words of a command line; null where it is none of an X server that has a file of cookies */
export function serverOf(
  words: readonly string[],
): { readonly display: string; readonly authority: string } | null {
  const program = words[0] ?? '';
  if (!SERVER.test(program) && !XWAYLAND.test(program)) return null;
  const authority = words[words.indexOf('-auth') + 1];
  if (!words.includes('-auth') || authority === undefined || authority === '') return null;
  return { display: words.find((word) => /^:\d+$/u.test(word)) ?? ':0', authority };
}

/**
 * The cookie of a display in an Xauthority file: entries of family, address, number, name and data, each of the last four
 * with its length before it (Xau, `AuFileName.c`). A file that is cut off gives what stands before.
 */
export function readCookie(file: Uint8Array, display: string): Uint8Array | null {
  const wanted = /^:(\d+)/u.exec(display)?.[1];
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  let at = 0;
  const field = (): Uint8Array | null => {
    if (at + 2 > file.length) return null;
    const end = at + 2 + view.getUint16(at);
    if (end > file.length) return null;
    const bytes = file.subarray(at + 2, end);
    at = end;
    return bytes;
  };
  while (at + 2 <= file.length) {
    at += 2;
    const [, number, name, data] = [field(), field(), field(), field()];
    if (number === null || name === null || data === null) return null;
    if (number === undefined || name === undefined || data === undefined) return null;
    const of = Buffer.from(number).toString('latin1');
    if ((of === '' || of === wanted) && Buffer.from(name).toString('latin1') === COOKIE) return data.slice();
  }
  return null;
}
