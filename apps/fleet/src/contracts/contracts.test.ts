import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { keyStoreContract } from '@lapwing/agent-core/contracts/key-store.contract.ts';
import { stateStoreContract } from '@lapwing/agent-core/contracts/state-store.contract.ts';
import { createMemoryStateStore } from '@lapwing/agent-core/contracts/fakes/memory-state-store.ts';
import { createKeyStore, systemDigest } from './keys.ts';
import { createStateFolder } from './state-folder.ts';

const folders: string[] = [];
after(async () => {
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
});

stateStoreContract(
  (name, run) => void test(`documents in a folder: ${name}`, run),
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'lapwing-state-'));
    folders.push(folder);
    return {
      store: createStateFolder(folder),
      reopen: () => Promise.resolve(createStateFolder(folder)),
    };
  },
);

keyStoreContract(
  (name, run) => void test(`keys in a state store: ${name}`, run),
  () => {
    const store = createMemoryStateStore();
    return Promise.resolve({
      store: createKeyStore(store),
      digest: systemDigest,
      reopen: () => Promise.resolve(createKeyStore(store.reopen())),
    });
  },
);
