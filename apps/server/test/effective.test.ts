import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { ServerFrame } from '@lapwing/protocol/agent-frames.ts';
import { renewSchoolCode } from '@lapwing/protocol/features/devices/api.ts';
import { addGroup, addMembers, changeGroup, removeMember } from '@lapwing/protocol/features/groups/api.ts';
import { StateDocument } from '@lapwing/protocol/features/state/document.event.ts';
import { connectDevice, makeDevice, type Line } from './device-server.ts';
import { startTestServer, type TestServer } from './harness.ts';
import { makeWorld, type World } from './world.ts';

let server: TestServer;
let world: World;

before(async () => {
  server = await startTestServer();
  world = await makeWorld(server);
});
after(async () => {
  world.line.socket.close();
  await server.stop();
});

/** The next document that the device is told. */
async function told(line: Line<unknown>): Promise<StateDocument> {
  for (;;) {
    const frame = ServerFrame.parse(await line.next());
    if (frame.type === 'state/document') return StateDocument.parse(JSON.parse(frame.payload));
  }
}
const set = async (groupId: string, body: object): Promise<void> => {
  const changed = await world.tara.call(changeGroup, { params: { id: groupId }, body });
  assert.equal(changed.status, 200, changed.reason ?? '');
};

describe('what a device is told of its screen', () => {
  it('follows the groups of whoever sits there, as they are at the moment', async () => {
    const { tara, line, ids } = world;
    await set(ids.group8B, { settings: { remoteView: 'deny' } });
    const denied = await told(line);
    assert.equal(denied.screens.remoteView, 'deny');

    // A group of a higher priority, for a time.
    const watch = await tara.call(addGroup, { body: { name: 'Watch', kind: 'people', parentId: null } });
    await set(watch.reply.id, { priority: 'high', settings: { remoteView: 'ask-allow' } });
    await tara.call(addMembers, { params: { id: watch.reply.id }, body: { ids: [ids.pupil], minutes: 5 } });
    const asked = await told(line);
    assert.equal(asked.screens.remoteView, 'ask-allow');
    assert.ok(asked.version > denied.version);
    await tara.call(removeMember, { params: { id: watch.reply.id, memberId: ids.pupil } });
    assert.equal((await told(line)).screens.remoteView, 'deny');

    // Nobody of the class sits there any more.
    line.send({
      type: 'sessions/started',
      id: randomUUID(),
      at: new Date().toISOString(),
      account: { name: 'somebody.else', origin: 'policy' },
    });
    assert.equal((await told(line)).screens.remoteView, 'allow');
    line.send({
      type: 'sessions/started',
      id: randomUUID(),
      at: new Date().toISOString(),
      account: { name: 'ana.silva', origin: 'policy' },
    });
    assert.equal((await told(line)).screens.remoteView, 'deny');
  });

  it('follows the groups of the device too, and says nothing to a device for which nothing changed', async () => {
    const { tara, ids } = world;
    const { code } = (await tara.call(renewSchoolCode, { body: { days: 1 } })).reply;
    const other = makeDevice(server.url, 'Desk 2');
    const enrolled = await other.enrol(code ?? '');
    const line = await connectDevice(server.url, other, enrolled);
    try {
      const room = await tara.call(addGroup, { body: { name: 'B12', kind: 'devices', parentId: null } });
      await tara.call(addMembers, { params: { id: room.reply.id }, body: { ids: [ids.device] } });
      await set(room.reply.id, { priority: 'high', settings: { remoteView: 'ask-deny' } });
      assert.equal((await told(world.line)).screens.remoteView, 'ask-deny');
      // The first that the other device hears is about itself.
      await tara.call(addMembers, { params: { id: room.reply.id }, body: { ids: [enrolled.deviceId] } });
      assert.equal((await told(line)).version, 2);
      assert.equal(world.line.waiting().length, 0);
    } finally {
      line.socket.close();
    }
  });
});
