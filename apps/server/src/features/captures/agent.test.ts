import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import * as fc from 'fast-check';
import type { CaptureAmended } from '@lapwing/protocol/features/captures/amended.event.ts';
import { tables } from '../../platform/db/database.ts';
import type { CaptureReported } from '@lapwing/protocol/features/captures/reported.event.ts';
import {
  capture,
  newId,
  promiseOf,
  startStage,
  type Stage,
  type StagedDevice,
  type StagedSchool,
} from './captures.fixture.ts';

let stage: Stage;
let school: StagedSchool;
let device: StagedDevice;
before(async () => {
  stage = await startStage();
  school = await stage.addSchool();
  device = await school.addDevice('ICT2-07', await school.addPerson('Ana Silva', 'asilva24'), 'asilva24');
});
after(() => stage.stop());

const acknowledged = (id: string): unknown => [{ type: 'captures/acknowledged', ids: [id] }];
const rejected = (id: string, reason: string): unknown => [{ type: 'captures/rejected', id, reason }];

function amendment(
  reported: CaptureReported,
  at: string,
  finding: Partial<CaptureAmended['finding']>,
  id = newId(),
): CaptureAmended {
  return {
    type: 'captures/amended',
    id,
    captureId: reported.id,
    at,
    finding: { ...reported.finding, ...finding },
  };
}

async function captureRow(id: string): Promise<Record<string, unknown>> {
  const [row, ...others] = await stage.rows('select * from captures where id = $1', [id]);
  assert.equal(others.length, 0);
  assert.ok(row);
  return row;
}

describe('a reported capture', () => {
  test('is stored with its person and acknowledged, and a second time only acknowledged', async () => {
    const frame = capture(device);
    assert.deepEqual(await school.say(device, frame), acknowledged(frame.id));
    assert.deepEqual(await school.say(device, frame), acknowledged(frame.id));
    const row = await captureRow(frame.id);
    assert.equal(row['person_id'], device.personId);
    assert.equal(row['site'], 'docs.school.example');
    assert.equal(row['sentence'], frame.finding.sentence);
    const history = await stage.rows('select kind from captures_history where capture_id = $1', [frame.id]);
    assert.deepEqual(history, [{ kind: 'captured' }]);
  });

  test('keeps the first report when the same id comes with other words', async () => {
    const frame = capture(device);
    await school.say(device, frame);
    const other = { ...frame, finding: { ...frame.finding, sentence: 'something else entirely' } };
    assert.deepEqual(await school.say(device, other), acknowledged(frame.id));
    assert.equal((await captureRow(frame.id))['sentence'], frame.finding.sentence);
  });

  test('of an unknown session is rejected and counted, without its words', async () => {
    const frame = { ...capture(device), sessionId: newId() };
    assert.deepEqual(await school.say(device, frame), rejected(frame.id, 'session-unknown'));
    assert.deepEqual(await stage.rows('select id from captures where id = $1', [frame.id]), []);
    const losses = await stage.rows(
      "select items from captures_losses where device_id = $1 and reason = 'session-unknown'",
      [device.id],
    );
    assert.deepEqual(losses, [{ items: 1 }]);
    assert.equal(stage.logged.join('\n').includes(frame.finding.sentence), false);
    assert.ok(stage.logged.some((line) => line.startsWith('captures.rejected') && line.includes(frame.id)));
  });

  test("of another device's session, or with another device's id, is rejected", async () => {
    const thief = await school.addDevice('ICT2-08', null);
    const frame = capture(device);
    assert.deepEqual(await school.say(thief, frame), rejected(frame.id, 'session-unknown'));
    await school.say(device, frame);
    const stolen = { ...frame, sessionId: thief.sessionId };
    assert.deepEqual(await school.say(thief, stolen), rejected(frame.id, 'bad-item'));
    assert.equal((await captureRow(frame.id))['device_id'], device.id);
  });

  test('that is malformed is rejected and counted by its id, with field names alone in the log', async () => {
    const id = newId();
    const answer = await school.sayBad(device, id, 'captures/reported: finding.severity');
    assert.deepEqual(answer, rejected(id, 'bad-item'));
    assert.ok(stage.logged.some((line) => line.includes(id) && line.includes('finding.severity')));
  });

  test("has its moment put right by the clock's offset, and its own time kept", async () => {
    const frame = capture(device, { at: '2026-01-05T09:00:00.000Z' });
    await school.say(device, frame, 90_000);
    const row = await captureRow(frame.id);
    assert.deepEqual(row['device_time'], new Date('2026-01-05T09:00:00.000Z'));
    assert.deepEqual(row['happened_at'], new Date('2026-01-05T09:01:30.000Z'));
  });

  test('from a clock that is wildly wrong is stored within what can be', async () => {
    for (const at of ['0000-01-01T00:00:00.000Z', '9999-12-31T23:59:59.999Z', '1970-01-01T00:00:00.000Z']) {
      const frame = capture(device, { at });
      assert.deepEqual(await school.say(device, frame, 60_000), acknowledged(frame.id));
      const happened = (await captureRow(frame.id))['happened_at'];
      assert.ok(happened instanceof Date);
      assert.ok(happened.getTime() >= Date.UTC(2020, 0, 1) && happened.getTime() <= Date.now());
    }
  });

  test('with hostile strings is stored as it is, but for what PostgreSQL cannot keep', async () => {
    const sentence =
      "'; drop table captures; -- <script>alert(1)</script> \u202E \0 \ud800 {{x}} =1+1 \\x00 𝕬";
    const frame = capture(device, {
      finding: { sentence, start: 0, end: sentence.length, because: ['a"},{'], term: 't\0' },
      context: { application: '\0', windowTitle: '"]{\\', url: 'javascript:alert(1)//\0' },
    });
    assert.deepEqual(await school.say(device, frame), acknowledged(frame.id));
    const row = await captureRow(frame.id);
    assert.equal(row['sentence'], sentence.replace('\0', '\uFFFD').replace('\ud800', '\uFFFD'));
    assert.deepEqual(row['because'], ['a"},{']);
    assert.equal(row['site'], null);
  });
});

describe('an amendment', () => {
  test('replaces the wording, keeps the earlier one, and is stored once', async () => {
    const frame = capture(device, { at: '2026-01-05T09:00:00.000Z' });
    await school.say(device, frame);
    const amended = amendment(frame, '2026-01-05T09:00:02.000Z', {
      severity: 'minor',
      sentence: 'it was in a film',
    });
    assert.deepEqual(await school.say(device, amended), acknowledged(amended.id));
    assert.deepEqual(await school.say(device, amended), acknowledged(amended.id));
    assert.deepEqual(await school.say(device, frame), acknowledged(frame.id));
    const row = await captureRow(frame.id);
    assert.equal(row['severity'], 'minor');
    assert.equal(row['sentence'], 'it was in a film');
    assert.equal(row['revision'], 1);
    const history = await stage.rows(
      'select kind, severity, sentence from captures_history where capture_id = $1 order by finding_at_ms',
      [frame.id],
    );
    assert.deepEqual(history, [
      { kind: 'captured', severity: 'severe', sentence: frame.finding.sentence },
      { kind: 'amended', severity: 'minor', sentence: 'it was in a film' },
    ]);
  });

  test('of an unknown capture or of another device is rejected', async () => {
    const frame = capture(device);
    const before = amendment(frame, frame.at, {});
    assert.deepEqual(await school.say(device, before), rejected(before.id, 'capture-unknown'));
    await school.say(device, frame);
    const thief = await school.addDevice('ICT2-09', null);
    assert.deepEqual(await school.say(thief, before), rejected(before.id, 'capture-unknown'));
  });

  test('whose match lies outside its sentence, or whose id belongs elsewhere, is rejected', async () => {
    const frame = capture(device);
    const other = capture(device);
    await school.say(device, frame);
    await school.say(device, other);
    const outside = amendment(frame, frame.at, { sentence: 'short', start: 0, end: 6 });
    assert.deepEqual(await school.say(device, outside), rejected(outside.id, 'bad-item'));
    const taken = amendment(frame, frame.at, {}, other.id);
    assert.deepEqual(await school.say(device, taken), rejected(taken.id, 'bad-item'));
    assert.equal((await captureRow(frame.id))['revision'], 0);
  });

  test('is known again whatever the case of its ids', async () => {
    const frame = capture(device);
    await school.say(device, frame);
    const amended = amendment({ ...frame, id: frame.id.toUpperCase() }, frame.at, { count: 2 });
    const shouted = { ...amended, id: amended.id.toUpperCase() };
    assert.deepEqual(await school.say(device, shouted), acknowledged(shouted.id));
    assert.deepEqual(await school.say(device, amended), acknowledged(amended.id));
    const history = await stage.rows('select id from captures_history where capture_id = $1', [frame.id]);
    assert.equal(history.length, 2);
  });
});

describe('a sealed capture', () => {
  const words = 'words that nobody is to read in passing';

  /** All that the application can read of it, but for the first report where that was not sealed yet. */
  async function openColumns(id: string, ofHistory: string): Promise<string> {
    const rows = [
      ...(await stage.rows('select * from captures where id = $1', [id])),
      ...(await stage.rows('select * from captures_history where capture_id = $1 and kind = any($2)', [
        id,
        ofHistory.split(' '),
      ])),
    ];
    return JSON.stringify(rows);
  }

  test('keeps its words only where the application cannot read them', async () => {
    const frame = capture(device, {
      finding: { policy: 'illegal-content', term: 'illegal/x', sentence: words, end: 5 },
      context: {
        windowTitle: `${words} - search`,
        url: `https://search.example/?q=${encodeURIComponent(words)}`,
      },
    });
    assert.deepEqual(await school.say(device, frame), acknowledged(frame.id));
    await school.say(device, amendment(frame, frame.at, { sentence: `${words} again` }));
    assert.equal((await openColumns(frame.id, 'captured amended')).includes('nobody'), false);
    const sealed = await stage.rows('select sentence from captures_sealed where capture_id = $1', [frame.id]);
    assert.equal(sealed.length, 2);
    await assert.rejects(
      stage.database.db.pool.query('select sentence from captures_sealed'),
      /permission denied/,
    );
  });

  test('that becomes so by an amendment loses its open words and stays sealed', async () => {
    const frame = capture(device, { at: '2026-01-05T09:00:00.000Z', finding: { sentence: words, end: 5 } });
    await school.say(device, frame);
    await school.say(
      device,
      amendment(frame, '2026-01-05T09:00:01.000Z', { policy: 'illegal-content', sentence: `${words} more` }),
    );
    await school.say(
      device,
      amendment(frame, '2026-01-05T09:00:02.000Z', { policy: 'suicide', sentence: `${words} end` }),
    );
    const row = await captureRow(frame.id);
    assert.equal(row['sealed'], true);
    assert.equal((await openColumns(frame.id, 'amended')).includes('nobody'), false);
    const dsl = school.actor('Lead', ['dsl']);
    const shown = await stage.request(dsl, 'GET', `/api/captures/${frame.id}`);
    assert.equal(shown.statusCode, 200);
    assert.equal(shown.body.includes('nobody'), false);
  });
});

describe('the application', () => {
  test('can neither change nor remove history, nor remove captures', async () => {
    const frame = capture(device);
    await school.say(device, frame);
    for (const statement of [
      "update captures_history set words = 'x'",
      'delete from captures_history',
      'delete from captures',
      'delete from captures_sealed',
      'delete from evidence',
      'update captures set received_at = now()',
      'truncate captures cascade',
    ]) {
      await assert.rejects(
        stage.database.db.pool.query(statement),
        /permission denied|must be owner/,
        statement,
      );
    }
  });

  test('sees nothing of another school, even when it asks by id', async () => {
    const frame = capture(device);
    await school.say(device, frame);
    const other = await stage.addSchool();
    for (const table of ['captures', 'captures_history', 'evidence', 'captures_losses'] as const) {
      const rows = await stage.database.db.inSchool(other.id, (tx) =>
        tables<Record<string, { school_id: string }>>(tx).selectFrom(table).select('school_id').execute(),
      );
      assert.deepEqual(rows, [], table);
    }
  });
});

test('any duplicates and interleavings of reports and amendments end in the same rows', async () => {
  /** What must be the same, apart from the ids and the times of arrival. */
  async function outcomeOf(reports: readonly CaptureReported[]): Promise<unknown> {
    const ids = reports.map((report) => report.id);
    const captures = await stage.rows(
      `select severity, sentence, seen_count, status, sealed from captures
       where id = any($1::uuid[]) order by array_position($1::uuid[], id)`,
      [ids],
    );
    const history = await stage.rows(
      `select kind, severity, sentence from captures_history where capture_id = any($1) order by sentence`,
      [ids],
    );
    const evidence = await stage.rows(
      'select state, sha256 from evidence where capture_id = any($1) order by sha256',
      [ids],
    );
    return { captures, history, evidence };
  }

  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(fc.constantFrom('minor', 'moderate', 'severe'), { maxLength: 4 }), {
        minLength: 1,
        maxLength: 3,
      }),
      fc.infiniteStream(fc.nat()),
      async (shape, dice) => {
        const roll = (below: number): number => (dice.next().value ?? 0) % below;
        const make = (): { reports: CaptureReported[]; amendments: CaptureAmended[] } => {
          const reports = shape.map((_amendments, index) =>
            capture(device, {
              at: '2026-01-05T09:00:00.000Z',
              finding: { sentence: `report ${index}`, end: 3 },
              evidence: promiseOf(Buffer.from(`${index}`)),
            }),
          );
          const amendments = shape.flatMap((severities, index) =>
            severities.map((severity, step) =>
              amendment(reports[index] ?? assert.fail(), `2026-01-05T09:00:0${step + 1}.000Z`, {
                severity,
                sentence: `amendment ${index}.${step}`,
                end: 3,
                count: step + 2,
              }),
            ),
          );
          return { reports, amendments };
        };
        // Once in order, once each.
        const plain = make();
        for (const frame of [...plain.reports, ...plain.amendments]) await school.say(device, frame);
        // A report before its amendments, as the outbox sends them; all else in any order and up to three times, some at once.
        const tossed = make();
        const queue: Array<CaptureReported | CaptureAmended> = [];
        for (const frame of [...tossed.reports, ...tossed.amendments]) {
          for (let copy = 0; copy <= roll(3); copy += 1) queue.splice(roll(queue.length + 1), 0, frame);
        }
        for (const report of tossed.reports) {
          const first = queue.findIndex(
            (frame) => frame.id === report.id || ('captureId' in frame && frame.captureId === report.id),
          );
          queue.splice(first, 0, report);
        }
        while (queue.length > 0) {
          const together = queue.splice(0, 1 + roll(2));
          const sorted = together.toSorted(
            (one, other) => Number('captureId' in one) - Number('captureId' in other),
          );
          if (
            sorted.some((frame) => 'captureId' in frame) &&
            sorted.some((frame) => !('captureId' in frame))
          ) {
            for (const frame of sorted)
              assert.deepEqual(await school.say(device, frame), acknowledged(frame.id));
          } else {
            await Promise.all(
              sorted.map(async (frame) =>
                assert.deepEqual(await school.say(device, frame), acknowledged(frame.id)),
              ),
            );
          }
        }
        assert.deepEqual(await outcomeOf(tossed.reports), await outcomeOf(plain.reports));
      },
    ),
    { numRuns: 25 },
  );
});
