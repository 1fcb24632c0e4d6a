import assert from 'node:assert/strict';
import { createHash, randomUUID, verify, createPublicKey } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { loadPack } from '@lapwing/detection/pack.ts';
import { StateDocument } from '@lapwing/protocol/features/state/document.event.ts';
import { CLOSE_REFUSED, MAX_FRAME_BYTES } from '@lapwing/protocol/wire.ts';
import { Client } from 'pg';
import type { Actor } from '../src/permissions/actor.ts';
import {
  as,
  connectDevice,
  enrolBy,
  makeDevice,
  newCode,
  openDeviceSocket,
  sayHello,
  startDeviceServer,
  type DeviceServer,
  type TestDevice,
} from './device-server.ts';

let server: DeviceServer;
let administrator: Actor;
let code: string;

before(async () => {
  server = await startDeviceServer();
  administrator = server.addActor(await server.addSchool('Northfield School'), ['administrator']);
  code = await newCode(server, administrator);
});
after(() => server.stop());

async function enrolled(
  name?: string,
): Promise<{ device: TestDevice; ids: { schoolId: string; deviceId: string; stateKey: string } }> {
  const device = makeDevice(server.url, name);
  return { device, ids: await device.enrol(code) };
}

async function asOwner<Row extends object>(text: string, values: unknown[] = []): Promise<Row[]> {
  const client = new Client(server.owner);
  await client.connect();
  try {
    return (await client.query<Row>(text, values)).rows;
  } finally {
    await client.end();
  }
}

async function refusalOf(device: TestDevice, ids: { schoolId: string; deviceId: string }): Promise<string> {
  const line = await sayHello(server.url, device, ids);
  const frame = await line.next();
  assert.equal(frame.type, 'devices/refused');
  assert.equal(await line.closed(), CLOSE_REFUSED);
  return frame.type === 'devices/refused' ? frame.reason : '';
}

describe('enrolment', () => {
  it('takes a device by the school code however it is typed, and says so in the audit', async () => {
    const device = makeDevice(server.url, 'Library 4');
    const reply = await enrolBy(server.url, {
      ...device.enrolBody(code),
      code: ` ${code.toLowerCase().replace('-', ' - ')}`,
    });
    assert.ok(reply.enrolled);
    assert.equal(reply.schoolId, administrator.schoolId);
    const audit = await asOwner<{ summary: string }>(
      `select summary from audit_entries where action = 'devices.enrol' and subject_id = $1`,
      [reply.deviceId],
    );
    assert.deepEqual(audit, [{ summary: 'Enrolled the device Library 4 by the school code' }]);
  });

  it('answers the same key with the same device, since the first answer may have been lost', async () => {
    const { device, ids } = await enrolled();
    assert.equal((await device.enrol(code)).deviceId, ids.deviceId);
  });

  it('refuses an unknown code, and listens no more to who goes on guessing', async () => {
    const other = await startDeviceServer();
    try {
      const head = other.addActor(await other.addSchool('Southfield School'), ['administrator']);
      const device = makeDevice(other.url);
      const reasons: string[] = [];
      for (let count = 0; count < 31; count += 1) {
        const reply = await enrolBy(other.url, device.enrolBody('AAAAA-AAAAA'));
        assert.equal(reply.enrolled, false);
        if (!reply.enrolled) reasons.push(reply.reason);
      }
      assert.deepEqual(new Set(reasons.slice(0, 30)), new Set(['code-unknown']));
      assert.equal(reasons[30], 'too-many-attempts');
      // Who knows the code is let in all the same: a whole school may sit behind the address of one who guesses.
      assert.equal((await enrolBy(other.url, device.enrolBody(await newCode(other, head)))).enrolled, true);
      const { json } = await as(other, head, 'GET', '/api/devices/refused');
      const { attempts } = json as { attempts: Array<{ reason: string; deviceName: string }> };
      assert.deepEqual([attempts[0]?.reason, attempts[0]?.deviceName], ['code-unknown', 'Desk 1']);
    } finally {
      await other.stop();
    }
  });

  it('tells no school of an unknown code where there are several, since nobody knows whose it was meant to be', async () => {
    const head = server.addActor(await server.addSchool('Eastfield School'), ['administrator']);
    await server.addSchool('Otherfield School');
    const reply = await enrolBy(server.url, makeDevice(server.url).enrolBody('BBBBB-BBBBB'));
    assert.deepEqual(reply, { enrolled: false, reason: 'code-unknown', retryAfter: null });
    assert.deepEqual((await as(server, head, 'GET', '/api/devices/refused')).json, { attempts: [] });
  });

  it('refuses a withdrawn and an expired code, and shows both attempts to the school', async () => {
    const school = await server.addSchool('Westfield School');
    const head = server.addActor(school, ['administrator']);
    const first = await newCode(server, head);
    const second = await newCode(server, head, 1);
    await asOwner(`update devices_school_codes set expires_at = now() where code = $1`, [
      second.replace('-', ''),
    ]);
    const device = makeDevice(server.url, 'Lab 1');
    const replies = [
      await enrolBy(server.url, device.enrolBody(first)),
      await enrolBy(server.url, device.enrolBody(second)),
    ];
    assert.deepEqual(
      replies.map((reply) => (reply.enrolled ? '' : reply.reason)),
      ['code-revoked', 'code-expired'],
    );
    const { json } = await as(server, head, 'GET', '/api/devices/refused');
    assert.deepEqual(
      (json as { attempts: Array<{ reason: string; deviceName: string }> }).attempts.map((attempt) => [
        attempt.reason,
        attempt.deviceName,
      ]),
      [
        ['code-expired', 'Lab 1'],
        ['code-revoked', 'Lab 1'],
      ],
    );
    const others = await as(server, administrator, 'GET', '/api/devices/refused');
    assert.ok(!JSON.stringify(others.json).includes('Lab 1'));
  });

  it('refuses who cannot prove that they hold the key they offer', async () => {
    const device = makeDevice(server.url);
    const stolen = makeDevice(server.url).publicKey;
    const reply = await enrolBy(server.url, { ...device.enrolBody(code), publicKey: stolen });
    assert.deepEqual(reply, { enrolled: false, reason: 'key-mismatch', retryAfter: null });
  });
});

describe('the device socket', () => {
  it('welcomes a device that signs the challenge and sends it a state document that its pinned key proves', async () => {
    const { device, ids } = await enrolled();
    const line = await sayHello(server.url, device, ids);
    const welcome = await line.next();
    assert.ok(welcome.type === 'devices/welcome');
    assert.equal(welcome.schoolName, 'Northfield School');
    const state = await line.next();
    assert.ok(state.type === 'state/document');
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: ids.stateKey }, format: 'jwk' });
    assert.ok(verify(null, Buffer.from(state.payload), key, Buffer.from(state.signature, 'base64url')));
    const document = StateDocument.parse(JSON.parse(state.payload));
    assert.equal(document.deviceId, ids.deviceId);
    assert.equal(document.version, 1);

    const path = `/agent/state/packs/${document.detection.pack?.sha256}`;
    const pack = await fetch(`${server.url}${path}`, {
      headers: { 'lapwing-device': device.header(ids, 'GET', path) },
    });
    assert.equal(pack.status, 200);
    const bytes = new Uint8Array(await pack.arrayBuffer());
    assert.equal(createHash('sha256').update(bytes).digest('hex'), document.detection.pack?.sha256);
    assert.ok(loadPack(bytes).ok);
    assert.equal(pack.headers.get('content-encoding'), 'gzip');
    const plain = await fetch(`${server.url}${path}`, {
      headers: { 'lapwing-device': device.header(ids, 'GET', path), 'accept-encoding': 'identity' },
    });
    assert.equal(plain.headers.get('content-encoding'), null);
    assert.deepEqual(new Uint8Array(await plain.arrayBuffer()), bytes);
    line.socket.close();
  });

  it('keeps the version while nothing changes, and raises it for connected devices when the school is renamed', async () => {
    const school = await server.addSchool('Eastfield School');
    const head = server.addActor(school, ['administrator']);
    const device = makeDevice(server.url);
    const ids = await device.enrol(await newCode(server, head));
    (await connectDevice(server.url, device, ids)).socket.close();
    const line = await connectDevice(server.url, device, ids);
    await as(server, head, 'PATCH', '/api/schools/current', { name: 'Eastfield Academy' });
    const frame = await line.next();
    assert.ok(frame.type === 'state/document');
    const document = StateDocument.parse(JSON.parse(frame.payload));
    assert.equal(document.version, 2);
    assert.equal(document.school.name, 'Eastfield Academy');
    line.socket.close();
  });

  it('goes above the version that a device holds when the database was put back', async () => {
    const { device, ids } = await enrolled();
    const line = await connectDevice(server.url, device, ids);
    line.send({ type: 'state/applied', version: 41, problem: 'older-version' });
    const frame = await line.next();
    assert.ok(frame.type === 'state/document');
    assert.equal(StateDocument.parse(JSON.parse(frame.payload)).version, 42);
    line.socket.close();
  });

  it('refuses a signature by another key', async () => {
    const { ids } = await enrolled();
    assert.equal(await refusalOf(makeDevice(server.url), ids), 'key-mismatch');
  });

  it('refuses an answer that was recorded and is played again, for a nonce serves once', async () => {
    const { device, ids } = await enrolled();
    let recorded: Record<string, unknown> = {};
    const first = await sayHello(server.url, device, ids, (hello) => (recorded = hello));
    assert.equal((await first.next()).type, 'devices/welcome');
    const line = await sayHello(server.url, device, ids, () => recorded);
    const frame = await line.next();
    assert.ok(frame.type === 'devices/refused');
    assert.equal(frame.reason, 'key-mismatch');
    first.socket.close();
  });

  it('knows a device in its own school only', async () => {
    const { device, ids } = await enrolled();
    const otherSchool = await server.addSchool('Southfield School');
    assert.equal(await refusalOf(device, { ...ids, schoolId: otherSchool }), 'device-unknown');
    assert.equal(await refusalOf(device, { ...ids, schoolId: randomUUID() }), 'device-unknown');
  });

  it('refuses a wire version that it does not speak', async () => {
    const { device, ids } = await enrolled();
    const line = await sayHello(server.url, device, ids, (hello) => ({ ...hello, wireVersion: 99 }));
    const frame = await line.next();
    assert.ok(frame.type === 'devices/refused');
    assert.equal(frame.reason, 'wire-version');
  });

  it('hears nothing from a stranger but the answer to the challenge', async () => {
    const line = openDeviceSocket(server.url);
    await line.next();
    line.send({ type: 'sessions/started', id: randomUUID(), at: new Date().toISOString(), account: null });
    const frame = await line.next();
    assert.ok(frame.type === 'devices/refused');
    assert.equal(frame.reason, 'bad-frame');
    assert.equal(await line.closed(), CLOSE_REFUSED);
  });

  it('shuts a revoked device out at once and for good, by socket, request and code', async () => {
    const { device, ids } = await enrolled();
    const line = await connectDevice(server.url, device, ids);
    const revoked = await as(server, administrator, 'POST', `/api/devices/${ids.deviceId}/revoke`);
    assert.equal(revoked.status, 200);
    const frame = await line.next();
    assert.ok(frame.type === 'devices/refused');
    assert.equal(frame.reason, 'device-revoked');
    assert.equal(await line.closed(), CLOSE_REFUSED);
    assert.equal(await refusalOf(device, ids), 'device-revoked');
    const path = `/agent/state/packs/${'0'.repeat(64)}`;
    const headers = { 'lapwing-device': device.header(ids, 'GET', path) };
    assert.equal((await fetch(`${server.url}${path}`, { headers })).status, 401);
    const again = await enrolBy(server.url, device.enrolBody(code));
    assert.ok(!again.enrolled);
    assert.equal(again.reason, 'device-revoked');
  });

  it('tells the earlier of two connections of one device that it is replaced', async () => {
    const { device, ids } = await enrolled();
    const first = await connectDevice(server.url, device, ids);
    const second = await connectDevice(server.url, device, ids);
    const frame = await first.next();
    assert.ok(frame.type === 'devices/refused');
    assert.equal(frame.reason, 'replaced');
    second.send({ type: 'devices/ping' });
    assert.equal((await second.next()).type, 'devices/pong');
    second.socket.close();
  });

  it('shows the school what a device had to give up, and what still waits on it', async () => {
    const { device, ids } = await enrolled('Full disk');
    const line = await connectDevice(server.url, device, ids, (hello) => ({ ...hello, queued: 7, lost: 3 }));
    const { json } = await as(server, administrator, 'GET', '/api/devices');
    const { devices } = json as { devices: Array<{ id: string; queued: number; lost: number }> };
    const shown = devices.find(({ id }) => id === ids.deviceId);
    assert.deepEqual([shown?.queued, shown?.lost], [7, 3]);
    line.socket.close();
  });

  it('drops a frame of an unknown type and goes on', async () => {
    const { device, ids } = await enrolled();
    const line = await connectDevice(server.url, device, ids);
    line.send({ type: 'later/word', id: randomUUID() });
    line.send({ type: 'devices/ping' });
    assert.equal((await line.next()).type, 'devices/pong');
    line.socket.close();
  });

  it('ends a connection that sends a frame over the limit', async () => {
    const { device, ids } = await enrolled();
    const line = await connectDevice(server.url, device, ids);
    line.send({ type: 'devices/ping', padding: 'x'.repeat(MAX_FRAME_BYTES) });
    assert.equal(await line.closed(), 1009);
  });

  it('ends a connection that sends nonsense again and again', async () => {
    const { device, ids } = await enrolled();
    const line = await connectDevice(server.url, device, ids);
    for (let count = 0; count < 21; count += 1) line.send('{"type": 7}');
    const frame = await line.next();
    assert.ok(frame.type === 'devices/refused');
    assert.equal(frame.reason, 'bad-frame');
  });

  it('ends a flood, and lets other devices through meanwhile', async () => {
    const { device, ids } = await enrolled();
    const calm = await enrolled();
    const flooding = await connectDevice(server.url, device, ids);
    const other = await connectDevice(server.url, calm.device, calm.ids);
    for (let count = 0; count < 1500; count += 1) flooding.send({ type: 'later/word' });
    other.send({ type: 'devices/ping' });
    assert.equal((await other.next()).type, 'devices/pong');
    const frame = await flooding.next();
    assert.ok(frame.type === 'devices/refused');
    assert.equal(frame.reason, 'too-many-frames');
    assert.equal(await flooding.closed(), CLOSE_REFUSED);
    other.socket.close();
  });
});

describe('a signed request', () => {
  it('is refused unsigned, for another path, with an old time, and by another key', async () => {
    const { device, ids } = await enrolled();
    const path = `/agent/state/packs/${'0'.repeat(64)}`;
    const statusWith = async (header: string | null): Promise<number> =>
      (await fetch(`${server.url}${path}`, { headers: header === null ? {} : { 'lapwing-device': header } }))
        .status;
    assert.equal(await statusWith(null), 401);
    assert.equal(await statusWith(device.header(ids, 'GET', `${path.slice(0, -1)}1`)), 401);
    assert.equal(await statusWith(device.header(ids, 'GET', path, Date.now() - 6 * 60_000)), 401);
    assert.equal(await statusWith(makeDevice(server.url).header(ids, 'GET', path)), 401);
    assert.equal(await statusWith(device.header(ids, 'GET', path)), 404);
  });
});

describe('frames', () => {
  it('are acknowledged only when they are committed: what throws is not, and harms no other', async () => {
    const { device, ids } = await enrolled();
    let fail = true;
    server.agentFrames.on('captures/amended', (_call, frame) => {
      if (fail) throw new Error('the disk is full');
      return Promise.resolve([{ type: 'captures/acknowledged', ids: [frame.id] }]);
    });
    const line = await connectDevice(server.url, device, ids);
    const finding = {
      term: 'a',
      policy: 'drugs',
      severity: 'minor',
      severityBefore: 'minor',
      because: [],
      source: 'typed',
      sentence: 'ab',
      start: 0,
      end: 1,
      count: 1,
      pack: '0'.repeat(64),
    };
    const at = new Date().toISOString();
    const amended = { type: 'captures/amended', id: randomUUID(), captureId: randomUUID(), at, finding };
    const sessionId = randomUUID();
    line.send(amended);
    line.send({ type: 'sessions/started', id: sessionId, at, account: null });
    assert.deepEqual(await line.next(), { type: 'captures/acknowledged', ids: [sessionId] });
    fail = false;
    line.send(amended);
    assert.deepEqual(await line.next(), { type: 'captures/acknowledged', ids: [amended.id] });
    assert.ok(server.logged().includes('devices.frame-failed'));
    assert.ok(!server.logged().includes('the disk is full'));
    line.socket.close();
  });
});

describe('sessions', () => {
  async function person(username: string): Promise<string> {
    const rows = await asOwner<{ id: string }>(
      `insert into people (school_id, name, username, kind) values ($1, $2, $3, 'pupil') returning id`,
      [administrator.schoolId, `Pupil ${username}`, username],
    );
    return rows[0]?.id ?? '';
  }
  async function stored(
    id: string,
  ): Promise<{ person_id: string | null; started_at: Date; ended_at: Date | null }> {
    const rows = await asOwner<{ person_id: string | null; started_at: Date; ended_at: Date | null }>(
      'select person_id, started_at, ended_at from sessions where id = $1',
      [id],
    );
    assert.equal(rows.length, 1);
    return rows[0] ?? { person_id: null, started_at: new Date(0), ended_at: null };
  }
  const started = (id: string, name: string | null): Record<string, unknown> => ({
    type: 'sessions/started',
    id,
    at: new Date().toISOString(),
    account: name === null ? null : { name, origin: 'profile' },
  });

  it('belong to the person whom the account names, in whatever letters, with or without a domain', async () => {
    const { device, ids } = await enrolled();
    const ana = await person('ana.silva');
    const line = await connectDevice(server.url, device, ids);
    for (const [name, expected] of [
      ['Ana.Silva', ana],
      ['ANA.SILVA@northfield.example', ana],
      ['somebody.else@northfield.example', null],
    ] as const) {
      const id = randomUUID();
      line.send(started(id, name));
      assert.deepEqual(await line.next(), { type: 'captures/acknowledged', ids: [id] });
      assert.equal((await stored(id)).person_id, expected);
    }
    line.socket.close();
  });

  it('belong to the person whose device it is when no account is known', async () => {
    const { device, ids } = await enrolled();
    const ben = await person('ben.cole');
    const changed = await as(server, administrator, 'PATCH', `/api/devices/${ids.deviceId}`, {
      assignedPersonId: ben,
    });
    assert.equal(changed.status, 200);
    const line = await connectDevice(server.url, device, ids);
    const id = randomUUID();
    line.send(started(id, null));
    await line.next();
    assert.equal((await stored(id)).person_id, ben);
    line.socket.close();
  });

  it('that are open go to the person whom the device is given to, unless an account named somebody', async () => {
    const { device, ids } = await enrolled();
    const [dana, ella] = [await person('dana.fox'), await person('ella.gray')];
    const line = await connectDevice(server.url, device, ids);
    const give = (personId: string) =>
      as(server, administrator, 'PATCH', `/api/devices/${ids.deviceId}`, { assignedPersonId: personId });
    const open = randomUUID();
    line.send(started(open, null));
    await line.next();
    assert.equal((await stored(open)).person_id, null);
    await give(dana);
    assert.equal((await stored(open)).person_id, dana);
    const named = randomUUID();
    line.send(started(named, 'ella.gray'));
    await line.next();
    await give(dana);
    assert.equal((await stored(named)).person_id, ella);
    line.socket.close();
  });

  it('are stored once however often they are sent, and never for another device', async () => {
    const first = await enrolled();
    const second = await enrolled();
    const line = await connectDevice(server.url, first.device, first.ids);
    const other = await connectDevice(server.url, second.device, second.ids);
    const id = randomUUID();
    line.send(started(id, 'x'));
    line.send(started(id, 'x'));
    assert.deepEqual(await line.next(), { type: 'captures/acknowledged', ids: [id] });
    assert.deepEqual(await line.next(), { type: 'captures/acknowledged', ids: [id] });
    other.send(started(id, 'x'));
    assert.deepEqual(await other.next(), { type: 'captures/rejected', id, reason: 'bad-item' });
    other.send({ type: 'sessions/ended', id, at: new Date().toISOString() });
    assert.deepEqual(await other.next(), { type: 'captures/rejected', id, reason: 'session-unknown' });
    assert.equal((await stored(id)).ended_at, null);
    line.socket.close();
    other.socket.close();
  });

  it('keep the time of the server when the clock of the device is an hour off', async () => {
    const { device, ids } = await enrolled();
    const hourAgo = (): string => new Date(Date.now() - 3_600_000).toISOString();
    const line = await connectDevice(server.url, device, ids, (hello) => ({
      ...hello,
      deviceTime: hourAgo(),
    }));
    const id = randomUUID();
    line.send({ ...started(id, null), at: hourAgo() });
    await line.next();
    const { started_at: startedAt } = await stored(id);
    assert.ok(Math.abs(startedAt.getTime() - Date.now()) < 10_000);
    line.socket.close();
  });

  it('end when the next begins at the same device', async () => {
    const { device, ids } = await enrolled();
    const line = await connectDevice(server.url, device, ids);
    const [first, second] = [randomUUID(), randomUUID()];
    line.send(started(first, 'a'));
    line.send(started(second, 'b'));
    await line.next();
    await line.next();
    assert.notEqual((await stored(first)).ended_at, null);
    assert.equal((await stored(second)).ended_at, null);
    line.socket.close();
  });
});
