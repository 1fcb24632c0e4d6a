import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, beforeEach, describe, test } from 'node:test';
import sharp from 'sharp';
import type { Actor } from '../../permissions/actor.ts';
import { readPdf, type ReadPdf } from '../../platform/pdf/read-pdf.fixture.ts';
import {
  capture,
  promiseOf,
  startStage,
  type Stage,
  type StagedDevice,
  type StagedSchool,
} from './captures.fixture.ts';

const SENTENCE = 'she told them about the flimmer by the old quarry';
const NAME = 'Ana Silva';

let stage: Stage;
let picture: Buffer;
before(async () => {
  stage = await startStage();
  picture = await sharp({ create: { width: 900, height: 500, channels: 3, background: '#777' } })
    .jpeg()
    .toBuffer();
});
after(() => stage.stop());

let school: StagedSchool;
let ana: StagedDevice;
let dana: Actor;
let captureId: string;
beforeEach(async () => {
  school = await stage.addSchool();
  ana = await school.addDevice('ICT2-07', await school.addPerson(NAME, 'asilva24'), 'asilva24');
  dana = school.actor('Dana Lead', ['dsl']);
  captureId = await seen();
});

async function seen(
  finding: Partial<Parameters<typeof capture>[1] & object>['finding'] = {},
  context = {},
): Promise<string> {
  const evidence = promiseOf(picture);
  const frame = capture(ana, {
    finding: { sentence: SENTENCE, start: 24, end: 31, ...finding },
    context,
    evidence,
  });
  await school.say(ana, frame);
  assert.equal((await school.put(ana, frame.id, evidence.id, picture)).statusCode, 200);
  return frame.id;
}
async function paper(
  actor: Actor,
  path: string,
): Promise<{ status: number; read: ReadPdf | null; text: string; headers: Record<string, unknown> }> {
  const answer = await stage.request(actor, 'GET', `/api/captures/${path}`);
  const read = answer.statusCode === 200 ? readPdf(answer.rawPayload) : null;
  const text = (read?.pages ?? []).map((page) => page.content).join('\n');
  return { status: answer.statusCode, read, text, headers: answer.headers };
}
/** As it is read, whatever the lines are. */
const flat = (text: string): string => text.replaceAll(/\s+/g, ' ');
async function kinds(id: string): Promise<unknown[]> {
  const rows = await stage.rows('select kind from captures_history where capture_id = $1 order by at, id', [
    id,
  ]);
  return rows.map((row) => row['kind']);
}
async function audit(): Promise<Array<Record<string, unknown>>> {
  return stage.rows('select action, summary, outcome from audit_entries where school_id = $1 order by seq', [
    school.id,
  ]);
}

describe('a capture on paper', () => {
  test('says all that is known of it, and stands in history and audit', async () => {
    await stage.request(dana, 'POST', `/api/captures/${captureId}/notes`, { text: 'Rang home at ten.' });
    const { read, text, headers } = await paper(dana, `${captureId}/pdf`);
    for (const part of [
      NAME,
      'asilva24',
      'ICT2-07',
      'My essay',
      'https://docs.school.example/essay?id=7',
      'what suicide/phrase means',
      'why first-person',
      'Severe; Moderate before',
      'Unclassified',
      'Rang home at ten.',
      'A school',
      'Taken out of Lapwing',
      'SHA-256',
    ]) {
      assert.ok(flat(`${text} ${read?.pages[0]?.text}`).includes(part), part);
    }
    assert.ok(flat(text).includes('the \u27E6flimmer\u27E7 by'), 'the match is marked without colour');
    assert.ok(text.replaceAll('\n', '').includes(createHash('sha256').update(picture).digest('hex')));
    assert.match(read?.pages[0]?.text ?? '', /Made by\s+Dana Lead/);
    assert.match(read?.pages[0]?.text ?? '', /Page 1 of \d/);
    assert.equal(read?.images, 0, 'nobody asked for the screenshot');
    assert.match(
      String(headers['content-disposition']),
      /^attachment; filename="capture-[0-9-]+[0-9a-f]{8}\.pdf"$/,
    );
    assert.ok(!read?.title.includes(NAME));
    assert.equal(headers['cache-control'], 'private, no-store');
    assert.deepEqual(await kinds(captureId), ['captured', 'evidence-arrived', 'note', 'exported']);
    const entry = (await audit()).find((each) => each['action'] === 'captures.export');
    assert.equal(entry?.['outcome'], 'opened');
    assert.ok(!String(entry?.['summary']).includes('flimmer'));
  });

  test('shows the screenshot to who asks for it and may see it, as a look at it', async () => {
    const { read } = await paper(dana, `${captureId}/pdf?evidence=1`);
    assert.equal(read?.images, 1);
    assert.equal(read?.alternatives.length, 1);
    assert.deepEqual((await kinds(captureId)).slice(-2), ['exported', 'evidence-viewed']);
    const actions = (await audit()).map((entry) => entry['action']);
    assert.ok(actions.includes('evidence.view') && actions.includes('captures.export'));

    const clerk = school.actor('Cleo Clerk', ['dsl']);
    Object.assign(clerk, {
      grants: [{ scope: 'school', groupIds: [], capabilities: ['captures.view', 'captures.export'] }],
    });
    const without = await paper(clerk, `${captureId}/pdf?evidence=1`);
    assert.equal(without.read?.images, 0);
    assert.match(flat(without.text), /may not look at the screenshot/);
    assert.equal((await kinds(captureId)).at(-1), 'exported');
  });

  test('of a sealed one has neither words nor evidence, whoever asks', async () => {
    const id = await seen(
      { policy: 'illegal-content' },
      { windowTitle: 'Tarrowick', url: 'https://tarrow.example/brankow' },
    );
    const { read, text } = await paper(dana, `${id}/pdf?evidence=1`);
    assert.match(flat(text), /This capture is sealed/);
    assert.equal(read?.images, 0);
    const all = [text, read?.everything ?? '', ...(read?.alternatives ?? [])].join('\n');
    for (const hidden of ['flimmer', 'quarry', 'Tarrowick', 'tarrow', 'brankow']) {
      assert.ok(!all.includes(hidden), hidden);
    }
    assert.equal((await kinds(id)).includes('evidence-viewed'), false);
  });

  test('does not exist for whoever does not reach the pupil, and leaves no trace then', async () => {
    const other = await school.addGroup('9C', []);
    const teacher = school.actor('Nine Teacher', ['teacher'], [other]);
    assert.equal((await paper(teacher, `${captureId}/pdf`)).status, 404);
    const stranger = (await stage.addSchool()).actor('Stranger', ['dsl']);
    assert.equal((await paper(stranger, `${captureId}/pdf`)).status, 404);
    assert.deepEqual(await kinds(captureId), ['captured', 'evidence-arrived']);
  });

  test('cannot be turned around by a title, and shows any script', async () => {
    const id = await seen(
      { sentence: 'قال إنه لا يريد flimmer بعد الآن', start: 16, end: 23, policy: 'bullying' },
      { windowTitle: '\u202Efdp.erutcip\u0007 中文' },
    );
    const { text } = await paper(dana, `${id}/pdf`);
    assert.ok(text.includes('[U+202E]fdp.erutcip[U+0007] [U+4E2D U+6587]'));
    assert.ok(text.includes('قال إنه لا يريد'));
  });
});

describe('an incident on paper', () => {
  test('holds each of its captures that the maker may see, and each history says so', async () => {
    const second = await seen();
    const [row] = await stage.rows('select incident_id from captures where id = $1', [second]);
    const incident = String(row?.['incident_id']);
    const { read, text, headers } = await paper(dana, `incidents/${incident}/pdf`);
    assert.match(text, /Incident: 2 captures/);
    assert.equal(read?.roles.get('H2'), 2);
    for (const id of [captureId, second]) {
      assert.ok(text.includes(id));
      assert.equal((await kinds(id)).at(-1), 'exported');
    }
    assert.match(String(headers['content-disposition']), /incident-/);
    const teacher = school.actor('Nine Teacher', ['teacher'], [await school.addGroup('9C', [])]);
    assert.equal((await paper(teacher, `incidents/${incident}/pdf`)).status, 404);
    assert.equal((await paper(dana, `incidents/${captureId}/pdf`)).status, 404);
  });
});
