import { address } from 'koffi';

import { windowsApi } from './api.ts';
import type { ComObject, DeviceApi } from './device-calls.ts';
import { declareDevice } from './device-prototypes.ts';

export type { ComObject, DeviceApi };

let opened: DeviceApi | null = null;

/** As `windowsApi`. */
export function deviceApi(): DeviceApi {
  // Its structures are used here too.
  windowsApi();
  opened ??= declareDevice();
  return opened;
}

/** Where a buffer lies, as the system writes it into what it fills. */
export function placeOf(buffer: Buffer): bigint {
  return address(buffer);
}

/** A GUID as COM takes it. @param text `53F5630D-B6BF-11D0-94F2-00A0C91EFB8B` */
export function guid(text: string): Buffer {
  const bytes = Buffer.from(text.replaceAll('-', ''), 'hex');
  bytes.subarray(0, 4).reverse();
  bytes.subarray(4, 6).reverse();
  bytes.subarray(6, 8).reverse();
  return bytes;
}
