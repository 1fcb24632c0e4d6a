import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import {
  listSealedAsks,
  SealedRule,
  SealedState,
  SealedWords,
} from '@lapwing/protocol/features/evidence/sealed.api.ts';
import { Client } from 'pg';
import sharp from 'sharp';
import type { Actor } from '../../permissions/actor.ts';
import {
  capture,
  promiseOf,
  startStage,
  type Stage,
  type StagedDevice,
  type StagedSchool,
} from '../captures/captures.fixture.ts';

const SENTENCE = 'glimsel brankow under the quiet lantern';
const REASON = { reason: 'The police ask which of two pages it was.' };

let stage: Stage;
let picture: Buffer;
before(async () => {
  stage = await startStage();
  picture = await sharp({ create: { width: 320, height: 200, channels: 3, background: '#777' } })
    .jpeg()
    .toBuffer();
});
after(() => stage.stop());

let school: StagedSchool;
let ana: StagedDevice;
let dana: Actor;
let david: Actor;
let teacher: Actor;
let captureId: string;
let evidenceId: string;
beforeEach(async () => {
  school = await stage.addSchool();
  ana = await school.addDevice('ICT2-07', await school.addPerson('Ana Silva', 'asilva24'), 'asilva24');
  const group = await school.addGroup('9B', [ana.personId ?? '']);
  dana = school.actor('Dana Lead', ['dsl']);
  david = school.actor('David Second', ['dsl']);
  teacher = school.actor('Tom Teacher', ['teacher'], [group]);
  const evidence = promiseOf(picture);
  const frame = capture(ana, {
    finding: { policy: 'illegal-content', sentence: SENTENCE },
    context: { windowTitle: 'Tarrowick', url: 'https://tarrow.example/brankow' },
    evidence,
  });
  captureId = frame.id;
  evidenceId = evidence.id;
  await school.say(ana, frame);
  assert.equal((await school.put(ana, captureId, evidenceId, picture)).statusCode, 200);
});

const path = (rest = ''): string => `/api/evidence/sealed/${captureId}${rest}`;
const ask = (actor: Actor, body: unknown = REASON) => stage.request(actor, 'POST', path('/ask'), body);
const open = (actor: Actor) => stage.request(actor, 'POST', path('/open'));
const look = async (actor: Actor): Promise<number> =>
  (await stage.request(actor, 'GET', `/api/evidence/${evidenceId}`)).statusCode;
async function state(actor: Actor): Promise<SealedState> {
  return SealedState.parse((await stage.request(actor, 'GET', path())).json());
}
async function wantSecondLook(secondLook: boolean): Promise<void> {
  const answer = await stage.http.inject({
    method: 'PUT',
    url: '/api/evidence/sealed/rule',
    headers: { 'x-actor': dana.accountId, 'content-type': 'application/json' },
    payload: JSON.stringify({ secondLook }),
  });
  const rule = SealedRule.parse(answer.json());
  if (secondLook || !rule.secondLook) return assert.equal(rule.secondLook, secondLook);
  assert.equal((await decideOff(david, true)).statusCode, 200);
}
const decideOff = (actor: Actor, agree: boolean) =>
  stage.request(actor, 'POST', '/api/evidence/sealed/rule/decide', { agree });
async function rule(actor: Actor): Promise<SealedRule> {
  return SealedRule.parse((await stage.request(actor, 'GET', '/api/evidence/sealed/rule')).json());
}
const askOff = (actor: Actor) =>
  stage.request(actor, 'PUT', '/api/evidence/sealed/rule', { secondLook: false });
const audited = async (action: string): Promise<Array<Record<string, unknown>>> =>
  stage.rows('select actor_name, outcome, summary from audit_entries where school_id = $1 and action = $2', [
    school.id,
    action,
  ]);
/** As if so many minutes had gone by since everything that was asked. */
async function later(minutes: number): Promise<void> {
  await stage.rows(
    `update evidence_sealed_asks set asked_at = asked_at - make_interval(mins => $2),
       open_until = open_until - make_interval(mins => $2) where school_id = $1`,
    [school.id, minutes],
  );
}

describe('sealed evidence', () => {
  test('is opened with a reason, for ten minutes, and each step is written down', async () => {
    assert.equal(await look(dana), 404);
    assert.equal((await open(dana)).statusCode, 403);
    const asked = await ask(dana);
    assert.equal(asked.statusCode, 200, asked.body);
    assert.equal(SealedState.parse(asked.json()).own?.state, 'open');
    const words = SealedWords.parse((await open(dana)).json());
    assert.deepEqual(
      words.wordings.map(({ sentence, windowTitle, url }) => [sentence, windowTitle, url]),
      [[SENTENCE, 'Tarrowick', 'https://tarrow.example/brankow']],
    );
    assert.equal(await look(dana), 200);
    assert.equal(await look(david), 404, 'it is open to who asked, not to all');
    assert.equal((await open(david)).statusCode, 403);
    assert.equal((await audited('evidence.sealed-ask')).length, 1);
    assert.deepEqual(
      (await audited('evidence.sealed-open')).map((line) => line['outcome']),
      ['opened'],
    );
    const history = await stage.rows(
      "select by_name, words from captures_history where capture_id = $1 and kind = 'sealed-opened'",
      [captureId],
    );
    assert.deepEqual(history, [{ by_name: 'Dana Lead', words: REASON.reason }]);
    assert.deepEqual(
      (await state(david)).openings.map(({ by }) => by),
      ['Dana Lead'],
    );
    await later(11);
    assert.equal((await state(dana)).own?.state, 'over');
    assert.equal(await look(dana), 404);
    assert.equal((await open(dana)).statusCode, 403);
    assert.equal((await ask(dana)).statusCode, 200, 'asked once more, with a reason once more');
    const lines = JSON.stringify(
      await stage.rows('select * from audit_entries where school_id = $1', [school.id]),
    );
    assert.doesNotMatch(lines, /glimsel|Tarrowick|tarrow\.example/);
    assert.ok(!stage.logged.some((line) => /glimsel|Tarrowick/.test(line)));
  });

  test('is not there for those without the right, and asks for a reason that is one', async () => {
    for (const actor of [teacher, school.actor('Adam Admin', ['administrator'])]) {
      for (const answer of [await stage.request(actor, 'GET', path()), await ask(actor), await open(actor)]) {
        assert.equal(answer.statusCode, 404);
      }
    }
    const short = await ask(dana, { reason: 'because' });
    assert.equal(short.statusCode, 400);
    assert.match(short.body, /reason/);
    assert.equal((await ask(dana, { reason: '              ' })).statusCode, 400);
    assert.equal((await state(dana)).own, null);
    const plain = capture(ana);
    await school.say(ana, plain);
    const ofPlain = await stage.request(dana, 'GET', `/api/evidence/sealed/${plain.id}`);
    assert.equal(ofPlain.statusCode, 404, 'what is not sealed needs no opening');
  });

  test('needs the yes of a second person where the school wants it', async () => {
    await wantSecondLook(true);
    assert.equal(SealedState.parse((await ask(dana)).json()).own?.state, 'waiting');
    assert.equal((await ask(dana)).statusCode, 409);
    assert.equal((await open(dana)).statusCode, 403);
    assert.equal(await look(dana), 404);
    const [waiting] = (await state(david)).toDecide;
    assert.deepEqual([waiting?.by, waiting?.reason], ['Dana Lead', REASON.reason]);
    assert.deepEqual((await state(dana)).toDecide, []);
    const listed = await stage.request(david, 'GET', '/api/evidence/sealed/asks');
    assert.equal(listSealedAsks.reply.parse(listed.json()).asks[0]?.captureId, captureId);
    const decide = (actor: Actor, approve: boolean) =>
      stage.request(actor, 'POST', `/api/evidence/sealed/asks/${waiting?.id}/decide`, {
        approve,
        answer: null,
      });
    assert.equal((await decide(dana, true)).statusCode, 403, 'nobody is their own second person');
    assert.equal((await decide(teacher, true)).statusCode, 404);
    await later(30);
    assert.equal((await decide(david, true)).statusCode, 200);
    assert.equal((await decide(david, false)).statusCode, 409);
    assert.equal((await state(dana)).own?.state, 'open', 'ten minutes from the yes, not from the asking');
    assert.equal((await state(dana)).own?.decidedBy, 'David Second');
    assert.equal((await open(dana)).statusCode, 200);
    assert.equal((await open(david)).statusCode, 403);
    const decided = (await audited('evidence.sealed-decide')).filter((line) => line['outcome'] === 'done');
    assert.match(JSON.stringify(decided), /Agreed that Dana Lead opens/);
  });

  test('stays closed when the second person says no, or nobody answers within a day', async () => {
    await wantSecondLook(true);
    await ask(dana);
    const [waiting] = (await state(david)).toDecide;
    await stage.request(david, 'POST', `/api/evidence/sealed/asks/${waiting?.id}/decide`, {
      approve: false,
      answer: 'The police have it already.',
    });
    const refused = (await state(dana)).own;
    assert.deepEqual([refused?.state, refused?.answer], ['refused', 'The police have it already.']);
    assert.equal((await open(dana)).statusCode, 403);
    assert.equal((await ask(dana)).statusCode, 200);
    await later(25 * 60);
    assert.equal((await state(dana)).own?.state, 'over');
    assert.deepEqual((await state(david)).toDecide, []);
    await wantSecondLook(false);
  });
});

describe('that a second person must agree', () => {
  test('is switched on by one person, and off by two', async () => {
    await askOff(dana);
    assert.deepEqual((await rule(dana)).secondLook, false);
    await wantSecondLook(true);
    assert.equal((await askOff(dana)).statusCode, 200);
    const asked = await rule(dana);
    assert.deepEqual([asked.secondLook, asked.offAsked?.by, asked.offAsked?.own], [true, 'Dana Lead', true]);
    assert.equal(
      SealedState.parse((await ask(dana)).json()).own?.state,
      'waiting',
      'it is in force until then',
    );
    assert.match((await askOff(david)).body, /asked-already/);
    assert.match((await decideOff(dana, true)).body, /own-asking/, 'nobody is their own second person');
    assert.equal((await decideOff(teacher, true)).statusCode, 404);
    assert.equal((await rule(david)).offAsked?.own, false);
    const listed = listSealedAsks.reply.parse(
      (await stage.request(david, 'GET', '/api/evidence/sealed/asks')).json(),
    );
    assert.equal(listed.offAsked?.by, 'Dana Lead', 'whoever can answer is told');
    assert.equal((await decideOff(david, true)).statusCode, 200);
    const off = await rule(dana);
    assert.deepEqual([off.secondLook, off.changed?.by, off.offAsked], [false, 'David Second', null]);
    const lines = (await audited('evidence.sealed-rule')).map(
      (line) => `${String(line['actor_name'])}: ${String(line['summary'])}`,
    );
    assert.ok(lines.some((line) => /^Dana Lead: Asked that .* somebody else must agree/.test(line)));
    assert.ok(lines.some((line) => line.startsWith('David Second: Agreed with Dana Lead')));
  });

  test('stays on when the other person refuses, when it is switched on again, and after seven days', async () => {
    await wantSecondLook(true);
    await askOff(dana);
    assert.equal((await decideOff(david, false)).statusCode, 200);
    assert.deepEqual([(await rule(dana)).secondLook, (await rule(dana)).offAsked], [true, null]);
    assert.match((await decideOff(david, true)).body, /nobody-asks/);
    await askOff(dana);
    await wantSecondLook(true);
    assert.match((await decideOff(david, true)).body, /nobody-asks/);
    await askOff(dana);
    await stage.rows(
      "update evidence_sealed_rules set off_asked_at = off_asked_at - interval '7 days' where school_id = $1",
      [school.id],
    );
    assert.equal((await rule(david)).offAsked, null);
    assert.match((await decideOff(david, true)).body, /nobody-asks/);
    assert.equal((await askOff(david)).statusCode, 200, 'somebody can ask anew');
    assert.equal((await decideOff(dana, true)).statusCode, 200);
    assert.equal((await rule(dana)).secondLook, false);
  });
});

describe('the wall in the database', () => {
  test('lets the application read sealed words by no way but an asking that is open to who asks', async () => {
    const app = new Client(stage.database.app);
    await app.connect();
    const bound = async (query: string, values: unknown[] = []) => {
      await app.query('begin');
      try {
        await app.query("select set_config('lapwing.school_id', $1, true)", [school.id]);
        return (await app.query<Record<string, unknown>>(query, values)).rows;
      } finally {
        await app.query('rollback');
      }
    };
    try {
      for (const query of [
        'select * from captures_sealed',
        'update captures_sealed set sentence = sentence returning sentence',
        "insert into evidence_sealed_asks (school_id, capture_id, asked_by, asked_name, reason, needs_second, open_until) values (lapwing_school(), gen_random_uuid(), 'a', 'b', 'a reason that is one', false, now())",
        "update evidence_sealed_asks set open_until = now() + interval '1 day'",
        'delete from evidence_sealed_asks',
        'delete from evidence_sealed_readings',
        'update evidence_sealed_readings set by_name = by_name',
        'update evidence_sealed_rules set second_look = false',
        "insert into evidence_sealed_rules (school_id, second_look, changed_by, changed_name) values (lapwing_school(), false, 'a', 'b')",
      ]) {
        await assert.rejects(bound(query), /permission denied/, query);
      }
      await assert.rejects(
        bound('select evidence_sealed_ask($1, $2, $3, $4)', [
          captureId,
          dana.accountId,
          'Dana',
          '   short   ',
        ]),
        /check constraint/,
      );
      await assert.rejects(
        bound('select evidence_sealed_ask($1, $2, $3, $4)', [
          '00000000-0000-4000-8000-000000000000',
          dana.accountId,
          'Dana',
          'a reason that is one',
        ]),
        /no such sealed capture/,
      );
      await ask(dana);
      const askId = (await state(dana)).own?.id;
      const read = 'select sentence from evidence_sealed_words($1, $2)';
      assert.deepEqual(await bound(read, [askId, david.accountId]), [], 'an asking of somebody else');
      assert.deepEqual(await bound(read, [askId, dana.accountId]), [{ sentence: SENTENCE }]);
      const [counted] = await bound(
        'with words as (select * from evidence_sealed_words($1, $2)) select count(*)::int as words from words',
        [askId, dana.accountId],
      );
      assert.equal(counted?.['words'], 1);
      const other = await stage.addSchool();
      await app.query("select set_config('lapwing.school_id', $1, false)", [other.id]);
      assert.deepEqual((await app.query(read, [askId, dana.accountId])).rows, [], 'from another school');
    } finally {
      await app.end();
    }
  });

  test('writes each reading down in the same step as it gives the words', async () => {
    await ask(dana);
    await open(dana);
    await open(dana);
    const readings = await stage.rows('select by_name from evidence_sealed_readings where capture_id = $1', [
      captureId,
    ]);
    assert.deepEqual(readings, [{ by_name: 'Dana Lead' }, { by_name: 'Dana Lead' }]);
  });
});
