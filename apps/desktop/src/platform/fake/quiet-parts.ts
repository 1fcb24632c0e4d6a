import type { MachineFacts, MachineIdentity } from '../contract/identity.ts';
import type { Power } from '../contract/power.ts';
import type { Sound } from '../contract/sound.ts';
import type { Vault } from '../contract/vault.ts';
import { createListeners } from '../contract/listeners.ts';

/** A device that sleeps and wakes when a test says so. */
export interface FakePower extends Power {
  sleep(): void;
  wake(): void;
}

export function createFakePower(): FakePower {
  const sleeping = createListeners<[]>();
  const woken = createListeners<[]>();
  return {
    onSleep: sleeping.on,
    onWake: woken.on,
    sleep: sleeping.tell,
    wake: woken.tell,
  };
}

/** Speakers of which a test can tell whether they are heard. */
export interface FakeSound extends Sound {
  muted(): boolean;
  /** The person turns the speakers on. */
  turnOn(): void;
}

export function createFakeSound(): FakeSound {
  let isMuted = false;
  let isHeld = false;
  return {
    setMuted: async (next) => {
      isHeld = next;
      isMuted = next;
      return Promise.resolve(true);
    },
    muted: () => isMuted,
    turnOn: () => {
      isMuted = isHeld;
    },
  };
}

/** Secrets that are the same for each name and guard nothing. */
export function createFakeVault(): Vault {
  return {
    secret: async (name) => Promise.resolve(new Uint8Array(32).fill(name.length)),
  };
}

export function createFakeIdentity(facts: Partial<MachineFacts> = {}): MachineIdentity {
  return {
    facts: async () =>
      Promise.resolve({
        name: 'trolley-7',
        system: 'Debian GNU/Linux 12',
        model: null,
        processor: null,
        threads: 4,
        memory: 8_000_000_000,
        disk: 128_000_000_000,
        ...facts,
      }),
  };
}
