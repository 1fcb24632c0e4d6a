import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { changePreferences, showPreferences } from '@lapwing/protocol/features/accounts/preferences.api.ts';
import { addStaff, setUpSchool, startTestServer, type TestServer, type Visitor } from './harness.ts';

let server: TestServer;
let tara: Visitor;
let other: Visitor;

before(async () => {
  server = await startTestServer();
  tara = await setUpSchool(server);
  other = await addStaff(server, tara, {
    name: 'Other',
    email: 'other@northfield.example',
    roles: ['teacher'],
    groupIds: [],
  });
});
after(() => server.stop());

async function put(who: Visitor, body: unknown): Promise<Response> {
  return fetch(`${server.url}/api/accounts/preferences`, {
    method: 'PUT',
    headers: { cookie: who.cookie(), 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

test('what a person chooses is theirs on every machine, and nobody else’s', async () => {
  assert.deepEqual((await tara.call(showPreferences)).reply, {});
  await tara.call(changePreferences, { body: { theme: 'dark', tileSize: 3 } });
  assert.deepEqual((await tara.call(showPreferences)).reply, { theme: 'dark', tileSize: 3 });
  assert.deepEqual((await other.call(showPreferences)).reply, {});
});

test('two windows that change different keys at the same moment both have their way', async () => {
  await Promise.all([
    tara.call(changePreferences, { body: { density: 'compact' } }),
    tara.call(changePreferences, { body: { sound: true } }),
    tara.call(changePreferences, { body: { seatColumns: ['name', 'site'] } }),
  ]);
  const { reply } = await tara.call(showPreferences);
  assert.equal(reply.density, 'compact');
  assert.equal(reply.sound, true);
  assert.deepEqual(reply.seatColumns, ['name', 'site']);
});

test('of the same key the last one stands', async () => {
  await tara.call(changePreferences, { body: { tileSize: 1 } });
  const { reply } = await tara.call(changePreferences, { body: { tileSize: 4 } });
  assert.equal(reply.tileSize, 4);
});

test('a key that this version does not know is dropped, a wrong value is refused by name', async () => {
  assert.equal((await put(tara, { theme: 'light', anything: { deep: 'x' } })).status, 200);
  const { reply } = await tara.call(showPreferences);
  assert.equal(reply.theme, 'light');
  assert.equal('anything' in reply, false);
  const wrong = await put(tara, { tileSize: 9 });
  assert.equal(wrong.status, 400);
  assert.match(await wrong.text(), /tileSize/);
});

test('they stay small', async () => {
  const id = '01890000-0000-7000-8000-000000000000';
  assert.equal((await put(tara, { groupsExpanded: Array.from({ length: 351 }, () => id) })).status, 400);
  assert.equal((await put(tara, { groupsExpanded: Array.from({ length: 350 }, () => id) })).status, 200);
  assert.equal(
    (await put(tara, { seatColumns: Array.from({ length: 40 }, () => 'é'.repeat(40)) })).status,
    413,
  );
  assert.deepEqual((await tara.call(showPreferences)).reply.seatColumns, ['name', 'site']);
});
