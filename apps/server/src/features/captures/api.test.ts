import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { CaptureDetail } from '@lapwing/protocol/features/captures/api.ts';
import type { Actor } from '../../permissions/actor.ts';
import {
  capture,
  newId,
  promiseOf,
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

let school: StagedSchool;
let ana: StagedDevice;
let ben: StagedDevice;
let lead: Actor;
let teacherOfAna: Actor;
let teacherOfNobody: Actor;
let year: string;
let classOfAna: string;
let classOfBen: string;
let list: StagedClasses['list'];
let show: StagedClasses['show'];
let audit: StagedClasses['audit'];
beforeEach(async () => {
  const staged = await addClasses(stage);
  ({ school, ana, ben, year, classOfAna, classOfBen } = staged);
  ({ lead, teacherOfAna, list, show, audit } = staged);
  teacherOfNobody = school.actor('Nora New', ['teacher'], []);
});

describe('the list', () => {
  test('shows who, what, where and the sentence with its match', async () => {
    const frame = capture(ana);
    await school.say(ana, frame);
    const { items, open } = await list(lead);
    assert.equal(items.length, 1);
    const [item] = items;
    assert.deepEqual(item?.person, { id: ana.personId, name: 'Ana Silva', username: 'asilva24', form: '9B' });
    assert.deepEqual(item?.groups, [{ id: classOfAna, name: '9B' }]);
    assert.deepEqual(item?.device, { id: ana.id, name: 'ICT2-07', room: 'ICT 2' });
    assert.deepEqual(item?.text, { sentence: frame.finding.sentence, start: 0, end: 9 });
    assert.equal(item?.site, 'docs.school.example');
    assert.equal(item?.evidence, 'none');
    assert.deepEqual(open, { severe: 1, moderate: 0, minor: 0 });
  });

  test('and its counts end at the reach of the caller', async () => {
    await school.say(ana, capture(ana));
    await school.say(ben, capture(ben));
    await school.say(ben, capture(ben, { finding: { severity: 'minor' } }));
    assert.deepEqual((await list(lead)).open, { severe: 2, moderate: 0, minor: 1 });
    const seen = await list(teacherOfAna);
    assert.deepEqual(
      seen.items.map((item) => item.person?.name),
      ['Ana Silva'],
    );
    assert.deepEqual(seen.open, { severe: 1, moderate: 0, minor: 0 });
    const none = await list(teacherOfNobody);
    assert.deepEqual(none, { items: [], next: null, open: { severe: 0, moderate: 0, minor: 0 } });
  });

  test('reaches captures of a device in the group of the caller', async () => {
    const guest = await school.addDevice('LIB-01', null, 'guest');
    await school.say(guest, capture(guest));
    const library = await school.addGroup('Library', [guest.id]);
    const librarian = school.actor('Lil', ['teacher'], [library]);
    const { items } = await list(librarian);
    assert.equal(items.length, 1);
    assert.equal(items[0]?.person, null);
    assert.equal(items[0]?.accountName, 'guest');
  });

  test('does not name groups of a pupil that the caller does not have', async () => {
    await school.addGroup('Counselling', [ana.personId ?? '']);
    await school.say(ana, capture(ana));
    assert.deepEqual((await list(teacherOfAna)).items[0]?.groups, [{ id: classOfAna, name: '9B' }]);
    assert.equal((await list(lead)).items[0]?.groups.length, 2);
  });

  test('filters by group with its subgroups, and a group out of reach is empty', async () => {
    await school.say(ana, capture(ana));
    await school.say(ben, capture(ben));
    assert.equal((await list(lead, `?groupId=${year}`)).items.length, 2);
    assert.equal((await list(lead, `?groupId=${classOfBen}`)).items.length, 1);
    assert.equal((await list(lead, `?groupId=${newId()}`)).items.length, 0);
    assert.equal((await list(teacherOfAna, `?groupId=${classOfBen}`)).items.length, 0);
    assert.equal((await list(teacherOfAna, `?groupId=${year}`)).items.length, 1);
  });

  test('filters by the whole school, which has everybody without anybody being put in it', async () => {
    await school.say(ana, capture(ana));
    await school.say(ben, capture(ben));
    const whole = await school.addGroup('Whole school', []);
    await stage.rows("update groups set built_in = 'whole-school' where id = $1", [whole]);
    assert.equal((await list(lead, `?groupId=${whole}`)).items.length, 2);
    assert.equal((await list(teacherOfAna, `?groupId=${whole}`)).items.length, 0);
  });

  test('filters by status, severity, policy, person and device', async () => {
    await school.say(ana, capture(ana));
    await school.say(ben, capture(ben, { finding: { severity: 'minor', policy: 'gambling' } }));
    const closed = capture(ben);
    await school.say(ben, closed);
    await stage.request(lead, 'POST', `/api/captures/${closed.id}/status`, {
      status: 'resolved',
      rationale: 'Spoke with Ben.',
      revision: 0,
    });
    const count = async (query: string): Promise<number> => (await list(lead, query)).items.length;
    assert.equal(await count('?status=open'), 2);
    assert.equal(await count('?status=resolved'), 1);
    assert.equal(await count('?severity=minor'), 1);
    assert.equal(await count('?policy=gambling'), 1);
    assert.equal(await count(`?personId=${ben.personId}`), 2);
    assert.equal(await count(`?deviceId=${ana.id}`), 1);
    assert.equal(await count('?status=open&severity=severe&policy=suicide'), 1);
    assert.equal((await stage.request(lead, 'GET', '/api/captures?status=nonsense')).statusCode, 400);
  });

  test('goes on page by page, each capture once, also while new ones arrive', async () => {
    const ids: string[] = [];
    for (let index = 0; index < 7; index += 1) {
      const frame = capture(index % 2 === 0 ? ana : ben);
      ids.push(frame.id);
      await school.say(index % 2 === 0 ? ana : ben, frame);
    }
    const seen: string[] = [];
    let next: string | null = null;
    do {
      const page = await list(lead, `?limit=2${next === null ? '' : `&after=${next}`}`);
      seen.push(...page.items.map((item) => item.id));
      next = page.next;
      if (seen.length === 2) await school.say(ana, capture(ana));
    } while (next !== null);
    assert.deepEqual(seen, ids.toReversed());
  });

  test('starts anew for a cursor that is none of ours', async () => {
    await school.say(ana, capture(ana));
    for (const after of ['x', 'W10', Buffer.from('["a","b"]').toString('base64url'), "'%20or%201=1"]) {
      assert.equal((await list(lead, `?after=${after}`)).items.length, 1);
    }
  });

  test('is audited in plain words', async () => {
    await list(lead, '?status=open&severity=severe');
    assert.deepEqual(await audit('captures.list'), [
      {
        actor_name: 'Dana Lead',
        summary: 'Looked at the list of captures (open, severe, 0 shown)',
        subject_id: null,
        outcome: 'done',
      },
    ]);
  });
});

describe('one capture', () => {
  test('shows everything that explains it, and is audited without its words', async () => {
    const frame = capture(ana);
    await school.say(ana, frame);
    const shown = await show(lead, frame.id);
    assert.equal(shown.url, frame.context.url);
    assert.deepEqual(shown.because, [{ rule: 'first-person', sentence: 'why first-person' }]);
    assert.deepEqual(shown.term, { id: 'suicide/phrase', definition: 'what suicide/phrase means' });
    assert.deepEqual(shown.guidance, ['what to do about suicide']);
    assert.equal(shown.evidenceReason, 'The device cannot take a screenshot of this.');
    assert.deepEqual(
      shown.history.map((entry) => entry.event),
      [{ kind: 'captured' }],
    );
    assert.equal(shown.revision, 0);
    for (const may of Object.values(shown.may)) assert.deepEqual(may, { allowed: true });
    assert.deepEqual(await audit('captures.view'), [
      {
        actor_name: 'Dana Lead',
        summary: 'Opened the capture of Ana Silva (suicide, severe)',
        subject_id: frame.id,
        outcome: 'done',
      },
    ]);
  });

  test("lists the person's other captures, newest first, within the reach", async () => {
    const older = capture(ana, { at: '2026-01-05T09:00:00.000Z' });
    const newer = capture(ana, { at: '2026-02-05T09:00:00.000Z' });
    const frame = capture(ana, { at: '2026-03-05T09:00:00.000Z' });
    for (const each of [newer, frame, older]) await school.say(ana, each);
    await school.say(ben, capture(ben));
    const shown = await show(lead, frame.id);
    assert.deepEqual(
      shown.earlier.map((other) => other.id),
      [newer.id, older.id],
    );
    // Somebody who sees the capture by its device alone learns nothing more of the person.
    const other = await school.addDevice('ICT9-01', ana.personId);
    const elsewhere = capture(other);
    await school.say(other, elsewhere);
    const room = await school.addGroup('Room ICT9', [other.id]);
    const roomTeacher = school.actor('Rita', ['teacher'], [room]);
    assert.deepEqual((await show(roomTeacher, elsewhere.id)).earlier, []);
  });

  test('after an amendment shows the wording before in its history', async () => {
    const frame = capture(ana, { at: '2026-01-05T09:00:00.000Z' });
    await school.say(ana, frame);
    const finding = { ...frame.finding, severity: 'minor' as const, sentence: 'it was a film', end: 2 };
    await school.say(ana, {
      type: 'captures/amended',
      id: newId(),
      captureId: frame.id,
      at: '2026-01-05T09:00:01.000Z',
      finding,
    });
    const shown = await show(lead, frame.id);
    assert.equal(shown.text?.sentence, 'it was a film');
    assert.deepEqual(
      shown.history.map((entry) => entry.event),
      [{ kind: 'captured' }, { kind: 'amended', severity: 'severe', sentence: frame.finding.sentence }],
    );
  });

  test('that is sealed carries no words, and no evidence for those who may not open it', async () => {
    const bytes = Buffer.from('an image');
    const frame = capture(ana, {
      finding: { policy: 'illegal-content', sentence: 'unspeakable words', end: 3 },
      context: { windowTitle: 'unspeakable title', url: 'https://unspeakable.example/unspeakable' },
      evidence: promiseOf(bytes),
    });
    await school.say(ana, frame);
    for (const actor of [lead, teacherOfAna]) {
      const answer = await stage.request(actor, 'GET', `/api/captures/${frame.id}`);
      const shown = CaptureDetail.parse(answer.json());
      assert.equal(shown.sealed, true);
      assert.equal(shown.text, null);
      assert.equal(shown.url, null);
      // The site may be told; nothing else of it.
      assert.equal(answer.body.replaceAll('unspeakable.example', '').includes('unspeakable'), false);
      assert.equal(
        JSON.stringify(await list(actor))
          .replaceAll('unspeakable.example', '')
          .includes('unspeakable'),
        false,
      );
    }
    assert.equal((await show(lead, frame.id)).evidenceItems.length, 1);
    const forTeacher = await show(teacherOfAna, frame.id);
    assert.deepEqual(forTeacher.evidenceItems, []);
    assert.equal(forTeacher.evidence, 'none');
    assert.equal(forTeacher.may.viewEvidence.allowed, false);
    assert.match(forTeacher.evidenceReason ?? '', /sealed/);
  });

  test('whose evidence has not come for more than a fortnight shows it as lost', async () => {
    const frame = capture(ana, { evidence: promiseOf(Buffer.from('an image')) });
    await school.say(ana, frame);
    assert.equal((await show(lead, frame.id)).evidence, 'coming');
    assert.equal((await show(lead, frame.id)).evidenceReason, null);
    await stage.rows("update evidence set promised_at = now() - interval '15 days' where capture_id = $1", [
      frame.id,
    ]);
    const shown = await show(lead, frame.id);
    assert.equal(shown.evidence, 'lost');
    assert.equal(shown.evidenceItems[0]?.state, 'lost');
    assert.equal(shown.evidenceReason, 'The device announced a screenshot that never arrived.');
  });
});
