import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { addGroup } from '@lapwing/protocol/features/groups/api.ts';
import { addPerson } from '@lapwing/protocol/features/people/api.ts';
import { liftRestrictions, setRestriction } from '@lapwing/protocol/features/restrictions/api.ts';
import { addControlledDevice, openConsoleOf, type ControlledDevice } from './control-world.ts';
import { addStaff, setUpSchool, startTestServer, type TestServer, type Visitor } from './harness.ts';

let test: TestServer;
let tara: Visitor;
let eight: Visitor & { id: string };
let nine: Visitor & { id: string };
let group8B: string;
let group9C: string;
let ana: { id: string; device: ControlledDevice };
let ben: { id: string; device: ControlledDevice };
let cleo: { id: string; device: ControlledDevice };

async function pupil(name: string, groupId: string): Promise<{ id: string; device: ControlledDevice }> {
  const username = name.toLowerCase();
  const { id } = (
    await tara.call(addPerson, {
      body: { name, username, kind: 'pupil', year: '8', form: '8B', groupIds: [groupId] },
    })
  ).reply;
  const device = await addControlledDevice(test, tara, `Desk of ${name}`);
  await device.logOn(username);
  return { id, device };
}

before(async () => {
  test = await startTestServer();
  tara = await setUpSchool(test);
  const group = async (name: string): Promise<string> =>
    (await tara.call(addGroup, { body: { name, kind: 'people', parentId: null } })).reply.id;
  [group8B, group9C] = [await group('8B'), await group('9C')];
  const teacher = (name: string, groupId: string): Promise<Visitor & { id: string }> =>
    addStaff(test, tara, {
      name,
      email: `${name.toLowerCase()}@northfield.example`,
      roles: ['teacher'],
      groupIds: [groupId],
    });
  [eight, nine] = [await teacher('Eight', group8B), await teacher('Nine', group9C)];
  [ana, ben, cleo] = [await pupil('Ana', group8B), await pupil('Ben', group8B), await pupil('Cleo', group9C)];
});
after(() => test.stop());

const lockOf = (id: string) => (orders: { restrictions: ReadonlyArray<{ id: string }> }) =>
  orders.restrictions.some((each) => each.id === id);
const without = (id: string) => (orders: { restrictions: ReadonlyArray<{ id: string }> }) =>
  !lockOf(id)(orders);

describe('a lock of a class', () => {
  it('stands in the documents of its devices alone, is reported back and shown, and is lifted with one touch', async () => {
    const console8 = await openConsoleOf(test, eight);
    const console9 = await openConsoleOf(test, nine);
    const id = randomUUID();
    const body = {
      targets: [{ kind: 'group', id: group8B }],
      effect: { kind: 'lock' },
      minutes: 5,
      words: 'Eyes to the front, please.',
      ids: [id],
    };
    const set = await eight.call(setRestriction, { body });
    assert.equal(set.status, 200, set.reason ?? '');
    assert.deepEqual(new Set(set.reply.devices), new Set([ana.device.id, ben.device.id]));
    const [shown] = set.reply.set;
    assert.equal(shown?.what, 'Screen locked');
    assert.deepEqual(shown?.target, { kind: 'group', id: group8B, name: '8B' });
    assert.equal(shown?.by?.name, 'Eight');

    const orders = await ana.device.orders(lockOf(id));
    assert.deepEqual(
      orders.restrictions.map(({ effect, layer, by, words }) => ({ effect, layer, by, words })),
      [{ effect: { kind: 'lock' }, layer: 'hands-on', by: 'Eight', words: 'Eyes to the front, please.' }],
    );
    const [lock] = orders.restrictions;
    assert.equal(Date.parse(lock?.until ?? '') - Date.parse(lock?.from ?? ''), 5 * 60_000);
    await ben.device.orders(lockOf(id));
    assert.deepEqual(cleo.device.document().orders.restrictions, []);

    const waiting = await console8.control(ana.device.id, (control) => control.desired.locked);
    assert.equal(waiting.standing, 'unknown');
    ana.device.obey();
    const agreed = await console8.control(ana.device.id, ({ standing }) => standing === 'agreed');
    assert.deepEqual(
      agreed.desired.because.map(({ what, by, overruledBy }) => [what, by, overruledBy]),
      [['Screen locked', 'Eight', null]],
    );

    const lifted = await eight.call(liftRestrictions, { body: { ids: [id] } });
    assert.equal(lifted.status, 200, lifted.reason ?? '');
    assert.equal(lifted.reply.lifted[0]?.lifted?.by?.name, 'Eight');
    await ana.device.orders(without(id));
    await ben.device.orders(without(id));
    ana.device.obey();
    await console8.control(
      ana.device.id,
      (control) => control.standing === 'agreed' && !control.desired.locked,
    );
    // A teacher of another class heard of none of it.
    assert.doesNotMatch(
      JSON.stringify(console9.line.waiting()),
      new RegExp(`${ana.device.id}|${ben.device.id}`),
    );
    console8.close();
    console9.close();
  });
});
