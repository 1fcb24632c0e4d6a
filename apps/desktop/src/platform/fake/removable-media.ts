import type { Medium, RemovableMedia } from '../contract/removable-media.ts';

/** Sticks that a test plugs. */
export interface FakeMedia extends RemovableMedia {
  plug(medium: Partial<Medium>): Medium;
  unplug(id: string): void;
  allowed(): boolean;
  /** From now on they cannot be turned off or on. */
  fail(fails: boolean): void;
}

export function createFakeMedia(): FakeMedia {
  const arrived = new Set<(medium: Medium) => void>();
  const gone = new Set<(id: string) => void>();
  let isAllowed = true;
  let fails = false;
  let last = 0;
  return {
    onArrived: (run) => {
      arrived.add(run);
      return () => arrived.delete(run);
    },
    onGone: (run) => {
      gone.add(run);
      return () => gone.delete(run);
    },
    setAllowed: async (next) => {
      if (!fails) isAllowed = next;
      return Promise.resolve(!fails);
    },
    plug: (medium) => {
      last += 1;
      const whole = { id: `medium-${last}`, label: 'STICK', maker: null, bytes: 1_000_000, ...medium };
      for (const listener of arrived) listener(whole);
      return whole;
    },
    unplug: (id) => {
      for (const listener of gone) listener(id);
    },
    allowed: () => isAllowed,
    fail: (next) => {
      fails = next;
    },
  };
}
