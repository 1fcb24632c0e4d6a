import { array, decode } from 'koffi';

import type {
  Handle,
  HookProcedure,
  HookedKey,
  HookedMouse,
  Message,
  MonitorFacts,
  Rect,
  WindowProcedure,
  WindowsApi,
} from './calls.ts';
import { declare } from './prototypes.ts';

export type {
  Handle,
  HookProcedure,
  HookedKey,
  HookedMouse,
  Message,
  MonitorFacts,
  Rect,
  WindowProcedure,
  WindowsApi,
};

let opened: WindowsApi | null = null;

/** Windows as a program calls it; on another system this throws. Each thread has its own. */
export function windowsApi(): WindowsApi {
  opened ??= declare();
  return opened;
}

/** Text up to the first nought. */
export function textOf(buffer: Buffer, units = buffer.length / 2): string {
  const text = buffer.toString('utf16le', 0, units * 2);
  const end = text.indexOf('\0');
  return end < 0 ? text : text.slice(0, end);
}

/** Bytes at an address that the system gave, copied. */
export function bytesAt(address: bigint, length: number): Buffer {
  const found: unknown = decode(address, array('uint8_t', length, 'Typed'));
  return found instanceof Uint8Array ? Buffer.from(found) : Buffer.alloc(0);
}
