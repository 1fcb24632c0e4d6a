import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { signIn } from '@lapwing/protocol/features/accounts/api.ts';
import { listAudit } from '@lapwing/protocol/features/audit/api.ts';
import { showCapture } from '@lapwing/protocol/features/captures/api.ts';
import { addGroup, addMembers, listGroups, removeMember } from '@lapwing/protocol/features/groups/api.ts';
import { endLesson, startLesson } from '@lapwing/protocol/features/lessons/api.ts';
import { addPerson } from '@lapwing/protocol/features/people/api.ts';
import { applyChange } from '@lapwing/protocol/features/policies/changes.api.ts';
import {
  type DeviceControl,
  extendRestrictions,
  liftRestrictions,
  listRestrictions,
  restoreRestrictions,
  saveControlSettings,
  setRestriction,
  showControl,
  showControlSettings,
  tryRestriction,
} from '@lapwing/protocol/features/restrictions/api.ts';
import type { DeviceOrders } from '@lapwing/protocol/features/state/document.event.ts';
import { addControlledDevice, openConsoleOf, type ControlledDevice } from './control-world.ts';
import {
  addStaff,
  PASSWORD,
  setUpSchool,
  startTestServer,
  visitor,
  type TestServer,
  type Visitor,
} from './harness.ts';
import { aReport, SENTENCE } from './world.ts';

interface Pupil {
  readonly id: string;
  readonly device: ControlledDevice;
  readonly session: string;
}

const MINUTE = 60_000;
const NO_WORLD = {
  ids: {
    school: '',
    otherSchool: '',
    group8B: '',
    group9C: '',
    pupil: '',
    device: '',
    session: '',
    capture: '',
    evidence: '',
  },
};
const folder = mkdtempSync(join(tmpdir(), 'lapwing-test-'));
let shift = 0;
const clock = { now: () => Date.now() + shift };
let test: TestServer;
let tara: Visitor;
let eight: Visitor & { id: string };
let nine: Visitor & { id: string };
let group8B: string;
let group9C: string;
let ana: Pupil;
let ben: Pupil;
let cleo: Pupil;

async function pupil(name: string, groupId: string): Promise<Pupil> {
  const username = name.toLowerCase();
  const { id } = (
    await tara.call(addPerson, {
      body: { name, username, kind: 'pupil', year: '8', form: '8B', groupIds: [groupId] },
    })
  ).reply;
  const device = await addControlledDevice(test, tara, `Desk of ${name}`);
  return { id, device, session: await device.logOn(username) };
}

before(async () => {
  const packs = join(tmpdir(), 'lapwing-test-packs');
  mkdirSync(packs, { recursive: true });
  symlinkSync(packs, join(folder, 'packs'));
  test = await startTestServer({ folder, clock });
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
after(async () => {
  await test.stop();
  rmSync(folder, { recursive: true, force: true });
});

const has =
  (id: string) =>
  ({ restrictions }: DeviceOrders): boolean =>
    restrictions.some((each) => each.id === id);
const without =
  (id: string) =>
  (orders: DeviceOrders): boolean =>
    !has(id)(orders);

/** A body that is taken; one restriction for the first target. */
const lockOf = (id: string, more: Record<string, unknown> = {}): Record<string, unknown> => ({
  targets: [{ kind: 'group', id: group8B }],
  effect: { kind: 'lock' },
  minutes: 5,
  ids: [id],
  ...more,
});
async function set(more: Record<string, unknown> = {}, who: Visitor = eight): Promise<string> {
  const id = randomUUID();
  const answer = await who.call(setRestriction, { body: lockOf(id, more) });
  assert.equal(answer.status, 200, answer.reason ?? '');
  return id;
}
async function lift(id: string, who: Visitor = tara): Promise<void> {
  const answer = await who.call(liftRestrictions, { body: { ids: [id] } });
  assert.equal(answer.status, 200, answer.reason ?? '');
}
/** Time passes; devices that were silent for so long connect anew. */
async function pass(ms: number): Promise<void> {
  shift += ms;
  for (const { device } of [ana, ben, cleo]) await device.connect();
}
const desiredOf = async (deviceId: string) => {
  const { devices } = (await tara.call(showControl, { body: { deviceIds: [deviceId] } })).reply;
  return devices[0]?.desired ?? assert.fail('the device is there');
};

describe('a lock of a class', () => {
  it('stands in the documents of its devices alone, is reported back and shown, and is lifted with one touch', async () => {
    const console8 = await openConsoleOf(test, eight);
    const console9 = await openConsoleOf(test, nine);
    const id = randomUUID();
    const body = lockOf(id, { words: 'Eyes to the front, please.' });
    const answer = await eight.call(setRestriction, { body });
    assert.equal(answer.status, 200, answer.reason ?? '');
    assert.deepEqual(new Set(answer.reply.devices), new Set([ana.device.id, ben.device.id]));
    const [shown] = answer.reply.set;
    assert.equal(shown?.what, 'Screen locked');
    assert.deepEqual(shown?.target, { kind: 'group', id: group8B, name: '8B' });
    assert.equal(shown?.by?.name, 'Eight');

    const orders = await ana.device.orders(has(id));
    assert.deepEqual(
      orders.restrictions.map(({ effect, layer, by, words }) => ({ effect, layer, by, words })),
      [{ effect: { kind: 'lock' }, layer: 'hands-on', by: 'Eight', words: 'Eyes to the front, please.' }],
    );
    const [lock] = orders.restrictions;
    assert.equal(Date.parse(lock?.until ?? '') - Date.parse(lock?.from ?? ''), 5 * MINUTE);
    await ben.device.orders(has(id));
    assert.deepEqual(cleo.device.document().orders.restrictions, []);

    const untold = await console8.control(ana.device.id, (control) => control.desired.locked);
    assert.equal(untold.standing, 'unknown');
    ana.device.obey();
    const agreed = await console8.control(ana.device.id, ({ standing }) => standing === 'agreed');
    assert.deepEqual(
      agreed.desired.because.map(({ what, by, overruledBy }) => [what, by, overruledBy]),
      [['Screen locked', 'Eight', null]],
    );
    ana.device.say({ failed: [{ id, why: 'not-possible' }] });
    const failed = await console8.control(ana.device.id, (control) => control.actual?.failed.length === 1);
    assert.equal(failed.actual?.failed[0], 'Screen locked: not possible on this device');

    const lifted = await eight.call(liftRestrictions, { body: { ids: [id] } });
    assert.equal(lifted.status, 200, lifted.reason ?? '');
    assert.equal(lifted.reply.lifted[0]?.lifted?.by?.name, 'Eight');
    await ana.device.orders(without(id));
    await ben.device.orders(without(id));
    ana.device.obey();
    await console8.control(
      ana.device.id,
      ({ standing, desired }) => standing === 'agreed' && !desired.locked,
    );
    // A teacher of another class heard of none of it.
    const heard = JSON.stringify(console9.line.waiting());
    assert.doesNotMatch(heard, new RegExp(`${ana.device.id}|${ben.device.id}`));
    console8.close();
    console9.close();
    const { items } = (await tara.call(listAudit, { query: { limit: '50' } })).reply;
    const said = items.map(({ summary }) => summary);
    assert.ok(said.includes('Screen locked for 8B, for 5 minutes'), said.join('\n'));
    assert.ok(said.includes('Lifted Screen locked for 8B'), said.join('\n'));
  });

  it('is told as that of the pupil, and what is for the device as for whoever sits there', async () => {
    const desk = cleo.device;
    const room = (await tara.call(addGroup, { body: { name: 'Room 3', kind: 'devices', parentId: null } }))
      .reply.id;
    await tara.call(addMembers, { params: { id: room }, body: { ids: [desk.id] } });
    const banned = (await tara.call(listGroups)).reply.groups.find(
      ({ builtIn }) => builtIn === 'internet-banned',
    );
    await tara.call(addMembers, { params: { id: banned?.id ?? '' }, body: { ids: [cleo.id] } });
    const one = (target: Record<string, unknown>): Promise<string> =>
      set({ targets: [target], effect: { kind: 'mute' } }, tara);
    const [ofClass, ofCleo, ofDesk, ofRoom] = [
      await one({ kind: 'group', id: group9C }),
      await one({ kind: 'people', ids: [cleo.id] }),
      await one({ kind: 'devices', ids: [desk.id] }),
      await one({ kind: 'group', id: room }),
    ];
    const orders = await desk.orders((each) =>
      [ofClass, ofCleo, ofDesk, ofRoom].every((id) => has(id)(each)),
    );
    const personal = new Map(orders.restrictions.map((each) => [each.id, each.personal]));
    assert.deepEqual(
      [ofClass, ofCleo, ofDesk, ofRoom, banned?.id ?? ''].map((id) => personal.get(id)),
      [true, true, false, false, true],
    );
    assert.equal(orders.account, 'cleo');
    const lessonId = randomUUID();
    const starts = (groupId: string) =>
      tara.call(startLesson, { body: { id: lessonId, groupId, title: 'Rivers', minutes: 60 } });
    assert.equal((await starts(group9C)).status, 200);
    assert.equal((await desk.orders(({ lesson }) => lesson !== null)).lesson?.personal, true);
    await tara.call(endLesson, { params: { id: lessonId }, body: {} });
    // Nothing is personal: no name is told.
    for (const id of [ofClass, ofCleo]) await lift(id);
    await tara.call(removeMember, { params: { id: banned?.id ?? '', memberId: cleo.id } });
    const bare = await desk.orders(
      (each) => each.lesson === null && each.restrictions.every((restriction) => !restriction.personal),
    );
    assert.deepEqual([bare.account, has(ofDesk)(bare), has(ofRoom)(bare)], [null, true, true]);
    for (const id of [ofDesk, ofRoom]) await lift(id);
    await desk.orders(({ restrictions }) => restrictions.length === 0);
  });

  it('is set once however often it is sent, and an id of somebody else is not overwritten', async () => {
    const id = randomUUID();
    const body = lockOf(id, { effect: { kind: 'mute' } });
    assert.equal((await eight.call(setRestriction, { body })).status, 200);
    const [again] = (await eight.call(setRestriction, { body: { ...body, minutes: 50 } })).reply.set;
    assert.equal(Date.parse(again?.until ?? '') - Date.parse(again?.from ?? ''), 5 * MINUTE);
    const listed = (await eight.call(listRestrictions)).reply.restrictions;
    assert.equal(listed.filter((each) => each.id === id).length, 1);
    assert.equal((await tara.call(setRestriction, { body })).reason, 'id-taken');
    await lift(id);
  });

  it('is refused with the field and the remedy, and nothing of it is done', async () => {
    const over = randomUUID();
    const lesson = { id: over, groupId: group8B, title: 'Rivers', minutes: 60 };
    await eight.call(startLesson, { body: lesson });
    await eight.call(endLesson, { params: { id: over }, body: {} });
    const id = randomUUID();
    const refusals: Array<[Record<string, unknown>, number, string | null, string | null]> = [
      [{ targets: [{ kind: 'group', id: group9C }] }, 404, 'not-found', null],
      [{ targets: [{ kind: 'people', ids: [ana.id, cleo.id] }] }, 404, 'not-found', null],
      [{ targets: [{ kind: 'devices', ids: [cleo.device.id] }] }, 404, 'not-found', null],
      [{ targets: [{ kind: 'lesson', id: randomUUID() }] }, 404, 'not-found', null],
      [{ targets: [{ kind: 'lesson', id: over }], minutes: null }, 409, 'lesson-over', 'lessonId'],
      [{ minutes: null }, 400, 'no-end', 'minutes'],
      [{ minutes: 601 }, 400, 'bad-request', 'minutes'],
      [{ targets: [] }, 400, 'bad-request', 'targets'],
      [{ ids: [id, randomUUID()] }, 400, 'ids-differ', 'ids'],
      [{ effect: { kind: 'block', sites: [], titles: [] } }, 400, 'nothing-to-block', 'effect.sites'],
      [{ effect: { kind: 'block', sites: ['*'], titles: [] } }, 400, 'bad-request', 'effect.sites.0'],
      [{ favouriteId: randomUUID() }, 400, 'favourite-without-list', 'favouriteId'],
      [
        { favouriteId: randomUUID(), effect: { kind: 'allow', sites: ['a.example'] } },
        400,
        'favourite-unknown',
        'favouriteId',
      ],
    ];
    for (const [more, status, reason, field] of refusals) {
      const answer = await eight.call(setRestriction, { body: lockOf(id, more) });
      const got = [answer.status, answer.field];
      assert.deepEqual(got, [status, field], `${JSON.stringify(more)}: ${answer.reason}`);
      if (reason !== 'bad-request') assert.equal(answer.reason, reason);
    }
    const head = await addStaff(test, tara, {
      name: 'Head',
      email: 'head@northfield.example',
      roles: ['head'],
    });
    assert.equal((await head.call(setRestriction, { body: lockOf(id) })).status, 404);
    const { restrictions } = (await tara.call(listRestrictions, { query: { over: 'true' } })).reply;
    assert.ok(!restrictions.some((each) => each.id === id));
  });
});

/** A finding of Ana's. */
const reportOf = (captureId: string): ReturnType<typeof aReport> => ({
  ...aReport(NO_WORLD, captureId),
  sessionId: ana.session,
});

describe('a sanction', () => {
  const sanctioned = (id: string, captureId: string, more: Record<string, unknown> = {}) => ({
    type: 'restrictions/sanctioned',
    id,
    captureId,
    sessionId: ana.session,
    kind: 'lock',
    at: new Date().toISOString(),
    until: new Date(Date.now() + 2 * MINUTE).toISOString(),
    outcome: 'done',
    ...more,
  });
  const acknowledged = async (id: string): Promise<void> => {
    for (;;) {
      const { ids } = await ana.device.frame('captures/acknowledged');
      if (ids.includes(id)) return;
    }
  };
  const eventsOf = async (captureId: string): Promise<string[]> => {
    const { history } = (await tara.call(showCapture, { params: { id: captureId } })).reply;
    return history.flatMap(({ event, by }) =>
      'what' in event && event.kind.startsWith('sanction') ? [`${by?.name ?? '-'}: ${event.what}`] : [],
    );
  };

  it('stands in the history of its capture, is known to its device, and is lifted with one touch', async () => {
    const [captureId, id, heldBack] = [randomUUID(), randomUUID(), randomUUID()];
    ana.device.line.send(reportOf(captureId));
    await acknowledged(captureId);
    ana.device.line.send(sanctioned(id, captureId));
    await acknowledged(id);
    const orders = await ana.device.orders(({ sanctions }) => sanctions.includes(id));
    const [lock] = orders.restrictions;
    assert.deepEqual([lock?.id, lock?.layer, lock?.effect], [id, 'sanction', { kind: 'lock' }]);
    // Sent again it is the same; and what was not done is a line and no more.
    ana.device.line.send(sanctioned(id, captureId));
    await acknowledged(id);
    const more = { outcome: 'held-back', until: null };
    ana.device.line.send(sanctioned(heldBack, captureId, more));
    await acknowledged(heldBack);
    assert.deepEqual(await eventsOf(captureId), [
      '-: By the device itself: the screen locked for 2 minutes',
      '-: Not done again, as the same was done a short while ago: the screen locked',
    ]);
    const [shown] = (await eight.call(listRestrictions, { query: { personId: ana.id } })).reply.restrictions;
    assert.deepEqual([shown?.layer, shown?.by, shown?.captureId], ['sanction', null, captureId]);
    assert.equal(
      (await eight.call(extendRestrictions, { body: { ids: [id], minutes: 5 } })).reason,
      'sanction',
    );

    await lift(id, eight);
    const lifted = await ana.device.orders(without(id));
    assert.ok(lifted.sanctions.includes(id), 'the device learns that the server knows it');
    assert.equal((await eventsOf(captureId)).at(-1), 'Eight: Screen locked');
    assert.equal((await eight.call(restoreRestrictions, { body: { ids: [id] } })).status, 200);
    await ana.device.orders(has(id));
    assert.equal((await eventsOf(captureId)).at(-1), 'Eight: took back that it was lifted: Screen locked');
    await lift(id, eight);
    await ana.device.orders(without(id));
    const { items } = (await tara.call(listAudit, { query: { limit: '20' } })).reply;
    assert.ok(items.every(({ summary }) => !summary.includes(SENTENCE)));
  });

  it('of another device, of an unknown capture or session, is not taken', async () => {
    const [captureId, id] = [randomUUID(), randomUUID()];
    const reasonOf = async (frame: Record<string, unknown>): Promise<string> => {
      ben.device.line.send(frame);
      return (await ben.device.frame('captures/rejected')).reason;
    };
    assert.equal(await reasonOf(sanctioned(id, captureId)), 'session-unknown');
    const own = { sessionId: ben.session };
    assert.equal(await reasonOf(sanctioned(id, captureId, own)), 'capture-unknown');
  });
});

describe('what devices do by themselves', () => {
  it('is told to them with the school’s bounds and words, as the policies set it; and moves a pupil to a group', async () => {
    const { settings, revision } = (await tara.call(showControlSettings)).reply;
    const changed = { ...settings, lockWords: 'Please wait for your teacher.' };
    const save = { settings: changed, revision };
    assert.equal((await eight.call(saveControlSettings, { body: save })).status, 404);
    assert.equal((await tara.call(saveControlSettings, { body: save })).status, 200);
    assert.equal((await tara.call(saveControlSettings, { body: save })).reason, 'changed-meanwhile');

    const watch = (await tara.call(addGroup, { body: { name: 'Watch', kind: 'people', parentId: null } }))
      .reply.id;
    const actions = [
      { kind: 'lock', minutes: 2 },
      { kind: 'message', text: 'Please see Ms Khan.' },
      { kind: 'move', groupId: watch, days: 7 },
    ];
    const value = { status: null, periods: null, sources: null, actions };
    const applied = await tara.call(applyChange, {
      body: {
        base: 0,
        reason: 'Agreed with the safeguarding lead',
        edits: [{ kind: 'watch', groupId: group8B, policy: 'suicide', value }],
      },
    });
    assert.equal(applied.status, 200, applied.reason ?? '');
    // Settings and policies are told one after the other, or both at once.
    let known = (await ana.device.orders((orders) => orders.rules !== null)).rules?.sha256;
    let rules = await ana.device.rules();
    while (rules.sanctions.policies['suicide'] === undefined) {
      await ana.device.orders((orders) => orders.rules?.sha256 !== known);
      known = ana.device.document().orders.rules?.sha256;
      rules = await ana.device.rules();
    }
    assert.deepEqual(rules.sanctions.policies, {
      suicide: [
        { kind: 'lock', minutes: 2 },
        { kind: 'message', text: 'Please see Ms Khan.' },
      ],
    });
    assert.equal(rules.look.words, 'Please wait for your teacher.');
    assert.ok(rules.alwaysOpen.includes('childline.org.uk'));
    assert.equal(rules.timeZone, 'Europe/London');

    const captureId = randomUUID();
    ana.device.line.send(reportOf(captureId));
    for (;;) if ((await ana.device.frame('captures/acknowledged')).ids.includes(captureId)) break;
    const { history } = (await tara.call(showCapture, { params: { id: captureId } })).reply;
    const moved = history.flatMap(({ event }) => (event.kind === 'sanctioned' ? [event.what] : []));
    assert.deepEqual(moved, ['Put in the group Watch for 7 days']);

    // What is the server's by now goes on with the words that the pupil has read.
    const sanction = {
      type: 'restrictions/sanctioned',
      id: randomUUID(),
      captureId,
      sessionId: ana.session,
      kind: 'lock',
      at: new Date().toISOString(),
      until: new Date(Date.now() + 2 * MINUTE).toISOString(),
      outcome: 'done',
    };
    ana.device.line.send(sanction);
    const orders = await ana.device.orders(({ sanctions }) => sanctions.includes(sanction.id));
    assert.equal(orders.restrictions.find(({ id }) => id === sanction.id)?.words, 'Please see Ms Khan.');
    await lift(sanction.id, eight);
    await ana.device.orders(without(sanction.id));
    const out = await tara.call(removeMember, { params: { id: watch, memberId: ana.id } });
    assert.equal(out.status, 200, out.reason ?? '');
  });
});

describe('what is in force', () => {
  it('is lifted for one pupil alone, taken back within ten minutes, and given another end', async () => {
    const id = await set({ effect: { kind: 'internet-off' } });
    await ana.device.orders(has(id));
    const some = { ids: [id], personIds: [ana.id] };
    const [excepted] = (await eight.call(liftRestrictions, { body: some })).reply.lifted;
    assert.deepEqual(excepted?.exceptions, [{ id: ana.id, name: 'Ana' }]);
    await ana.device.orders(without(id));
    await ben.device.orders(has(id));
    assert.equal((await nine.call(liftRestrictions, { body: { ids: [id] } })).status, 404);
    assert.equal((await nine.call(restoreRestrictions, { body: some })).status, 404);
    // What is taken back is what was done: lifted for two, one by one, the first stays free.
    const other = { ids: [id], personIds: [ben.id] };
    await eight.call(liftRestrictions, { body: other });
    await ben.device.orders(without(id));
    const [still] = (await eight.call(restoreRestrictions, { body: other })).reply.restored;
    assert.deepEqual(still?.exceptions, [{ id: ana.id, name: 'Ana' }]);
    await ben.device.orders(has(id));
    assert.equal((await eight.call(restoreRestrictions, { body: some })).status, 200);
    await ana.device.orders(has(id));

    const longer = await eight.call(extendRestrictions, { body: { ids: [id], minutes: 40 } });
    const left = Date.parse(longer.reply.restrictions[0]?.until ?? '') - clock.now();
    assert.ok(Math.abs(left - 40 * MINUTE) < MINUTE);
    await lift(id, eight);
    await pass(11 * MINUTE);
    assert.equal((await eight.call(restoreRestrictions, { body: { ids: [id] } })).reason, 'too-late');
    await ben.device.orders(without(id));
  });

  it('is lifted at a device at which nobody is known, for the device alone, and taken back', async () => {
    const room = (await tara.call(addGroup, { body: { name: 'Room 4', kind: 'devices', parentId: null } }))
      .reply.id;
    const spare = await addControlledDevice(test, tara, 'Spare');
    await tara.call(addMembers, { params: { id: room }, body: { ids: [spare.id, cleo.device.id] } });
    const id = await set({ targets: [{ kind: 'group', id: room }] }, tara);
    await spare.orders(has(id));
    const body = { ids: [id], deviceIds: [spare.id] };
    const [shown] = (await tara.call(liftRestrictions, { body })).reply.lifted;
    assert.deepEqual(shown?.exceptions, [{ id: spare.id, name: 'Spare' }]);
    assert.equal(shown?.lifted, null);
    await spare.orders(without(id));
    await cleo.device.orders(has(id));
    assert.equal((await tara.call(restoreRestrictions, { body })).status, 200);
    await spare.orders(has(id));
    assert.equal((await nine.call(liftRestrictions, { body })).status, 404);
    const taken = await tara.call(liftRestrictions, { body: { ...body, deviceIds: [cleo.device.id] } });
    assert.deepEqual([taken.status, taken.reason, taken.field], [409, 'somebody-there', 'deviceIds']);
    // Both at once; whoever comes to the device is not excepted by it.
    const both = { ...body, personIds: [cleo.id] };
    assert.equal((await tara.call(liftRestrictions, { body: both })).status, 200);
    await Promise.all([spare.orders(without(id)), cleo.device.orders(without(id))]);
    await spare.logOn('ben');
    await spare.orders(has(id));
    const { items } = (await tara.call(listAudit, { query: { limit: '50' } })).reply;
    assert.ok(
      items.some(({ summary }) => summary === 'Lifted Screen locked for Room 4, for Cleo and Spare alone'),
    );
    await lift(id);
    await spare.leave();
    await ben.device.logOn('ben');
  });

  it('ends at its time, without anybody doing anything', async () => {
    const id = await set({ targets: [{ kind: 'people', ids: [ana.id] }], effect: { kind: 'mute' } });
    await ana.device.orders(has(id));
    assert.equal((await desiredOf(ana.device.id)).muted, true);
    await pass(6 * MINUTE);
    assert.equal((await desiredOf(ana.device.id)).muted, false);
    assert.deepEqual((await eight.call(listRestrictions)).reply.restrictions, []);
    const past = (await eight.call(listRestrictions, { query: { personId: ana.id, over: 'true' } })).reply;
    const found = past.restrictions.find((each) => each.id === id);
    assert.equal(found?.may.lift.allowed, false);
    assert.equal((await eight.call(extendRestrictions, { body: { ids: [id], minutes: 5 } })).reason, 'over');
    assert.equal((await eight.call(restoreRestrictions, { body: { ids: [id] } })).reason, 'over');
  });

  it('follows the person, not the device, and an unknown device can be meant by itself', async () => {
    const spare = await addControlledDevice(test, tara, 'Spare', ['typed']);
    const id = await set({ targets: [{ kind: 'people', ids: [ben.id] }] });
    await spare.logOn('ben');
    await spare.orders(has(id));
    await lift(id);
    const tried = await tara.call(tryRestriction, {
      body: { targets: [{ kind: 'devices', ids: [spare.id] }], effect: { kind: 'lock' }, minutes: 5 },
    });
    assert.deepEqual(tried.reply.cannot, [
      { deviceId: spare.id, name: 'Spare', why: 'It cannot be locked.' },
    ]);
    await spare.leave();
    await ben.device.logOn('ben');
  });

  it('ends with its lesson, however long it was set for', async () => {
    const lessonId = randomUUID();
    const lesson = { id: lessonId, groupId: group8B, title: 'Rivers', minutes: 30 };
    const { endsAt } = (await eight.call(startLesson, { body: lesson })).reply;
    const only = { kind: 'allow-only', title: 'Rivers', sites: ['rivers.example'] };
    const id = await set({ targets: [{ kind: 'lesson', id: lessonId }], effect: only, minutes: null });
    const longer = await set({ effect: { kind: 'mute' }, minutes: 300, lessonId });
    const { restrictions } = await ana.device.orders((orders) => has(id)(orders) && has(longer)(orders));
    assert.deepEqual(
      restrictions.map(({ layer, until }) => [layer, until]),
      [
        ['lesson', endsAt],
        ['lesson', endsAt],
      ],
    );
    // Another teacher sees before anything is set what stands there, and what becomes of it.
    const clash = await tara.call(tryRestriction, {
      body: { targets: [{ kind: 'group', id: group8B }], effect: { kind: 'internet-off' }, minutes: 5 },
    });
    assert.deepEqual(clash.reply.clashes, [
      {
        restrictionId: id,
        what: 'Only “Rivers”: 1 site',
        by: 'Eight, lesson Rivers',
        lesson: { id: lessonId, title: 'Rivers' },
        people: 2,
        outcome: 'It does nothing while the internet is off, and goes on after that.',
      },
    ]);
    assert.deepEqual(
      [clash.reply.people, clash.reply.devices, clash.reply.online, clash.reply.large],
      [2, 2, 2, false],
    );
    const off = await set({ effect: { kind: 'internet-off' } }, tara);
    assert.deepEqual(
      (await desiredOf(ana.device.id)).because.map(({ what, overruledBy }) => [what, overruledBy]),
      [
        ['Internet off', null],
        ['Only “Rivers”: 1 site', 'Internet off (Tara Khan)'],
        ['Sound muted', null],
      ],
    );
    await lift(off);
    await eight.call(endLesson, { params: { id: lessonId }, body: {} });
    await ana.device.orders((orders) => without(id)(orders) && without(longer)(orders));
    assert.equal((await eight.call(extendRestrictions, { body: { ids: [id], minutes: 5 } })).reason, 'over');
    const ofLesson = (await eight.call(listRestrictions, { query: { lessonId, over: 'true' } })).reply;
    assert.equal(ofLesson.restrictions.length, 2);
  });

  it('comes from the built-in groups too, for their time, to whatever device the person sits at', async () => {
    const { groups } = (await tara.call(listGroups)).reply;
    const locked = groups.find(({ builtIn }) => builtIn === 'screens-locked')?.id ?? '';
    const body = { ids: [ana.id], minutes: 30 };
    assert.equal((await tara.call(addMembers, { params: { id: locked }, body })).status, 200);
    const { restrictions } = await ana.device.orders(has(locked));
    const [only] = restrictions;
    assert.deepEqual([only?.layer, only?.by, only?.effect], ['group', 'Screens locked', { kind: 'lock' }]);
    assert.equal(Date.parse(only?.until ?? '') - Date.parse(only?.from ?? ''), 30 * MINUTE);
    const [listed] = (await eight.call(listRestrictions, { query: { personId: ana.id } })).reply.restrictions;
    assert.deepEqual(
      [listed?.what, listed?.layer, listed?.may.lift.allowed],
      ['Screen locked', 'group', false],
    );
    await tara.call(removeMember, { params: { id: locked, memberId: ana.id } });
    await ana.device.orders(without(locked));
  });
});

describe('a device that loses the connection', () => {
  it('is said to be away to whoever saw it, with what it goes on holding, also what was lifted meanwhile', async () => {
    const console8 = await openConsoleOf(test, eight);
    const id = await set({ targets: [{ kind: 'people', ids: [ben.id] }], minutes: 10 });
    await ben.device.orders(has(id));
    ben.device.obey();
    const there = await console8.control(ben.device.id, ({ standing }) => standing === 'agreed');
    assert.equal(there.away, null);
    await ben.device.leave();
    const gone = await console8.control(ben.device.id, ({ online }) => !online);
    assert.equal(gone.standing, 'offline');
    assert.deepEqual(gone.away?.holds, [{ effect: 'lock', until: gone.desired.nextEndAt }]);
    assert.ok(Math.abs(Date.now() - Date.parse(gone.away?.since ?? '')) < 30_000);
    console8.close();

    await lift(id);
    const now = async (): Promise<DeviceControl | undefined> =>
      (await tara.call(showControl, { body: { deviceIds: [ben.device.id] } })).reply.devices[0];
    const lifted = await now();
    assert.equal(lifted?.desired.locked, false);
    assert.deepEqual(lifted?.away?.holds, gone.away?.holds, 'it does not know of it');
    shift += 11 * MINUTE;
    assert.deepEqual((await now())?.away?.holds, [], 'its own end is over');
    shift -= 11 * MINUTE;
    await ben.device.connect();
    assert.equal((await now())?.away, null);
  });
});

describe('a restart of the server', () => {
  it('forgets nothing', async () => {
    const id = await set({ targets: [{ kind: 'people', ids: [ana.id] }], minutes: 60 });
    await test.stop();
    test = await startTestServer({ folder, clock });
    const again = visitor(test.url);
    const body = { email: 'tara.khan@northfield.example', password: PASSWORD };
    assert.equal((await again.call(signIn, { body })).status, 200);
    const { devices } = (await again.call(showControl, { body: { deviceIds: [ana.device.id] } })).reply;
    assert.deepEqual(
      [devices[0]?.desired.locked, devices[0]?.desired.because[0]?.id, devices[0]?.standing],
      [true, id, 'offline'],
    );
  });
});
