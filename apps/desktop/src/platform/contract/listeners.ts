import type { Cancel } from './cancel.ts';

/** Those who listen to one thing, as every `on...` of a contract has them. */
export interface Listeners<Heard extends readonly unknown[]> {
  /** The same one may listen twice. */
  readonly on: (listener: (...heard: Heard) => void) => Cancel;
  readonly tell: (...heard: Heard) => void;
}

export function createListeners<Heard extends readonly unknown[]>(): Listeners<Heard> {
  const all = new Set<(...heard: Heard) => void>();
  return {
    on: (listener) => {
      const own = (...heard: Heard): void => {
        listener(...heard);
      };
      all.add(own);
      return () => {
        all.delete(own);
      };
    },
    tell: (...heard) => {
      for (const listener of all) listener(...heard);
    },
  };
}
