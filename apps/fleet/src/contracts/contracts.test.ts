import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { consentContract } from '@lapwing/agent-core/contracts/consent.contract.ts';
import { controlContract } from '@lapwing/agent-core/contracts/control.contract.ts';
import { createManualClock } from '@lapwing/agent-core/contracts/fakes/manual-clock.ts';
import { keyStoreContract } from '@lapwing/agent-core/contracts/key-store.contract.ts';
import { liveScreenContract } from '@lapwing/agent-core/contracts/live-screen.contract.ts';
import { stateStoreContract } from '@lapwing/agent-core/contracts/state-store.contract.ts';
import { createMemoryStateStore } from '@lapwing/agent-core/contracts/fakes/memory-state-store.ts';
import type { View } from '../view.ts';
import { createSimulatedControl, createSimulatedNotices } from '../obedience.ts';
import { createPerson } from '../person.ts';
import { createViewScreen } from '../screens/live.ts';
import { createPainter } from '../screens/paint.ts';
import { createDeviceClock } from './clock.ts';
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

const URL = 'https://rivers.example/';

controlContract(
  (name, run) => void test(`simulated device: ${name}`, run),
  () => {
    const control = createSimulatedControl(
      createDeviceClock(),
      () => 0.5,
      () => undefined,
    );
    const over = (url: string): string | null => {
      const shown = control.over(url);
      return shown === null ? null : `${shown.kind} ${shown.title} ${shown.words}`;
    };
    return Promise.resolve({
      control,
      locked: () => Promise.resolve(over(URL)?.startsWith('lock') === true ? over(URL) : null),
      opens: (url) => Promise.resolve(over(url) === null),
    });
  },
);

test('a simulated person reads a message and agrees, each after a while', async () => {
  const clock = createManualClock();
  const control = createSimulatedControl(
    clock,
    () => 0,
    () => undefined,
  );
  const opened: string[] = [];
  const notices = createSimulatedNotices(clock, () => 0.5, {
    open(url) {
      opened.push(url);
      return Promise.resolve();
    },
    front: () => URL,
    close: () => Promise.resolve(),
    control,
  });
  let seen = 0;
  await notices.show({ id: '', text: '', by: '', schoolName: '' }, () => {
    seen += 1;
  });
  const agreement = {
    format: 1,
    id: '',
    version: 1,
    title: '',
    language: 'en',
    blocks: [],
    picture: null,
    agreeLabel: '',
    declineLabel: '',
  } as const;
  const answers: string[] = [];
  const question = notices.ask({ ...agreement, blocks: [] }, '', null, 'nothing');
  void question.answer.then((answer) => answers.push(answer));
  await clock.advance(7000);
  assert.deepEqual([seen, answers], [0, []]);
  await clock.advance(1000);
  assert.deepEqual([seen, answers], [1, ['agreed']]);
  const withdrawn = notices.ask({ ...agreement, blocks: [] }, '', null, 'nothing');
  withdrawn.withdraw();
  assert.equal(await withdrawn.answer, 'gone');
  assert.equal(await notices.open(URL), 'done');
  assert.deepEqual(opened, [URL]);
});

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
