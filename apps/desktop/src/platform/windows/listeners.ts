import type { Cancel } from '../contract/cancel.ts';

/** Those who listen to one thing. */
export interface Listeners<T> {
  readonly on: (run: (value: T) => void) => Cancel;
  readonly tell: (value: T) => void;
}

export function createListeners<T>(): Listeners<T> {
  const all = new Set<(value: T) => void>();
  return {
    on: (run) => {
      // The same one may listen twice.
      const listener = (value: T): void => {
        run(value);
      };
      all.add(listener);
      return () => {
        all.delete(listener);
      };
    },
    tell: (value) => {
      for (const listener of all) listener(value);
    },
  };
}
