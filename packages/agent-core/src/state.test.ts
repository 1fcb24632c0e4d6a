/// <reference types="node" />
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { compilePack } from '@lapwing/detection/compile.ts';
import { connectedRig, type Rig, typed, until } from './test/rig.ts';

function reports(rig: Rig): string[] {
  return rig.server.all.flatMap((frame) =>
    frame.type === 'state/applied' ? [`${String(frame.version)} ${frame.problem ?? 'applied'}`] : [],
  );
}

async function captured(rig: Rig): Promise<number> {
  await rig.agent.feed(typed(''));
  await rig.agent.feed(typed('A purple elephant. '));
  await rig.settle();
  return rig.server.frames.filter((frame) => frame.type === 'captures/reported').length;
}

test('STATE-1 a document that another key signed is refused and reported', async () => {
  const rig = await connectedRig();
  const off = await rig.server.document({ version: 2 });
  const forged = { ...off, detection: { ...off.detection, enabled: false } };
  await rig.server.pushState(forged, { forged: true });
  await until(rig, () => reports(rig).includes('1 bad-signature'));
  assert.equal(rig.agent.status().detecting, true);
});

test('STATE-2 a document of another device or school is refused', async () => {
  const rig = await connectedRig();
  const other = '0198f6a0-0000-7000-8000-00000000ffff';
  await rig.server.pushState(await rig.server.document({ version: 2, deviceId: other }));
  await until(rig, () => reports(rig).length === 2);
  await rig.server.pushState(await rig.server.document({ version: 3, schoolId: other }));
  await until(rig, () => reports(rig).length === 3);
  assert.deepEqual(reports(rig), ['1 applied', '1 bad-document', '1 bad-document']);
});

test('STATE-3 an older document is refused and reported, also after a restart', async () => {
  const rig = await connectedRig();
  await rig.server.pushState(await rig.server.document({ version: 5 }));
  await until(rig, () => reports(rig).includes('5 applied'));
  await rig.server.pushState(await rig.server.document({ version: 4 }));
  await until(rig, () => reports(rig).includes('5 older-version'));
  const later = rig.restart();
  await later.agent.start({ resume: true });
  await until(later, () => reports(later).filter((report) => report === '5 older-version').length === 2);
});

test('STATE-4 document and terms serve after a restart without any server', async () => {
  const rig = await connectedRig();
  rig.server.behave.reachable = false;
  const later = rig.restart();
  await later.agent.start({ resume: true });
  assert.equal(later.agent.status().detecting, true);
  assert.equal(later.agent.status().noticeUrl, 'https://school.example/notice');
  await later.agent.feed(typed('A purple elephant. '));
  assert.equal(later.agent.status().queued, 1);
});

test('STATE-4 a stored document that was tampered with is as good as none', async () => {
  const rig = await connectedRig();
  const stored = Buffer.from((await rig.state.read('state')) ?? []).toString('utf8');
  await rig.state.write('state', Buffer.from(stored.replace('Lapwing Primary', 'Lapwing Secundary')));
  rig.server.behave.reachable = false;
  const later = rig.restart();
  await later.agent.start({ resume: true });
  assert.equal(later.agent.status().detecting, false);
});

test('STATE-5 a damaged or missing pack leaves the last good terms, is reported and tried again', async () => {
  const rig = await connectedRig();
  const state = await rig.server.document({ version: 2 });
  const wanted = { sha256: 'ab'.repeat(32), bytes: 10 };
  rig.server.behave.packBytes = new Uint8Array([1, 2, 3]);
  await rig.server.pushState({ ...state, detection: { ...state.detection, pack: wanted } });
  await until(rig, () => reports(rig).includes('2 pack-damaged'));
  assert.equal(await captured(rig), 1);
  rig.server.behave.packStatus = 404;
  const asked = (): number => rig.server.requests.filter((request) => request.includes('abab')).length;
  // How soon hashes and signatures are made is the machine's: a minute may pass before the next try is set.
  for (let minute = 0; minute < 20 && asked() < 2; minute += 1) await rig.settle(60_000);
  assert.ok(asked() >= 2, `asked ${String(asked())} times`);
  await rig.server.pushState(await rig.server.document({ version: 3 }));
  await until(rig, () => reports(rig).includes('3 applied'));
});

test('STATE-5 a pack of another format is reported as such, is not kept, and is replaced by the next', async () => {
  const rig = await connectedRig();
  const state = await rig.server.document({ version: 2 });
  const other = Uint8Array.from(rig.server.pack);
  other[4] = (other[4] ?? 0) + 1;
  const sha256 = createHash('sha256').update(other).digest('hex');
  rig.server.behave.packBytes = other;
  await rig.server.pushState({
    ...state,
    detection: { ...state.detection, pack: { sha256, bytes: other.length } },
  });
  await until(rig, () => reports(rig).includes('2 pack-unsupported'));
  assert.equal(await captured(rig), 1, 'the last good terms serve');
  assert.ok(!(await rig.state.names()).includes(`pack:${sha256}`));
  rig.server.behave.packBytes = null;
  await rig.server.pushState(await rig.server.document({ version: 3 }));
  await until(rig, () => reports(rig).includes('3 applied'));
});

test('STATE-5 after an update a kept pack of an earlier format is not used, and the next one is fetched', async () => {
  const rig = await connectedRig();
  const state = await rig.server.document({ version: 2 });
  const earlier = Uint8Array.from(rig.server.pack);
  earlier[4] = 1;
  const sha256 = createHash('sha256').update(earlier).digest('hex');
  rig.server.behave.packBytes = earlier;
  await rig.server.pushState({
    ...state,
    detection: { ...state.detection, pack: { sha256, bytes: earlier.length } },
  });
  await until(rig, () => reports(rig).includes('2 pack-unsupported'));
  for (const name of await rig.state.names()) if (name.startsWith('pack:')) await rig.state.delete(name);
  await rig.state.write(`pack:${sha256}`, earlier);
  const later = rig.restart();
  await later.agent.start({ resume: true });
  assert.equal(later.agent.status().detecting, false);
  rig.server.behave.packBytes = null;
  await rig.server.pushState(await rig.server.document({ version: 3 }));
  await until(later, () => later.agent.status().detecting);
  assert.equal(await captured(later), 1);
});

test('STATE-5 an agent that is switched off as soon as it has its terms has kept them', async () => {
  const rig = await connectedRig();
  const name = (await rig.state.names()).find((one) => one.startsWith('pack:')) ?? '';
  const bytes = compilePack([], { version: '2' });
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  const write = rig.state.write.bind(rig.state);
  rig.state.write = async (place, content) => {
    if (place.startsWith('pack:')) await opened;
    await write(place, content);
  };
  rig.server.behave.packBytes = bytes;
  const state = await rig.server.document({ version: 2 });
  await rig.server.pushState({
    ...state,
    detection: { ...state.detection, pack: { sha256, bytes: bytes.length } },
  });
  await until(rig, () => rig.server.requests.some((request) => request.includes(sha256)));
  await rig.settle();
  let ended = false;
  const stop = async (): Promise<void> => {
    await rig.agent.stop();
    ended = true;
  };
  const stopped = stop();
  await rig.settle();
  assert.equal(ended, false, 'it waits for the disk');
  open();
  await stopped;
  const names = await rig.state.names();
  assert.ok(names.includes(`pack:${sha256}`) && !names.includes(name), names.join(' '));
});

test('STATE-6 an expired document stays in force and is reported; one that comes expired replaces nothing', async () => {
  const rig = await connectedRig();
  const past = new Date(rig.clock.now() - 1000).toISOString();
  const off = await rig.server.document({ version: 2, expiresAt: past });
  await rig.server.pushState({ ...off, detection: { ...off.detection, enabled: false } });
  await until(rig, () => reports(rig).includes('1 expired'));
  assert.equal(rig.agent.status().detecting, true);
  const soon = await rig.server.document({
    version: 3,
    expiresAt: new Date(rig.clock.now() + 1000).toISOString(),
  });
  await rig.server.pushState(soon);
  await until(rig, () => reports(rig).includes('3 applied'));
  await rig.settle(60_000);
  await rig.server.pushState(soon);
  await until(rig, () => reports(rig).includes('3 expired'));
  assert.equal(await captured(rig), 1);
});
