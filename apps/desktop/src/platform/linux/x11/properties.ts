import type { Done, Property } from 'x11';

import type { Display } from './display.ts';

const STRING = 31;
const LONGEST_TEXT = 4096;
const LONGEST_LIST = 4096;
/** Longer titles are cut: no person reads them, and a program can make them as long as it likes. */
const LONGEST_TITLE = 1000;

/** A property of a window as it is; null where there is none, or no such window. */
export async function readProperty(
  display: Display,
  window: number,
  name: string,
  bytes: number,
): Promise<Property | null> {
  try {
    const atom = await display.atom(name);
    const property = await display.ask((done: Done<Property>) => {
      display.client.GetProperty(0, window, atom, 0, 0, Math.ceil(bytes / 4), done);
    });
    return property.type === 0 ? null : property;
  } catch {
    return null;
  }
}

/** Windows or numbers in a property; empty where there are none. */
export async function readNumbers(
  display: Display,
  window: number,
  name: string,
): Promise<readonly number[]> {
  const property = await readProperty(display, window, name, LONGEST_LIST * 4);
  if (property === null || property.format !== 32) return [];
  return Array.from({ length: Math.floor(property.data.length / 4) }, (_, index) =>
    property.data.readUInt32LE(index * 4),
  );
}

/** What a window says it is called, fit to be shown in a line; empty where it says nothing. */
export async function readTitle(display: Display, window: number): Promise<string> {
  const [modern, old] = await Promise.all([
    readProperty(display, window, '_NET_WM_NAME', LONGEST_TEXT),
    readProperty(display, window, 'WM_NAME', LONGEST_TEXT),
  ]);
  const title = modern === null ? '' : asTitle(decodeUtf8(modern.data));
  if (title !== '' || old === null) return title;
  const utf8 = await display.atom('UTF8_STRING').catch(() => 0);
  return asTitle(old.type === utf8 ? decodeUtf8(old.data) : decodeOld(old.data));
}

/** The two names in `WM_CLASS`: of the one window, and of the program. Both are the program's own claim. */
export async function readClass(
  display: Display,
  window: number,
): Promise<{ readonly name: string; readonly group: string }> {
  const property = await readProperty(display, window, 'WM_CLASS', 512);
  if (property?.type !== STRING) return { name: '', group: '' };
  const [name = '', group = ''] = property.data.toString('latin1').split('\0');
  return { name: asTitle(name).slice(0, 100), group: asTitle(group).slice(0, 100) };
}

/** One line of text: no control characters, no line ends, at most 1,000 units, no half characters. */
export function asTitle(text: string): string {
  const line = text
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim()
    .toWellFormed();
  if (line.length <= LONGEST_TITLE) return line;
  return line.slice(0, LONGEST_TITLE).replace(/[\uD800-\uDBFF]$/u, '');
}

/** A character that was cut off at the end is left out, and what is not UTF-8 becomes U+FFFD. */
export function decodeUtf8(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes, { stream: true });
}

/** Latin 1, or compound text with its escapes taken out; UTF-8 within it is kept. */
export function decodeOld(bytes: Buffer): string {
  return bytes
    .toString('latin1')
    .replaceAll('\x1B', '\uE000')
    .replaceAll(/\uE000%G([^\uE000]*)(?:\uE000%@)?/gu, (_, inside: string) =>
      decodeUtf8(Buffer.from(inside, 'latin1')),
    )
    .replaceAll(/\uE000[ -/]+[0-~]/gu, '');
}
