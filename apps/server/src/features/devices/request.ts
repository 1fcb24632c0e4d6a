import {
  DEVICE_REQUEST_SKEW_MS,
  parseDeviceRequestHeader,
  requestProofText,
} from '@lapwing/protocol/wire.ts';
import type { Clock } from '../../platform/clock/clock.ts';
import type { Database } from '../../platform/db/database.ts';
import { refuse, type Refused } from '../../platform/http/outcome.ts';
import { verifySigned } from './keys.ts';
import { findKnownDevice } from './store.ts';

export type VerifiedDevice =
  | { readonly ok: true; readonly schoolId: string; readonly deviceId: string }
  | { readonly ok: false; readonly refused: Refused };

/**
 * Proves which device sent an HTTP request.
 *
 * @param header the value of `DEVICE_REQUEST_HEADER`
 * @param path as the device asked for it, without the origin
 * @param bodySha256 lower-case hexadecimal of the body as it arrived, or `-` without one
 */
export type VerifyDeviceRequest = (
  header: string | string[] | undefined,
  method: string,
  path: string,
  bodySha256: string,
) => Promise<VerifiedDevice>;

export function createVerifyDeviceRequest(deps: {
  readonly db: Database;
  readonly clock: Clock;
}): VerifyDeviceRequest {
  return async (header, method, path, bodySha256) => {
    const claimed = typeof header === 'string' ? parseDeviceRequestHeader(header) : null;
    if (claimed === null)
      return refuse('not-signed-in', 'not-signed', 'A device signs its requests; this one is not signed.');
    if (Math.abs(deps.clock.now() - claimed.at) > DEVICE_REQUEST_SKEW_MS)
      return refuse('not-signed-in', 'signature-too-old', 'The time that was signed is not the time now.', {
        remedy: 'Connect to the device socket to learn the time of the server, and sign anew.',
      });
    const { schoolId, deviceId } = claimed;
    const device = await deps.db.inSchool(schoolId, (tx) => findKnownDevice(tx, deviceId));
    const text = requestProofText(method, path, bodySha256, claimed.at);
    if (device === null || device.revoked || !verifySigned(device.publicKey, text, claimed.signature))
      return refuse(
        'not-signed-in',
        'device-refused',
        'This is not the signature of a device of the school.',
      );
    return { ok: true, schoolId, deviceId };
  };
}
