import { readMonitors } from './monitors.ts';
import type { Display } from './display.ts';

/**
 * Whether a Wayland session is behind this display. Then it shows only those programs that still speak X: its pictures
 * are black, and keys, windows and screens of all others stay unknown.
 */
export async function isXwayland(display: Display): Promise<boolean> {
  // Since 21.1 it says so by an extension without requests; before, by the names of its screens.
  const query = Buffer.alloc(16);
  query.writeUInt8(98, 0);
  query.writeUInt16LE(4, 2);
  query.writeUInt16LE(8, 4);
  query.write('XWAYLAND', 8, 'latin1');
  const said = await display.request(query, (body) => body.readUInt8(0) !== 0);
  if (said) return true;
  const monitors = await readMonitors(display, await display.extension('randr'));
  return monitors.some(({ id }) => id.startsWith('XWAYLAND'));
}
