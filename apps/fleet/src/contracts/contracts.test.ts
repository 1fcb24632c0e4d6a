import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { consentContract } from '@lapwing/agent-core/contracts/consent.contract.ts';
import { createManualClock } from '@lapwing/agent-core/contracts/fakes/manual-clock.ts';
import { keyStoreContract } from '@lapwing/agent-core/contracts/key-store.contract.ts';
import { liveScreenContract } from '@lapwing/agent-core/contracts/live-screen.contract.ts';
import { stateStoreContract } from '@lapwing/agent-core/contracts/state-store.contract.ts';
import { createMemoryStateStore } from '@lapwing/agent-core/contracts/fakes/memory-state-store.ts';
import type { View } from '../view.ts';
import { createPerson } from '../person.ts';
import { createViewScreen } from '../screens/live.ts';
import { createPainter } from '../screens/paint.ts';
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

liveScreenContract(
  (name, run) => void test(`drawn screen: ${name}`, run),
  async () => {
    const page: View = {
      kind: 'article',
      title: 'Rivers',
      url: 'https://rivers.example/',
      text: ['Where rivers begin.'],
      account: '26fllewelyn',
      written: [],
      typing: '',
      shownAt: 0,
    };
    let view: View | null = page;
    const screen = createViewScreen({
      application: 'Chromium 156',
      view: () => view,
      paint: await createPainter('Europe/London'),
      clock: createManualClock(),
    });
    const change = (next: View | null): Promise<void> => {
      view = next;
      screen.frontChanged();
      return Promise.resolve();
    };
    return {
      screen,
      turnTo: (title, url) => change({ ...page, title, url }),
      hide: () => change(null),
    };
  },
);

consentContract(
  (name, run) => void test(`simulated person: ${name}`, run),
  () => {
    const clock = createManualClock();
    const person = createPerson(clock, () => ({ says: 'silence', afterMs: 0 }));
    return Promise.resolve({
      consent: person,
      answer(yes) {
        person.say(yes ? 'allowed' : 'denied');
        return Promise.resolve();
      },
      asked: () => Promise.resolve(person.asked()?.watchers.join() ?? null),
      pass: (ms) => clock.advance(ms),
    });
  },
);

test('a simulated person thinks for a while and then answers as told', async () => {
  for (const says of ['allowed', 'denied'] as const) {
    const clock = createManualClock();
    const person = createPerson(clock, () => ({ says, afterMs: 2000 }));
    const question = person.ask({ watchers: ['Ms Khan'], seconds: 10, silence: 'denies' });
    await clock.advance(1900);
    assert.notEqual(person.asked(), null);
    await clock.advance(200);
    assert.equal(person.asked(), null);
    assert.equal(await question.answer, says);
  }
});
