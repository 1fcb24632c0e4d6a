import { type DBSchema, type IDBPDatabase, openDB } from 'idb';

interface SealedEntry {
  readonly position: number;
  readonly key: string;
  readonly kind: 'message' | 'evidence';
  readonly size: number;
  readonly iv: Uint8Array<ArrayBuffer>;
  readonly sealed: ArrayBuffer;
}

interface Schema extends DBSchema {
  keys: { key: string; value: CryptoKey | CryptoKeyPair };
  documents: { key: string; value: { iv: Uint8Array<ArrayBuffer>; sealed: ArrayBuffer } };
  outbox: { key: number; value: SealedEntry; indexes: { 'by-key': string } };
}

const SEALING_KEY = 'sealing';

/** The extension's own IndexedDB. Everything in it but the keys is sealed with AES-GCM; the keys cannot be read. */
export interface Database {
  readKey(name: string): Promise<CryptoKey | CryptoKeyPair | null>;
  writeKey(name: string, key: CryptoKey | CryptoKeyPair): Promise<void>;
  readonly documents: DocumentStore;
  readonly outbox: SealedOutbox;
  close(): void;
}

export interface DocumentStore {
  read(name: string): Promise<Uint8Array | null>;
  write(name: string, bytes: Uint8Array): Promise<void>;
  delete(name: string): Promise<void>;
  names(): Promise<readonly string[]>;
}

export interface SealedOutbox {
  put(
    puts: readonly {
      readonly key: string;
      readonly kind: 'message' | 'evidence';
      readonly bytes: Uint8Array;
    }[],
  ): Promise<void>;
  entries(): Promise<readonly { key: string; kind: 'message' | 'evidence'; size: number }[]>;
  read(key: string): Promise<Uint8Array | null>;
  delete(keys: readonly string[]): Promise<void>;
}

/** Opens the database, making it and its sealing key at the first time. Rejects when the disk cannot be used. */
export async function openDatabase(name: string): Promise<Database> {
  const database = await openDB<Schema>(name, 1, {
    upgrade(fresh) {
      fresh.createObjectStore('keys');
      fresh.createObjectStore('documents');
      const outbox = fresh.createObjectStore('outbox', { keyPath: 'position', autoIncrement: true });
      outbox.createIndex('by-key', 'key', { unique: true });
    },
  });
  const sealing = await sealingKey(database);
  return {
    async readKey(keyName) {
      return (await database.get('keys', keyName)) ?? null;
    },
    async writeKey(keyName, key) {
      await database.put('keys', key, keyName);
    },
    documents: createDocuments(database, sealing),
    outbox: createSealedOutbox(database, sealing),
    close: () => database.close(),
  };
}

async function sealingKey(database: IDBPDatabase<Schema>): Promise<CryptoKey> {
  const made = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, [
    'encrypt',
    'decrypt',
  ]);
  // Two workers may start at once; the transaction lets the first one win.
  const transaction = database.transaction('keys', 'readwrite', { durability: 'strict' });
  const stored = await transaction.store.get(SEALING_KEY);
  if (stored === undefined) await transaction.store.put(made, SEALING_KEY);
  await transaction.done;
  return stored instanceof CryptoKey ? stored : made;
}

async function seal(
  key: CryptoKey,
  bytes: Uint8Array,
): Promise<{ iv: Uint8Array<ArrayBuffer>; sealed: ArrayBuffer }> {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, bytes.slice());
  return { iv, sealed };
}

async function unseal(
  key: CryptoKey,
  { iv, sealed }: { iv: Uint8Array<ArrayBuffer>; sealed: ArrayBuffer },
): Promise<Uint8Array | null> {
  try {
    return new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, key, sealed));
  } catch {
    return null;
  }
}

function createDocuments(database: IDBPDatabase<Schema>, sealing: CryptoKey): DocumentStore {
  return {
    async read(name) {
      const stored = await database.get('documents', name);
      return stored === undefined ? null : unseal(sealing, stored);
    },
    async write(name, bytes) {
      const sealed = await seal(sealing, bytes);
      const transaction = database.transaction('documents', 'readwrite', { durability: 'strict' });
      await transaction.store.put(sealed, name);
      await transaction.done;
    },
    async delete(name) {
      await database.delete('documents', name);
    },
    async names() {
      return (await database.getAllKeys('documents')).map(String).sort();
    },
  };
}

function createSealedOutbox(database: IDBPDatabase<Schema>, sealing: CryptoKey): SealedOutbox {
  return {
    async put(puts) {
      // Sealed before the transaction begins: one that waits for something else commits by itself.
      const ready = await Promise.all(
        puts.map(async ({ key, kind, bytes }) => ({
          key,
          kind,
          size: bytes.length,
          ...(await seal(sealing, bytes)),
        })),
      );
      const transaction = database.transaction('outbox', 'readwrite', { durability: 'strict' });
      const byKey = transaction.store.index('by-key');
      for (const entry of ready) {
        const position = await byKey.getKey(entry.key);
        // Without a position of its own the store gives the next one, which the type cannot say.
        await transaction.store.put((position === undefined ? entry : { ...entry, position }) as SealedEntry);
      }
      await transaction.done;
    },
    async entries() {
      const found: { key: string; kind: 'message' | 'evidence'; size: number }[] = [];
      let cursor = await database.transaction('outbox').store.openCursor();
      while (cursor !== null) {
        const { key, kind, size } = cursor.value;
        found.push({ key, kind, size });
        cursor = await cursor.continue();
      }
      return found;
    },
    async read(key) {
      const stored = await database.getFromIndex('outbox', 'by-key', key);
      return stored === undefined ? null : unseal(sealing, stored);
    },
    async delete(keys) {
      const transaction = database.transaction('outbox', 'readwrite', { durability: 'strict' });
      const byKey = transaction.store.index('by-key');
      for (const key of keys) {
        const position = await byKey.getKey(key);
        if (position !== undefined) await transaction.store.delete(position);
      }
      await transaction.done;
    },
  };
}
