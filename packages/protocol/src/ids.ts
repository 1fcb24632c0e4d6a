import { z } from 'zod';

/** Every id is a UUID; those made by Lapwing are version 7, so that they sort by time. */
export const Id = z.uuid();
export type Id = z.infer<typeof Id>;

/** A moment on the wire and in JSON: ISO 8601 in UTC with milliseconds, for example `2026-11-14T10:42:07.120Z`. */
export const Instant = z.iso.datetime({ precision: 3 });
export type Instant = z.infer<typeof Instant>;

/** Lower-case hexadecimal SHA-256. */
export const Sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 in lower-case hexadecimal');
export type Sha256 = z.infer<typeof Sha256>;

/** base64url without padding, as WebCrypto's keys and signatures travel. */
export const Base64Url = z
  .string()
  .max(1024)
  .regex(/^[A-Za-z0-9_-]+$/, 'must be base64url without padding');
export type Base64Url = z.infer<typeof Base64Url>;

/**
 * Makes a UUID of version 7 (RFC 9562, section 5.7) from a time and ten random bytes.
 * Devices name their own captures with it, so that sending one twice is harmless.
 *
 * @param unixMs milliseconds since 1970, from the caller's clock
 * @param random ten bytes from a cryptographic source
 */
export function uuidV7(unixMs: number, random: Uint8Array): Id {
  if (random.length < 10) throw new RangeError('uuidV7 needs ten random bytes');
  const bytes = new Uint8Array(16);
  let time = Math.floor(unixMs);
  for (let index = 5; index >= 0; index -= 1) {
    bytes[index] = time % 256;
    time = Math.floor(time / 256);
  }
  bytes.set(random.subarray(0, 10), 6);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
