/// <reference types="node" />
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Hello } from '@lapwing/protocol/features/devices/hello.reply.ts';
import { connectedRig, type Rig, typed, until } from './test/rig.ts';

function sessions(rig: Rig): string[] {
  return rig.server.frames.flatMap((frame) => {
    if (frame.type === 'sessions/started') return [`started ${frame.account?.name ?? 'nobody'}`];
    if (frame.type === 'sessions/ended') return ['ended'];
    return frame.type === 'captures/reported' ? ['capture'] : [];
  });
}

test('SESS-1 a capture belongs to a session whose beginning went before it', async () => {
  const rig = await connectedRig();
  await rig.agent.feed(typed('A purple elephant. '));
  await until(rig, () => sessions(rig).length === 2);
  assert.deepEqual(sessions(rig), ['started ana.silva', 'capture']);
  const [started] = rig.server.frames.filter((frame) => frame.type === 'sessions/started');
  const [capture] = rig.server.frames.filter((frame) => frame.type === 'captures/reported');
  assert.equal(capture?.sessionId, started?.id);
});

test('SESS-2 another account ends the session and begins one; the same one does not', async () => {
  const rig = await connectedRig();
  rig.accounts.set({ name: 'ana.silva', origin: 'profile' });
  rig.accounts.set({ name: 'ben.okoro', origin: 'profile' });
  await until(rig, () => sessions(rig).length === 3);
  rig.accounts.set(null);
  await until(rig, () => sessions(rig).length === 5);
  await rig.agent.feed(typed('A purple elephant. '));
  await until(rig, () => sessions(rig).length === 6);
  assert.deepEqual(sessions(rig), [
    'started ana.silva',
    'ended',
    'started ben.okoro',
    'ended',
    'started nobody',
    'capture',
  ]);
});

test('SESS-3 a restarted worker goes on with the session', async () => {
  const rig = await connectedRig();
  const later = rig.restart();
  await later.agent.start({ resume: true });
  await later.agent.feed(typed('A purple elephant. '));
  await until(later, () => sessions(later).includes('capture'));
  assert.deepEqual(sessions(later), ['started ana.silva', 'capture']);
});

test('SESS-3 a new log-on begins a session, and a stop ends it', async () => {
  const rig = await connectedRig();
  rig.server.behave.reachable = false;
  await rig.agent.stop();
  const later = rig.restart();
  later.server.behave.reachable = true;
  await later.agent.start({ resume: false });
  await until(later, () => sessions(later).length === 3);
  assert.deepEqual(sessions(later), ['started ana.silva', 'ended', 'started ana.silva']);
});

test('SESS-4 a session that was cut off ends when it was last seen', async () => {
  const rig = await connectedRig();
  await rig.settle(10 * 60_000);
  const cut = rig.clock.now();
  const later = rig.restart();
  await later.clock.advance(8 * 3600_000);
  await later.agent.start({ resume: false });
  await until(later, () => sessions(later).includes('ended'));
  const ended = later.server.frames.find((frame) => frame.type === 'sessions/ended');
  const at = Date.parse(ended?.at ?? '');
  assert.ok(at <= cut && cut - at <= 61_000, `${String(cut - at)} ms before the cut`);
});

test('SESS-3 a device that can do other things than before says so, and goes on with the session', async () => {
  const rig = await connectedRig();
  const { peers } = rig.server.sockets;
  const [before] = peers;
  const hello = Hello.parse(before?.received[0]);
  const { capabilities, ...rest } = hello.platform;
  await rig.agent.become(hello.platform);
  assert.equal(peers.length, 1, 'the same is nothing to tell');
  await rig.agent.become({ ...rest, capabilities: capabilities.filter((one) => one !== 'typed') });
  await until(rig, () => peers.length === 2 && peers.at(-1)?.received.length !== 0);
  const after = Hello.parse(peers.at(-1)?.received[0]);
  assert.deepEqual(
    [capabilities.includes('typed'), after.platform.capabilities.includes('typed')],
    [true, false],
  );
  await rig.agent.feed(typed('A purple elephant. '));
  await until(rig, () => sessions(rig).includes('capture'));
  assert.deepEqual(sessions(rig), ['started ana.silva', 'capture']);
});

test('what the school wants left alone is told to the platform, and nothing before a state document came', async () => {
  const rig = await connectedRig();
  assert.deepEqual(rig.agent.leftAlone(), { hosts: ['childline.org.uk'], applications: ['Diary'] });
  await rig.agent.stop();
  assert.deepEqual(rig.agent.leftAlone(), { hosts: [], applications: [] });
});
