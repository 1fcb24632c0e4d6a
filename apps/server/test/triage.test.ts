import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { ConsoleFrame } from '@lapwing/protocol/console-frames.ts';
import { showCapture } from '@lapwing/protocol/features/captures/api.ts';
import {
  allowFromCapture,
  escalateCapture,
  listCaptureStaff,
  sayLooking,
  setCaptureStatus,
} from '@lapwing/protocol/features/captures/triage.api.ts';
import { listAllowances } from '@lapwing/protocol/features/policies/settings.api.ts';
import { WebSocket } from 'ws';
import { lineOf, type Line } from './device-server.ts';
import { startTestServer, type TestServer, type Visitor } from './harness.ts';
import { aReport, makeWorld, type World } from './world.ts';

let testServer: TestServer;
let world: World;
before(async () => {
  testServer = await startTestServer();
  world = await makeWorld(testServer);
});
after(async () => {
  world.line.socket.close();
  await testServer.stop();
});

async function consoleOf(who: Visitor): Promise<Line<ConsoleFrame>> {
  const socket = new WebSocket(`${testServer.url.replace('http', 'ws')}/console/socket`, {
    headers: { cookie: who.cookie(), origin: testServer.url },
  });
  const line = lineOf(socket, (text) => ConsoleFrame.parse(JSON.parse(text)));
  assert.equal((await line.next()).type, 'console/ready');
  return line;
}

/** The next frame of the kind; others may come before it. */
async function nextOf<Type extends ConsoleFrame['type']>(
  line: Line<ConsoleFrame>,
  type: Type,
): Promise<Extract<ConsoleFrame, { type: Type }>> {
  for (;;) {
    const frame = await line.next();
    if (isOf(frame, type)) return frame;
  }
}

function isOf<Type extends ConsoleFrame['type']>(
  frame: ConsoleFrame,
  type: Type,
): frame is Extract<ConsoleFrame, { type: Type }> {
  return frame.type === type;
}

async function reported(): Promise<string> {
  const id = randomUUID();
  world.line.send(aReport(world, id));
  await world.line.next();
  return id;
}

describe('two people with the same capture in front of them', () => {
  test('see each other, and a change of one at once; what the other decides overwrites nothing', async () => {
    const { tara, dsl } = world;
    const params = { id: world.ids.capture };
    const [ofTara, ofDsl] = [await consoleOf(tara), await consoleOf(dsl)];
    const looks = { params, body: { looking: true } };
    assert.equal((await tara.call(sayLooking, looks)).status, 200);
    assert.deepEqual(
      (await nextOf(ofDsl, 'captures/looking')).people.map(({ name }) => name),
      ['Tara Khan'],
    );
    assert.equal((await dsl.call(sayLooking, looks)).reply.people.length, 2);
    const { revision } = (await dsl.call(showCapture, { params })).reply;

    const at = performance.now();
    const set = { status: 'under-investigation', rationale: null, revision };
    assert.equal((await tara.call(setCaptureStatus, { params, body: set })).status, 200);
    const told = await nextOf(ofDsl, 'captures/changed');
    assert.ok(performance.now() - at < 1000);
    assert.equal(told.capture.status, 'under-investigation');
    assert.equal(told.capture.revision, revision + 1);

    const late = await dsl.call(setCaptureStatus, {
      params,
      body: { status: 'resolved', rationale: 'Spoke with her.', revision },
    });
    assert.deepEqual([late.status, late.reason], [409, 'changed-meanwhile']);
    assert.equal((await tara.call(showCapture, { params })).reply.status, 'under-investigation');

    await nextOf(ofTara, 'captures/looking');
    ofDsl.socket.close();
    let people: string[] = [];
    do people = (await nextOf(ofTara, 'captures/looking')).people.map(({ name }) => name);
    while (people.length > 1);
    assert.deepEqual(people, ['Tara Khan']);
    ofTara.socket.close();
  });
});

describe('from a capture', () => {
  test('the like is let pass by the policies, with the open ones that it would have let pass', async () => {
    const { teacherOf8B, tara } = world;
    const [id, like] = [await reported(), await reported()];
    const params = { id };
    const allowanceId = randomUUID();
    const value = {
      what: { kind: 'phrase', phrase: 'be here anymore', term: 'suicide.not-be-here' },
      groupId: world.ids.group8B,
      reason: 'A line of the play that they rehearse.',
      until: null,
      captureId: id,
    };
    const allow = (change: object) =>
      teacherOf8B.call(allowFromCapture, {
        params,
        body: { allowanceId, revision: 0, past: true, value: { ...value, ...change } },
      });
    // Refusals of the policies are those of the policies, and nothing is changed by them.
    assert.equal((await allow({ groupId: world.ids.group9C })).status, 404);
    assert.equal((await allow({ captureId: like })).field, 'value.captureId');
    const general = await allow({ what: { kind: 'phrase', phrase: 'and i', term: null } });
    assert.equal(general.status, 400);
    assert.equal((await allow({ what: { kind: 'phrase' } })).status, 400);
    assert.equal((await tara.call(listAllowances)).reply.items.length, 0);
    assert.equal((await tara.call(showCapture, { params })).reply.revision, 0);

    const done = await allow({});
    assert.equal(done.status, 200, done.reason ?? '');
    assert.equal(done.reply.capture.status, 'false-positive-allowed');
    const alike = (await tara.call(showCapture, { params: { id: like } })).reply;
    assert.equal(alike.status, 'false-positive-allowed');
    const { event } = alike.history.at(-1) ?? {};
    assert.ok(event?.kind === 'allowed');
    assert.match(event.what, /be here anymore.* for 8B\. A line of the play that they rehearse\.$/);
    assert.equal((await tara.call(listAllowances)).reply.items[0]?.captureId, id);
    assert.equal((await allow({})).status, 409);
  });

  test('those to whom it can be given are staff who may see it, with their roles', async () => {
    const params = { id: await reported() };
    const { staff, next } = (await world.teacherOf8B.call(listCaptureStaff, { params })).reply;
    const names = staff.map(({ name }) => name);
    assert.ok(names.includes('Eight') && names.includes('Lead') && !names.includes('Nine'));
    assert.ok(!names.includes('Network'));
    assert.ok(staff.every(({ role }) => role !== ''));
    const body = { accountId: null, rationale: 'To be seen today.', revision: 0 };
    const escalated = (await world.teacherOf8B.call(escalateCapture, { params, body })).reply;
    assert.deepEqual(escalated.escalatedTo, next);
  });
});
