import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * The one key that is not in the database. Everything secret at rest is sealed by it or derived from it, each use
 * under its own purpose, so that no two uses share a key.
 */
export interface MasterKey {
  /** 32 bytes for one purpose, for example `database.lapwing_app`. */
  derive(purpose: string): Uint8Array;
  /** AES-256-GCM; the purpose is bound to the result, so that one sealed thing cannot pass for another. */
  seal(purpose: string, plain: Uint8Array): Uint8Array;
  /** Throws when the key, the purpose or the bytes are not the ones sealed. */
  open(purpose: string, sealed: Uint8Array): Uint8Array;
}

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

export function createMasterKey(secret: Uint8Array): MasterKey {
  if (secret.length !== 32) throw new RangeError('the master key has 32 bytes');
  const derive = (purpose: string): Uint8Array =>
    new Uint8Array(hkdfSync('sha256', secret, new Uint8Array(0), `lapwing ${purpose}`, 32));
  return {
    derive,
    seal(purpose, plain) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', derive(`seal ${purpose}`), nonce);
      cipher.setAAD(Buffer.from(purpose));
      return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
    },
    open(purpose, sealed) {
      const decipher = createDecipheriv(
        'aes-256-gcm',
        derive(`seal ${purpose}`),
        sealed.subarray(0, NONCE_BYTES),
      );
      decipher.setAAD(Buffer.from(purpose));
      decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
      return Buffer.concat([
        decipher.update(sealed.subarray(NONCE_BYTES, sealed.length - TAG_BYTES)),
        decipher.final(),
      ]);
    },
  };
}

/** Reads the key's file, or makes it at the first start; only the server's own user may read it. */
export function readOrMakeMasterKey(path: string): MasterKey {
  try {
    return createMasterKey(Buffer.from(readFileSync(path, 'utf8').trim(), 'base64url'));
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'ENOENT')) throw cause;
  }
  const secret = randomBytes(32);
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeFileSync(path, `${secret.toString('base64url')}\n`, { mode: 0o600, flag: 'wx' });
  return createMasterKey(secret);
}
