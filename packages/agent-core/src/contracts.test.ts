/// <reference types="node" />
import { test } from 'node:test';
import { clockContract } from './contracts/clock.contract.ts';
import { controlContract } from './contracts/control.contract.ts';
import { consentContract } from './contracts/consent.contract.ts';
import { digestContract } from './contracts/digest.contract.ts';
import { createManualClock } from './contracts/fakes/manual-clock.ts';
import { createManualControl } from './contracts/fakes/manual-control.ts';
import { createManualNotices } from './contracts/fakes/manual-notices.ts';
import { createManualConsent } from './contracts/fakes/manual-consent.ts';
import { createManualLiveScreen } from './contracts/fakes/manual-live-screen.ts';
import { createManualRecorder } from './contracts/fakes/manual-recorder.ts';
import { createMemoryOutboxStore } from './contracts/fakes/memory-outbox-store.ts';
import { createMemoryStateStore } from './contracts/fakes/memory-state-store.ts';
import { keyStoreContract } from './contracts/key-store.contract.ts';
import { liveScreenContract } from './contracts/live-screen.contract.ts';
import { noticesContract } from './contracts/notices.contract.ts';
import { outboxStoreContract } from './contracts/outbox-store.contract.ts';
import { recorderContract } from './contracts/recorder.contract.ts';
import { stateStoreContract } from './contracts/state-store.contract.ts';
import { createMemoryKeyStore, nodeDigest } from './test/node-contracts.ts';

function under(subject: string): (name: string, run: () => Promise<void>) => void {
  return (name, run) => {
    test(`${subject}: ${name}`, run);
  };
}

clockContract(under('manual clock'), () => {
  const clock = createManualClock();
  return Promise.resolve({ clock, pass: (ms) => clock.advance(ms) });
});
digestContract(under('Node digest'), () => Promise.resolve(nodeDigest));
outboxStoreContract(under('outbox in memory'), () => {
  const store = createMemoryOutboxStore();
  return Promise.resolve({ store, reopen: () => Promise.resolve(store.reopen()) });
});
stateStoreContract(under('documents in memory'), () => {
  const store = createMemoryStateStore();
  return Promise.resolve({ store, reopen: () => Promise.resolve(store.reopen()) });
});
keyStoreContract(under('keys in memory'), () => {
  const store = createMemoryKeyStore();
  return Promise.resolve({ store, digest: nodeDigest, reopen: () => Promise.resolve(store.reopen()) });
});
liveScreenContract(under('screen by hand'), () => {
  const screen = createManualLiveScreen(() => Date.parse('2026-11-14T10:00:00.000Z'));
  return Promise.resolve({
    screen,
    turnTo(title, url) {
      screen.turnTo({ application: 'Test', title, url });
      return Promise.resolve();
    },
    hide() {
      screen.turnTo(null);
      return Promise.resolve();
    },
  });
});
recorderContract(under('recorder by hand'), () => {
  const recorder = createManualRecorder(() => Date.parse('2026-11-14T10:00:00.000Z'));
  recorder.turnTo('tab-1', 'https://rivers.example/source');
  return Promise.resolve({
    recorder,
    place: 'tab-1',
    url: 'https://rivers.example/source',
    redraw() {
      recorder.redraw();
      return Promise.resolve();
    },
    turnAway() {
      recorder.turnTo('tab-2', null);
      return Promise.resolve();
    },
  });
});
consentContract(under('person by hand'), () => {
  const clock = createManualClock();
  const consent = createManualConsent(clock);
  return Promise.resolve({
    consent,
    answer(yes) {
      consent.say(yes ? 'allowed' : 'denied');
      return Promise.resolve();
    },
    asked: () => Promise.resolve(consent.standing()?.watchers.join() ?? null),
    pass: (ms) => clock.advance(ms),
  });
});
controlContract(under('device by hand'), () => {
  const control = createManualControl();
  return Promise.resolve({
    control,
    locked: () => Promise.resolve(control.now()?.lock ? JSON.stringify(control.now()?.lock) : null),
    opens: (url) => Promise.resolve(control.opens(url)),
  });
});
noticesContract(under('notices by hand'), () => {
  const notices = createManualNotices();
  let closed = 0;
  return Promise.resolve({
    notices,
    message: () => Promise.resolve(notices.messages.slice(closed)[0]?.text ?? null),
    close() {
      if (notices.close()) closed += 1;
      return Promise.resolve();
    },
    asked: () => Promise.resolve(notices.standing()?.title ?? null),
    answer(agree) {
      notices.say(agree ? 'agreed' : 'declined');
      return Promise.resolve();
    },
  });
});
