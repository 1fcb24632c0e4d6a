import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { listAudit } from '@lapwing/protocol/features/audit/api.ts';
import { showCapture } from '@lapwing/protocol/features/captures/api.ts';
import { setCaptureStatus } from '@lapwing/protocol/features/captures/triage.api.ts';
import { addGroup, addMembers, listMembers } from '@lapwing/protocol/features/groups/api.ts';
import { addPerson } from '@lapwing/protocol/features/people/api.ts';
import { decideAccount, forgetAccount } from '@lapwing/protocol/features/people/accounts.api.ts';
import {
  listThresholdActs,
  listThresholds,
  previewThreshold,
  saveThreshold,
  undoThresholdAct,
  type Threshold,
  type ThresholdAct,
} from '@lapwing/protocol/features/thresholds/api.ts';
import { startTestServer, type TestServer } from '../../../test/harness.ts';
import { makeWorld, PUPIL, type World } from '../../../test/world.ts';

let server: TestServer;
let world: World;
let watch: string;
before(async () => {
  server = await startTestServer();
  world = await makeWorld(server);
  watch = await group('Watch');
});
after(async () => {
  world.line.socket.close();
  await server.stop();
});

async function group(name: string): Promise<string> {
  return (await world.tara.call(addGroup, { body: { name, kind: 'people', parentId: null } })).reply.id;
}
/** A pupil of their own for each test, signed in at the world's device. */
async function pupil(): Promise<{ id: string; sessionId: string }> {
  const username = `p${randomUUID().slice(0, 8)}`;
  const id = await onRoster(username);
  return { id, sessionId: await signIn(username) };
}
async function onRoster(username: string): Promise<string> {
  const added = await world.tara.call(addPerson, {
    body: { name: `Pupil ${username}`, username, kind: 'pupil', year: '8', form: '8B', groupIds: [] },
  });
  return added.reply.id;
}
/** Signs an account in at the world's device, of the roster or not. */
async function signIn(name: string): Promise<string> {
  const sessionId = randomUUID();
  const at = new Date().toISOString();
  world.line.send({ type: 'sessions/started', id: sessionId, at, account: { name, origin: 'policy' } });
  await world.line.next();
  return sessionId;
}
/** Says whose account it is. @returns how many captures that person got */
async function match(accountName: string, personId: string): Promise<number> {
  const matched = await world.tara.call(decideAccount, { body: { accountName, personId } });
  assert.equal(matched.status, 200, matched.reason ?? '');
  return matched.reply.captures;
}
async function capture(
  who: { sessionId: string },
  more: { policy?: string; severity?: string; at?: Date } = {},
): Promise<string> {
  const id = randomUUID();
  const policy = more.policy ?? 'self-harm';
  world.line.send({
    type: 'captures/reported',
    id,
    sessionId: who.sessionId,
    at: (more.at ?? new Date()).toISOString(),
    finding: {
      term: `${policy}.example`,
      policy,
      severity: more.severity ?? 'severe',
      severityBefore: more.severity ?? 'severe',
      because: [],
      source: 'typed',
      sentence: 'a flimmer of this',
      start: 2,
      end: 9,
      count: 1,
      pack: 'a'.repeat(64),
    },
    context: { application: 'Chromium', windowTitle: 'Notes', url: 'http://notes.example/' },
    evidence: { state: 'none', reason: 'not-possible' },
  });
  await world.line.next();
  return id;
}
async function save(more: Record<string, unknown> = {}): Promise<Threshold> {
  const rule = {
    name: 'Self-harm watch',
    enabled: true,
    count: 3,
    severity: 'severe',
    policies: ['self-harm'],
    days: 7,
    group: { id: watch, days: 14 },
    staff: [world.dsl.id],
    ...more,
  };
  const saved = await world.dsl.call(saveThreshold, {
    params: { id: randomUUID() },
    body: { rule, revision: null },
  });
  assert.equal(saved.status, 200, `${saved.reason ?? ''} ${saved.field ?? ''}`);
  return saved.reply;
}
async function off(rule: Threshold): Promise<void> {
  const { group: into, ...others } = rule.rule;
  const body = {
    rule: { ...others, group: into === null ? null : { id: into.id, days: into.days }, enabled: false },
    revision: rule.revision,
  };
  assert.equal((await world.dsl.call(saveThreshold, { params: { id: rule.id }, body })).status, 200);
}
async function actsOn(personId: string): Promise<ThresholdAct[]> {
  return (await world.dsl.call(listThresholdActs, { query: { personId } })).reply.items;
}
async function isIn(groupId: string, personId: string): Promise<boolean> {
  const { items } = (await world.tara.call(listMembers, { params: { id: groupId } })).reply;
  return items.some(({ id }) => id === personId);
}

describe('a threshold rule', () => {
  test('puts somebody in a group for a time, and says why everywhere', async () => {
    const rule = await save();
    assert.match(rule.inWords, /^3 severe captures of self-harm within 7 days: into Watch for 14 days/);
    const who = await pupil();
    const ids = [await capture(who), await capture(who)];
    assert.deepEqual(await actsOn(who.id), []);
    ids.push(await capture(who));
    const [act, ...others] = await actsOn(who.id);
    assert.deepEqual(others, []);
    assert.ok(act !== undefined && act.group !== null);
    assert.equal(act.because, '3 severe captures of self-harm within 7 days, by the rule “Self-harm watch”');
    assert.deepEqual(act.captures.map(({ id }) => id).toSorted(), ids.toSorted());
    assert.equal(act.group.inForce, true);
    assert.equal(Math.round((Date.parse(act.group.until) - Date.parse(act.at)) / 86_400_000), 14);
    assert.ok(await isIn(watch, who.id));
    for (const id of ids) {
      const { history } = (await world.dsl.call(showCapture, { params: { id } })).reply;
      const line = history.find(({ event }) => event.kind === 'threshold');
      assert.ok(line !== undefined && line.by === null);
      assert.match(JSON.stringify(line.event), /Put in Watch until .*“Self-harm watch”/);
    }
    const { items } = (await world.dsl.call(listAudit, { query: { action: 'thresholds.act' } })).reply;
    assert.equal(items[0]?.actor, null, 'the server did it');
    assert.doesNotMatch(items[0]?.summary ?? '', /flimmer/);
    await off(rule);
  });

  test('counts neither what is milder, nor another risk, nor a false positive, nor what is too old', async () => {
    const rule = await save({ days: 2 });
    const who = await pupil();
    const first = await capture(who);
    const { revision } = (await world.dsl.call(showCapture, { params: { id: first } })).reply;
    const body = { status: 'false-positive', rationale: 'A song.', revision };
    assert.equal((await world.dsl.call(setCaptureStatus, { params: { id: first }, body })).status, 200);
    await capture(who, { severity: 'moderate' });
    await capture(who, { policy: 'drugs' });
    await capture(who, { at: new Date(Date.now() - 3 * 86_400_000) });
    await capture(who);
    await capture(who);
    assert.deepEqual(await actsOn(who.id), []);
    await capture(who);
    assert.equal((await actsOn(who.id)).length, 1);
    await off(rule);
  });

  test('is taken back at once with a reason; the same captures do not count again, new ones do', async () => {
    const rule = await save({ count: 2 });
    const who = await pupil();
    await capture(who);
    await capture(who);
    const [act] = await actsOn(who.id);
    assert.ok(act !== undefined);
    const undo = (reason: string) =>
      world.dsl.call(undoThresholdAct, { params: { id: act.id }, body: { reason } });
    assert.deepEqual([(await undo(' ')).status, (await undo(' ')).field], [400, 'reason']);
    const undone = await undo('She was writing an essay.');
    assert.equal(undone.reply.undone?.reason, 'She was writing an essay.');
    assert.equal(undone.reply.group?.inForce, false);
    assert.ok(!(await isIn(watch, who.id)));
    assert.equal((await undo('Again.')).reason, 'undone');
    await capture(who);
    assert.equal((await actsOn(who.id)).length, 1, 'two of the three were taken back');
    await capture(who);
    assert.equal((await actsOn(who.id)).length, 2);
    assert.ok(await isIn(watch, who.id));
    await off(rule);
  });

  test('taking it back leaves in the group whom somebody put there for good', async () => {
    const rule = await save({ count: 2 });
    const who = await pupil();
    await world.tara.call(addMembers, { params: { id: watch }, body: { ids: [who.id] } });
    await capture(who);
    await capture(who);
    const [act] = await actsOn(who.id);
    await world.dsl.call(undoThresholdAct, { params: { id: act?.id ?? '' }, body: { reason: 'No need.' } });
    assert.ok(await isIn(watch, who.id));
    await off(rule);
  });

  test('counts what an account left behind as soon as staff say whose it is, once, and the same captures never again', async () => {
    const rule = await save({ count: 3 });
    const accountName = `x${randomUUID().slice(0, 8)}@home.example`;
    const who = { id: await onRoster(`p${randomUUID().slice(0, 8)}`), sessionId: await signIn(accountName) };
    const day = (days: number): Date => new Date(Date.now() - days * 86_400_000);
    // Enough of them twice, far apart: one match is one act, on the newest.
    for (const days of [60, 59, 58]) await capture(who, { at: day(days) });
    const newest = [
      await capture(who, { at: day(3) }),
      await capture(who, { at: day(2) }),
      await capture(who, { at: day(1) }),
    ];
    assert.deepEqual(await actsOn(who.id), [], 'they are nobody’s');
    assert.equal(await match(accountName, who.id), 6);
    const [act, ...others] = await actsOn(who.id);
    assert.deepEqual(others, []);
    assert.deepEqual(act?.captures.map(({ id }) => id).toSorted(), newest.toSorted());
    assert.ok(await isIn(watch, who.id));
    const body = { accountName, giveBack: true };
    assert.equal((await world.tara.call(forgetAccount, { body })).status, 200);
    assert.equal(await match(accountName, who.id), 6);
    const counted = (await actsOn(who.id)).flatMap(({ captures }) => captures.map(({ id }) => id));
    assert.equal(new Set(counted).size, counted.length, 'no capture counts twice for the same pupil');
    assert.equal((await world.tara.call(forgetAccount, { body })).status, 200);
    const right = await onRoster(`p${randomUUID().slice(0, 8)}`);
    await match(accountName, right);
    const [forRight] = await actsOn(right);
    assert.equal(forRight?.captures.length, 3, 'the match was wrong: for the right pupil they count');
    await off(rule);
  });

  test('one capture of an account completes those that the pupil had', async () => {
    const rule = await save({ count: 3 });
    const who = await pupil();
    const own = [await capture(who), await capture(who)];
    const accountName = `y${randomUUID().slice(0, 8)}@home.example`;
    const theirs = await capture({ sessionId: await signIn(accountName) });
    assert.deepEqual(await actsOn(who.id), []);
    await match(accountName, who.id);
    const [act] = await actsOn(who.id);
    assert.deepEqual(act?.captures.map(({ id }) => id).toSorted(), [...own, theirs].toSorted());
    await off(rule);
  });

  test('a rule that is off does nothing, and one without a group only tells', async () => {
    const silent = await save({ count: 2, enabled: false });
    const telling = await save({ name: 'Tell', count: 2, group: null, policies: [], severity: 'minor' });
    const who = await pupil();
    await capture(who, { severity: 'minor', policy: 'bullying' });
    await capture(who, { severity: 'minor', policy: 'drugs' });
    const acts = await actsOn(who.id);
    assert.deepEqual(
      acts.map((act) => [act.rule.name, act.group]),
      [['Tell', null]],
    );
    assert.equal(acts[0]?.because, '2 captures within 7 days, by the rule “Tell”');
    assert.equal(silent.rule.enabled, false);
    await off(telling);
  });

  test('is tried on the past before it is saved, with names only for who may see captures', async () => {
    const who = await pupil();
    await capture(who, { policy: 'gambling' });
    await capture(who, { policy: 'gambling' });
    const body = {
      rule: {
        name: 'Try',
        enabled: true,
        count: 2,
        severity: 'severe',
        policies: ['gambling'],
        days: 3,
        group: null,
        staff: [world.dsl.id],
      },
    };
    const { reply } = await world.dsl.call(previewThreshold, { body });
    assert.deepEqual([reply.people, reply.acts, reply.names.length, reply.cut], [1, 1, 1, false]);
    const more = { rule: { ...body.rule, count: 3 } };
    assert.equal((await world.dsl.call(previewThreshold, { body: more })).reply.people, 0);
    assert.deepEqual(await actsOn(who.id), [], 'nothing is done');
  });

  test('is refused with the field that is wrong, and never overwrites somebody else’s change', async () => {
    const rule = await save({ enabled: false });
    const { group: into, ...others } = rule.rule;
    const body = {
      rule: { ...others, group: into === null ? null : { id: into.id, days: 3 } },
      revision: rule.revision,
    };
    const at = { params: { id: rule.id } };
    assert.equal((await world.dsl.call(saveThreshold, { ...at, body })).status, 200);
    assert.equal((await world.tara.call(saveThreshold, { ...at, body })).reason, 'changed-meanwhile');
    const fresh = { params: { id: randomUUID() } };
    const tries: Array<[Record<string, unknown>, string]> = [
      [{ staff: [] }, 'rule.staff'],
      [{ staff: [world.networkManager.id] }, 'rule.staff'],
      [{ count: 1 }, 'rule.count'],
      [{ group: { id: randomUUID(), days: 3 } }, 'rule.group'],
      [{ name: '' }, 'rule.name'],
    ];
    for (const [more, field] of tries) {
      const bad = { rule: { ...body.rule, ...more }, revision: null };
      const refused = await world.dsl.call(saveThreshold, { ...fresh, body: bad });
      assert.deepEqual([refused.status, refused.field], [400, field]);
    }
  });
});

describe('what rules did', () => {
  test('is seen by those who are named, and by who may see both rules and captures; by nobody else', async () => {
    const rule = await save({ count: 2, staff: [world.dsl.id, world.teacherOf9C.id] });
    const who = await pupil();
    await capture(who);
    await capture(who);
    const seen = async (visitor: World['dsl']): Promise<ThresholdAct[]> =>
      (await visitor.call(listThresholdActs, { query: { personId: who.id } })).reply.items;
    const [named] = await seen(world.teacherOf9C);
    assert.ok(named !== undefined);
    assert.deepEqual([named.captures, named.counted, named.may.undo.allowed], [[], 2, false]);
    assert.deepEqual(await seen(world.teacherOf8B), []);
    assert.deepEqual(await seen(world.networkManager), []);
    assert.deepEqual((await world.strangersHead.call(listThresholdActs)).reply.items, []);
    const undo = { params: { id: named.id }, body: { reason: 'No.' } };
    assert.equal((await world.teacherOf9C.call(undoThresholdAct, undo)).status, 404);
    assert.equal((await world.strangersHead.call(undoThresholdAct, undo)).status, 404);
    assert.equal((await world.teacherOf8B.call(listThresholds)).status, 404);
    assert.doesNotMatch(server.logged(), new RegExp(`flimmer|${PUPIL}`));
    await off(rule);
  });
});
