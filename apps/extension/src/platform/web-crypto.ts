import type { Database } from './database.ts';

const ED25519 = 'Ed25519';
const DEVICE_KEY = 'device';

/** For keys and signatures, which are short. */
export function toBase64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}

/** Bytes of the web platform's own kind; null when the text is not base64url. */
function fromBase64Url(text: string): Uint8Array<ArrayBuffer> | null {
  try {
    return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (unit) =>
      unit.charCodeAt(0),
    );
  } catch {
    return null;
  }
}

export const webRandom = Object.freeze({
  bytes: (length: number): Uint8Array => crypto.getRandomValues(new Uint8Array(length)),
});

export const webDigest = Object.freeze({
  async sha256(bytes: Uint8Array): Promise<string> {
    const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes.slice()));
    return Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('');
  },
  async verify(publicKey: string, signature: string, bytes: Uint8Array): Promise<boolean> {
    const [rawKey, rawSignature] = [fromBase64Url(publicKey), fromBase64Url(signature)];
    if (rawKey === null || rawSignature === null) return false;
    try {
      const key = await crypto.subtle.importKey('raw', rawKey, ED25519, false, ['verify']);
      return await crypto.subtle.verify(ED25519, key, rawSignature, bytes.slice());
    } catch {
      return false;
    }
  },
});

export interface WebKey {
  readonly publicKey: string;
  sign(bytes: Uint8Array): Promise<string>;
}

export interface WebKeyStore {
  load(): Promise<WebKey | null>;
  make(): Promise<WebKey>;
  keep(key: WebKey): Promise<void>;
}

/** Device keys as CryptoKeys in IndexedDB: the private half can be used by this extension and read by nobody. */
export function createWebKeyStore(database: Database): WebKeyStore {
  const pairs = new WeakMap<WebKey, CryptoKeyPair>();

  async function keyOf(pair: CryptoKeyPair): Promise<WebKey> {
    const publicKey = toBase64Url(new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey)));
    const key: WebKey = {
      publicKey,
      sign: async (bytes) =>
        toBase64Url(new Uint8Array(await crypto.subtle.sign(ED25519, pair.privateKey, bytes.slice()))),
    };
    pairs.set(key, pair);
    return key;
  }

  return {
    async load() {
      const stored = await database.readKey(DEVICE_KEY);
      return stored !== null && 'privateKey' in stored ? keyOf(stored) : null;
    },
    async make() {
      const pair = await crypto.subtle.generateKey(ED25519, false, ['sign', 'verify']);
      if (!('privateKey' in pair)) throw new TypeError('Ed25519 gives a pair of keys');
      return keyOf(pair);
    },
    async keep(key) {
      const pair = pairs.get(key);
      if (pair === undefined) throw new TypeError('only a key that this store made can be kept');
      await database.writeKey(DEVICE_KEY, pair);
    },
  };
}
