import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { CaptureDetail, listCaptures, type CaptureSummary } from '@lapwing/protocol/features/captures/api.ts';
import { CAPTURE_STATUSES } from '@lapwing/protocol/features/captures/status.ts';
import {
  allowFromCapture,
  changeCaptures,
  joinCaptures,
  listCaptureStaff,
  listViews,
  sayLooking,
  showAround,
  showMeanings,
  undoCaptureChange,
} from '@lapwing/protocol/features/captures/triage.api.ts';
import type { Actor } from '../../permissions/actor.ts';
import { refuse } from '../../platform/http/outcome.ts';
import {
  capture,
  newId,
  startStage,
  type Stage,
  type StagedDevice,
  type StagedSchool,
} from './captures.fixture.ts';
import { addClasses, type StagedClasses } from './classes.fixture.ts';

let stage: Stage;
before(async () => {
  stage = await startStage();
});
after(() => stage.stop());

let staged: StagedClasses;
let school: StagedSchool;
let ana: StagedDevice;
let ben: StagedDevice;
let lead: Actor;
let deputy: Actor;
let teacherOfAna: Actor;
let teacherOfBen: Actor;
let show: StagedClasses['show'];
beforeEach(async () => {
  stage.setAhead(0);
  stage.hooked.length = 0;
  staged = await addClasses(stage);
  ({ school, ana, ben, lead, teacherOfAna, show } = staged);
  deputy = school.actor('Dev Deputy', ['deputy']);
  teacherOfBen = school.actor('Tina Teacher', ['teacher'], [staged.classOfBen]);
});

const minute = (at: number): string =>
  new Date(Date.parse('2026-03-05T09:00:00Z') + at * 60_000).toISOString();

/** Reports a capture, and tells its id. */
async function arrive(device: StagedDevice, more: Parameters<typeof capture>[1] = {}): Promise<string> {
  const frame = capture(device, more);
  await school.say(device, frame);
  return frame.id;
}

async function post(
  actor: Actor,
  url: string,
  body: unknown,
): Promise<{ status: number; body: string; json: unknown }> {
  const answer = await stage.request(actor, 'POST', `/api/captures${url}`, body);
  return { status: answer.statusCode, body: answer.body, json: answer.json() };
}

async function list(actor: Actor, query?: string): Promise<CaptureSummary[]> {
  return (await staged.list(actor, query)).items;
}

async function kinds(id: string): Promise<string[]> {
  return (await show(lead, id)).history.map((entry) => entry.event.kind);
}

async function audit(action: string): Promise<unknown[]> {
  return (await staged.audit(action)).map((row) => row['summary']);
}

describe('the same thing seen again', () => {
  test('within ten minutes, of one person, session and policy, is one incident; the rest stands by itself', async () => {
    const first = await arrive(ana, { at: minute(0) });
    assert.equal((await show(lead, first)).incident, null);
    const second = await arrive(ana, { at: minute(8) });
    const third = await arrive(ana, { at: minute(17) });
    const shown = await show(lead, second);
    assert.deepEqual([shown.incident?.count, shown.incident?.open], [3, 3]);
    assert.deepEqual(
      shown.together.map((other) => [other.id, other.sentence]),
      [
        [third, 'the river was cold and I said the phrase aloud'],
        [first, 'the river was cold and I said the phrase aloud'],
      ],
    );
    // Nobody who has the first open is stopped by the arrival of another.
    assert.equal((await show(lead, first)).revision, 0);
    const apart = [
      await arrive(ana, { at: minute(28) }),
      await arrive(ana, { at: minute(17), finding: { policy: 'bullying' } }),
      await arrive(ana, { at: minute(17), finding: { policy: 'illegal-content' } }),
      await arrive(ben, { at: minute(17) }),
    ];
    for (const id of apart) assert.equal((await show(lead, id)).incident, null);
  });

  test('after it was closed is something new', async () => {
    const first = await arrive(ana, { at: minute(0) });
    await post(lead, `/${first}/status`, { status: 'resolved', rationale: 'Spoke with her.', revision: 0 });
    const second = await arrive(ana, { at: minute(1) });
    assert.equal((await show(lead, second)).incident, null);
  });

  test('is one line of the list: the worst that is open, then the newest, and only what fits the filters', async () => {
    const worst = await arrive(ana, { at: minute(0) });
    const minor = await arrive(ana, { at: minute(1), finding: { severity: 'minor' } });
    const newest = await arrive(ana, { at: minute(2), finding: { severity: 'minor' } });
    const alone = await arrive(ben);
    const ids = async (query: string): Promise<string[]> => (await list(lead, query)).map((item) => item.id);
    assert.deepEqual(await ids('?together=true'), [alone, worst]);
    assert.deepEqual(await ids('?together=true&severity=minor'), [newest]);
    assert.deepEqual((await ids('?together=false')).length, 4);
    await post(lead, `/${worst}/status`, { status: 'resolved', rationale: 'Spoke with her.', revision: 0 });
    assert.deepEqual(await ids('?together=true'), [alone, newest]);
    assert.deepEqual((await list(lead, '?together=true'))[1]?.incident?.open, 2);
    assert.deepEqual(await ids('?together=true&status=resolved'), [worst]);
    assert.notEqual(minor, newest);
  });

  test('is dealt with whole: the open ones, by the revision of the one in hand, each with its own history', async () => {
    const [first, second, third] = [
      await arrive(ana, { at: minute(0) }),
      await arrive(ana, { at: minute(1) }),
      await arrive(ana, { at: minute(2) }),
    ];
    await post(lead, `/${first}/status`, { status: 'false-positive', rationale: 'A song.', revision: 0 });
    await post(lead, `/${second}/take`, { revision: 0, whole: false });
    const decided = { status: 'resolved', rationale: 'Spoke with her.', revision: 0, whole: true };
    assert.equal((await post(teacherOfAna, `/${third}/status`, decided)).status, 200);
    assert.equal((await show(lead, first)).status, 'false-positive');
    assert.equal((await show(lead, second)).status, 'resolved');
    assert.equal((await show(lead, third)).status, 'resolved');
    assert.deepEqual(await kinds(second), ['captured', 'taken', 'status']);
    assert.deepEqual(
      (await audit('captures.status')).at(-1),
      [
        'Set the capture of Ana Silva (suicide, severe) from Unclassified to Resolved, and 1 more of its incident',
      ][0],
    );
    const told = (await stage.told(teacherOfAna)).flatMap((frame) =>
      frame.type === 'captures/changed' && frame.capture.status === 'resolved' ? [frame.capture.id] : [],
    );
    assert.deepEqual(new Set(told), new Set([second, third]));
  });

  test('by two people at once neither hangs nor overwrites', async () => {
    const ids: string[] = [];
    for (let at = 0; at < 6; at += 1) ids.push(await arrive(ana, { at: minute(at) }));
    const set = (actor: Actor, id: string, status: string) =>
      post(actor, `/${id}/status`, { status, rationale: actor.name, revision: 0, whole: true });
    for (let round = 0; round < 3; round += 1) {
      const [first = '', last = ''] = [ids[0], ids.at(-1)];
      const answers = await Promise.all([
        set(lead, first, 'requires-attention'),
        set(teacherOfAna, last, 'under-investigation'),
        set(deputy, ids[3] ?? '', 'requires-attention'),
      ]);
      const statuses = answers.map(({ status }) => status).sort((a, b) => a - b);
      assert.deepEqual(statuses, round === 0 ? [200, 409, 409] : [409, 409, 409]);
    }
    const changes = await Promise.all(ids.map(async (id) => (await show(lead, id)).status));
    assert.equal(new Set(changes).size, 1);
  });

  test('can be put together and taken apart by hand, of one person and never sealed with unsealed', async () => {
    const [one, other, far] = [
      await arrive(ana, { at: minute(0) }),
      await arrive(ana, { at: minute(60), finding: { policy: 'bullying' } }),
      await arrive(ben, { at: minute(0) }),
    ];
    const sealed = await arrive(ana, { at: minute(30), finding: { policy: 'illegal-content' } });
    const beside = await arrive(ana, { at: minute(61), finding: { policy: 'bullying' } });
    assert.match((await post(lead, '/join', { ids: [one, far] })).body, /different-people/);
    assert.match((await post(lead, '/join', { ids: [one, sealed] })).body, /"reason":"sealed"/);
    assert.equal((await post(teacherOfBen, '/join', { ids: [one, other] })).status, 404);
    assert.equal((await show(lead, one)).incident, null);
    const joined = joinCaptures.reply.parse((await post(lead, '/join', { ids: [one, other] })).json);
    assert.equal(joined.count, 3);
    assert.equal((await show(lead, beside)).incident?.id, joined.incidentId);
    assert.deepEqual(await kinds(one), ['captured', 'joined']);
    const { revision } = await show(lead, beside);
    const parted = await post(lead, `/${beside}/part`, { revision });
    assert.equal(CaptureDetail.parse(parted.json).incident, null);
    assert.equal((await show(lead, one)).incident?.count, 2);
    await post(lead, `/${other}/part`, { revision: (await show(lead, other)).revision });
    assert.equal((await show(lead, one)).incident, null);
    assert.deepEqual(await audit('captures.join'), [
      'Put 3 captures together as one incident: Ana Silva (suicide, severe)',
    ]);
  });

  test('that an amendment seals leaves its incident', async () => {
    const frame = capture(ana, { at: minute(0) });
    await school.say(ana, frame);
    const other = await arrive(ana, { at: minute(1) });
    assert.equal((await show(lead, other)).incident?.count, 2);
    await school.say(ana, {
      type: 'captures/amended',
      id: newId(),
      captureId: frame.id,
      at: minute(2),
      finding: { ...frame.finding, policy: 'illegal-content' },
    });
    assert.equal((await show(lead, frame.id)).incident, null);
    assert.equal((await show(lead, other)).incident, null);
    assert.deepEqual((await show(lead, other)).together, []);
  });
});

describe('giving and escalating', () => {
  test('tells whoever gets it, and names in the list who has it', async () => {
    const id = await arrive(ana);
    const given = await post(lead, `/${id}/assign`, { accountId: teacherOfAna.accountId, revision: 0 });
    assert.equal(given.status, 200, given.body);
    assert.equal((await list(teacherOfAna, '?assigned=me'))[0]?.assignedTo?.name, 'Tom Teacher');
    assert.equal((await list(lead, '?assigned=nobody')).length, 0);
    const by = { id: lead.accountId, name: 'Dana Lead' };
    const to = { id: teacherOfAna.accountId, name: 'Tom Teacher' };
    assert.deepEqual(stage.hooked, [{ hook: 'assigned', captureId: id, call: [to, by] }]);
    await post(lead, `/${id}/assign`, { accountId: null, revision: 1 });
    const shown = await show(lead, id);
    assert.equal(shown.assignedTo, null);
    assert.deepEqual(
      shown.history.map(({ event }) => event),
      [{ kind: 'captured' }, { kind: 'assigned', to: 'Tom Teacher' }, { kind: 'assigned', to: null }],
    );
    assert.deepEqual(await audit('captures.assign'), [
      'Gave the capture of Ana Silva (suicide, severe) to Tom Teacher',
      'Gave the capture of Ana Silva (suicide, severe) to nobody',
    ]);
  });

  test('offers only staff who may see the capture, and gives it to nobody else', async () => {
    const id = await arrive(ana);
    const answer = await stage.request(teacherOfAna, 'GET', `/api/captures/${id}/staff`);
    const { staff, next } = listCaptureStaff.reply.parse(answer.json());
    assert.deepEqual(staff.map(({ name }) => name).sort(), ['Dana Lead', 'Dev Deputy', 'Tom Teacher']);
    assert.equal(next?.name, 'Dana Lead');
    const asked = await stage.request(lead, 'GET', `/api/captures/${id}/staff`);
    assert.equal(
      listCaptureStaff.reply.parse(asked.json()).next?.name,
      'Dev Deputy',
      'nobody is offered themselves',
    );
    for (const accountId of [teacherOfBen.accountId, 'nobody']) {
      for (const url of [`/${id}/assign`, `/${id}/escalate`]) {
        const refused = await post(lead, url, {
          accountId,
          revision: 0,
          ...(url.endsWith('e') ? { rationale: 'x' } : {}),
        });
        assert.equal(refused.status, 400);
        assert.match(refused.body, /"field":"accountId"/);
      }
    }
    assert.equal((await show(lead, id)).revision, 0);
  });

  test('escalates to a named person or the next in the chain, who has it then', async () => {
    const id = await arrive(ana);
    const reason = 'She means it.';
    const named = await post(teacherOfAna, `/${id}/escalate`, {
      accountId: deputy.accountId,
      rationale: reason,
      revision: 0,
    });
    const shown = CaptureDetail.parse(named.json);
    assert.equal(shown.status, 'escalated');
    assert.equal(shown.escalatedTo?.name, 'Dev Deputy');
    assert.equal(shown.assignedTo?.name, 'Dev Deputy');
    const next = await post(deputy, `/${id}/escalate`, { accountId: null, rationale: reason, revision: 1 });
    assert.equal(CaptureDetail.parse(next.json).escalatedTo?.name, 'Dana Lead');
    assert.deepEqual(
      stage.hooked.map(({ hook, call }) => [hook, call[2]]),
      [
        ['escalated', reason],
        ['escalated', reason],
      ],
    );
    const investigated = await post(lead, `/${id}/status`, {
      status: 'under-investigation',
      rationale: null,
      revision: 2,
    });
    assert.equal(CaptureDetail.parse(investigated.json).escalatedTo, null);
    assert.deepEqual((await show(lead, id)).history.at(1)?.event, {
      kind: 'escalated',
      to: 'Dev Deputy',
      rationale: reason,
    });
  });

  test('says why nobody is next, and asks for the reason', async () => {
    const id = await arrive(ana);
    const usual = stage.nextInChain;
    stage.nextInChain = async () => ({ person: null, why: 'It is a holiday and no cover is set.' });
    const nobody = await post(lead, `/${id}/escalate`, { accountId: null, rationale: 'x', revision: 0 });
    stage.nextInChain = usual;
    assert.equal(nobody.status, 409);
    assert.match(nobody.body, /no cover is set/);
    const empty = await post(lead, `/${id}/escalate`, { accountId: null, rationale: '  ', revision: 0 });
    assert.equal(empty.status, 400);
    assert.match(empty.body, /"field":"rationale"/);
    assert.equal((await show(lead, id)).status, 'unclassified');
  });

  test('refuses to overwrite, and says who did what meanwhile', async () => {
    const id = await arrive(ana);
    await post(teacherOfAna, `/${id}/status`, {
      status: 'resolved',
      rationale: 'Spoke with her.',
      revision: 0,
    });
    for (const [url, body] of [
      ['take', {}],
      ['assign', { accountId: null }],
      ['escalate', { accountId: null, rationale: 'x' }],
      ['status', { status: 'false-positive', rationale: 'x' }],
      ['part', {}],
    ] as const) {
      const refused = await post(lead, `/${id}/${url}`, { revision: 0, ...body });
      assert.equal(refused.status, 409);
      assert.match(refused.body, /Tom Teacher set it to Resolved since you opened it/);
    }
    assert.equal((await show(lead, id)).revision, 1);
  });
});

describe('many at once', () => {
  test('changes each that can be changed, and says of each other why not', async () => {
    const [one, gone, unseen] = [await arrive(ana), await arrive(ana), await arrive(ben)];
    await post(lead, `/${gone}/take`, { revision: 0 });
    const nowhere = newId();
    const body = {
      captures: [one, gone, unseen, nowhere].map((id) => ({ id, revision: 0 })),
      change: { kind: 'status', status: 'false-positive', rationale: 'They sing this in music.' },
    };
    const { changed, not } = changeCaptures.reply.parse((await post(teacherOfAna, '/bulk', body)).json);
    assert.deepEqual(changed, [one]);
    assert.deepEqual(
      new Map(not.map(({ id, why }) => [id, why])),
      new Map([
        [gone, 'Dana Lead took it since you opened the list.'],
        [unseen, 'There is nothing here that you can see.'],
        [nowhere, 'There is nothing here that you can see.'],
      ]),
    );
    assert.equal((await show(lead, unseen)).status, 'unclassified');
    assert.deepEqual(await audit('captures.bulk'), [
      'Set to False positive 1 capture: Ana Silva (suicide, severe)',
    ]);
    const empty = await post(lead, '/bulk', { ...body, change: { ...body.change, rationale: '' } });
    assert.match(empty.body, /"field":"change.rationale"/);
  });

  test('gives only those to somebody that they may see, and takes incidents whole if wanted', async () => {
    const [one, same, bens] = [
      await arrive(ana, { at: minute(0) }),
      await arrive(ana, { at: minute(1) }),
      await arrive(ben),
    ];
    const body = {
      captures: [one, bens].map((id) => ({ id, revision: 0 })),
      change: { kind: 'assign', accountId: teacherOfAna.accountId },
      whole: true,
    };
    const { changed, not } = changeCaptures.reply.parse((await post(lead, '/bulk', body)).json);
    assert.deepEqual(changed.toSorted(), [one, same].sort());
    assert.deepEqual(not, [{ id: bens, why: 'Tom Teacher cannot see it.' }]);
    assert.equal((await show(lead, same)).assignedTo?.name, 'Tom Teacher');
    assert.equal(stage.hooked.length, 2);
  });

  test('tells each console of those that its person may see, however many they are', async () => {
    const [anas, bens] = [[] as string[], [] as string[]];
    for (let at = 0; at < 6; at += 1) {
      anas.push(await arrive(ana, { at: minute(at * 30) }));
      bens.push(await arrive(ben, { at: minute(at * 30) }));
    }
    for (const actor of [lead, teacherOfAna, teacherOfBen]) await stage.told(actor);
    const captures = [...anas, ...bens].map((id) => ({ id, revision: 0 }));
    await post(lead, '/bulk', { captures, change: { kind: 'assign', accountId: lead.accountId } });
    const told = async (actor: Actor): Promise<Set<string>> =>
      new Set(
        (await stage.told(actor)).flatMap((frame) =>
          frame.type === 'captures/changed' ? [frame.capture.id] : [],
        ),
      );
    assert.deepEqual(await told(teacherOfAna), new Set(anas));
    assert.deepEqual(await told(teacherOfBen), new Set(bens));
    assert.deepEqual(await told(lead), new Set([...anas, ...bens]));
  });

  test('at most 500', async () => {
    const captures = Array.from({ length: 501 }, () => ({ id: newId(), revision: 0 }));
    const change = { kind: 'assign', accountId: null };
    assert.equal((await post(lead, '/bulk', { captures, change })).status, 400);
  });
});

describe('taking a change back', () => {
  const undo = async (actor: Actor, ...ids: string[]) =>
    undoCaptureChange.reply.parse((await post(actor, '/undo', { ids })).json);

  test('within ten minutes puts back what was, and its history tells of both', async () => {
    const id = await arrive(ana);
    await post(lead, `/${id}/assign`, { accountId: teacherOfAna.accountId, revision: 0 });
    await post(lead, `/${id}/status`, { status: 'resolved', rationale: 'Spoke with her.', revision: 1 });
    const { undo: offered } = await show(lead, id);
    assert.equal(offered?.what, 'You set it to Resolved');
    assert.equal((await show(teacherOfAna, id)).undo, null);
    stage.setAhead(9.9 * 60_000);
    assert.deepEqual(await undo(lead, id), { undone: [id], not: [] });
    const shown = await show(lead, id);
    assert.equal(shown.status, 'unclassified');
    assert.equal(shown.assignedTo?.name, 'Tom Teacher');
    assert.equal(shown.undo, null);
    assert.deepEqual(await kinds(id), ['captured', 'assigned', 'status', 'undone']);
    assert.deepEqual(await undo(lead, id), {
      undone: [],
      not: [{ id, why: 'Your last change of it is taken back already.' }],
    });
    assert.deepEqual(await audit('captures.undo'), [
      'Took the last change back of 1 capture: Ana Silva (suicide, severe)',
      'Took the last change back of 0 captures',
    ]);
  });

  test('is not possible later, for others, after another change, and where it cannot be seen', async () => {
    const [late, others, changed, unseen] = [
      await arrive(ana),
      await arrive(ana),
      await arrive(ana),
      await arrive(ben),
    ];
    for (const id of [late, others, changed, unseen]) await post(lead, `/${id}/take`, { revision: 0 });
    await post(teacherOfAna, `/${others}/take`, { revision: 1 });
    assert.deepEqual((await undo(teacherOfAna, changed, unseen)).not, [
      { id: changed, why: 'Dana Lead took it since.' },
      { id: unseen, why: 'There is nothing here that you can see.' },
    ]);
    assert.deepEqual((await undo(lead, others)).not, [{ id: others, why: 'Tom Teacher took it since.' }]);
    stage.setAhead(10.1 * 60_000);
    assert.equal((await show(lead, late)).undo, null);
    assert.deepEqual((await undo(lead, late)).not, [{ id: late, why: 'That is more than 10 minutes ago.' }]);
    stage.setAhead(0);
    assert.deepEqual((await undo(lead, late, changed)).undone.toSorted(), [late, changed].sort());
  });

  test('of an incident dealt with whole, and of what was put together', async () => {
    const [one, other] = [await arrive(ana, { at: minute(0) }), await arrive(ana, { at: minute(60) })];
    await post(lead, '/join', { ids: [one, other] });
    const { revision } = await show(lead, one);
    await post(lead, `/${one}/take`, { revision, whole: true });
    await undo(lead, one, other);
    assert.deepEqual((await list(lead, '?assigned=nobody')).length, 2);
    assert.equal((await show(lead, one)).incident?.count, 2);
    const [again, alone] = [await arrive(ben, { at: minute(0) }), await arrive(ben, { at: minute(60) })];
    await post(lead, '/join', { ids: [again, alone] });
    await undo(lead, again, alone);
    assert.equal((await show(lead, again)).incident, null);
  });
});

describe('letting the like pass', () => {
  test('resolves it and, where asked for, the open ones like it within the reach', async () => {
    const [id, like, unlike, bens] = [
      await arrive(ana),
      await arrive(ana, { at: minute(1) }),
      await arrive(ana, { at: minute(2), finding: { term: 'other' } }),
      await arrive(ben),
    ];
    stage.allowLike = async (_tx, _actor, { value }) => ({
      ok: true,
      what: `Let pass ${String(value)}.\0`,
      groupId: null,
      lets: ({ term }) => term === 'suicide/phrase',
    });
    const body = { allowanceId: newId(), value: 'a song', revision: 0, past: true };
    const answer = await post(teacherOfAna, `/${id}/allow`, body);
    const reply = allowFromCapture.reply.parse(answer.json);
    assert.equal(reply.pastResolved, 1);
    assert.equal(reply.capture.status, 'false-positive-allowed');
    assert.equal((await show(lead, like)).status, 'false-positive-allowed');
    assert.deepEqual((await show(lead, like)).history.at(-1)?.event, {
      kind: 'allowed',
      what: 'Let pass a song.\uFFFD',
    });
    for (const open of [unlike, bens]) assert.equal((await show(lead, open)).status, 'unclassified');
    assert.deepEqual(await audit('captures.allow'), [
      'Let the like of the capture of Ana Silva (suicide, severe) pass, and resolved 1 more like it',
    ]);
    assert.equal(reply.capture.undo, null);
    const undone = undoCaptureChange.reply.parse((await post(teacherOfAna, '/undo', { ids: [id] })).json);
    assert.match(undone.not[0]?.why ?? '', /take that back with the policies first/);
  });

  test('is refused whole where the policies refuse, it has changed, or it is sealed', async () => {
    const id = await arrive(ana);
    const sealed = await arrive(ana, { finding: { policy: 'illegal-content' } });
    const body = { allowanceId: newId(), value: 'x', revision: 0, past: false };
    stage.allowLike = async () =>
      refuse('bad-request', 'too-general', 'Too general.', { field: 'value.what' });
    assert.equal((await post(lead, `/${id}/allow`, body)).status, 400);
    stage.allowLike = async () => ({ ok: true, what: 'x', groupId: null, lets: () => true });
    assert.equal((await post(lead, `/${sealed}/allow`, body)).status, 400);
    await post(deputy, `/${id}/take`, { revision: 0 });
    const late = await post(lead, `/${id}/allow`, body);
    assert.equal(late.status, 409);
    assert.match(late.body, /Dev Deputy took it/);
    assert.equal((await show(lead, id)).status, 'unclassified');
  });
});

describe('who looks now', () => {
  const look = async (actor: Actor, id: string, looking: boolean): Promise<string[]> =>
    sayLooking.reply
      .parse((await post(actor, `/${id}/looking`, { looking })).json)
      .people.map(({ name }) => name);
  const told = async (actor: Actor): Promise<string[][]> =>
    (await stage.told(actor)).flatMap((frame) =>
      frame.type === 'captures/looking' ? [frame.people.map(({ name }) => name)] : [],
    );

  test('is shown to those who may see the capture, until they go or say nothing more', async () => {
    const id = await arrive(ana);
    assert.deepEqual(await look(lead, id, true), ['Dana Lead']);
    assert.deepEqual(await look(teacherOfAna, id, true), ['Dana Lead', 'Tom Teacher']);
    assert.deepEqual(await look(teacherOfAna, id, true), ['Dana Lead', 'Tom Teacher']);
    assert.equal((await told(lead)).length, 2, 'nothing is told while nothing changes');
    assert.deepEqual(await told(teacherOfBen), []);
    assert.deepEqual(await look(teacherOfAna, id, false), ['Dana Lead']);
    stage.leave(lead);
    assert.deepEqual(await told(deputy), [[], [], [], []], 'what is told late is how it is now');
    await look(deputy, id, true);
    stage.setAhead(24_000);
    stage.tidy();
    assert.deepEqual(await look(lead, id, true), ['Dev Deputy', 'Dana Lead']);
    stage.setAhead(26_000);
    stage.tidy();
    assert.deepEqual(await look(lead, id, true), ['Dana Lead']);
    assert.equal((await post(teacherOfBen, `/${id}/looking`, { looking: true })).status, 404);
  });
});

describe('what happened around it', () => {
  test('is told in order, within the reach', async () => {
    const id = await arrive(ana, { at: minute(0), context: { url: 'https://chat.example/a' } });
    const before = await arrive(ana, { at: minute(-50), finding: { policy: 'illegal-content' } });
    await arrive(ana, { at: minute(-70) });
    await arrive(ben, { at: minute(1) });
    await stage.rows(
      'update sessions set started_at = $2, ended_at = $3, device_ended_at = $3 where id = $1',
      [ana.sessionId, minute(-55), minute(20)],
    );
    const answer = await stage.request(teacherOfAna, 'GET', `/api/captures/${id}/around?minutes=60`);
    const { entries } = showAround.reply.parse(answer.json());
    assert.deepEqual(
      entries.map((entry) => [entry.kind, entry.at]),
      [
        ['session-started', minute(-55)],
        ['capture', minute(-50)],
        ['capture', minute(0)],
        ['session-ended', minute(20)],
      ],
    );
    const sealed = entries.find((entry) => entry.kind === 'capture' && entry.id === before);
    assert.ok(sealed?.kind === 'capture' && sealed.sentence === null);
    assert.deepEqual(await audit('captures.around'), [
      'Looked at what happened around the capture of Ana Silva (suicide, severe)',
    ]);
  });
});

describe('the list', () => {
  test('is narrowed by source, term, person in charge and day, and sorted as asked', async () => {
    const winter = await arrive(ana, { at: '2026-01-31T23:30:00.000Z', finding: { severity: 'minor' } });
    // 00:30 of the 1st of July by the school's clock.
    const summer = await arrive(ben, {
      at: '2026-06-30T23:30:00.000Z',
      finding: { source: 'caption', term: 'a.b' },
    });
    const ids = async (query: string): Promise<string[]> => (await list(lead, query)).map(({ id }) => id);
    assert.deepEqual(await ids('?source=caption'), [summer]);
    assert.deepEqual(await ids('?term=a.b'), [summer]);
    assert.deepEqual(await ids('?from=2026-07-01&to=2026-07-01'), [summer]);
    assert.deepEqual(await ids('?from=2026-06-30&to=2026-06-30'), []);
    assert.deepEqual(await ids('?to=2026-01-31'), [winter]);
    assert.deepEqual(await ids('?from=2026-02-01'), [summer]);
    assert.deepEqual(await ids('?sort=newest'), [summer, winter]);
    assert.deepEqual(await ids('?sort=oldest'), [winter, summer]);
    assert.deepEqual(await ids('?sort=worst'), [summer, winter]);
    assert.equal((await stage.request(lead, 'GET', '/api/captures?from=2026-02-30')).statusCode, 400);
    await post(lead, `/${winter}/take`, { revision: 0 });
    assert.deepEqual(await ids('?assigned=me'), [winter]);
    assert.deepEqual(await ids('?assigned=nobody'), [summer]);
    assert.deepEqual(await ids(`?assigned=${lead.accountId}`), [winter]);
  });

  test('goes on page by page in every order, each once, incidents as one', async () => {
    for (let at = 0; at < 9; at += 1) {
      const device = at % 2 === 0 ? ana : ben;
      const severity = (['minor', 'severe', 'moderate'] as const)[at % 3] ?? 'minor';
      await arrive(device, { at: minute(at * (at < 5 ? 30 : 1)), finding: { severity } });
    }
    for (const together of ['true', 'false']) {
      for (const sort of ['newest', 'oldest', 'worst']) {
        const whole = (await list(lead, `?together=${together}&sort=${sort}`)).map(({ id }) => id);
        const seen: string[] = [];
        let next: string | null = null;
        do {
          const after: string = next === null ? '' : `&after=${next}`;
          const answer = await stage.request(
            lead,
            'GET',
            `/api/captures?together=${together}&sort=${sort}&limit=2${after}`,
          );
          const page = listCaptures.reply.parse(answer.json());
          seen.push(...page.items.map(({ id }) => id));
          next = page.next;
        } while (next !== null);
        assert.deepEqual(seen, whole);
        assert.equal(new Set(seen).size, seen.length);
      }
    }
  });
});

describe('what the school agrees on', () => {
  test('is shown with the statuses, changed by who manages captures, and whole', async () => {
    const shown = async (actor: Actor) =>
      showMeanings.reply.parse((await stage.request(actor, 'GET', '/api/captures/meanings')).json());
    assert.equal((await shown(teacherOfAna)).own, false);
    const meanings = CAPTURE_STATUSES.map((status) => ({ status, meaning: `We mean ${status}.\0` }));
    const put = (actor: Actor, body: unknown) => stage.request(actor, 'PUT', '/api/captures/meanings', body);
    assert.equal((await put(teacherOfAna, { meanings })).statusCode, 404);
    assert.equal((await put(lead, { meanings: meanings.slice(1) })).statusCode, 400);
    const [first] = meanings;
    const twice = await put(lead, { meanings: meanings.map(() => first) });
    assert.match(twice.body, /status-missing/);
    assert.equal((await shown(lead)).own, false);
    assert.equal((await put(lead, { meanings })).statusCode, 200);
    const now = await shown(teacherOfAna);
    assert.equal(now.own, true);
    assert.equal(now.meanings[0]?.meaning, 'We mean unclassified.\uFFFD');
  });

  test('views are their owner’s, or shared with all who see captures', async () => {
    for (const actor of [lead, teacherOfAna]) {
      await stage.rows('insert into accounts_users (id, name, email) values ($1, $2, $3)', [
        actor.accountId,
        actor.name,
        actor.email,
      ]);
      await stage.rows('insert into accounts_members (school_id, user_id, roles) values ($1, $2, $3)', [
        school.id,
        actor.accountId,
        ['teacher'],
      ]);
    }
    const views = async (actor: Actor) =>
      listViews.reply.parse((await stage.request(actor, 'GET', '/api/captures/views')).json()).views;
    await post(teacherOfAna, '/views', { name: 'My <b>own</b>', search: '?status=open', shared: false });
    await post(teacherOfAna, '/views', { name: 'For all', search: '', shared: true });
    assert.equal(
      (await post(teacherOfAna, '/views', { name: 'x', search: 'status', shared: true })).status,
      400,
    );
    assert.deepEqual(
      (await views(teacherOfAna)).map(({ name, mine }) => [name, mine]),
      [
        ['For all', true],
        ['My <b>own</b>', true],
      ],
    );
    const [shared] = await views(teacherOfBen);
    assert.deepEqual([shared?.name, shared?.mine], ['For all', false]);
    const remove = (actor: Actor, id: string) => stage.request(actor, 'DELETE', `/api/captures/views/${id}`);
    assert.equal((await remove(teacherOfBen, shared?.id ?? '')).statusCode, 403);
    assert.equal((await remove(lead, shared?.id ?? '')).statusCode, 200);
    assert.deepEqual(await views(teacherOfBen), []);
    assert.equal((await views(teacherOfAna)).length, 1);
  });
});

describe('hostile text', () => {
  const HOSTILE = [
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    "'; drop table captures; --",
    '=HYPERLINK("http://evil.example")',
    '\u202Egnirts desrever\u202C',
    'one\r\ntwo: three\r\n\r\nfour',
    '{{constructor.constructor("x")()}}',
    'half \uD83D of a pair',
    '\u0000nul\u0000',
  ];

  test('comes out as it went in, but for what no database can keep', async () => {
    const id = await arrive(ana, {
      finding: { sentence: HOSTILE.join(' ').slice(0, 900), end: 4 },
      context: { windowTitle: HOSTILE.join(' ').slice(0, 500), application: '=1+1' },
    });
    const kept = (text: string): string => text.replaceAll('\0', '\uFFFD').toWellFormed();
    assert.equal((await show(lead, id)).text?.sentence, kept(HOSTILE.join(' ').slice(0, 900)));
    for (const text of HOSTILE) {
      await post(lead, `/${id}/notes`, { text: `x${text}x` });
      const { revision } = await show(lead, id);
      const escalated = await post(lead, `/${id}/escalate`, {
        accountId: null,
        rationale: `x${text}x`,
        revision,
      });
      assert.equal(escalated.status, 200, escalated.body);
      const { history } = await show(lead, id);
      assert.deepEqual(
        history.slice(-2).map(({ event }) => event),
        [
          { kind: 'note', text: kept(`x${text}x`) },
          { kind: 'escalated', to: 'Dev Deputy', rationale: kept(`x${text}x`) },
        ],
      );
    }
    const answer = await stage.request(lead, 'GET', `/api/captures/${id}`);
    assert.match(String(answer.headers['content-type']), /^application\/json/);
    const written = JSON.stringify(
      await stage.rows('select summary from audit_entries where school_id = $1', [school.id]),
    );
    assert.doesNotMatch(written, /script|drop table|HYPERLINK/);
    assert.doesNotMatch(stage.logged.join('\n'), /script|drop table|HYPERLINK/);
  });

  test('of ten megabytes is refused before it is kept', async () => {
    const id = await arrive(ana);
    const huge = await post(lead, `/${id}/notes`, { text: 'x'.repeat(10 * 1024 * 1024) });
    assert.equal(huge.status, 413);
    const long = await post(lead, `/${id}/notes`, { text: 'x'.repeat(4001) });
    assert.equal(long.status, 400);
    assert.match(long.body, /"field":"text"/);
    assert.deepEqual(await kinds(id), ['captured']);
  });
});
