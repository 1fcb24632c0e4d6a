import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import type { ServerFrame } from '@lapwing/protocol/agent-frames.ts';
import { listAudit } from '@lapwing/protocol/features/audit/api.ts';
import { addGroup } from '@lapwing/protocol/features/groups/api.ts';
import { listMessages, sendMessage, showMessage } from '@lapwing/protocol/features/messages/api.ts';
import type { MessagesDone } from '@lapwing/protocol/features/messages/done.reply.ts';
import { addPerson } from '@lapwing/protocol/features/people/api.ts';
import { addControlledDevice, openConsoleOf, type ControlledDevice } from './control-world.ts';
import { addStaff, setUpSchool, startTestServer, type TestServer, type Visitor } from './harness.ts';

let shift = 0;
let test: TestServer;
let tara: Visitor;
let eight: Visitor;
let nine: Visitor;
let group8B: string;
let ana: { id: string; device: ControlledDevice };
let ben: { id: string; device: ControlledDevice };

before(async () => {
  test = await startTestServer({ clock: { now: () => Date.now() + shift } });
  tara = await setUpSchool(test);
  const group = async (name: string): Promise<string> =>
    (await tara.call(addGroup, { body: { name, kind: 'people', parentId: null } })).reply.id;
  group8B = await group('8B');
  const other = await group('9C');
  const teacher = (name: string, groupId: string): Promise<Visitor> =>
    addStaff(test, tara, {
      name,
      email: `${name.toLowerCase()}@northfield.example`,
      roles: ['teacher'],
      groupIds: [groupId],
    });
  [eight, nine] = [await teacher('Eight', group8B), await teacher('Nine', other)];
  const pupil = async (name: string): Promise<{ id: string; device: ControlledDevice }> => {
    const username = name.toLowerCase();
    const { id } = (
      await tara.call(addPerson, {
        body: { name, username, kind: 'pupil', year: '8', form: '8B', groupIds: [group8B] },
      })
    ).reply;
    const device = await addControlledDevice(test, tara, `Desk of ${name}`);
    await device.logOn(username);
    return { id, device };
  };
  [ana, ben] = [await pupil('Ana'), await pupil('Ben')];
});
after(() => test.stop());

const bodyOf = (id: string, more: Record<string, unknown> = {}): Record<string, unknown> => ({
  id,
  targets: [{ kind: 'group', id: group8B }],
  what: { kind: 'message', text: 'Please save your work.' },
  ...more,
});
const told = (device: ControlledDevice): Promise<Extract<ServerFrame, { type: 'messages/told' }>> =>
  device.frame('messages/told');
const done = (device: ControlledDevice, id: string, outcome: MessagesDone['outcome']): void =>
  device.line.send({ type: 'messages/done', id, at: new Date().toISOString(), outcome });

describe('what is said to devices', () => {
  it('reaches each at once and once, and the sender sees what became of it', async () => {
    const console8 = await openConsoleOf(test, eight);
    const console9 = await openConsoleOf(test, nine);
    const id = randomUUID();
    const sent = await eight.call(sendMessage, { body: bodyOf(id) });
    assert.equal(sent.status, 200, sent.reason ?? '');
    assert.deepEqual(sent.reply.counts, { devices: 2, waiting: 2, done: 0, seen: 0, failed: 0 });
    assert.equal(Date.parse(sent.reply.deadline) - Date.parse(sent.reply.at), 30_000);
    const frame = await told(ana.device);
    assert.deepEqual([frame.id, frame.by, frame.what], [id, 'Eight', sent.reply.what]);
    await told(ben.device);

    done(ana.device, id, 'shown');
    done(ana.device, id, 'seen');
    // A frame that comes late makes nothing undone.
    done(ana.device, id, 'shown');
    done(ben.device, id, 'not-possible');
    for (;;) {
      await console8.frame('messages/changed');
      const { counts, results } = (await eight.call(showMessage, { params: { id } })).reply;
      if (counts.waiting > 0 || counts.seen === 0) continue;
      assert.deepEqual(counts, { devices: 2, waiting: 0, done: 1, seen: 1, failed: 1 });
      assert.deepEqual(
        results.map(({ name, outcome }) => [name, outcome]),
        [
          ['Desk of Ana', 'seen'],
          ['Desk of Ben', 'not-possible'],
        ],
      );
      break;
    }
    assert.ok(console9.line.waiting().every(({ type }) => type !== 'messages/changed'));
    console8.close();
    console9.close();
    // Sent again it is not said again.
    assert.equal((await eight.call(sendMessage, { body: bodyOf(id) })).status, 200);
    assert.equal((await tara.call(sendMessage, { body: bodyOf(id) })).reason, 'id-taken');
    assert.equal((await tara.call(showMessage, { params: { id } })).status, 404);
    const next = randomUUID();
    const page = { kind: 'open', url: 'rivers.example/map' };
    await eight.call(sendMessage, { body: bodyOf(next, { what: page }) });
    const opened = await told(ana.device);
    assert.deepEqual([opened.id, opened.what], [next, { kind: 'open', url: 'https://rivers.example/map' }]);
    await told(ben.device);
    const { items } = (await tara.call(listAudit, { query: { limit: '20' } })).reply;
    assert.ok(
      items.some(({ summary }) => summary === 'Sent the message “Please save your work.” to 8B (2 devices)'),
    );
  });

  it('is not done later by those that are away, and is late once its time is over', async () => {
    await ben.device.leave();
    const id = randomUUID();
    const targets = [{ kind: 'devices', ids: [ana.device.id, ben.device.id] }];
    const sent = (await tara.call(sendMessage, { body: bodyOf(id, { targets }) })).reply;
    assert.deepEqual(
      sent.results.map(({ name, outcome }) => [name, outcome]),
      [
        ['Desk of Ana', 'waiting'],
        ['Desk of Ben', 'offline'],
      ],
    );
    await ben.device.connect();
    assert.ok(ben.device.line.waiting().every(({ type }) => type !== 'messages/told'));
    done(ben.device, id, 'shown');
    shift = 60_000;
    const late = (await tara.call(showMessage, { params: { id } })).reply;
    assert.deepEqual(
      late.results.map(({ outcome }) => outcome),
      ['too-late', 'offline'],
    );
    assert.deepEqual(late.counts, { devices: 2, waiting: 0, done: 0, seen: 0, failed: 2 });
  });

  it('is kept with the person, for those who may see them', async () => {
    const of = async (who: Visitor): Promise<number> => {
      const answer = await who.call(listMessages, { query: { personId: ana.id } });
      return answer.status === 200 ? answer.reply.messages.length : -answer.status;
    };
    assert.equal(await of(eight), 3);
    assert.equal(await of(nine), -404);
    assert.deepEqual((await nine.call(listMessages)).reply.messages, []);
  });

  it('is listed with what became of it at that person', async () => {
    const of = async (personId: string) =>
      (await tara.call(listMessages, { query: { personId } })).reply.messages.map(({ by, theirs }) => [
        by.name,
        theirs?.outcome,
      ]);
    assert.deepEqual(await of(ana.id), [
      ['Tara Khan', 'too-late'],
      ['Eight', 'waiting'],
      ['Eight', 'seen'],
    ]);
    // Ben was away for the last of them.
    assert.deepEqual(await of(ben.id), [
      ['Eight', 'waiting'],
      ['Eight', 'not-possible'],
    ]);
    const { messages } = (await tara.call(listMessages)).reply;
    assert.ok(messages.every(({ theirs }) => theirs === null));
  });

  it('is refused beyond one’s groups, and with the field where it says nothing', async () => {
    const id = randomUUID();
    const send = async (who: Visitor, more: Record<string, unknown>): Promise<[number, string | null]> => {
      const { status, field } = await who.call(sendMessage, { body: bodyOf(id, more) });
      return [status, field];
    };
    assert.deepEqual(await send(nine, {}), [404, null]);
    assert.deepEqual(await send(eight, { what: { kind: 'message', text: ' ' } }), [400, 'what.text']);
    assert.deepEqual(await send(eight, { what: { kind: 'open', url: 'javascript:alert(1)' } }), [
      400,
      'what.url',
    ]);
    assert.deepEqual(await send(eight, { targets: [] }), [400, 'targets']);
    assert.equal((await eight.call(showMessage, { params: { id } })).status, 404);
  });
});
