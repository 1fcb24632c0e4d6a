/// <reference types="node" />
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CODE, SCHOOL_ID, SERVER } from './test/fake-server.ts';
import { connectedRig, createRig, type Rig, typed, until } from './test/rig.ts';

const ASK = { server: SERVER, code: CODE, deviceName: 'Trolley 7' };

async function started(): Promise<Rig> {
  const rig = await createRig();
  await rig.agent.start({ resume: false });
  return rig;
}

test('ENR-1 a device is enrolled by code and key, and is so after a restart', async () => {
  const rig = await started();
  assert.equal(rig.agent.status().enrolled, false);
  // A person types the code with small letters and a dash.
  assert.deepEqual(await rig.agent.enrol({ ...ASK, code: 'abcde-23456' }), { ok: true });
  await until(rig, () => rig.agent.status().connection === 'connected');
  const later = rig.restart();
  await later.agent.start({ resume: true });
  await until(later, () => later.agent.status().connection === 'connected');
  const { enrolled, schoolName, server, deviceName } = later.agent.status();
  assert.deepEqual(
    { enrolled, schoolName, server, deviceName },
    { enrolled: true, schoolName: 'Lapwing Primary', server: SERVER, deviceName: 'Trolley 7' },
  );
});

test('ENR-2 every way in which enrolling can fail is told apart and leaves the device as it was', async () => {
  const rig = await started();
  assert.deepEqual(await rig.agent.enrol({ ...ASK, code: 'ABCDE99999' }), {
    ok: false,
    reason: 'refused',
    refusal: 'code-unknown',
    retryAfter: null,
  });
  assert.deepEqual(await rig.agent.enrol({ ...ASK, server: 'http://x.example' }), {
    ok: false,
    reason: 'bad-address',
  });
  assert.deepEqual(await rig.agent.enrol({ ...ASK, code: '12' }), { ok: false, reason: 'bad-code' });
  rig.server.behave.reachable = false;
  assert.deepEqual(await rig.agent.enrol(ASK), { ok: false, reason: 'unreachable' });
  assert.equal(rig.agent.status().enrolled, false);
  assert.deepEqual(await rig.state.names(), []);
});

test('ENR-3 an enrolment stands until another has succeeded', async () => {
  const rig = await connectedRig();
  const key = (await rig.keys.load())?.publicKey;
  assert.equal((await rig.agent.enrol({ ...ASK, code: 'ABCDE99999' })).ok, false);
  assert.equal((await rig.keys.load())?.publicKey, key);
  assert.equal(rig.agent.status().connection, 'connected');
  assert.deepEqual(await rig.agent.enrol(ASK), { ok: true });
  assert.notEqual((await rig.keys.load())?.publicKey, key);
  await until(rig, () => rig.agent.status().connection === 'connected');
});

test('ENR-3 what was captured for one school is not sent to another', async () => {
  const rig = await connectedRig();
  rig.server.behave.reachable = false;
  rig.server.sockets.latest().close();
  await rig.settle();
  await rig.agent.feed(typed('A purple elephant. '));
  assert.ok(rig.agent.status().queued > 0);
  rig.server.behave.reachable = true;
  rig.server.behave.enrolment = {
    enrolled: true,
    schoolId: SCHOOL_ID.replace(/1$/, '9'),
    schoolName: 'Another',
    deviceId: SCHOOL_ID.replace(/1$/, '8'),
    deviceName: 'Other',
    stateKey: rig.server.stateKey,
  };
  const sent = rig.server.all.length;
  assert.deepEqual(await rig.agent.enrol(ASK), { ok: true });
  await until(rig, () => rig.agent.status().connection === 'connected');
  await rig.settle();
  const later = rig.server.all.slice(sent).map((frame) => frame.type);
  assert.equal(later.includes('captures/reported'), false);
  assert.ok(later.includes('sessions/started'));
});

test('ENR-4 managed policy enrols without a person, whenever it and the server come', async () => {
  const rig = await createRig();
  rig.server.behave.reachable = false;
  await rig.agent.start({ resume: false });
  rig.agent.provision(null);
  rig.agent.provision(ASK);
  await rig.settle(60_000);
  assert.equal(rig.agent.status().enrolled, false);
  rig.server.behave.reachable = true;
  await rig.settle(11 * 60_000);
  await until(rig, () => rig.agent.status().connection === 'connected');
});

test('ENR-4 a refused policy says why and is tried again once an hour, or when it changes', async () => {
  const rig = await started();
  rig.agent.provision({ ...ASK, code: 'ABCDE99999' });
  await until(rig, () => rig.agent.status().refused === 'code-unknown');
  const tries = rig.server.requests.length;
  await rig.settle(50 * 60_000);
  assert.equal(rig.server.requests.length, tries);
  await rig.settle(20 * 60_000);
  assert.equal(rig.server.requests.length, tries + 1);
  rig.agent.provision(ASK);
  await until(rig, () => rig.agent.status().connection === 'connected');
  assert.equal(rig.agent.status().refused, null);
});

test('ENR-4 a renewed school code leaves enrolled devices alone', async () => {
  const rig = await started();
  rig.agent.provision(ASK);
  await until(rig, () => rig.agent.status().connection === 'connected');
  const tries = rig.server.requests.filter((request) => request.startsWith('POST')).length;
  rig.agent.provision({ ...ASK, code: 'NEWCODE234' });
  await rig.settle(60_000);
  assert.equal(rig.server.requests.filter((request) => request.startsWith('POST')).length, tries);
});
