import assert from 'node:assert/strict';
import { createHash, generateKeyPairSync, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import { CaptureDetail } from '@lapwing/protocol/features/captures/api.ts';
import { MAX_SCREENSHOT_BYTES } from '@lapwing/protocol/wire.ts';
import * as fc from 'fast-check';
import sharp from 'sharp';
import type { Actor } from '../../permissions/actor.ts';
import type { Blobs } from '../../platform/blobs/blobs.ts';
import {
  capture,
  newId,
  promiseOf,
  startStage,
  type Stage,
  type StagedDevice,
  type StagedSchool,
} from '../captures/captures.fixture.ts';

let stage: Stage;
let screenshot: Buffer;
before(async () => {
  stage = await startStage();
  screenshot = await sharp({
    create: {
      width: 1280,
      height: 720,
      channels: 3,
      background: '#fff',
      noise: { type: 'gaussian', mean: 200, sigma: 20 },
    },
  })
    .jpeg({ quality: 70 })
    .toBuffer();
});
after(() => stage.stop());

let school: StagedSchool;
let ana: StagedDevice;
let lead: Actor;
let teacherOfAna: Actor;
beforeEach(async () => {
  school = await stage.addSchool();
  ana = await school.addDevice('ICT2-07', await school.addPerson('Ana Silva', 'asilva24'), 'asilva24');
  const classOfAna = await school.addGroup('9B', [ana.personId ?? '']);
  lead = school.actor('Dana Lead', ['dsl']);
  teacherOfAna = school.actor('Tom Teacher', ['teacher'], [classOfAna]);
});

/** A capture that has promised these bytes. */
async function promised(
  bytes: Uint8Array,
  more: Parameters<typeof capture>[1] & { promise?: Parameters<typeof promiseOf>[1] } = {},
): Promise<{ captureId: string; id: string }> {
  const evidence = promiseOf(bytes, more.promise);
  const frame = capture(ana, { ...more, evidence });
  await school.say(ana, frame);
  return { captureId: frame.id, id: evidence.id };
}

async function arrived(
  more: Parameters<typeof promised>[1] = {},
): Promise<{ captureId: string; id: string }> {
  const ids = await promised(screenshot, more);
  const answer = await school.put(ana, ids.captureId, ids.id, screenshot);
  assert.equal(answer.statusCode, 200, answer.body);
  return ids;
}

async function show(actor: Actor, id: string): Promise<CaptureDetail> {
  return CaptureDetail.parse((await stage.request(actor, 'GET', `/api/captures/${id}`)).json());
}

async function rowOf(id: string): Promise<Record<string, unknown>> {
  return (await stage.rows('select * from evidence where id = $1', [id]))[0] ?? {};
}

async function views(): Promise<Array<Record<string, unknown>>> {
  return stage.rows(
    "select actor_name, summary, subject_id, outcome from audit_entries where school_id = $1 and action = 'evidence.view'",
    [school.id],
  );
}

describe('evidence that arrives', () => {
  test('is kept encrypted, original and watermarked, and the consoles are told', async () => {
    const { captureId, id } = await arrived();
    assert.equal((await rowOf(id))['state'], 'ready');
    const folder = join(stage.blobFolder, school.id);
    assert.deepEqual(readdirSync(folder).sort(), [`${id}.original`, `${id}.preview`, `${id}.shown`]);
    for (const name of readdirSync(folder)) {
      const kept = readFileSync(join(folder, name));
      assert.equal(kept.includes(screenshot.subarray(0, 16)), false);
      assert.equal(kept.includes(Buffer.from('JFIF')), false);
    }
    const shown = await show(lead, captureId);
    assert.equal(shown.evidence, 'ready');
    assert.equal(shown.evidenceItems[0]?.sha256, createHash('sha256').update(screenshot).digest('hex'));
    assert.deepEqual(
      shown.history.map((entry) => entry.event.kind),
      ['captured', 'evidence-arrived'],
    );
    const told = await stage.told(teacherOfAna);
    assert.deepEqual(
      told.map((frame) => frame.type),
      ['captures/arrived', 'captures/changed'],
    );
    assert.ok(told[1]?.type === 'captures/changed' && told[1].capture.evidence === 'ready');
  });

  test('twice, also at once, is one', async () => {
    const { captureId, id } = await promised(screenshot);
    const answers = await Promise.all([1, 2, 3].map(() => school.put(ana, captureId, id, screenshot)));
    answers.push(await school.put(ana, captureId, id, screenshot));
    assert.deepEqual(
      answers.map((answer) => answer.statusCode),
      [200, 200, 200, 200],
    );
    assert.deepEqual(
      (await show(lead, captureId)).history.map((entry) => entry.event.kind),
      ['captured', 'evidence-arrived'],
    );
  });

  test('as PNG, WebP or plain bytes is taken too', async () => {
    for (const mediaType of ['image/png', 'image/webp'] as const) {
      const bytes = await sharp(screenshot)
        .toFormat(mediaType === 'image/png' ? 'png' : 'webp')
        .toBuffer();
      const { captureId, id } = await promised(bytes, { promise: { mediaType } });
      const answer = await school.put(ana, captureId, id, bytes, { mediaType: 'application/octet-stream' });
      assert.equal(answer.statusCode, 200, answer.body);
    }
  });

  test('from a device that did not promise it, unsigned, or wrongly signed is refused', async () => {
    const { captureId, id } = await promised(screenshot);
    const thief = await school.addDevice('ICT2-08', null);
    const other = await stage.addSchool();
    const stranger = await other.addDevice('X', null);
    assert.equal((await school.put(thief, captureId, id, screenshot)).statusCode, 404);
    assert.equal((await other.put(stranger, captureId, id, screenshot)).statusCode, 404);
    assert.equal((await school.put(ana, newId(), id, screenshot)).statusCode, 404);
    assert.equal((await school.put(ana, captureId, newId(), screenshot)).statusCode, 404);
    const { privateKey } = generateKeyPairSync('ed25519');
    assert.equal(
      (await school.put(ana, captureId, id, screenshot, { signedBy: privateKey })).statusCode,
      401,
    );
    const unsigned = { headers: { 'lapwing-device': undefined } };
    assert.equal((await school.put(ana, captureId, id, screenshot, unsigned)).statusCode, 401);
    assert.equal((await rowOf(id))['state'], 'coming');
  });

  test('that is not what was promised is refused and recorded as lost, and the right bytes still count', async () => {
    const { captureId, id } = await promised(screenshot);
    const other = Buffer.from(screenshot);
    other[other.length - 9] = (other[other.length - 9] ?? 0) ^ 1;
    for (const bytes of [other, screenshot.subarray(0, 500), Buffer.concat([screenshot, Buffer.from('x')])]) {
      const answer = await school.put(ana, captureId, id, bytes);
      assert.equal(answer.statusCode, 400);
      assert.match(answer.body, /not-as-promised/);
    }
    const lost = await show(lead, captureId);
    assert.equal(lost.evidence, 'lost');
    assert.match(lost.evidenceReason ?? '', /not the screenshot that it had announced/);
    assert.equal((await school.put(ana, captureId, id, screenshot)).statusCode, 200);
    assert.equal((await show(lead, captureId)).evidence, 'ready');
    assert.equal((await school.put(ana, captureId, id, other)).statusCode, 400);
    assert.equal((await show(lead, captureId)).evidence, 'ready', 'what is there is not lost again');
  });

  test('that is no image, or another type, is refused and recorded as lost with the reason', async () => {
    const png = await sharp(screenshot).png().toBuffer();
    for (const [bytes, reason] of [
      [randomBytes(2000), 'not-an-image'],
      [
        Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>'),
        'not-an-image',
      ],
      [Buffer.from('<html><script>alert(1)</script>'), 'not-an-image'],
      [png, 'other-type'],
      [screenshot.subarray(0, 3000), 'not-an-image'],
    ] as const) {
      const { captureId, id } = await promised(bytes);
      const answer = await school.put(ana, captureId, id, bytes);
      assert.equal(answer.statusCode, 400);
      assert.equal((await rowOf(id))['lost_reason'], reason);
      assert.equal((await show(lead, captureId)).evidence, 'lost');
      assert.equal((await stage.request(lead, 'GET', `/api/evidence/${id}`)).statusCode, 404);
    }
  });

  test('with more bytes than the limit, or without its length, is refused', async () => {
    const { captureId, id } = await promised(screenshot);
    const large = Buffer.alloc(MAX_SCREENSHOT_BYTES + 1, 1);
    assert.equal((await school.put(ana, captureId, id, large)).statusCode, 413);
    const chunked = await school.put(ana, captureId, id, screenshot, { chunked: true });
    assert.equal(chunked.statusCode, 400);
    assert.match(chunked.body, /length-needed/);
    assert.equal((await rowOf(id))['state'], 'coming');
  });

  test('while the disk is full is told to come again, and then is taken', async () => {
    const { captureId, id } = await promised(screenshot);
    const whole = stage.blobs;
    const full: Blobs = { ...whole, put: async () => ({ ok: false, code: 'no-space' }) };
    stage.blobs = full;
    try {
      const answer = await school.put(ana, captureId, id, screenshot);
      assert.equal(answer.statusCode, 503);
      assert.equal(answer.headers['retry-after'], '60');
      assert.equal((await rowOf(id))['state'], 'coming');
    } finally {
      stage.blobs = whole;
    }
    assert.equal((await school.put(ana, captureId, id, screenshot)).statusCode, 200);
  });

  test('late is taken, after a fortnight too', async () => {
    const { captureId, id } = await promised(screenshot);
    await stage.rows("update evidence set promised_at = now() - interval '20 days' where id = $1", [id]);
    assert.equal((await show(lead, captureId)).evidence, 'lost');
    assert.equal((await school.put(ana, captureId, id, screenshot)).statusCode, 200);
    assert.equal((await show(lead, captureId)).evidence, 'ready');
  });
});

describe('a view of evidence', () => {
  test('shows the watermarked image, and is in history and audit as opened', async () => {
    const { captureId, id } = await arrived();
    const answer = await stage.request(teacherOfAna, 'GET', `/api/evidence/${id}`);
    assert.equal(answer.statusCode, 200);
    const about = await sharp(answer.rawPayload).metadata();
    assert.deepEqual([about.format, about.width, about.height], ['jpeg', 1280, 720]);
    const corner = await sharp(answer.rawPayload)
      .extract({ left: 1100, top: 4, width: 170, height: 50 })
      .toBuffer();
    const stats = await sharp(corner).stats();
    assert.ok((stats.channels[0]?.mean ?? 255) < 120, 'the panel is at the top right');
    assert.equal(answer.headers['content-type'], 'image/jpeg');
    assert.equal(answer.headers['cache-control'], 'private, no-store');
    assert.equal(answer.headers['content-disposition'], `inline; filename="${id}.jpg"`);
    assert.equal(answer.headers['x-content-type-options'], 'nosniff');
    assert.equal(answer.headers['cross-origin-resource-policy'], 'same-origin');
    assert.equal(answer.headers['accept-ranges'], 'bytes');
    assert.match(String(answer.headers['content-security-policy']), /sandbox/);
    assert.deepEqual(await views(), [
      {
        actor_name: 'Tom Teacher',
        summary: 'Opened a screenshot of Ana Silva (suicide, severe)',
        subject_id: captureId,
        outcome: 'opened',
      },
    ]);
    const shown = await show(lead, captureId);
    const last = shown.history.at(-1);
    assert.equal(last?.event.kind, 'evidence-viewed');
    assert.equal(last?.by?.name, 'Tom Teacher');
    assert.equal(shown.revision, 0, 'looking hinders nobody who deals with it');
  });

  test('is audited before the first byte leaves, even if none ever does', async () => {
    const { id } = await arrived();
    let seen = 0;
    stage.onSend = async () => {
      seen = (await views()).length;
      throw new Error('the line breaks here');
    };
    const answer = await stage.request(lead, 'GET', `/api/evidence/${id}`);
    stage.onSend = null;
    assert.equal(answer.statusCode, 500);
    assert.equal(seen, 1);
    assert.equal((await views()).length, 1);
  });

  test('answers any range with its part', async () => {
    const { id } = await arrived();
    const whole = (await stage.request(lead, 'GET', `/api/evidence/${id}`)).rawPayload;
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: whole.length - 1 }),
        fc.nat({ max: whole.length - 1 }),
        async (one, two) => {
          const [first, last] = [Math.min(one, two), Math.max(one, two)];
          const answer = await stage.request(lead, 'GET', `/api/evidence/${id}`, undefined, {
            range: `bytes=${first}-${last}`,
          });
          assert.equal(answer.statusCode, 206);
          assert.equal(answer.headers['content-range'], `bytes ${first}-${last}/${whole.length}`);
          assert.ok(whole.subarray(first, last + 1).equals(answer.rawPayload));
        },
      ),
      { numRuns: 10 },
    );
    const outside = await stage.request(lead, 'GET', `/api/evidence/${id}`, undefined, {
      range: `bytes=${whole.length}-`,
    });
    assert.equal(outside.statusCode, 416);
    assert.equal(outside.headers['content-range'], `bytes */${whole.length}`);
  });

  test('is not there for those who may not see it', async () => {
    const { id } = await arrived();
    const other = await stage.addSchool();
    for (const actor of [
      other.actor('Other Lead', ['dsl']),
      school.actor('Adam Admin', ['administrator']),
      school.actor('Nora New', ['teacher'], []),
    ]) {
      assert.equal((await stage.request(actor, 'GET', `/api/evidence/${id}`)).statusCode, 404);
    }
    assert.equal((await stage.request(null, 'GET', `/api/evidence/${id}`)).statusCode, 401);
    assert.deepEqual(
      (await views()).filter((view) => view['outcome'] !== 'refused'),
      [],
    );
  });

  test('of a blob that is missing or damaged is an answer, not a crash, and no view', async () => {
    const { captureId, id } = await arrived();
    rmSync(join(stage.blobFolder, school.id, `${id}.shown`));
    const answer = await stage.request(lead, 'GET', `/api/evidence/${id}`);
    assert.equal(answer.statusCode, 503);
    assert.match(answer.body, /evidence-unreadable/);
    assert.deepEqual(await views(), []);
    assert.equal((await show(lead, captureId)).history.length, 2);
    assert.ok(stage.logged.some((line) => line.startsWith('evidence.unreadable') && line.includes(id)));
  });
});

test('any duplicates and interleavings of captures and their evidence end in the same rows', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat({ max: 2 }), { minLength: 4, maxLength: 9 }), async (steps) => {
      const evidence = promiseOf(screenshot);
      const frame = capture(ana, { evidence });
      const put = (): ReturnType<StagedSchool['put']> => school.put(ana, frame.id, evidence.id, screenshot);
      const wrong = (): ReturnType<StagedSchool['put']> =>
        school.put(ana, frame.id, evidence.id, Buffer.from('not it'));
      // Evidence before its capture is not known yet; the device comes again with it.
      assert.equal((await put()).statusCode, 404);
      await school.say(ana, frame);
      await Promise.all(
        steps.map(async (step) => (step === 0 ? school.say(ana, frame) : step === 1 ? put() : wrong())),
      );
      assert.equal((await put()).statusCode, 200);
      const row = await rowOf(evidence.id);
      assert.equal(row['state'], 'ready');
      assert.equal(row['lost_reason'], null);
      assert.deepEqual(
        (await show(lead, frame.id)).history.map((entry) => entry.event.kind),
        ['captured', 'evidence-arrived'],
      );
    }),
    { numRuns: 8 },
  );
});
