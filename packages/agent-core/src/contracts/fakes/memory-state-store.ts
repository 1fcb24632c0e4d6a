import type { StateStore } from '../state-store.ts';

export interface MemoryStateStore extends StateStore {
  reopen(): MemoryStateStore;
}

/** Documents that last as long as the process: for tests and for simulated devices. */
export function createMemoryStateStore(stored: Map<string, Uint8Array> = new Map()): MemoryStateStore {
  return {
    async read(name) {
      await Promise.resolve();
      return stored.get(name)?.slice() ?? null;
    },
    async write(name, bytes) {
      await Promise.resolve();
      stored.set(name, bytes.slice());
    },
    async delete(name) {
      await Promise.resolve();
      stored.delete(name);
    },
    async names() {
      await Promise.resolve();
      return [...stored.keys()].sort();
    },
    reopen: () => createMemoryStateStore(new Map(stored)),
  };
}
