import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import type { ConsoleFrame } from '@lapwing/protocol/console-frames.ts';
import { ConsoleFrame as Frames } from '@lapwing/protocol/console-frames.ts';
import { listActing, startActing, stopActing } from '@lapwing/protocol/features/accounts/acting.api.ts';
import {
  changePassword,
  changeStaff,
  endSession,
  listSessions,
  listStaff,
  showMe,
  signIn,
  signOut,
} from '@lapwing/protocol/features/accounts/api.ts';
import { addRole } from '@lapwing/protocol/features/accounts/roles.api.ts';
import { listAudit, listAuditChoices } from '@lapwing/protocol/features/audit/api.ts';
import { openConcern, showConcern } from '@lapwing/protocol/features/concerns/api.ts';
import { countConcerns } from '@lapwing/protocol/features/concerns/count.api.ts';
import { shareConcern } from '@lapwing/protocol/features/concerns/record.api.ts';
import { askSealed, openSealed } from '@lapwing/protocol/features/evidence/sealed.api.ts';
import { listCaptures, showCapture } from '@lapwing/protocol/features/captures/api.ts';
import { takeCapture } from '@lapwing/protocol/features/captures/triage.api.ts';
import {
  SCREENS_SOCKET_PATH,
  ScreensFrame,
  type WatchedState,
} from '@lapwing/protocol/features/screens/watch.ts';
import { WebSocket } from 'ws';
import { createActing } from '../src/features/accounts/index.ts';
import { appendAudit } from '../src/features/audit/index.ts';
import { createLog } from '../src/platform/log/log.ts';
import { lineOf, type Line } from './device-server.ts';
import { addStaff, PASSWORD, startTestServer, visitor, type TestServer, type Visitor } from './harness.ts';
import { testClock } from './mail-world.ts';
import { reportSealed, SEALED_REASON } from './sealed-world.ts';
import { aReport, makeWorld, PUPIL, SENTENCE, type World } from './world.ts';

const clock = testClock();
const REASON = 'The inbox looks empty to her';
let testServer: TestServer;
let world: World;

before(async () => {
  testServer = await startTestServer({ actingClock: clock });
  world = await makeWorld(testServer);
});
after(async () => {
  world.line.socket.close();
  await testServer.stop();
});

/** Another sign-in of somebody: acting counts in one alone. */
async function again(name: string): Promise<Visitor> {
  const email = name === 'tara' ? 'tara.khan@northfield.example' : `${name}@northfield.example`;
  const who = visitor(testServer.url);
  assert.equal((await who.call(signIn, { body: { email, password: PASSWORD } })).status, 200);
  return who;
}
/** A new sign-in of somebody who looks at the console as somebody else. */
async function acting(name: string, accountId: string): Promise<Visitor> {
  const who = await again(name);
  const started = await who.call(startActing, { body: { accountId, reason: REASON } });
  assert.equal(started.status, 200, started.reason ?? '');
  return who;
}
async function capabilitiesOf(who: Visitor): Promise<readonly string[]> {
  return (await who.call(showMe)).reply.capabilities;
}
async function newestLine(action: string) {
  return (await world.tara.call(listAudit, { query: { action, limit: '1' } })).reply.items[0];
}
async function consoleOf(who: Visitor): Promise<Line<ConsoleFrame>> {
  const socket = new WebSocket(`${testServer.url.replace('http', 'ws')}/console/socket`, {
    headers: { cookie: who.cookie(), origin: testServer.url },
  });
  const line = lineOf(socket, (text) => Frames.parse(JSON.parse(text)));
  assert.equal((await line.next()).type, 'console/ready');
  return line;
}
async function until(line: Line<ConsoleFrame>, type: ConsoleFrame['type']): Promise<void> {
  while ((await line.next()).type !== type);
}

describe('looking at the console with another’s rights', () => {
  test('needs the right, a reason and somebody else who may sign in', async () => {
    const { dsl, teacherOf8B, teacherOf9C, networkManager, strangersHead } = world;
    const body = { accountId: teacherOf8B.id, reason: REASON };
    for (const who of [dsl, teacherOf9C]) assert.equal((await who.call(startActing, { body })).status, 404);
    const start = (change: object) => networkManager.call(startActing, { body: { ...body, ...change } });
    assert.deepEqual(await start({ reason: 'x' }).then(({ status, field }) => [status, field]), [
      400,
      'reason',
    ]);
    for (const accountId of ['nobody', randomUUID()]) assert.equal((await start({ accountId })).status, 404);
    assert.equal((await strangersHead.call(startActing, { body })).status, 404, 'of another school');
    const self = await start({ accountId: networkManager.id });
    assert.deepEqual([self.status, self.reason, self.field], [403, 'cannot-act-as', 'accountId']);

    const gone = await addStaff(testServer, world.tara, {
      name: 'Gone',
      email: 'gone@northfield.example',
      roles: ['teacher'],
    });
    await world.tara.call(changeStaff, { params: { id: gone.id }, body: { disabled: true } });
    assert.equal((await start({ accountId: gone.id })).reason, 'cannot-act-as');
    const { staff } = (await networkManager.call(listStaff)).reply;
    const reasons = new Map(staff.map(({ id, may }) => [id, may.actAs.reason ?? 'open']));
    assert.deepEqual(
      [gone.id, networkManager.id, teacherOf8B.id].map((id) => reasons.get(id)),
      ['This account is disabled.', 'You see the console with your own rights already.', 'open'],
    );
    const asLead = (await dsl.call(listStaff)).reply.staff[0];
    assert.equal(asLead?.may.actAs.allowed, false, 'the lead manages accounts and acts as nobody');
  });

  test('shows what both may see and says what is not shown, in that sign-in alone', async () => {
    const { dsl, networkManager } = world;
    const manager = await acting('network', dsl.id);
    const me = (await manager.call(showMe)).reply;
    assert.equal(me.account.name, 'Network', 'one’s own name');
    assert.equal(me.acting?.name, 'Lead');
    assert.equal(
      (await networkManager.call(showMe)).reply.acting,
      null,
      'the other sign-in goes on as before',
    );
    const own = new Set(await capabilitiesOf(networkManager));
    const theirs = new Set(await capabilitiesOf(dsl));
    for (const capability of me.capabilities)
      assert.ok(own.has(capability) && theirs.has(capability), capability);
    assert.ok(me.capabilities.includes('people.view') && me.acting.notShown.includes('captures.view'));
    assert.equal((await manager.call(listCaptures)).status, 404);

    const tara = await acting('tara', world.teacherOf9C.id);
    assert.deepEqual((await tara.call(listCaptures)).reply.items, []);
    assert.equal((await tara.call(showCapture, { params: { id: world.ids.capture } })).status, 404);
    const twice = await tara.call(startActing, { body: { accountId: dsl.id, reason: REASON } });
    assert.deepEqual([twice.status, twice.reason], [403, 'acting'], 'nobody acts through somebody');
    await tara.call(stopActing);
    assert.equal((await tara.call(listCaptures)).reply.items.length, 1);
    assert.equal((await tara.call(stopActing)).reason, 'not-acting');
  });

  test('what would leave it open who decided, and one’s own account, are refused until it is stopped', async () => {
    const tara = await acting('tara', world.dsl.id);
    const { revision } = (await tara.call(showCapture, { params: { id: world.ids.capture } })).reply;
    const take = await tara.call(takeCapture, { params: { id: world.ids.capture }, body: { revision } });
    const staff = await tara.call(listStaff);
    const role = await tara.call(addRole, {
      body: { copyOf: 'teacher', name: 'X', description: '', scope: 'groups', capabilities: ['people.view'] },
    });
    const password = await tara.call(changePassword, {
      body: { current: PASSWORD, next: 'walnut harbour drizzle' },
    });
    const { sessions } = (await tara.call(listSessions)).reply;
    const other = sessions.find(({ current }) => !current);
    const end = await tara.call(endSession, { params: { id: other?.id ?? '' } });
    for (const answer of [take, staff, role, password, end])
      assert.deepEqual([answer.status, answer.reason], [403, 'acting']);
    await tara.call(stopActing);
    assert.equal((await tara.call(listStaff)).status, 200);
  });

  test('shows nothing that is the actor’s by name alone: sealed evidence that they opened, what was shared with them', async () => {
    const { dsl, ids, networkManager, teacherOf9C } = world;
    const { captureId, evidenceId } = await reportSealed(testServer, world, world.screenshot);
    const tara = await again('tara');
    const sees = async (): Promise<number> =>
      (await fetch(`${testServer.url}/api/evidence/${evidenceId}`, { headers: { cookie: tara.cookie() } }))
        .status;
    await tara.call(askSealed, { params: { captureId }, body: { reason: SEALED_REASON } });
    assert.equal(await sees(), 200);
    await tara.call(startActing, { body: { accountId: dsl.id, reason: REASON } });
    assert.equal(await sees(), 404);
    assert.equal((await tara.call(openSealed, { params: { captureId } })).reason, 'acting');
    await tara.call(stopActing);
    assert.equal(await sees(), 200);

    const body = {
      id: randomUUID(),
      title: 'Low since half term',
      risk: 'suicide',
      fourCs: [],
      nudes: false,
      people: [{ kind: 'roster', personId: ids.pupil, part: 'subject' }],
      captureIds: [],
      words: 'Her tutor came to me.',
      happenedAt: new Date().toISOString(),
    };
    const params = { id: body.id };
    assert.equal((await dsl.call(openConcern, { body })).status, 200);
    const shared = await dsl.call(shareConcern, {
      params,
      body: { accountId: networkManager.id, may: 'add' },
    });
    assert.equal(shared.status, 200, shared.reason ?? '');
    assert.equal((await networkManager.call(showConcern, { params })).status, 200);
    const manager = await acting('network', teacherOf9C.id);
    assert.equal((await manager.call(showConcern, { params })).status, 404);
    assert.equal((await manager.call(countConcerns)).reply.shared, 0);
    await manager.call(stopActing);
    assert.equal((await manager.call(countConcerns)).reply.shared, 1);
  });

  test('every line names both, from the first to the last', async () => {
    const tara = await acting('tara', world.teacherOf8B.id);
    const started = await newestLine('accounts.acting-started');
    assert.equal(started?.actor?.name, 'Tara Khan');
    assert.equal(started.summary, `Sees the console as Eight, at most 30 minutes: ${REASON}`);
    assert.deepEqual(started.subject, { kind: 'account', id: world.teacherOf8B.id });
    await tara.call(showCapture, { params: { id: world.ids.capture } });
    const looked = await newestLine('captures.view');
    assert.equal(looked?.actor?.name, 'Tara Khan, acting as Eight');
    const { items } = (await tara.call(listCaptures)).reply;
    assert.ok(items.some(({ id }) => id === world.ids.capture));
    const refused = await tara.call(listAudit);
    assert.equal(refused.status, 404, 'what Tara may read and the teacher may not does not exist');
    await tara.call(stopActing);
    const stopped = await newestLine('accounts.acting-stopped');
    assert.equal(stopped?.actor?.name, 'Tara Khan, acting as Eight');
    assert.equal(stopped.summary, 'No longer sees the console as Eight: stopped it');
    const { actors } = (await world.tara.call(listAuditChoices)).reply;
    assert.ok(
      actors.every(({ name }) => !name.includes('acting as')),
      'in the filter everybody stands once',
    );

    const seen = (await world.teacherOf8B.call(listActing)).reply;
    assert.deepEqual(
      seen.asMe.map(({ name, reason, endedAt }) => [name, reason, endedAt !== null]),
      [['Tara Khan', REASON, true]],
    );
    assert.deepEqual(seen.byMe, []);
    const mine = (await world.tara.call(listActing)).reply.byMe[0];
    assert.deepEqual([mine?.name, mine?.endedAt !== null], ['Eight', true]);
  });

  test('tells an open page nothing beyond it, and all again once it is stopped', async () => {
    const tara = await again('tara');
    const line = await consoleOf(tara);
    const other = await consoleOf(world.dsl);
    async function reported(): Promise<void> {
      world.line.send(aReport(world, randomUUID()));
      await world.line.next();
      await until(other, 'captures/arrived');
    }
    await tara.call(startActing, { body: { accountId: world.teacherOf9C.id, reason: REASON } });
    await until(line, 'accounts/changed');
    await reported();
    await tara.call(stopActing);
    const before: string[] = [];
    for (let frame = await line.next(); frame.type !== 'accounts/changed'; frame = await line.next())
      before.push(frame.type);
    assert.ok(!before.includes('captures/arrived'), 'a capture of another group');
    await reported();
    await until(line, 'captures/arrived');

    // Whoever loses a group takes it from who acts as them, in the open page too.
    const shared = { params: { id: world.teacherOf8B.id } };
    await tara.call(startActing, { body: { accountId: world.teacherOf8B.id, reason: REASON } });
    await until(line, 'accounts/changed');
    await reported();
    await until(line, 'captures/arrived');
    await world.tara.call(changeStaff, { ...shared, body: { groupIds: [] } });
    await until(line, 'accounts/changed');
    assert.deepEqual((await tara.call(listCaptures)).reply.items, []);
    await world.tara.call(changeStaff, { ...shared, body: { groupIds: [world.ids.group8B] } });
    line.socket.close();
    other.socket.close();
  });

  test('takes a screen of another group out of a page that watches it, and gives it back', async () => {
    const tara = await again('tara');
    const screen = { deviceId: world.ids.device, purpose: 'look', width: 320, everyMs: 1000 };
    async function watching(): Promise<{ becomes(state: WatchedState): Promise<void>; close(): void }> {
      const socket = new WebSocket(`${testServer.url.replace('http', 'ws')}${SCREENS_SOCKET_PATH}`, {
        headers: { cookie: tara.cookie(), origin: testServer.url },
      });
      const line = lineOf(socket, (text) =>
        text.includes('console/pulse') ? null : ScreensFrame.parse(JSON.parse(text)),
      );
      assert.equal((await line.next())?.type, 'screens/ready');
      line.send({ type: 'screens/watch', groupId: null, screens: [screen] });
      return {
        async becomes(state) {
          for (;;) {
            const frame = await line.next();
            if (frame?.type === 'screens/state' && frame.state === state) return;
          }
        },
        close: () => socket.close(),
      };
    }
    const page = await watching();
    // The device of this world shows no screen, and says so to whoever may see it.
    await page.becomes('unsupported');
    await tara.call(startActing, { body: { accountId: world.teacherOf9C.id, reason: REASON } });
    await page.becomes('unknown');
    await tara.call(stopActing);
    await page.becomes('unsupported');
    page.close();

    await tara.call(startActing, { body: { accountId: world.teacherOf8B.id, reason: REASON } });
    const another = await watching();
    await another.becomes('unsupported');
    another.close();
    assert.equal((await newestLine('screens.look'))?.actor?.name, 'Tara Khan, acting as Eight');
    await tara.call(stopActing);
  });

  test('ends by itself after half an hour, in the open page too, and says so in the audit', async () => {
    const tara = await acting('tara', world.teacherOf9C.id);
    const line = await consoleOf(tara);
    clock.forward(29 * 60_000);
    assert.equal((await tara.call(showMe)).reply.acting?.name, 'Nine');
    clock.forward(60_000);
    const answers = await Promise.all(Array.from({ length: 5 }, () => tara.call(showMe)));
    for (const { reply } of answers) assert.equal(reply.acting, null);
    await until(line, 'accounts/changed');
    assert.ok((await tara.call(listCaptures)).reply.items.length > 0, 'their own rights are back');
    const { items } = (
      await world.tara.call(listAudit, { query: { action: 'accounts.acting-stopped', limit: '20' } })
    ).reply;
    const over = items.filter(({ summary }) => summary.endsWith('the 30 minutes were over'));
    assert.equal(over.length, 1, 'one line, however many requests notice it');
    assert.equal(over[0]?.actor?.name, 'Tara Khan, acting as Nine');
    line.socket.close();
  });

  test('ends with the sign-in, with the account of the other and with the right for it', async () => {
    const why = async (): Promise<string> => (await newestLine('accounts.acting-stopped'))?.summary ?? '';
    const tara = await acting('tara', world.teacherOf9C.id);
    await tara.call(signOut);
    assert.match(await why(), /signed out$/);

    const support = await addStaff(testServer, world.tara, {
      name: 'Support',
      email: 'support@northfield.example',
      roles: ['administrator'],
    });
    const nine = { params: { id: world.teacherOf9C.id } };
    const first = await acting('support', world.teacherOf9C.id);
    await world.tara.call(changeStaff, { ...nine, body: { disabled: true } });
    assert.equal((await first.call(showMe)).reply.acting, null);
    assert.match(await why(), /that account may not sign in any more$/);
    await world.tara.call(changeStaff, { ...nine, body: { disabled: false } });

    const second = await acting('support', world.teacherOf9C.id);
    const params = { id: support.id };
    await world.tara.call(changeStaff, { params, body: { roles: ['dpo'] } });
    assert.equal((await second.call(showMe)).reply.acting, null);
    assert.match(await why(), /may not do so any more$/);
    await world.tara.call(changeStaff, { params, body: { roles: ['administrator'] } });

    // Nobody asks for anything in a sign-in that is gone: what looks round now and then writes its end.
    await acting('support', world.dsl.id);
    await world.tara.call(changeStaff, { params, body: { disabled: true } });
    const changed: string[] = [];
    const keeper = createActing({
      db: testServer.server.db,
      clock,
      log: createLog('error', { write: () => {} }),
      appendAudit,
      schoolIds: async () => [world.ids.school],
      onChanged: (_school, accountId) => void changed.push(accountId),
    });
    await keeper.tidy();
    keeper.stop();
    assert.ok(changed.includes(support.id));
    const query = { action: 'accounts.acting-stopped', actorId: support.id, limit: '1' };
    const [line] = (await world.tara.call(listAudit, { query })).reply.items;
    assert.equal(line?.summary, 'No longer sees the console as Lead: signed out');
    assert.equal(line.actor?.name, 'Support, acting as Lead');
  });
});

describe('every route that shows something', () => {
  function* addresses(): Generator<string> {
    const { ids } = world;
    const about = [ids.capture, ids.evidence, ids.pupil, ids.device, ids.group8B, ids.group9C];
    for (const { endpoint, access } of testServer.server.routes) {
      if (endpoint.method !== 'GET' || access === 'device' || access === 'public') continue;
      if (!endpoint.path.includes(':')) {
        for (const query of ['', `?personId=${ids.pupil}`]) yield endpoint.path + query;
      } else {
        for (const id of about) yield endpoint.path.replaceAll(/:[A-Za-z0-9]+/g, id);
      }
    }
  }
  async function walk(
    who: Visitor,
    wanted: Iterable<string>,
  ): Promise<Map<string, { status: number; text: string }>> {
    const left = Array.from(wanted);
    const given = new Map<string, { status: number; text: string }>();
    async function ask(): Promise<void> {
      for (let address = left.shift(); address !== undefined; address = left.shift()) {
        const response = await fetch(`${testServer.url}${address}`, { headers: { cookie: who.cookie() } });
        given.set(address, { status: response.status, text: await response.text() });
      }
    }
    await Promise.all(Array.from({ length: 8 }, ask));
    return given;
  }

  test('shows to who acts only what it shows to both', async () => {
    const { ids } = world;
    // One who may see all as one who sees nothing of the pupil; and two of whom each may do what the other may not.
    const pairs = [
      ['tara', 'nine', world.teacherOf9C],
      ['network', 'lead', world.dsl],
    ] as const;
    let shown = 0;
    for (const [name, other, target] of pairs) {
      const who = await acting(name, target.id);
      const given = await walk(who, addresses());
      const open = Array.from(given.keys()).filter((address) => given.get(address)?.status === 200);
      shown += open.length;
      for (const alone of [await again(name), await again(other)]) {
        for (const [address, { status }] of await walk(alone, open))
          // A route that is asked too often says so, and that it is there.
          assert.ok(
            status === 200 || status === 429,
            `${address}: ${name} sees it acting, and alone ${status}`,
          );
      }
      if (other === 'nine') {
        for (const [address, { text }] of given)
          for (const secret of [PUPIL, SENTENCE.slice(0, 20), ids.pupil, ids.capture, '"8B"'])
            assert.ok(!text.includes(secret), `${address} shows "${secret}"`);
      }
      await who.call(stopActing);
    }
    assert.ok(shown > 60, `the walk sees something: ${shown}`);
  });
});
