import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { addGroup } from '@lapwing/protocol/features/groups/api.ts';
import { renewSchoolCode } from '@lapwing/protocol/features/devices/api.ts';
import { changeRelease, chooseTrialGroup, listReleases } from '@lapwing/protocol/features/releases/api.ts';
import { ReleaseManifest, SignedRelease } from '@lapwing/protocol/features/releases/release.ts';
import { addMembers } from '@lapwing/protocol/features/groups/api.ts';
import { deviceRequestHeader, requestProofText } from '@lapwing/protocol/wire.ts';
import { z } from 'zod';
import { isOfTheTenth } from '../src/features/releases/offered.ts';
import { connectDevice, makeDevice, PLATFORM, type Line, type TestDevice } from './device-server.ts';
import { addStaff, setUpSchool, startTestServer, type TestServer, type Visitor } from './harness.ts';
import { contentOf, makeReleaseMaker } from './release-maker.ts';

const maker = makeReleaseMaker();
let test: TestServer;
let tara: Visitor;
let teacher: Visitor;

interface Desk {
  readonly device: TestDevice;
  readonly ids: { schoolId: string; deviceId: string };
  readonly line: Line<unknown>;
}
async function desktop(version: string, system = 'Linux'): Promise<Desk> {
  const { code } = (await tara.call(renewSchoolCode, { body: { days: 1 } })).reply;
  const device = makeDevice(test.url, `Desktop ${randomUUID().slice(0, 8)}`);
  const ids = await device.enrol(code ?? '');
  const line = await connectDevice(test.url, device, ids, (hello) => ({
    ...hello,
    platform: { ...PLATFORM, agent: 'desktop', agentVersion: version, system, capabilities: ['update'] },
  }));
  return { device, ids, line };
}
function get(desk: Desk, path: string, headers: Record<string, string> = {}): Promise<Response> {
  const at = Date.now();
  const signature = desk.device.sign(requestProofText('GET', path, '-', at));
  const { schoolId, deviceId } = desk.ids;
  return fetch(`${test.url}${path}`, {
    headers: { 'lapwing-device': deviceRequestHeader(schoolId, deviceId, at, signature), ...headers },
  });
}
async function offered(desk: Desk): Promise<string | null> {
  const answer = await get(desk, '/agent/releases/offered');
  assert.equal(answer.status, 200);
  const { release } = z.object({ release: SignedRelease.nullable() }).parse(await answer.json());
  return release === null ? null : ReleaseManifest.parse(JSON.parse(release.manifest)).version;
}
const ring = (version: string, to: string) =>
  tara.call(changeRelease, { params: { version }, body: { ring: to } });

before(async () => {
  maker.add('1.1.0');
  maker.add('1.10.0');
  maker.add('1.2.0', { files: [{ target: 'windows-x64', kind: 'update', name: 'agent.zip' }] });
  maker.add('6.6.6', { forged: true });
  test = await startTestServer({ environment: maker.environment });
  tara = await setUpSchool(test);
  teacher = await addStaff(test, tara, { name: 'Eight', email: 'e@x.example', roles: ['teacher'] });
});
after(async () => {
  await test.stop();
  maker.remove();
});

describe('releases of the desktop agent', () => {
  it('are those that the key has signed and that are whole, the newest first', async () => {
    maker.add('7.7.7');
    writeFileSync(join(maker.folder, '7.7.7', 'agent-linux.tar'), 'something else');
    const { reply } = await tara.call(listReleases);
    assert.deepEqual(
      reply.releases.map(({ version }) => version),
      ['1.10.0', '1.2.0', '1.1.0'],
    );
    assert.deepEqual(
      reply.releases.map((release) => release.ring),
      ['none', 'none', 'none'],
    );
    assert.deepEqual([reply.server, reply.hasKey], [test.url, true]);
    assert.match(test.logged(), /6\.6\.6[^\n]*not signed/);
    assert.match(test.logged(), /7\.7\.7[^\n]*agent-linux\.tar/);
    rmSync(join(maker.folder, '7.7.7'), { recursive: true });
    assert.equal((await teacher.call(listReleases)).status, 404);
  });

  it('are offered ring by ring, for the system of the device, and never below what it runs', async () => {
    const desks = [await desktop('1.0.0'), await desktop('1.0.0'), await desktop('1.0.0')];
    const [one, ...others] = desks;
    assert.ok(one !== undefined);
    assert.equal(await offered(one), null, 'nobody has it until somebody decides so');
    assert.equal((await ring('1.1.0', 'trial')).reason, 'no-trial-group');
    const group = await tara.call(addGroup, { body: { name: 'Try first', kind: 'devices', parentId: null } });
    const groupId = group.reply.id;
    await tara.call(addMembers, { params: { id: groupId }, body: { ids: [one.ids.deviceId] } });
    assert.equal((await tara.call(chooseTrialGroup, { body: { groupId: randomUUID() } })).field, 'groupId');
    assert.equal((await tara.call(chooseTrialGroup, { body: { groupId } })).reply.groupId, groupId);
    assert.equal((await ring('1.1.0', 'trial')).reply.ring, 'trial');
    assert.equal(await offered(one), '1.1.0');
    for (const other of others) assert.equal(await offered(other), null);
    await ring('1.1.0', 'tenth');
    for (const each of desks) {
      const has: boolean = each === one || isOfTheTenth(each.ids.deviceId);
      assert.equal(await offered(each), has ? '1.1.0' : null);
    }
    await ring('1.1.0', 'all');
    await ring('1.2.0', 'all');
    await ring('1.10.0', 'trial');
    for (const other of others) assert.equal(await offered(other), '1.1.0');
    assert.equal(await offered(one), '1.10.0', 'ten is more than two');
    assert.equal(await offered(await desktop('1.0.0', 'Windows 11')), '1.2.0');
    assert.equal(await offered(await desktop('1.1.0')), null);
    assert.equal(await offered(await desktop('3.0.0')), null);
  });

  it('are sent in parts to devices, whole to staff, and what nobody may have to nobody', async () => {
    const desk = await desktop('1.0.0');
    const path = '/agent/releases/1.1.0/files/agent-linux.tar';
    const part = await get(desk, path, { range: 'bytes=100-199' });
    assert.equal(part.status, 206);
    const whole = contentOf('agent-linux.tar');
    assert.deepEqual(Buffer.from(await part.arrayBuffer()), whole.subarray(100, 200));
    assert.equal(part.headers.get('content-range'), `bytes 100-199/${whole.length}`);
    assert.equal((await get(desk, path, { range: `bytes=${whole.length}-` })).status, 416);
    assert.equal((await fetch(`${test.url}${path}`)).status, 401);
    assert.equal((await get(desk, '/agent/releases/1.1.0/files/release.json')).status, 404);
    await ring('1.10.0', 'none');
    assert.equal((await get(desk, '/agent/releases/1.10.0/files/agent-linux.tar')).status, 404);
    const file = await fetch(`${test.url}/api/releases/1.10.0/files/lapwing-agent.deb`, {
      headers: { cookie: tara.cookie() },
    });
    assert.equal(file.status, 200);
    assert.match(file.headers.get('content-disposition') ?? '', /attachment; filename="lapwing-agent\.deb"/);
    assert.deepEqual(Buffer.from(await file.arrayBuffer()), contentOf('lapwing-agent.deb'));
  });

  it('what became of them is counted by device, the newest word of each', async () => {
    const [one, other] = [await desktop('1.1.0'), await desktop('1.0.0')];
    const tell = async (desk: Desk, outcome: string, id = randomUUID()): Promise<void> => {
      const at = new Date().toISOString();
      desk.line.send({ type: 'releases/updated', id, at, from: '1.0.0', to: '1.1.0', outcome });
      while (!JSON.stringify(await desk.line.next()).includes(id));
    };
    const failed = async (): Promise<number | undefined> =>
      (await tara.call(listReleases)).reply.releases.find(({ version }) => version === '1.1.0')?.failed;
    const id = randomUUID();
    await tell(one, 'rolled-back', id);
    await tell(one, 'rolled-back', id);
    await tell(other, 'refused');
    assert.equal(await failed(), 2);
    await tell(one, 'done');
    assert.equal(await failed(), 1);
    const { releases } = (await tara.call(listReleases)).reply;
    assert.ok((releases.find(({ version }) => version === '1.1.0')?.running ?? 0) >= 1);
  });
});
