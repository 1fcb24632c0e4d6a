/// <reference types="node" />
import { createHash, webcrypto } from 'node:crypto';
import type { Accounts } from '../contracts/accounts.ts';
import type { Digest } from '../contracts/digest.ts';
import type { DeviceKey, KeyStore } from '../contracts/key-store.ts';
import type { Random } from '../contracts/random.ts';
import type { Screen, ScreenRequest, ScreenShot } from '../contracts/screen.ts';
import type { DeviceAccount } from '@lapwing/protocol/features/sessions/session-started.event.ts';

const { subtle } = webcrypto;
const ED25519 = { name: 'Ed25519' };

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

export const nodeDigest: Digest = {
  sha256: (bytes) => Promise.resolve(createHash('sha256').update(bytes).digest('hex')),
  async verify(publicKey, signature, bytes) {
    try {
      const key = await subtle.importKey('raw', Buffer.from(publicKey, 'base64url'), ED25519, false, [
        'verify',
      ]);
      return await subtle.verify(ED25519, key, Buffer.from(signature, 'base64url'), bytes.slice());
    } catch {
      return false;
    }
  },
};

export async function makeNodeKey(): Promise<DeviceKey> {
  const pair = await subtle.generateKey(ED25519, false, ['sign', 'verify']);
  if (!('privateKey' in pair)) throw new Error('not a pair of keys');
  const publicKey = Buffer.from(await subtle.exportKey('raw', pair.publicKey)).toString('base64url');
  return {
    publicKey,
    sign: async (bytes) =>
      Buffer.from(await subtle.sign(ED25519, pair.privateKey, bytes.slice())).toString('base64url'),
  };
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
