import { createHash, createPublicKey, verify, webcrypto } from 'node:crypto';
import type { Digest } from '@lapwing/agent-core/contracts/digest.ts';
import type { DeviceKey, KeyStore } from '@lapwing/agent-core/contracts/key-store.ts';
import type { Random } from '@lapwing/agent-core/contracts/random.ts';
import type { StateStore } from '@lapwing/agent-core/contracts/state-store.ts';

const { subtle } = webcrypto;
const ED25519 = { name: 'Ed25519' };
const KEY = 'key';
/** The raw public key that is known of a private one is kept beside it: 32 bytes, then PKCS #8. */
const PUBLIC_BYTES = 32;
/** What stands before a raw Ed25519 key in its SubjectPublicKeyInfo (RFC 8410, section 4). */
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');

export const systemRandom: Random = {
  bytes: (length) => webcrypto.getRandomValues(new Uint8Array(length)),
};

export const systemDigest: Digest = {
  sha256: (bytes) => Promise.resolve(createHash('sha256').update(bytes).digest('hex')),
  verify(publicKey, signature, bytes) {
    try {
      const raw = Buffer.from(publicKey, 'base64url');
      const key = createPublicKey({ key: Buffer.concat([SPKI_PREFIX, raw]), format: 'der', type: 'spki' });
      return Promise.resolve(verify(null, bytes, key, Buffer.from(signature, 'base64url')));
    } catch {
      return Promise.resolve(false);
    }
  },
};

/**
 * Keys of a simulated device, kept in its state store so that the same device comes back. Unlike those of a real one
 * they can be read from there: they guard nothing but a school that does not exist.
 */
export function createKeyStore(store: StateStore): KeyStore {
  const made = new WeakMap<DeviceKey, Uint8Array>();

  function keyOf(publicKey: string, privateKey: webcrypto.CryptoKey): DeviceKey {
    return {
      publicKey,
      sign: async (bytes) =>
        Buffer.from(await subtle.sign(ED25519, privateKey, bytes.slice())).toString('base64url'),
    };
  }

  return {
    async load() {
      const stored = await store.read(KEY);
      if (stored === null || stored.length <= PUBLIC_BYTES) return null;
      const privateKey = await subtle.importKey('pkcs8', stored.slice(PUBLIC_BYTES), ED25519, false, [
        'sign',
      ]);
      return keyOf(Buffer.from(stored.subarray(0, PUBLIC_BYTES)).toString('base64url'), privateKey);
    },
    async make() {
      const pair = await subtle.generateKey(ED25519, true, ['sign', 'verify']);
      if (!('privateKey' in pair)) throw new Error('Ed25519 makes pairs of keys');
      const raw = Buffer.from(await subtle.exportKey('raw', pair.publicKey));
      const key = keyOf(raw.toString('base64url'), pair.privateKey);
      made.set(key, Buffer.concat([raw, Buffer.from(await subtle.exportKey('pkcs8', pair.privateKey))]));
      return key;
    },
    async keep(key) {
      const bytes = made.get(key);
      if (bytes === undefined) throw new Error('only a key that was made here can be kept');
      await store.write(KEY, bytes);
    },
  };
}
