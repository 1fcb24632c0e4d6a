import assert from 'node:assert/strict';
import { createHash, randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { listAudit } from '@lapwing/protocol/features/audit/api.ts';
import { showCapture } from '@lapwing/protocol/features/captures/api.ts';
import {
  addConcernEntry,
  changeConcern,
  listConcernChoices,
  listConcerns,
  openConcern,
  setConcernStatus,
  showConcern,
  showLastChange,
  type ConcernDetail,
} from '@lapwing/protocol/features/concerns/api.ts';
import { countConcerns } from '@lapwing/protocol/features/concerns/count.api.ts';
import { FIVE_POINTS } from '@lapwing/protocol/features/concerns/five-points.ts';
import {
  addConcernAction,
  addConcernPerson,
  addConcernReferral,
  addReferralReply,
  answerFivePoints,
  attachCaptures,
  finishConcernAction,
  removeConcernCapture,
  removeConcernPerson,
  shareConcern,
  transferConcern,
} from '@lapwing/protocol/features/concerns/record.api.ts';
import { addPerson } from '@lapwing/protocol/features/people/api.ts';
import { ConsoleFrame } from '@lapwing/protocol/console-frames.ts';
import { WebSocket } from 'ws';
import { readPdf } from '../../platform/pdf/read-pdf.fixture.ts';
import { lineOf, type Line } from '../../../test/device-server.ts';
import { addStaff, startTestServer, type TestServer, type Visitor } from '../../../test/harness.ts';
import { makeWorld, PUPIL, SENTENCE, type World } from '../../../test/world.ts';

let server: TestServer;
let world: World;
/** Another pupil of the roster. */
let cleo: string;
before(async () => {
  server = await startTestServer();
  world = await makeWorld(server);
  cleo = (
    await world.tara.call(addPerson, {
      body: { name: 'Cleo Marsh', username: 'cleo', kind: 'pupil', year: '8', form: '8B', groupIds: [] },
    })
  ).reply.id;
});
after(async () => {
  world.line.socket.close();
  await server.stop();
});

const DAY_MS = 86_400_000;
const dayFromNow = (days: number): string => new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);
const ago = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();

function newConcern(more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    id: randomUUID(),
    title: 'Ana is low since half term',
    risk: 'self-harm',
    fourCs: ['content'],
    nudes: false,
    people: [{ kind: 'roster', personId: world.ids.pupil, part: 'subject' }],
    captureIds: [],
    words: 'Her tutor came to me after registration.',
    happenedAt: ago(60),
    ...more,
  };
}
async function open(more: Record<string, unknown> = {}): Promise<ConcernDetail> {
  const opened = await world.dsl.call(openConcern, { body: newConcern(more) });
  assert.equal(opened.status, 200, opened.reason ?? '');
  return opened.reply;
}
const of = (concern: { id: string }) => ({ params: { id: concern.id } });
async function sealedCapture(): Promise<string> {
  const id = randomUUID();
  world.line.send({
    type: 'captures/reported',
    id,
    sessionId: world.ids.session,
    at: new Date().toISOString(),
    finding: {
      term: 'illegal-content.example',
      policy: 'illegal-content',
      severity: 'severe',
      severityBefore: 'severe',
      because: [],
      source: 'typed',
      sentence: 'florble that nobody may read',
      start: 0,
      end: 7,
      count: 1,
      pack: 'a'.repeat(64),
    },
    context: { application: 'Chromium', windowTitle: 'Glommer', url: 'http://glommer.example/' },
    evidence: { state: 'none', reason: 'not-possible' },
  });
  await world.line.next();
  return id;
}

describe('a concern', () => {
  test('is opened from captures, once, and keeps who, what and when', async () => {
    const body = newConcern({ captureIds: [world.ids.capture] });
    const [one, two] = [
      await world.dsl.call(openConcern, { body }),
      await world.dsl.call(openConcern, { body }),
    ];
    assert.equal(one.status, 200, one.reason ?? '');
    assert.deepEqual(two.reply, one.reply, 'a form that was sent twice opens one');
    const concern = one.reply;
    assert.deepEqual(
      concern.people.map(({ name, part, form }) => [name, part, form]),
      [[PUPIL, 'subject', '8B']],
    );
    assert.deepEqual(
      concern.captures.map(({ id, severity, sentence }) => [id, severity, sentence]),
      [[world.ids.capture, 'severe', SENTENCE]],
    );
    const kinds = concern.chronology.map(({ kind }) => kind);
    assert.deepEqual(kinds.toSorted(), ['capture', 'opened', 'person']);
    const line = concern.chronology.find(({ kind }) => kind === 'capture');
    assert.equal(line?.happenedAt, concern.captures[0]?.happenedAt, 'it stands at its own time');
    assert.match(line?.what ?? '', /severe/);
    assert.equal(concern.openedBy.name, 'Lead');
    assert.equal(concern.may.change.allowed, true);
  });

  test('stands with its captures, in the history of each', async () => {
    const concern = await open({ captureIds: [world.ids.capture], title: 'Seen from the capture' });
    const shown = (await world.dsl.call(showCapture, { params: { id: world.ids.capture } })).reply;
    assert.ok(shown.concerns.some(({ id, title }) => id === concern.id && title === concern.title));
    const line = shown.history.findLast(({ event }) => event.kind === 'concern');
    assert.deepEqual(line?.event, { kind: 'concern', concernId: concern.id });
    // A teacher sees the capture, and not that there is a concern.
    const asTeacher = (await world.teacherOf8B.call(showCapture, { params: { id: world.ids.capture } }))
      .reply;
    assert.deepEqual(asTeacher.concerns, []);
    assert.ok(!asTeacher.history.some(({ event }) => event.kind === 'concern'));
  });

  test('is about a pupil, and every field that is wrong is named', async () => {
    const tries: Array<[Record<string, unknown>, string]> = [
      [{ people: [{ kind: 'named', name: 'An aunt', part: 'outside' }] }, 'people'],
      [{ people: [{ kind: 'roster', personId: randomUUID(), part: 'subject' }] }, 'people.0'],
      [{ captureIds: [randomUUID()] }, 'captureIds'],
      [{ title: '  ' }, 'title'],
      [{ words: '' }, 'words'],
      [{ happenedAt: new Date(Date.now() + DAY_MS).toISOString() }, 'happenedAt'],
    ];
    for (const [more, field] of tries) {
      const body = newConcern(more);
      const refused = await world.dsl.call(openConcern, { body });
      assert.equal(refused.status, 400, field);
      assert.equal(refused.field, field);
      const nothing = await world.dsl.call(showConcern, { params: { id: String(body['id']) } });
      assert.equal(nothing.status, 404, `${field}: nothing half done`);
    }
  });

  test('keeps its lines as they are: a correction is a further line', async () => {
    const concern = await open();
    const words = 'Spoke with her mother at four.';
    const noted = await world.dsl.call(addConcernEntry, {
      ...of(concern),
      body: { words, happenedAt: ago(30), corrects: null },
    });
    const line = noted.reply.chronology.find((entry) => entry.words === words);
    assert.ok(line !== undefined);
    const corrected = await world.dsl.call(addConcernEntry, {
      ...of(concern),
      body: { words: 'It was her aunt.', happenedAt: ago(30), corrects: line.id },
    });
    assert.equal(corrected.reply.chronology.find(({ id }) => id === line.id)?.words, words);
    assert.equal(
      corrected.reply.chronology.find(({ corrects }) => corrects === line.id)?.words,
      'It was her aunt.',
    );
    const other = await open();
    const stray = await world.dsl.call(addConcernEntry, {
      ...of(other),
      body: { words: 'Of another.', happenedAt: ago(1), corrects: line.id },
    });
    assert.deepEqual([stray.status, stray.field], [400, 'corrects']);
    await assert.rejects(
      server.server.db.inSchool(world.ids.school, async (tx) => {
        const { sql } = await import('kysely');
        await sql`update concerns_entries set words = 'changed'`.execute(tx.kysely);
      }),
      /permission denied/,
    );
  });

  test('takes one change after the other: the second of two is told, and nothing is overwritten', async () => {
    const concern = await open();
    const { revision } = concern;
    const one = await world.dsl.call(changeConcern, { ...of(concern), body: { revision, title: 'First' } });
    const two = await world.tara.call(changeConcern, { ...of(concern), body: { revision, title: 'Second' } });
    assert.equal(one.reply.title, 'First');
    assert.deepEqual([two.status, two.reason], [409, 'changed-meanwhile']);
    const closing = await world.tara.call(setConcernStatus, {
      ...of(concern),
      body: { status: 'closed', reason: 'Done.', revision },
    });
    assert.deepEqual([closing.status, closing.reason], [409, 'changed-meanwhile']);
    const shown = (await world.tara.call(showConcern, of(concern))).reply;
    assert.equal(shown.title, 'First');
    assert.ok(
      shown.chronology.some(({ what }) => what?.includes('Ana is low') === true),
      'what was there before',
    );
  });

  test('is closed with a reason and takes no line until it is opened again', async () => {
    const concern = await open();
    const closed = await world.dsl.call(setConcernStatus, {
      ...of(concern),
      body: { status: 'closed', reason: 'Early help is in place.', revision: concern.revision },
    });
    assert.deepEqual(closed.reply.closed?.reason, 'Early help is in place.');
    const late = await world.dsl.call(addConcernEntry, {
      ...of(concern),
      body: { words: 'One more thing.', happenedAt: ago(1), corrects: null },
    });
    assert.deepEqual([late.status, late.reason], [409, 'concern-closed']);
    const again = await world.dsl.call(setConcernStatus, {
      ...of(concern),
      body: { status: 'open', reason: 'It has come back.', revision: closed.reply.revision },
    });
    assert.deepEqual([again.reply.status, again.reply.closed], ['open', null]);
    assert.ok(again.reply.chronology.some(({ words }) => words === 'Early help is in place.'));
  });
});

describe('who is involved and what belongs to it', () => {
  test('can be put right with a reason; whom it is about is never nobody', async () => {
    const concern = await open({ captureIds: [world.ids.capture] });
    const named = await world.dsl.call(addConcernPerson, {
      ...of(concern),
      body: { person: { kind: 'roster', personId: cleo, part: 'other-pupil' } },
    });
    const other = named.reply.people.find(({ personId }) => personId === cleo);
    assert.ok(other !== undefined);
    const last = await world.dsl.call(removeConcernPerson, {
      params: { id: concern.id, entryId: named.reply.people[0]?.id ?? '' },
      body: { reason: 'A mistake.' },
    });
    assert.equal(last.reason, 'last-subject');
    const removed = await world.dsl.call(removeConcernPerson, {
      params: { id: concern.id, entryId: other.id },
      body: { reason: 'It was somebody else.' },
    });
    assert.ok(!removed.reply.people.some(({ personId }) => personId === cleo));
    assert.ok(removed.reply.chronology.some(({ words }) => words === 'It was somebody else.'));
    const parted = await world.dsl.call(removeConcernCapture, {
      params: { id: concern.id, captureId: world.ids.capture },
      body: { reason: 'Of another matter.' },
    });
    assert.deepEqual(parted.reply.captures, []);
    const back = await world.dsl.call(attachCaptures, {
      ...of(concern),
      body: { captureIds: [world.ids.capture] },
    });
    assert.equal(back.reply.captures.length, 1);
  });

  test('a sealed capture stands in it by fact alone, and its words nowhere', async () => {
    const sealed = await sealedCapture();
    const concern = await open({ captureIds: [sealed] });
    assert.deepEqual(
      concern.captures.map((capture) => [capture.sealed, capture.sentence, capture.site]),
      [[true, null, null]],
    );
    const file = await world.dsl.call(transferConcern, of(concern));
    assert.doesNotMatch(JSON.stringify([concern, file.reply]), /florble|glommer/i);
  });
});

describe('actions and referrals', () => {
  test('an action has an owner who sees the concern, is overdue by the day, and is done by somebody', async () => {
    const concern = await open({ title: 'With an action' });
    const add = (ownerId: string, due: string) =>
      world.dsl.call(addConcernAction, { ...of(concern), body: { what: 'Ring home', ownerId, due } });
    const unseen = await add(world.teacherOf8B.id, dayFromNow(1));
    assert.deepEqual([unseen.status, unseen.field], [400, 'ownerId']);
    const late = await add(world.dsl.id, dayFromNow(-2));
    assert.deepEqual([late.reply.actions[0]?.overdue, late.reply.actions[0]?.owner.name], [true, 'Lead']);
    const mine = (await world.dsl.call(listConcerns, { query: { owner: 'me' } })).reply.items;
    const listed = mine.find(({ id }) => id === concern.id);
    assert.deepEqual(listed?.actions, {
      open: 1,
      overdue: 1,
      next: { what: 'Ring home', due: dayFromNow(-2), owner: 'Lead' },
    });
    const all = (await world.dsl.call(listConcerns)).reply.items;
    assert.equal(all[0]?.id, concern.id, 'what is overdue stands first');
    const done = await world.dsl.call(finishConcernAction, {
      params: { id: concern.id, actionId: late.reply.actions[0]?.id ?? '' },
      body: { words: 'Spoke with her aunt.' },
    });
    assert.equal(done.reply.actions[0]?.done?.by.name, 'Lead');
    assert.equal(done.reply.actions[0]?.overdue, false);
    assert.deepEqual((await world.dsl.call(listConcerns, { query: { owner: 'me' } })).reply.items, []);
  });

  test('a decision not to refer is kept with its reason, and so is the answer to a referral', async () => {
    const concern = await open();
    const refer = (more: Record<string, unknown>) =>
      world.dsl.call(addConcernReferral, {
        ...of(concern),
        body: {
          to: 'social-care',
          detail: 'Front door, ref. 1182',
          made: true,
          on: dayFromNow(0),
          decidedBy: 'Lead',
          reason: 'She is not safe at home.',
          ...more,
        },
      });
    const not = await refer({ to: 'police', detail: '', made: false, reason: 'No crime is known.' });
    assert.equal(not.reply.referrals[0]?.made, false);
    assert.ok(
      not.reply.chronology.some(
        ({ what }) => what?.startsWith('Decided not to refer to the police') === true,
      ),
    );
    const early = await refer({ on: dayFromNow(2) });
    assert.deepEqual([early.status, early.field], [400, 'on']);
    const silent = await refer({ reason: ' ' });
    assert.deepEqual([silent.status, silent.field], [400, 'reason']);
    const made = await refer({});
    const referral = made.reply.referrals.find((one) => one.made);
    const replied = await world.dsl.call(addReferralReply, {
      params: { id: concern.id, referralId: referral?.id ?? '' },
      body: { words: 'An assessment begins on Monday.', happenedAt: ago(2) },
    });
    assert.equal(
      replied.reply.referrals.find((one) => one.made)?.replies[0]?.words,
      'An assessment begins on Monday.',
    );
  });

  test('the five points are answered each, kept each time, and any yes says to refer at once', async () => {
    const concern = await open({ risk: 'sexting', nudes: true });
    const say = (first: string, rest = 'no') =>
      world.dsl.call(answerFivePoints, {
        ...of(concern),
        body: {
          answers: FIVE_POINTS.map((point, place) => ({ point, answer: place === 0 ? first : rest })),
          words: 'With the deputy.',
        },
      });
    assert.equal((await say('not-known')).reply.fivePoints[0]?.refer, false);
    const yes = await say('yes');
    assert.deepEqual(
      yes.reply.fivePoints.map(({ refer }) => refer),
      [true, false],
    );
    assert.ok(yes.reply.chronology.some(({ what }) => what?.includes('refer at once') === true));
    const twice = await world.dsl.call(answerFivePoints, {
      ...of(concern),
      body: { answers: FIVE_POINTS.map(() => ({ point: 'adult', answer: 'no' })), words: '' },
    });
    assert.deepEqual([twice.status, twice.field], [400, 'answers']);
  });
});

describe('who sees a concern', () => {
  test('named staff see this one and no other, and write only if they may', async () => {
    const [concern, other] = [await open({ title: 'Shared' }), await open({ title: 'Kept' })];
    const { teacherOf8B: teacher, dsl } = world;
    assert.deepEqual((await teacher.call(listConcerns)).reply.items, []);
    assert.equal((await teacher.call(countConcerns)).reply.shared, 0);
    assert.equal((await teacher.call(showConcern, of(concern))).status, 404);
    const share = (may: string) =>
      dsl.call(shareConcern, { ...of(concern), body: { accountId: teacher.id, may } });
    assert.equal((await share('read')).status, 200);
    assert.equal((await teacher.call(countConcerns)).reply.shared, 1);
    const list = (await teacher.call(listConcerns)).reply;
    assert.deepEqual(
      list.items.map(({ id }) => id),
      [concern.id],
    );
    assert.equal(list.may.all.allowed, false);
    const read = await teacher.call(showConcern, of(concern));
    assert.deepEqual([read.reply.may.change.allowed, read.reply.may.add.allowed], [false, false]);
    assert.equal((await teacher.call(showConcern, of(other))).status, 404);
    const entry = { ...of(concern), body: { words: 'Seen in class.', happenedAt: ago(1), corrects: null } };
    assert.equal((await teacher.call(addConcernEntry, entry)).status, 403);
    await share('add');
    const written = await teacher.call(addConcernEntry, entry);
    assert.ok(
      written.reply.chronology.some(({ by, words }) => by.id === teacher.id && words === 'Seen in class.'),
    );
    const change = { ...of(concern), body: { revision: written.reply.revision, title: 'Mine' } };
    assert.equal((await teacher.call(changeConcern, change)).status, 404);
    const action = await dsl.call(addConcernAction, {
      ...of(concern),
      body: { what: 'Watch at break', ownerId: teacher.id, due: dayFromNow(3) },
    });
    assert.equal(action.status, 200, 'whoever may add can own an action');
    await share('nothing');
    assert.equal((await teacher.call(showConcern, of(concern))).status, 404);
    assert.equal((await teacher.call(addConcernEntry, entry)).status, 404);
  });

  test('a head of year sees those about pupils of their groups, and can have their actions', async () => {
    const pastoral = await addStaff(server, world.tara, {
      name: 'Year Eight',
      email: 'year8@northfield.example',
      roles: ['pastoral'],
      groupIds: [world.ids.group8B],
    });
    const [own, other] = [
      await open(),
      await open({ people: [{ kind: 'roster', personId: cleo, part: 'subject' }] }),
    ];
    assert.equal((await pastoral.call(showConcern, of(own))).reply.may.change.allowed, true);
    assert.equal((await pastoral.call(showConcern, of(other))).status, 404);
    const ids = (await pastoral.call(listConcerns)).reply.items.map(({ id }) => id);
    assert.ok(ids.includes(own.id) && !ids.includes(other.id));
    const add = (concern: ConcernDetail) =>
      world.dsl.call(addConcernAction, {
        ...of(concern),
        body: { what: 'Ring home', ownerId: pastoral.id, due: dayFromNow(1) },
      });
    assert.equal((await add(own)).status, 200);
    assert.deepEqual([(await add(other)).status, (await add(other)).field], [400, 'ownerId']);
    const change = { ...of(other), body: { revision: 0, title: 'Mine' } };
    assert.equal((await pastoral.call(changeConcern, change)).status, 404);
    const { staff } = (await world.dsl.call(listConcernChoices)).reply;
    assert.equal(staff.find(({ id }) => id === pastoral.id)?.sees, 'some');
  });

  test('nobody else: not another school, not an administrator, not a teacher of the pupil', async () => {
    const concern = await open();
    for (const who of [world.strangersHead, world.networkManager, world.teacherOf8B, world.teacherOf9C]) {
      assert.equal((await who.call(showConcern, of(concern))).status, 404);
      assert.deepEqual(
        (await who.call(listConcerns)).reply.items.filter(({ id }) => id === concern.id),
        [],
      );
      const entry = { ...of(concern), body: { words: 'x', happenedAt: ago(1), corrects: null } };
      assert.equal((await who.call(addConcernEntry, entry)).status, 404);
      assert.equal(
        (await who.call(openConcern, { body: newConcern() })).status,
        who === world.strangersHead ? 400 : 404,
      );
    }
  });

  test('every look is in the audit, without a word of the concern', async () => {
    const concern = await open({ title: 'Xylophone', words: 'Marmalade', captureIds: [world.ids.capture] });
    await world.dsl.call(showConcern, of(concern));
    const { items } = (await world.dsl.call(listAudit, { query: { subjectId: concern.id } })).reply;
    assert.deepEqual(
      items.map(({ action }) => action),
      ['concerns.view', 'concerns.open'],
    );
    assert.match(items[0]?.summary ?? '', new RegExp(PUPIL));
    assert.doesNotMatch(JSON.stringify(items) + server.logged(), /Xylophone|Marmalade|mean it/);
  });
});

describe('what is found', () => {
  test('by person, status, risk and words, page by page', async () => {
    const { dsl } = world;
    const about = await open({
      risk: 'drugs',
      people: [{ kind: 'roster', personId: cleo, part: 'subject' }],
    });
    const find = async (query: Record<string, string>): Promise<string[]> =>
      (await dsl.call(listConcerns, { query })).reply.items.map(({ id }) => id);
    assert.deepEqual(await find({ personId: cleo, status: 'open', risk: 'drugs' }), [about.id]);
    assert.deepEqual(await find({ risk: 'drugs' }), [about.id]);
    assert.ok((await find({ search: 'cLéo' })).includes(about.id), 'accents and case do not matter');
    assert.deepEqual(await find({ search: 'cLéo', risk: 'bullying' }), []);
    assert.deepEqual(await find({ search: "%' or true --" }), []);
    const all = await find({ limit: '200' });
    const paged: string[] = [];
    let after: string | null = '';
    while (after !== null) {
      const query: Record<string, string> = { limit: '2', ...(after === '' ? {} : { after }) };
      const { items, next }: { items: Array<{ id: string }>; next: string | null } = (
        await dsl.call(listConcerns, { query })
      ).reply;
      paged.push(...items.map(({ id }) => id));
      after = next;
    }
    assert.deepEqual(paged, all);
    const choices = (await dsl.call(listConcernChoices)).reply;
    assert.ok(choices.risks.some(({ key }) => key === 'other'));
    assert.equal(choices.staff.find(({ id }) => id === dsl.id)?.sees, 'all');
    assert.equal(choices.staff.find(({ id }) => id === world.teacherOf8B.id)?.sees, 'none');
  });

  test('hostile text comes back as it was written, and no more', async () => {
    const hostile = "=cmd|' /C'!A0 <script>alert(1)</script> \u202Egnp.exe \0 \r\nBcc: all \uD800 مرحبا 👧";
    const kept = hostile.replaceAll('\0', '\uFFFD').toWellFormed();
    const concern = await open({
      title: hostile,
      words: hostile,
      people: [
        { kind: 'roster', personId: world.ids.pupil, part: 'subject' },
        { kind: 'named', name: hostile, part: 'outside' },
      ],
    });
    assert.equal(concern.title, kept);
    assert.equal(concern.people.find(({ part }) => part === 'outside')?.name, kept);
    const huge = await world.dsl.call(addConcernEntry, {
      ...of(concern),
      body: { words: 'a'.repeat(8001), happenedAt: ago(1), corrects: null },
    });
    assert.deepEqual([huge.status, huge.field], [400, 'words']);
  });

  test('a thousand lines are shown in order, in time', async () => {
    const concern = await open();
    await server.server.db.inSchool(world.ids.school, async (tx) => {
      const { sql } = await import('kysely');
      await sql`
        insert into concerns_entries (school_id, concern_id, kind, happened_at, by_id, by_name, words)
        select lapwing_school(), ${concern.id}, 'note', now() - make_interval(hours => ((n * 7919) % 1000)), 'x', 'Lead',
          'line ' || n from generate_series(1, 1000) as n`.execute(tx.kysely);
    });
    const begun = performance.now();
    const shown = (await world.dsl.call(showConcern, of(concern))).reply;
    const took = performance.now() - begun;
    assert.equal(shown.chronology.length, 1002);
    const times = shown.chronology.map(({ happenedAt }) => happenedAt);
    assert.deepEqual(times, times.toSorted());
    assert.ok(took < 2000, `${took} ms`);
  });
});

describe('the file for the next school', () => {
  test('carries its hash, and other pupils without their names', async () => {
    const concern = await open({
      people: [
        { kind: 'roster', personId: world.ids.pupil, part: 'subject' },
        { kind: 'roster', personId: cleo, part: 'other-pupil' },
      ],
    });
    const { reply } = await world.dsl.call(transferConcern, of(concern));
    const parsed = JSON.parse(reply.text) as { sha256: string; record: { people: unknown[] } };
    assert.equal(createHash('sha256').update(JSON.stringify(parsed.record)).digest('hex'), parsed.sha256);
    assert.equal(parsed.sha256, reply.sha256);
    assert.match(reply.text, new RegExp(PUPIL));
    assert.doesNotMatch(reply.text, /Cleo/);
    const after = (await world.dsl.call(showConcern, of(concern))).reply;
    assert.ok(after.chronology.some(({ kind }) => kind === 'exported'));
    assert.equal((await world.teacherOf8B.call(transferConcern, of(concern))).status, 404);
  });
});

describe('an open page of a concern', () => {
  const consoles: Array<Line<ConsoleFrame>> = [];
  after(() => {
    for (const line of consoles) line.socket.close();
  });
  async function consoleOf(who: Visitor): Promise<Line<ConsoleFrame>> {
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/console/socket`, {
      headers: { cookie: who.cookie(), origin: server.url },
    });
    const line = lineOf(socket, (text) => ConsoleFrame.parse(JSON.parse(text)));
    consoles.push(line);
    assert.equal((await line.next()).type, 'console/ready');
    return line;
  }
  /** Of which concerns each console was told since it was asked last. */
  async function told(): Promise<Array<Array<string | null>>> {
    const username = `mark-${randomUUID()}`;
    const mark = await world.tara.call(addPerson, {
      body: { name: 'Mark', username, kind: 'pupil', year: '8', form: '8B', groupIds: [] },
    });
    assert.equal(mark.status, 200);
    return Promise.all(
      consoles.map(async (line) => {
        const ids: Array<string | null> = [];
        for (;;) {
          const frame = await line.next();
          if (frame.type === 'people/changed') return ids;
          if (frame.type === 'concerns/changed') ids.push(frame.concernId);
        }
      }),
    );
  }
  const write = (concern: ConcernDetail) =>
    world.dsl.call(addConcernEntry, {
      ...of(concern),
      body: { words: 'Rang her mother.', happenedAt: ago(5), corrects: null },
    });

  test('is told that it changed, by id only whoever sees it by their role, and asks without a recorded look', async () => {
    const [hers, other] = [await open(), await open({ title: 'Another' })];
    const teacher = world.teacherOf8B;
    await consoleOf(world.tara);
    await consoleOf(teacher);
    await write(hers);
    assert.deepEqual(await told(), [[hers.id], []], 'what is not shared is nobody else’s business');
    const share = (may: string) =>
      world.dsl.call(shareConcern, { ...of(hers), body: { accountId: teacher.id, may } });
    await share('read');
    await write(hers);
    await write(other);
    assert.deepEqual(await told(), [
      [hers.id, hers.id, other.id],
      [null, null],
    ]);
    const looks = async (): Promise<number> =>
      (await world.tara.call(listAudit, { query: { action: 'concerns.view' } })).reply.items.length;
    const before = await looks();
    const news = await teacher.call(showLastChange, of(hers));
    assert.equal(news.reply.changedBy, 'Lead');
    assert.ok(Date.parse(news.reply.changedAt) > Date.parse(hers.changedAt));
    assert.equal((await teacher.call(showLastChange, of(other))).status, 404);
    assert.equal(await looks(), before);
    const whole = await teacher.call(showConcern, of(hers));
    assert.equal(whole.reply.changedAt, news.reply.changedAt, 'one and the same state');
    await share('nothing');
    assert.deepEqual(await told(), [[hers.id], [null]], 'who sees it no more learns that, too');
    assert.equal((await teacher.call(showLastChange, of(hers))).status, 404);
    const refused = await world.dsl.call(addConcernEntry, {
      ...of(hers),
      body: { words: 'Tomorrow.', happenedAt: new Date(Date.now() + DAY_MS).toISOString(), corrects: null },
    });
    assert.equal(refused.status, 400);
    assert.deepEqual(await told(), [[], []], 'nothing was changed, so nobody is told');
  });
});

describe('a concern on paper', () => {
  test('is the record as it stands, without sealed words, and the audit keeps the hash of the very file', async () => {
    const concern = await open({ captureIds: [world.ids.capture, await sealedCapture()], nudes: true });
    await world.dsl.call(addConcernEntry, {
      ...of(concern),
      body: { words: 'Rang her mother.', happenedAt: ago(5), corrects: null },
    });
    const points = FIVE_POINTS.map((point) => ({ point, answer: 'not-known' }));
    await world.dsl.call(answerFivePoints, { ...of(concern), body: { answers: points, words: '' } });
    await world.dsl.call(addConcernAction, {
      ...of(concern),
      body: { what: 'See her tutor', ownerId: world.dsl.id, due: dayFromNow(3) },
    });
    await world.dsl.call(addConcernReferral, {
      ...of(concern),
      body: {
        to: 'police',
        detail: '',
        made: false,
        on: dayFromNow(0),
        decidedBy: 'Lead',
        reason: 'Nothing points to a crime.',
      },
    });
    const path = `${server.url}/api/concerns/${concern.id}/pdf`;
    const response = await fetch(path, { headers: { cookie: world.dsl.cookie() } });
    assert.equal(response.status, 200);
    assert.match(
      response.headers.get('content-disposition') ?? '',
      /^attachment; filename="concern-[0-9-]+[0-9a-f]{8}\.pdf"$/,
    );
    const bytes = Buffer.from(await response.arrayBuffer());
    const read = readPdf(bytes);
    const text = read.pages.map((page) => page.content).join('\n');
    const flat = text.replaceAll(/\s+/g, ' ');
    for (const part of [
      'Ana is low since half term',
      PUPIL,
      'Her tutor came to me after registration.',
      'Rang her mother.',
      SENTENCE.slice(0, 20),
      'See her tutor',
      'Nothing points to a crime.',
      'Not referred to the police',
      'Not known',
      'Given out as PDF',
      'Sealed: words and evidence are left out',
    ]) {
      assert.ok(flat.includes(part), part);
    }
    assert.doesNotMatch(`${text}${read.everything}`, /florble|glommer/i);
    const { items } = (await world.tara.call(listAudit, { query: { action: 'concerns.export' } })).reply;
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const entry = items.find((item) => item.summary.includes(sha256));
    assert.ok(entry !== undefined, 'the audit keeps the hash of the file');
    assert.match(text, new RegExp(`entry ${entry.seq - 1} was the newest`));
    assert.equal(
      (await fetch(path, { headers: { cookie: world.teacherOf8B.cookie() } })).status,
      404,
      'it does not exist for whoever does not see it',
    );
  });
});
