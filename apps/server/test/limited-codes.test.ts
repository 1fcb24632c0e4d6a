import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { LimitedCode, listLimitedCodes } from '@lapwing/protocol/features/devices/limited-codes.api.ts';
import { Client } from 'pg';
import type { Actor } from '../src/permissions/actor.ts';
import { as, type DeviceServer, enrolBy, makeDevice, newCode, startDeviceServer } from './device-server.ts';

const PATH = '/api/devices/limited-codes';

let server: DeviceServer;
let administrator: Actor;

before(async () => {
  server = await startDeviceServer();
  administrator = server.addActor(await server.addSchool('Northfield School'), ['administrator']);
});
after(() => server.stop());

async function make(devicesAtMost: number, title = 'Trolley 7'): Promise<LimitedCode> {
  const body = { title, days: 7, devicesAtMost };
  return LimitedCode.parse((await as(server, administrator, 'POST', PATH, body)).json);
}

async function one(id: string): Promise<LimitedCode> {
  const { json } = await as(server, administrator, 'GET', PATH);
  const code = listLimitedCodes.reply.parse(json).codes.find((each) => each.id === id);
  assert.ok(code !== undefined);
  return code;
}

async function come(code: string | null, device = makeDevice(server.url)): Promise<string> {
  const reply = await enrolBy(server.url, device.enrolBody(code ?? ''));
  return reply.enrolled ? 'enrolled' : reply.reason;
}

async function asOwner(text: string, values: unknown[]): Promise<unknown[]> {
  const client = new Client(server.owner);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text, values)).rows;
  } finally {
    await client.end();
  }
}

describe('a code for a number of devices', () => {
  it('lets in so many, none too many when all come at once, and any of them again', async () => {
    const { id, code } = await make(3);
    const devices = Array.from({ length: 8 }, (_, at) => makeDevice(server.url, `Trolley ${String(at)}`));
    const replies = await Promise.all(devices.map(async (device) => come(code, device)));
    assert.deepEqual(replies.toSorted(), [
      ...Array.from({ length: 5 }, () => 'code-expired'),
      ...Array.from({ length: 3 }, () => 'enrolled'),
    ]);
    const inside = devices[replies.indexOf('enrolled')];
    assert.equal(await come(code, inside), 'enrolled', 'the first answer was lost on its way');
    const { state, enrolled, code: shown } = await one(id);
    assert.deepEqual([state, enrolled, shown], ['used-up', 3, null]);
  });

  it('stands beside the school code, which neither replaces nor withdraws it', async () => {
    const first = await make(1, 'Spare');
    const school = await newCode(server, administrator);
    assert.equal(await come(school), 'enrolled');
    await as(server, administrator, 'POST', '/api/devices/school-code/revoke');
    assert.equal(await come(school), 'code-revoked');
    assert.equal(await come(first.code), 'enrolled');
  });

  it('is refused when it is withdrawn or its time is over', async () => {
    const [withdrawn, late] = [await make(5), await make(5)];
    const { status, json } = await as(server, administrator, 'POST', `${PATH}/${withdrawn.id}/withdraw`);
    assert.equal(status, 200);
    assert.equal(LimitedCode.parse(json).state, 'withdrawn');
    assert.equal(await come(withdrawn.code), 'code-revoked');
    await asOwner('update devices_school_codes set expires_at = now() where id = $1', [late.id]);
    assert.equal(await come(late.code), 'code-expired');
    assert.equal((await one(late.id)).state, 'expired');
  });

  it('is written down by its name and never by itself', async () => {
    const { id, code } = await make(1, 'Library');
    await come(code);
    await as(server, administrator, 'POST', `${PATH}/${id}/withdraw`);
    const rows = await asOwner(
      `select string_agg(summary, '; ' order by seq) as said from audit_entries where summary like '%Library%'`,
      [],
    );
    const said = JSON.stringify(rows);
    assert.match(said, /Made the code “Library” for 1 device, good for 7 days/u);
    assert.match(said, /Enrolled the device .* by the code “Library”; Withdrew the code “Library”/u);
    assert.ok(!said.includes(code ?? '') && !said.includes((code ?? '').replace('-', '')));
  });

  it('names what is wrong with what was asked', async () => {
    const body = { title: ' ', days: 7, devicesAtMost: 0 };
    const { status, json } = await as(server, administrator, 'POST', PATH, body);
    assert.equal(status, 400);
    assert.match(JSON.stringify(json), /title|devicesAtMost/u);
  });

  it('is nothing for another school', async () => {
    const other = server.addActor(await server.addSchool('Southfield School'), ['administrator']);
    const { id } = await make(1);
    assert.equal((await as(server, other, 'POST', `${PATH}/${id}/withdraw`)).status, 404);
    assert.equal((await one(id)).state, 'in-force');
    const { json } = await as(server, other, 'GET', PATH);
    assert.deepEqual(listLimitedCodes.reply.parse(json).codes, []);
  });
});
