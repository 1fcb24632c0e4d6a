import type { OutboxEntry, OutboxStore } from '../outbox-store.ts';

export interface MemoryOutboxStore extends OutboxStore {
  /** The same content as a later run finds it. */
  reopen(): MemoryOutboxStore;
  /** From now on the disk refuses every write. */
  refuseWrites(refuse: boolean): void;
  /** Spoils one content, as a torn disk would. */
  damage(key: string): void;
}

type Stored = OutboxEntry & { readonly bytes: Uint8Array | null };

/** An outbox that lasts as long as the process: for tests and for simulated devices. */
export function createMemoryOutboxStore(stored: Map<string, Stored> = new Map()): MemoryOutboxStore {
  let refuse = false;
  return {
    async put(puts) {
      await Promise.resolve();
      if (refuse) throw new Error('the disk is full');
      for (const { key, kind, bytes } of puts)
        stored.set(key, { key, kind, size: bytes.length, bytes: bytes.slice() });
    },
    async entries() {
      await Promise.resolve();
      return [...stored.values()].map(({ key, kind, size }) => ({ key, kind, size }));
    },
    async read(key) {
      await Promise.resolve();
      return stored.get(key)?.bytes?.slice() ?? null;
    },
    async delete(keys) {
      await Promise.resolve();
      for (const key of keys) stored.delete(key);
    },
    reopen: () => createMemoryOutboxStore(new Map(stored)),
    refuseWrites(next) {
      refuse = next;
    },
    damage(key) {
      const entry = stored.get(key);
      if (entry !== undefined) stored.set(key, { ...entry, bytes: null });
    },
  };
}
