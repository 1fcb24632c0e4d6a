import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
  verify,
} from 'node:crypto';

import type { StateFolder } from './state-folder.ts';

/** What stands before a raw Ed25519 key in its SubjectPublicKeyInfo (RFC 8410, section 4). */
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');
const RAW_BYTES = 32;
const SIGNATURE_BYTES = 64;
const KEY = 'key';

/** The device's key: used, never read. */
export interface NodeKey {
  /** Raw Ed25519 public key, base64url. */
  readonly publicKey: string;
  /** Ed25519 signature over `bytes`, base64url. */
  sign(bytes: Uint8Array): Promise<string>;
}

/** Where the device's key is kept. */
export interface NodeKeys {
  load(): Promise<NodeKey | null>;
  make(): Promise<NodeKey>;
  keep(key: NodeKey): Promise<void>;
}

/** Random bytes of the system. */
export const systemRandom = Object.freeze({
  bytes: (length: number): Uint8Array => new Uint8Array(randomBytes(length)),
});

/** Hashes and signatures by Node. */
export const systemDigest = Object.freeze({
  sha256: async (bytes: Uint8Array): Promise<string> =>
    Promise.resolve(createHash('sha256').update(bytes).digest('hex')),
  /** Anything malformed is false. */
  verify: async (publicKey: string, signature: string, bytes: Uint8Array): Promise<boolean> => {
    try {
      const [raw, signed] = [Buffer.from(publicKey, 'base64url'), Buffer.from(signature, 'base64url')];
      if (raw.length !== RAW_BYTES || signed.length !== SIGNATURE_BYTES) return await Promise.resolve(false);
      const key = createPublicKey({ key: Buffer.concat([SPKI_PREFIX, raw]), format: 'der', type: 'spki' });
      return verify(null, bytes, key, signed);
    } catch {
      return false;
    }
  },
});

/**
 * The device's Ed25519 key. Its private half leaves this module only sealed, into a document of the folder.
 * @param folder one that seals what it keeps
 */
export function createKeys(folder: StateFolder): NodeKeys {
  const made = new WeakMap<NodeKey, KeyObject>();
  const keyOf = (secret: KeyObject): NodeKey => {
    const spki = createPublicKey(secret).export({ format: 'der', type: 'spki' });
    const key: NodeKey = {
      publicKey: spki.subarray(SPKI_PREFIX.length).toString('base64url'),
      sign: async (bytes) => Promise.resolve(sign(null, bytes, secret).toString('base64url')),
    };
    made.set(key, secret);
    return key;
  };
  return {
    load: async () => {
      const kept = await folder.read(KEY);
      if (kept === null) return null;
      const secret = createPrivateKey({ key: Buffer.from(kept), format: 'der', type: 'pkcs8' });
      kept.fill(0);
      return keyOf(secret);
    },
    make: async () => Promise.resolve(keyOf(generateKeyPairSync('ed25519').privateKey)),
    keep: async (key) => {
      const secret = made.get(key);
      if (secret === undefined) throw new Error('only a key that was made here can be kept');
      await folder.write(KEY, secret.export({ format: 'der', type: 'pkcs8' }));
    },
  };
}
