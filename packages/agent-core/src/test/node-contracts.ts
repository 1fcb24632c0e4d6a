/// <reference types="node" />
import { createHash, createPublicKey, generateKeyPairSync, sign, verify, webcrypto } from 'node:crypto';
import type { Accounts } from '../contracts/accounts.ts';
import type { Digest } from '../contracts/digest.ts';
import type { DeviceKey, KeyStore } from '../contracts/key-store.ts';
import type { Random } from '../contracts/random.ts';
import type { Screen, ScreenRequest, ScreenShot } from '../contracts/screen.ts';
import type { DeviceAccount } from '@lapwing/protocol/features/sessions/session-started.event.ts';

/** What stands before a raw Ed25519 key in its SubjectPublicKeyInfo (RFC 8410, section 4). */
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');

export const nodeRandom: Random = {
  bytes: (length) => webcrypto.getRandomValues(new Uint8Array(length)),
};

/** The same numbers in every run. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0 || 1;
  return {
    bytes: (length) =>
      Uint8Array.from({ length }, () => {
        state ^= state << 13;
        state ^= state >>> 17;
        state ^= state << 5;
        return (state >>> 8) & 0xff;
      }),
  };
}

// Without the thread pool of Node, which no clock of a test moves: what is bound to happen happens in so many turns.
export const nodeDigest: Digest = {
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

export function makeNodeKey(): Promise<DeviceKey> {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const raw = publicKey.export({ format: 'der', type: 'spki' }).subarray(SPKI_PREFIX.length);
  return Promise.resolve({
    publicKey: raw.toString('base64url'),
    sign: (bytes) => Promise.resolve(sign(null, bytes, privateKey).toString('base64url')),
  });
}

export interface MemoryKeyStore extends KeyStore {
  reopen(): MemoryKeyStore;
}

export function createMemoryKeyStore(kept: DeviceKey | null = null): MemoryKeyStore {
  let key = kept;
  return {
    load: () => Promise.resolve(key),
    make: makeNodeKey,
    keep(next) {
      key = next;
      return Promise.resolve();
    },
    reopen: () => createMemoryKeyStore(key),
  };
}

export interface FakeAccounts extends Accounts {
  set(account: DeviceAccount | null): void;
}

export function createFakeAccounts(account: DeviceAccount | null = null): FakeAccounts {
  let current = account;
  const listeners = new Set<() => void>();
  return {
    current: () => Promise.resolve(current),
    onChange(changed) {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
    set(next) {
      current = next;
      for (const listener of listeners) listener();
    },
  };
}

export interface FakeScreen extends Screen {
  readonly asked: ScreenRequest[];
  answer(next: () => Promise<ScreenShot>): void;
}

export function createFakeScreen(now: () => number): FakeScreen {
  const asked: ScreenRequest[] = [];
  let next = (): Promise<ScreenShot> =>
    Promise.resolve({
      ok: true,
      bytes: new Uint8Array([0xff, 0xd8, asked.length]),
      mediaType: 'image/jpeg',
      takenAt: now(),
      width: 800,
      height: 600,
    });
  return {
    asked,
    answer(change) {
      next = change;
    },
    capture(request) {
      asked.push(request);
      return next();
    },
  };
}
