import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ScreenStateFrame } from '../../api/screens-socket.ts';
import { createScreenStore } from './screen-store.ts';

const ID = '01939c3e-7c1e-7a52-8d5c-2f1d6a0b4c11';

function frame(state: ScreenStateFrame['state'], title = ''): ScreenStateFrame {
  return {
    type: 'screens/state',
    deviceId: ID,
    state,
    front: { application: 'Chrome', title, site: null },
    answeredBy: null,
    at: '2026-11-14T10:42:00.000Z',
  };
}
const picture = (takenAt: number) => ({
  id: ID,
  takenAt,
  width: 4,
  height: 3,
  mediaType: 'image/jpeg' as const,
  bytes: new Uint8Array([1]),
});

test('a state stands since it began, not since it was last said', () => {
  let now = 1000;
  const store = createScreenStore(() => now);
  store.takeState(frame('live', 'one'));
  now = 5000;
  store.takeState(frame('live', 'two'));
  assert.equal(store.shown(ID)?.since, 1000);
  assert.equal(store.shown(ID)?.front.title, 'two');
  store.takeState(frame('asking'));
  assert.equal(store.shown(ID)?.since, 5000);
});

test('the last picture goes as soon as it is not to be seen any more, and stays while the device is away', () => {
  const store = createScreenStore(() => 0);
  for (const state of [
    'private',
    'forbidden',
    'denied',
    'asks-first',
    'nothing',
    'unknown',
    'waiting',
  ] as const) {
    store.takePicture(picture(1));
    store.takeState(frame(state));
    assert.equal(store.picture(ID), null, state);
  }
  store.takePicture(picture(1));
  store.takeState(frame('offline'));
  assert.notEqual(store.picture(ID), null);
});

test('only the listeners of a screen hear of it, and an older picture never takes the place of a newer one', () => {
  const store = createScreenStore(() => 0);
  const heard: string[] = [];
  const stop = store.subscribe(ID, () => heard.push('state'));
  store.onPicture(ID, () => heard.push('picture'));
  store.subscribe('other', () => heard.push('other'));
  store.takePicture(picture(5));
  store.takePicture(picture(4));
  store.takeState(frame('live'));
  stop();
  store.takeState(frame('live'));
  assert.deepEqual(heard, ['picture', 'state']);
  assert.equal(store.picture(ID)?.takenAt, 5);
});
