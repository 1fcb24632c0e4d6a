import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { CaptureDetail } from '@lapwing/protocol/features/captures/api.ts';
import { needsRationale, CAPTURE_STATUSES } from '@lapwing/protocol/features/captures/status.ts';
import type { Actor } from '../../permissions/actor.ts';
import { openCaptures } from './index.ts';
import {
  capture,
  newId,
  startStage,
  type Stage,
  type StagedDevice,
  type StagedSchool,
} from './captures.fixture.ts';
import { addClasses, type StagedClasses } from './classes.fixture.ts';

/** Escalating and letting the like pass have routes of their own. */
const SETTABLE = CAPTURE_STATUSES.filter(
  (status) => status !== 'escalated' && status !== 'false-positive-allowed',
);

let stage: Stage;
before(async () => {
  stage = await startStage();
});
after(() => stage.stop());

let school: StagedSchool;
let ana: StagedDevice;
let ben: StagedDevice;
let lead: Actor;
let teacherOfAna: Actor;
let teacherOfNobody: Actor;
let administrator: Actor;
let list: StagedClasses['list'];
let show: StagedClasses['show'];
let audit: StagedClasses['audit'];
beforeEach(async () => {
  const staged = await addClasses(stage);
  ({ school, ana, ben, lead, teacherOfAna, list, show, audit } = staged);
  teacherOfNobody = school.actor('Nora New', ['teacher'], []);
  administrator = school.actor('Adam Admin', ['administrator']);
});

describe('what may not be seen', () => {
  test('does not exist: no group, another school, no capability, nobody signed in', async () => {
    const frame = capture(ana);
    await school.say(ana, frame);
    const other = await stage.addSchool();
    const stranger = other.actor('Other Lead', ['dsl', 'administrator']);
    const body = { revision: 0 };
    const routes = [
      ['GET', `/api/captures/${frame.id}`, undefined],
      ['POST', `/api/captures/${frame.id}/take`, body],
      ['POST', `/api/captures/${frame.id}/status`, { ...body, status: 'resolved', rationale: 'x' }],
      ['POST', `/api/captures/${frame.id}/notes`, { text: 'x' }],
      ['POST', `/api/captures/${frame.id}/assign`, { ...body, accountId: null }],
      ['POST', `/api/captures/${frame.id}/escalate`, { ...body, accountId: null, rationale: 'x' }],
      ['POST', `/api/captures/${frame.id}/allow`, { ...body, allowanceId: newId(), value: {}, past: false }],
      ['POST', `/api/captures/${frame.id}/part`, body],
      ['POST', `/api/captures/${frame.id}/looking`, { looking: true }],
      ['POST', '/api/captures/join', { ids: [frame.id, newId()] }],
      ['GET', `/api/captures/${frame.id}/staff`, undefined],
      ['GET', `/api/captures/${frame.id}/around`, undefined],
    ] as const;
    const missing = await stage.request(lead, 'GET', `/api/captures/${newId()}`);
    assert.equal(missing.statusCode, 404);
    for (const [method, url, sent] of routes) {
      for (const actor of [teacherOfNobody, stranger, administrator]) {
        const answer = await stage.request(actor, method, url, sent);
        assert.equal(answer.statusCode, 404, `${actor.name} ${method} ${url}`);
        assert.deepEqual(answer.json(), missing.json());
      }
      assert.equal((await stage.request(null, method, url, sent)).statusCode, 401);
    }
    assert.equal((await stage.request(administrator, 'GET', '/api/captures')).statusCode, 404);
    assert.deepEqual((await list(stranger)).items, []);
    const shown = await show(lead, frame.id);
    assert.equal(shown.history.length, 1);
    assert.equal(shown.status, 'unclassified');
  });

  test('is not told to consoles either', async () => {
    const other = await stage.addSchool();
    const stranger = other.actor('Other Lead', ['dsl']);
    const frame = capture(ana);
    await school.say(ana, frame);
    for (const actor of [teacherOfNobody, stranger, administrator])
      assert.deepEqual(await stage.told(actor), []);
    for (const actor of [teacherOfAna, lead]) {
      const [told, ...more] = await stage.told(actor);
      assert.equal(more.length, 0);
      assert.ok(told?.type === 'captures/arrived' && told.capture.id === frame.id);
    }
    await school.say(ana, frame);
    assert.deepEqual(await stage.told(lead), [], 'a capture sent twice pops up once');
  });

  test('is not counted for groups and people', async () => {
    await school.say(ana, capture(ana));
    await school.say(ben, capture(ben));
    const { db } = stage.database;
    const counts = async (actor: Actor): Promise<unknown> =>
      db.inSchool(school.id, async (tx) => {
        const open = await openCaptures(tx, actor);
        return open === null ? null : new Map([...open].map(([member, captures]) => [member, captures.size]));
      });
    assert.deepEqual(
      await counts(teacherOfAna),
      new Map([
        [ana.personId, 1],
        [ana.id, 1],
      ]),
    );
    assert.deepEqual(await counts(teacherOfNobody), new Map());
    assert.equal(await counts(administrator), null);
  });
});

describe('dealing with a capture', () => {
  test('is taken, set and noted, with who and when in the history and the audit', async () => {
    const frame = capture(ana);
    await school.say(ana, frame);
    const taken = await stage.request(teacherOfAna, 'POST', `/api/captures/${frame.id}/take`, {
      revision: 0,
    });
    assert.equal(taken.statusCode, 200);
    const set = await stage.request(teacherOfAna, 'POST', `/api/captures/${frame.id}/status`, {
      status: 'resolved',
      rationale: ' Spoke with Ana and her form tutor. ',
      revision: 1,
    });
    assert.equal(set.statusCode, 200, set.body);
    const noted = await stage.request(lead, 'POST', `/api/captures/${frame.id}/notes`, {
      text: "Called home. <b>'; --\0",
    });
    const shown = CaptureDetail.parse(noted.json());
    assert.equal(shown.status, 'resolved');
    assert.deepEqual(shown.assignedTo, { id: teacherOfAna.accountId, name: 'Tom Teacher' });
    assert.deepEqual(
      shown.history.map((entry) => [entry.by?.name ?? null, entry.event]),
      [
        [null, { kind: 'captured' }],
        ['Tom Teacher', { kind: 'taken' }],
        [
          'Tom Teacher',
          {
            kind: 'status',
            from: 'unclassified',
            to: 'resolved',
            rationale: 'Spoke with Ana and her form tutor.',
          },
        ],
        ['Dana Lead', { kind: 'note', text: "Called home. <b>'; --\uFFFD" }],
      ],
    );
    assert.ok(shown.history.every((entry) => Math.abs(Date.now() - Date.parse(entry.at)) < 60_000));
    assert.equal(
      (await audit('captures.take'))[0]?.['summary'],
      'Took the capture of Ana Silva (suicide, severe)',
    );
    assert.equal(
      (await audit('captures.status'))[0]?.['summary'],
      'Set the capture of Ana Silva (suicide, severe) from Unclassified to Resolved',
    );
    assert.equal(
      (await audit('captures.note'))[0]?.['summary'],
      'Wrote a note on the capture of Ana Silva (suicide, severe)',
    );
    const told = await stage.told(lead);
    assert.deepEqual(
      told.map((frame) => frame.type),
      ['captures/arrived', 'captures/changed', 'captures/changed', 'captures/changed'],
    );
  });

  for (const status of SETTABLE) {
    test(`to ${status} ${needsRationale(status) ? 'asks' : 'does not ask'} for the reason`, async () => {
      const frame = capture(ana);
      await school.say(ana, frame);
      for (const rationale of [null, '', '   ']) {
        const answer = await stage.request(lead, 'POST', `/api/captures/${frame.id}/status`, {
          status,
          rationale,
          revision: (await show(lead, frame.id)).revision,
        });
        assert.equal(answer.statusCode, needsRationale(status) ? 400 : 200);
        if (!needsRationale(status)) continue;
        assert.match(answer.body, /"reason":"rationale-needed"/);
        assert.match(answer.body, /"field":"rationale"/);
        const shown = await show(lead, frame.id);
        assert.equal(shown.status, 'unclassified');
        assert.equal(shown.history.length, 1);
      }
    });
  }

  test('by two people at once lets one through and tells the other, with nothing overwritten', async () => {
    const frame = capture(ana);
    await school.say(ana, frame);
    const set = (actor: Actor, status: string): ReturnType<Stage['request']> =>
      stage.request(actor, 'POST', `/api/captures/${frame.id}/status`, {
        status,
        rationale: `${actor.name} decided`,
        revision: 0,
      });
    const answers = await Promise.all([
      set(lead, 'resolved'),
      set(teacherOfAna, 'requires-attention'),
      set(lead, 'false-positive'),
      set(teacherOfAna, 'under-investigation'),
    ]);
    assert.equal(answers.filter((answer) => answer.statusCode === 200).length, 1);
    assert.equal(answers.filter((answer) => answer.statusCode === 409).length, 3);
    const refused = answers.find((answer) => answer.statusCode === 409);
    assert.match(refused?.body ?? '', /"code":"conflict","reason":"changed-meanwhile"/);
    const shown = await show(lead, frame.id);
    assert.equal(shown.revision, 1);
    assert.equal(shown.history.filter((entry) => entry.event.kind === 'status').length, 1);
    assert.equal((await audit('captures.status')).length, 1);
  });

  test('by an amendment of the device in between asks to look again', async () => {
    const frame = capture(ana);
    await school.say(ana, frame);
    await school.say(ana, {
      type: 'captures/amended',
      id: newId(),
      captureId: frame.id,
      at: new Date(Date.now() + 1000).toISOString(),
      finding: { ...frame.finding, count: 2 },
    });
    const answer = await stage.request(lead, 'POST', `/api/captures/${frame.id}/take`, { revision: 0 });
    assert.equal(answer.statusCode, 409);
  });

  test('takes it twice without a second line in the history, and a note changes no revision', async () => {
    const frame = capture(ana);
    await school.say(ana, frame);
    await stage.request(lead, 'POST', `/api/captures/${frame.id}/take`, { revision: 0 });
    await stage.request(lead, 'POST', `/api/captures/${frame.id}/take`, { revision: 1 });
    await stage.request(lead, 'POST', `/api/captures/${frame.id}/notes`, { text: 'a note' });
    const shown = await show(lead, frame.id);
    assert.equal(shown.revision, 1);
    assert.deepEqual(
      shown.history.map((entry) => entry.event.kind),
      ['captured', 'taken', 'note'],
    );
  });

  test('from a page of another site is refused', async () => {
    const frame = capture(ana);
    await school.say(ana, frame);
    const answer = await stage.request(
      lead,
      'POST',
      `/api/captures/${frame.id}/notes`,
      { text: 'x' },
      { origin: 'https://elsewhere.example' },
    );
    assert.equal(answer.statusCode, 403);
    assert.equal((await show(lead, frame.id)).history.length, 1);
  });
});
