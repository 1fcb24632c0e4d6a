import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CLOSE_SIGNED_OUT } from '@lapwing/protocol/wire.ts';
import { connectLive, readFrame } from './live-socket.ts';
import { type LiveState, type SocketLike, waitBefore } from './reconnect.ts';

interface FakeSocket extends SocketLike {
  closed: boolean;
}

/** A connection on fake sockets and a fake clock that a test moves by hand. */
function setUp() {
  const sockets: FakeSocket[] = [];
  const jobs = new Set<{ job: () => void; ms: number }>();
  const states: LiveState[] = [];
  const frames: string[] = [];
  const connection = connectLive({
    open() {
      const socket: FakeSocket = {
        onopen: null,
        onmessage: null,
        onclose: null,
        closed: false,
        close() {
          socket.closed = true;
        },
      };
      sockets.push(socket);
      return socket;
    },
    schedule(job, ms) {
      const entry = { job, ms };
      jobs.add(entry);
      return () => jobs.delete(entry);
    },
    random: () => 0.5,
    onState: (state) => states.push(state),
    onFrame: (frame) => frames.push(frame.type),
  });
  return {
    connection,
    sockets,
    states,
    frames,
    jobs,
    say: (data: unknown) => sockets.at(-1)?.onmessage?.({ data } as MessageEvent<unknown>),
    close: (code: number) => sockets.at(-1)?.onclose?.({ code } as CloseEvent),
    runJob: (): number => {
      const [entry] = jobs;
      assert.ok(entry, 'something is scheduled');
      jobs.delete(entry);
      entry.job();
      return entry.ms;
    },
  };
}

const READY = JSON.stringify({ type: 'console/ready' });

test('waits double up to half a minute, and half of each is left to chance', () => {
  for (const [attempt, whole] of [
    [0, 500],
    [1, 1000],
    [4, 8000],
    [7, 30_000],
    [500, 30_000],
  ] as const) {
    assert.equal(
      waitBefore(attempt, () => 0),
      whole / 2,
    );
    assert.ok(waitBefore(attempt, () => 0.999) <= whole);
    assert.ok(waitBefore(attempt, () => 0.999) > whole * 0.9);
  }
});

test('a connection is live when the server says ready, not before', () => {
  const { say, states, frames } = setUp();
  assert.deepEqual(states, ['connecting']);
  say(READY);
  assert.deepEqual(states, ['connecting', 'live']);
  assert.deepEqual(frames, ['console/ready']);
});

test('a lost connection is tried again, waiting longer each time, and from the start once it was live', () => {
  const { close, say, runJob, sockets, states } = setUp();
  close(1006);
  assert.equal(runJob(), 375);
  close(1006);
  assert.equal(runJob(), 750);
  say(READY);
  close(1006);
  assert.equal(runJob(), 375);
  assert.equal(sockets.length, 4);
  assert.deepEqual(states, ['connecting', 'reconnecting', 'reconnecting', 'live', 'reconnecting']);
});

test('a connection that never gets ready is given up and tried again', () => {
  const { runJob, sockets, states } = setUp();
  assert.equal(runJob(), 15_000);
  assert.equal(sockets[0]?.closed, true);
  assert.equal(states.at(-1), 'reconnecting');
});

test('signed out: no further try', () => {
  const { close, jobs, states, connection, sockets } = setUp();
  close(CLOSE_SIGNED_OUT);
  connection.hurry();
  assert.equal(states.at(-1), 'signed-out');
  assert.equal(jobs.size, 0);
  assert.equal(sockets.length, 1);
});

test('stopping closes the socket and calls off what is scheduled', () => {
  const { connection, sockets, jobs } = setUp();
  connection.stop();
  assert.equal(sockets[0]?.closed, true);
  assert.equal(jobs.size, 0);
});

test('when the network is back the next try does not wait', () => {
  const { close, connection, sockets } = setUp();
  close(1006);
  connection.hurry();
  assert.equal(sockets.length, 2);
});

test('a live connection that falls silent is lost, and every message says that it is not', () => {
  const { say, runJob, states, sockets, jobs } = setUp();
  say(READY);
  const [before] = jobs;
  say('{"type":"console/pulse"}');
  assert.notEqual([...jobs][0], before, 'the silence is counted anew');
  assert.equal(jobs.size, 1);
  assert.equal(runJob(), 25_000);
  assert.deepEqual(states, ['connecting', 'live', 'reconnecting']);
  assert.equal(sockets[0]?.closed, true);
});

test('when the browser says that the network is gone, a live connection is lost at once', () => {
  const { say, connection, states } = setUp();
  connection.lose();
  assert.deepEqual(states, ['connecting'], 'what is not live yet goes on trying');
  say(READY);
  connection.lose();
  assert.deepEqual(states, ['connecting', 'live', 'reconnecting']);
});

test('a frame that is not in the contract is passed over', () => {
  const { say, frames } = setUp();
  for (const data of ['{', '[]', '{"type":"captures/arrived"}', '{"type":"later/thing"}', 7, null]) say(data);
  assert.deepEqual(frames, []);
  assert.equal(readFrame(READY)?.type, 'console/ready');
});
