// Bundled by chromium.test.ts and run in a page of the extension: the platform's contracts on the real browser.
import { clockContract } from '@lapwing/agent-core/contracts/clock.contract.ts';
import { digestContract } from '@lapwing/agent-core/contracts/digest.contract.ts';
import { keyStoreContract } from '@lapwing/agent-core/contracts/key-store.contract.ts';
import { outboxStoreContract } from '@lapwing/agent-core/contracts/outbox-store.contract.ts';
import { recorderContract } from '@lapwing/agent-core/contracts/recorder.contract.ts';
import { stateStoreContract } from '@lapwing/agent-core/contracts/state-store.contract.ts';
import { encodeFrames } from '../src/features/evidence/encode.ts';
import { createTabRecorder } from '../src/features/evidence/recorder.ts';
import { type Database, openDatabase } from '../src/platform/database.ts';
import { webClock } from '../src/platform/network.ts';
import { createWebKeyStore, webDigest } from '../src/platform/web-crypto.ts';

const cases: { name: string; run: () => Promise<void> }[] = [];
const define =
  (subject: string) =>
  (name: string, run: () => Promise<void>): void => {
    cases.push({ name: `${subject}: ${name}`, run });
  };

async function fresh(): Promise<{ database: Database; reopen: () => Promise<Database> }> {
  const name = `contract-${crypto.randomUUID()}`;
  const database = await openDatabase(name);
  return {
    database,
    reopen: () => {
      database.close();
      return openDatabase(name);
    },
  };
}

clockContract(define('clock'), () =>
  Promise.resolve({
    clock: webClock,
    pass: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  }),
);
digestContract(define('digest'), () => Promise.resolve(webDigest));
outboxStoreContract(define('outbox'), async () => {
  const { database, reopen } = await fresh();
  return { store: database.outbox, reopen: async () => (await reopen()).outbox };
});
stateStoreContract(define('documents'), async () => {
  const { database, reopen } = await fresh();
  return { store: database.documents, reopen: async () => (await reopen()).documents };
});
keyStoreContract(define('keys'), async () => {
  const { database, reopen } = await fresh();
  return {
    store: createWebKeyStore(database),
    digest: webDigest,
    reopen: async () => createWebKeyStore(await reopen()),
  };
});

/** A page as the browser would give it: a canvas that is drawn anew. */
async function jpeg(drawing: number): Promise<Uint8Array> {
  const canvas = new OffscreenCanvas(640, 360);
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('no canvas');
  context.fillStyle = '#fff';
  context.fillRect(0, 0, 640, 360);
  context.fillStyle = '#000';
  context.fillText(`Rivers, part ${String(drawing)}`, 40, 40 + drawing * 20);
  const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.8 });
  return new Uint8Array(await blob.arrayBuffer());
}

recorderContract(define('recorder'), () => {
  let front = 7;
  let drawing = 1;
  const url = 'https://rivers.example/source';
  const recorder = createTabRecorder({
    frameOf: async (tab, _quality, wanted) => {
      if (!wanted()) return { ok: false, why: 'failed' };
      if (tab !== front) return { ok: false, why: 'behind' };
      return { ok: true, bytes: await jpeg(drawing), url };
    },
    tabOf: (place) => Number(place),
    encode: encodeFrames,
    now: () => Date.now(),
  });
  return Promise.resolve({
    recorder,
    place: '7',
    url,
    redraw() {
      drawing += 1;
      return Promise.resolve();
    },
    turnAway() {
      front = 8;
      return Promise.resolve();
    },
  });
});

define('database')(
  'neither a capture nor a document lies readable on the disk, and no key can be taken out',
  async () => {
    const { database } = await fresh();
    const words = 'in plain words for anybody to read';
    const bytes = new TextEncoder().encode(words);
    await database.outbox.put([{ key: 'k', kind: 'message', bytes }]);
    await database.documents.write('state', bytes);
    const keys = createWebKeyStore(database);
    await keys.keep(await keys.make());
    const names = await indexedDB.databases();
    for (const { name = '' } of names) {
      const request = indexedDB.open(name);
      await new Promise((resolve, reject) => {
        request.addEventListener('success', resolve);
        request.addEventListener('error', reject);
      });
      for (const store of request.result.objectStoreNames) {
        const all = request.result.transaction(store).objectStore(store).getAll();
        await new Promise((resolve) => {
          all.addEventListener('success', resolve);
        });
        const stored: unknown[] = all.result;
        for (const value of stored) await check(value, words);
      }
      request.result.close();
    }
  },
);

async function check(value: unknown, words: string): Promise<void> {
  if (value instanceof CryptoKey) {
    if (value.extractable && value.type !== 'public') throw new Error('a key can be taken out');
    return;
  }
  if (value instanceof ArrayBuffer || value instanceof Uint8Array) {
    if (new TextDecoder('latin1').decode(value).includes(words)) throw new Error('words lie in the open');
    return;
  }
  if (typeof value === 'string' && value.includes(words)) throw new Error('words lie in the open');
  if (typeof value === 'object' && value !== null)
    for (const part of Object.values(value)) await check(part, words);
}

/** Runs every case; answers the failures by name. */
export async function runContracts(): Promise<{ ran: number; failed: string[] }> {
  const failed: string[] = [];
  for (const { name, run } of cases) {
    try {
      await run();
    } catch (error) {
      failed.push(`${name}: ${String(error)}`);
    }
  }
  return { ran: cases.length, failed };
}
