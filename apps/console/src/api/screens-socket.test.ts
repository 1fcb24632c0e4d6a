import assert from 'node:assert/strict';
import { test } from 'node:test';
import { writePicture } from '@lapwing/protocol/features/screens/picture.ts';
import type { WatchScreens } from '@lapwing/protocol/features/screens/watch.ts';
import { connectScreens, readScreensFrame, type ScreensSocketLike } from './screens-socket.ts';

const DEVICE = '01939c3e-7c1e-7a52-8d5c-2f1d6a0b4c11';

function setUp() {
  const sockets: { socket: ScreensSocketLike; sent: string[] }[] = [];
  const jobs: (() => void)[] = [];
  const heard: string[] = [];
  const connection = connectScreens({
    open() {
      const sent: string[] = [];
      const socket: ScreensSocketLike = {
        onopen: null,
        onmessage: null,
        onclose: null,
        close: () => undefined,
        send: (text) => sent.push(text),
      };
      sockets.push({ socket, sent });
      return socket;
    },
    schedule(job) {
      jobs.push(job);
      return () => undefined;
    },
    random: () => 0,
    onState: (state) => heard.push(state),
    onScreen: (frame) => heard.push(`${frame.deviceId} ${frame.state}`),
    onPicture: (picture) => heard.push(`picture of ${picture.id}`),
    onControl: () => undefined,
  });
  return {
    connection,
    sockets,
    heard,
    jobs,
    say: (data: unknown) => sockets.at(-1)?.socket.onmessage?.({ data } as MessageEvent<unknown>),
  };
}

const wanted = (everyMs: number): WatchScreens => ({
  type: 'screens/watch',
  groupId: null,
  screens: [{ deviceId: DEVICE, purpose: 'glance', width: 320, everyMs }],
});

test('what is wanted is said when the server is ready, once, and again after a reconnection', () => {
  const { connection, sockets, jobs, say } = setUp();
  connection.watch(wanted(2000));
  assert.deepEqual(sockets[0]?.sent, []);
  say('{"type":"screens/ready"}');
  connection.watch(wanted(2000));
  assert.equal(sockets[0]?.sent.length, 1);
  sockets[0]?.socket.onclose?.({ code: 1006 } as CloseEvent);
  connection.watch(wanted(1000));
  jobs.at(-1)?.();
  assert.deepEqual(sockets[1]?.sent, []);
  say('{"type":"screens/ready"}');
  assert.deepEqual(sockets[1]?.sent, [JSON.stringify(wanted(1000))]);
});

test('pictures and states are told apart, and anything else is passed over', () => {
  const { heard, say } = setUp();
  const picture = writePicture({
    id: DEVICE,
    takenAt: 1,
    width: 2,
    height: 2,
    mediaType: 'image/jpeg',
    bytes: new Uint8Array([1]),
  });
  say(picture.buffer);
  say(new ArrayBuffer(3));
  say('not json');
  say('{"type":"screens/other"}');
  say(
    JSON.stringify({
      type: 'screens/state',
      deviceId: DEVICE,
      state: 'asking',
      front: { application: '', title: '', site: null },
      answeredBy: null,
      at: '2026-11-14T10:42:00.000Z',
    }),
  );
  assert.deepEqual(heard, ['connecting', `picture of ${DEVICE}`, `${DEVICE} asking`]);
  assert.equal(readScreensFrame(7), null);
});
