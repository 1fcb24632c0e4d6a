import type { Medium, RemovableMedia } from '../contract/removable-media.ts';
import { createListeners } from '../contract/listeners.ts';

/** Sticks that a test plugs. */
export interface FakeMedia extends RemovableMedia {
  plug(medium: Partial<Medium>): Medium;
  unplug(id: string): void;
  allowed(): boolean;
  /** From now on they cannot be turned off or on. */
  fail(fails: boolean): void;
}

export function createFakeMedia(): FakeMedia {
  const arrived = createListeners<[Medium]>();
  const gone = createListeners<[string]>();
  let isAllowed = true;
  let fails = false;
  let last = 0;
  return {
    onArrived: arrived.on,
    onGone: gone.on,
    setAllowed: async (next) => {
      if (!fails) isAllowed = next;
      return Promise.resolve(!fails);
    },
    plug: (medium) => {
      last += 1;
      const whole = { id: `medium-${last}`, label: 'STICK', maker: null, bytes: 1_000_000, ...medium };
      arrived.tell(whole);
      return whole;
    },
    unplug: gone.tell,
    allowed: () => isAllowed,
    fail: (next) => {
      fails = next;
    },
  };
}
