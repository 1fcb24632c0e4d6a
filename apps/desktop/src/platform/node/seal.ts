import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** Bytes that sealing adds: 12 of nonce, 16 of tag. */
export const SEAL_BYTES = 28;
const NONCE = 12;
const TAG = 16;
const KEY = 32;

/** Seals bytes so that nobody without the secret can read or change them. */
export interface Seal {
  /** @param place is sealed with them: what was sealed for one place does not open at another */
  close(bytes: Uint8Array, place: string): Buffer;
  /** Null where it was not sealed with this secret, for this place, or was changed. */
  open(sealed: Uint8Array, place: string): Uint8Array | null;
}

/**
 * AES-256-GCM with a new random nonce each time (NIST SP 800-38D, 8.2.2: at most 2^32 times with one secret).
 * @param secret 32 bytes
 */
export function createSeal(secret: Uint8Array): Seal {
  if (secret.length !== KEY) throw new Error('a secret has 32 bytes');
  const key = Buffer.from(secret);
  return {
    close: (bytes, place) => {
      const nonce = randomBytes(NONCE);
      const cipher = createCipheriv('aes-256-gcm', key, nonce);
      cipher.setAAD(Buffer.from(place));
      const body = Buffer.concat([cipher.update(bytes), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), body]);
    },
    open: (sealed, place) => {
      if (sealed.length < SEAL_BYTES) return null;
      try {
        const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, NONCE));
        decipher.setAAD(Buffer.from(place));
        decipher.setAuthTag(sealed.subarray(NONCE, NONCE + TAG));
        return new Uint8Array(
          Buffer.concat([decipher.update(sealed.subarray(SEAL_BYTES)), decipher.final()]),
        );
      } catch {
        return null;
      }
    },
  };
}
