import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import { EvidenceProgress } from '@lapwing/protocol/features/evidence/api.ts';
import { Hold } from '@lapwing/protocol/features/evidence/hold.api.ts';
import { EVIDENCE_PART_BYTES } from '@lapwing/protocol/wire.ts';
import * as fc from 'fast-check';
import sharp from 'sharp';
import type { Actor } from '../../permissions/actor.ts';
import {
  capture,
  newId,
  promiseOf,
  startStage,
  type Stage,
  type StagedDevice,
  type StagedSchool,
} from '../captures/captures.fixture.ts';
import { askSigned, filmOf, recordedAs } from './evidence.fixture.ts';
import { isRecording } from './recording.ts';
import { tidyParts } from './tidy.ts';

let stage: Stage;
before(async () => {
  stage = await startStage();
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

interface Named {
  readonly captureId: string;
  readonly id: string;
}

async function making(more: Parameters<typeof capture>[1] = {}): Promise<Named> {
  const id = newId();
  const frame = { ...capture(ana, more), recording: { state: 'making' as const, id } };
  await school.say(ana, frame);
  return { captureId: frame.id, id };
}
async function told(
  bytes: Uint8Array,
  more?: Parameters<typeof recordedAs>[3],
  of?: Named,
): Promise<Named & { path: string }> {
  const named = of ?? (await making());
  const [answer] = await school.say(ana, recordedAs(named.captureId, named.id, bytes, more));
  assert.equal(answer?.type, 'captures/acknowledged');
  return { ...named, path: `/agent/evidence/${named.captureId}/${named.id}` };
}
async function row(id: string): Promise<Record<string, unknown>> {
  return (await stage.rows('select * from evidence where id = $1', [id]))[0] ?? {};
}
async function progress(path: string): Promise<EvidenceProgress> {
  const answer = await askSigned(stage, school, ana, 'GET', path);
  assert.equal(answer.statusCode, 200, answer.body);
  return EvidenceProgress.parse(answer.json());
}
const part = (path: string, offset: number, bytes: Uint8Array, by = ana) =>
  askSigned(stage, school, by, 'PUT', `${path}/from/${offset}`, bytes);
const blobsLeft = (): string[] => readdirSync(join(stage.blobFolder, school.id)).sort();

describe('a recording', () => {
  test('is promised before it exists, told of, comes whole, and the consoles hear of each', async () => {
    const named = await making();
    assert.equal((await row(named.id))['state'], 'coming');
    assert.equal((await row(named.id))['sha256'], null);
    const film = filmOf('video/webm', 5000);
    await told(film, {}, named);
    const known = await row(named.id);
    assert.deepEqual(
      ['media_type', 'bytes', 'seconds', 'trigger_seconds', 'width'].map((column) => known[column]),
      ['video/webm', 5000, 30, 10, 1280],
    );
    const answer = await school.put(ana, named.captureId, named.id, film, { mediaType: 'video/webm' });
    assert.equal(answer.statusCode, 200, answer.body);
    assert.equal((await row(named.id))['state'], 'ready');
    assert.deepEqual(
      (await stage.told(lead)).map((frame) => frame.type),
      ['captures/arrived', 'captures/changed', 'captures/changed'],
    );
    assert.deepEqual(blobsLeft(), [`${named.id}.original`]);
    assert.equal(
      readFileSync(join(stage.blobFolder, school.id, `${named.id}.original`)).includes('webm'),
      false,
    );
  });

  test('that was not made says why, and none is waited for', async () => {
    const frame = { ...capture(ana), recording: { state: 'none' as const, reason: 'too-many' as const } };
    await school.say(ana, frame);
    const [known] = await stage.rows('select * from evidence where capture_id = $1', [frame.id]);
    assert.deepEqual(
      [known?.['kind'], known?.['state'], known?.['lost_reason']],
      ['recording', 'lost', 'recording-too-many'],
    );
  });

  test('is told of once: again is acknowledged, another word is refused', async () => {
    const named = await making();
    const film = filmOf('video/webm', 900);
    const frame = recordedAs(named.captureId, named.id, film);
    const answers = [await school.say(ana, frame), await school.say(ana, frame)];
    assert.deepEqual(
      answers.map(([answer]) => answer?.type),
      ['captures/acknowledged', 'captures/acknowledged'],
    );
    const other = recordedAs(named.captureId, named.id, filmOf('video/webm', 901));
    assert.deepEqual(await school.say(ana, other), [
      { type: 'captures/rejected', id: other.id, reason: 'bad-item' },
    ]);
    assert.equal((await row(named.id))['bytes'], 900);
    await assert.rejects(
      stage.rows('update evidence set sha256 = $1 where id = $2', ['0'.repeat(64), named.id]),
      /told already/,
    );
  });

  test('of another device, another capture, or none is refused and the loss is counted', async () => {
    const named = await making();
    const film = filmOf('video/webm', 900);
    const thief = await school.addDevice('ICT2-08', null);
    const unknown = recordedAs(newId(), named.id, film);
    const stolen = recordedAs(named.captureId, named.id, film);
    const nameless = recordedAs(named.captureId, newId(), film);
    assert.deepEqual(await school.say(ana, unknown), [
      { type: 'captures/rejected', id: unknown.id, reason: 'capture-unknown' },
    ]);
    assert.deepEqual(await school.say(thief, stolen), [
      { type: 'captures/rejected', id: stolen.id, reason: 'capture-unknown' },
    ]);
    assert.deepEqual(await school.say(ana, nameless), [
      { type: 'captures/rejected', id: nameless.id, reason: 'bad-item' },
    ]);
    const losses = await stage.rows('select items from captures_losses where school_id = $1', [school.id]);
    assert.equal(losses.length, 3);
    assert.equal((await row(named.id))['sha256'], null);
  });

  test('that the device lost is lost with its reason', async () => {
    const named = await making();
    const frame = { ...recordedAs(named.captureId, named.id, Buffer.from('x')) };
    const lost = { ...frame, outcome: { state: 'lost' as const, reason: 'interrupted' as const } };
    assert.equal((await school.say(ana, lost))[0]?.type, 'captures/acknowledged');
    assert.deepEqual(
      [(await row(named.id))['state'], (await row(named.id))['lost_reason']],
      ['lost', 'recording-interrupted'],
    );
  });

  test('before it is told of is told to wait', async () => {
    const named = await making();
    const answer = await school.put(ana, named.captureId, named.id, filmOf('video/webm', 10));
    assert.equal(answer.statusCode, 409);
    assert.match(answer.body, /not-told/);
  });

  test('that is no film of its kind is refused and lost', async () => {
    const jpeg = await sharp({ create: { width: 64, height: 64, channels: 3, background: '#fff' } })
      .jpeg()
      .toBuffer();
    for (const [bytes, mediaType] of [
      [jpeg, 'video/webm'],
      [filmOf('video/webm', 500), 'video/mp4'],
      [filmOf('video/mp4', 500), 'video/webm'],
      [Buffer.from('<html><script>alert(1)</script>'), 'video/mp4'],
    ] as const) {
      const named = await told(bytes, { mediaType });
      const answer = await school.put(ana, named.captureId, named.id, bytes);
      assert.equal(answer.statusCode, 400, answer.body);
      assert.equal((await row(named.id))['lost_reason'], 'not-a-recording');
    }
  });
});

test('the look at a film never throws, and takes what begins as one', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      assert.equal(typeof isRecording(bytes, 'video/mp4'), 'boolean');
      assert.equal(typeof isRecording(bytes, 'video/webm'), 'boolean');
    }),
  );
  assert.ok(isRecording(filmOf('video/mp4', 300), 'video/mp4'));
  assert.ok(isRecording(filmOf('video/webm', 300), 'video/webm'));
});

describe('evidence in parts', () => {
  const film = filmOf('video/mp4', 1_300_000);
  const parts = [0, EVIDENCE_PART_BYTES, 2 * EVIDENCE_PART_BYTES].map((from) => ({
    from,
    bytes: film.subarray(from, from + EVIDENCE_PART_BYTES),
  }));
  const mp4 = { mediaType: 'video/mp4' as const };

  test('is put together, checked, and its parts are gone; again is done already', async () => {
    const { id, path, captureId } = await told(film, mp4);
    assert.deepEqual(await progress(path), { have: 0, complete: false });
    const looksBefore = await stage.rows("select 1 from audit_entries where action like 'captures.%'", []);
    for (const { from, bytes } of parts) {
      const answer = await part(path, from, bytes);
      assert.equal(answer.statusCode, 200, answer.body);
      const whole = from + bytes.length === film.length;
      assert.deepEqual(answer.json(), { have: from + bytes.length, complete: whole });
      if (!whole) assert.equal((await row(id))['arrived_bytes'], from + bytes.length);
      const seen = await stage.request(lead, 'GET', `/api/captures/${captureId}/arriving`);
      const expected = whole ? [] : [{ id, arrived: from + bytes.length }];
      assert.deepEqual(seen.json(), { items: expected }, 'staff see it come');
    }
    const looks = await stage.rows("select 1 from audit_entries where action like 'captures.%'", []);
    assert.equal(looks.length, looksBefore.length, 'to wait for it is no look at the record');
    assert.deepEqual(await progress(path), { have: film.length, complete: true });
    assert.deepEqual(blobsLeft(), [`${id}.original`]);
    const shown = await stage.request(lead, 'GET', `/api/evidence/${id}`);
    assert.equal(createHash('sha256').update(shown.rawPayload).digest('hex'), (await row(id))['sha256']);
    const again = await part(path, 0, parts[0]?.bytes ?? film);
    assert.equal(EvidenceProgress.parse(again.json()).complete, true);
  });

  test('lies encrypted while it is coming', async () => {
    const { id, path } = await told(film, mp4);
    await part(path, 0, parts[0]?.bytes ?? film);
    const [name = ''] = blobsLeft();
    assert.ok(name.startsWith(`${id}.part-0-`), name);
    const kept = readFileSync(join(stage.blobFolder, school.id, name));
    assert.equal(kept.includes(film.subarray(0, 24)), false);
  });

  test('from elsewhere than where it stands, beyond the end, or from another device is refused', async () => {
    const { path } = await told(film, mp4);
    const thief = await school.addDevice('ICT2-08', null);
    const [first, second] = parts;
    assert.ok(first !== undefined && second !== undefined);
    const ahead = await part(path, second.from, second.bytes);
    assert.equal(ahead.statusCode, 409);
    assert.match(ahead.body, /other-offset.*byte 0/);
    assert.equal((await part(path, 0, first.bytes, thief)).statusCode, 404);
    assert.equal((await part(path, 0, new Uint8Array(0))).statusCode, 400);
    assert.equal((await part(path, 0, Buffer.alloc(EVIDENCE_PART_BYTES + 1))).statusCode, 413);
    assert.equal((await part(path, 0, first.bytes)).statusCode, 200);
    assert.equal((await part(path, 0, first.bytes)).statusCode, 409);
    const small = await told(film.subarray(0, 100), mp4);
    assert.match((await part(small.path, 0, film.subarray(0, 101))).body, /other-length/);
    assert.equal(blobsLeft().length, 1);
  });

  test('that comes twice at once counts once', async () => {
    const { path } = await told(film, mp4);
    const [first] = parts;
    assert.ok(first !== undefined);
    const answers = await Promise.all([1, 2, 3].map(() => part(path, 0, first.bytes)));
    assert.equal(answers.filter((answer) => answer.statusCode === 200).length, 1);
    assert.equal(answers.filter((answer) => answer.statusCode === 409).length, 2);
    assert.equal((await progress(path)).have, first.bytes.length);
    for (const { from, bytes } of parts.slice(1)) await part(path, from, bytes);
    assert.equal((await progress(path)).complete, true);
  });

  test('that is not what was promised is lost, and may come once more', async () => {
    const other = Buffer.from(film);
    other[700_000] = (other[700_000] ?? 0) ^ 1;
    const { id, path } = await told(film, mp4);
    const send = async (bytes: Buffer): Promise<number[]> => {
      const statuses = [];
      for (const { from } of parts) {
        statuses.push((await part(path, from, bytes.subarray(from, from + EVIDENCE_PART_BYTES))).statusCode);
      }
      return statuses;
    };
    assert.deepEqual(await send(other), [200, 200, 400]);
    assert.equal((await row(id))['lost_reason'], 'not-as-promised');
    assert.deepEqual(blobsLeft(), []);
    assert.deepEqual(await send(film), [200, 200, 200]);
    assert.equal((await row(id))['state'], 'ready');
  });

  test('is put together when the server was stopped just before, and begins anew where a part is gone', async () => {
    const { id, path } = await told(film, mp4);
    const whole = stage.blobs;
    for (const { from, bytes } of parts.slice(0, 2)) await part(path, from, bytes);
    stage.blobs = {
      ...whole,
      put: async (name, length, bytes) =>
        name.id.endsWith('.original') ? { ok: false, code: 'no-space' } : whole.put(name, length, bytes),
    };
    const last = parts[2];
    assert.ok(last !== undefined);
    assert.equal((await part(path, last.from, last.bytes)).statusCode, 503);
    stage.blobs = whole;
    assert.deepEqual(await progress(path), { have: film.length, complete: true });
    assert.equal((await row(id))['state'], 'ready');

    const second = await told(film, mp4);
    for (const { from, bytes } of parts.slice(0, 2)) await part(second.path, from, bytes);
    const [gone = ''] = blobsLeft().filter((name) => name.startsWith(`${second.id}.part-0-`));
    await stage.blobs.delete({ schoolId: school.id, id: gone });
    assert.match((await part(second.path, last.from, last.bytes)).body, /other-offset.*byte 0/);
    assert.deepEqual(await progress(second.path), { have: 0, complete: false });
  });

  test('that stops coming is tidied away after a month, and only that', async () => {
    const stale = await told(film, mp4);
    const fresh = await told(film, mp4);
    const [first] = parts;
    assert.ok(first !== undefined);
    await part(stale.path, 0, first.bytes);
    await part(fresh.path, 0, first.bytes);
    await stage.rows("update evidence_parts set at = now() - interval '31 days' where evidence_id = $1", [
      stale.id,
    ]);
    const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
    const { db } = stage.database;
    assert.equal(await tidyParts({ db, blobs: stage.blobs, log }, school.id), 1);
    assert.equal((await progress(stale.path)).have, 0);
    assert.equal((await progress(fresh.path)).have, first.bytes.length);
    assert.deepEqual(
      blobsLeft().map((name) => name.slice(0, 36)),
      [fresh.id],
    );
  });
});

describe('a look at a recording', () => {
  const film = filmOf('video/webm', 2_500_000);
  let id: string;
  let captureId: string;
  beforeEach(async () => {
    const named = await told(film);
    ({ id, captureId } = named);
    const answer = await school.put(ana, captureId, id, film);
    assert.equal(answer.statusCode, 200, answer.body);
  });
  const get = (actor: Actor, range?: string) =>
    stage.request(actor, 'GET', `/api/evidence/${id}`, undefined, range === undefined ? {} : { range });
  const lines = () =>
    stage.rows("select actor_name from audit_entries where action = 'evidence.view' and school_id = $1", [
      school.id,
    ]);

  test('is served bit by bit as what it is, and as nothing else', async () => {
    const open = await get(teacherOfAna, 'bytes=0-');
    assert.equal(open.statusCode, 206);
    assert.equal(open.headers['content-type'], 'video/webm');
    assert.equal(open.headers['x-content-type-options'], 'nosniff');
    assert.equal(open.headers['cache-control'], 'private, no-store');
    assert.match(String(open.headers['content-security-policy']), /sandbox/);
    assert.equal(open.rawPayload.length, 1024 * 1024, 'no more than that is in memory at once');
    assert.equal(open.headers['content-range'], `bytes 0-${1024 * 1024 - 1}/${film.length}`);
    const middle = await get(teacherOfAna, 'bytes=1500000-1500099');
    assert.ok(film.subarray(1_500_000, 1_500_100).equals(middle.rawPayload));
    const end = await get(teacherOfAna, 'bytes=-7');
    assert.ok(film.subarray(-7).equals(end.rawPayload));
    assert.equal((await get(teacherOfAna, 'bytes=2500000-')).statusCode, 416);
  });

  test('is one line for one sitting of one person, and never none', async () => {
    await Promise.all([0, 100, 200, 300].map((from) => get(teacherOfAna, `bytes=${from}-${from + 50}`)));
    assert.equal((await lines()).length, 1);
    await get(lead, 'bytes=0-10');
    assert.equal((await lines()).length, 2);
    await get(school.actor('Dana Lead', ['dsl']), 'bytes=0-10');
    assert.equal((await lines()).length, 3, 'another sign-in is another sitting');
    await stage.rows("update evidence_views set at = at - interval '11 minutes' where evidence_id = $1", [
      id,
    ]);
    await get(teacherOfAna, 'bytes=0-10');
    assert.equal((await lines()).length, 4);
    const viewed = await stage.rows(
      "select by_name from captures_history where capture_id = $1 and kind = 'evidence-viewed'",
      [captureId],
    );
    assert.equal(viewed.length, 4);
  });

  test('that cannot be read leaves no line, and the next that can leaves one', async () => {
    const whole = stage.blobs;
    stage.blobs = { ...whole, read: async () => ({ ok: false, code: 'missing' }) };
    assert.equal((await get(lead, 'bytes=0-10')).statusCode, 503);
    stage.blobs = whole;
    assert.equal((await lines()).length, 0);
    assert.equal((await get(lead, 'bytes=0-10')).statusCode, 206);
    assert.equal((await lines()).length, 1);
  });
});

describe('the original and the blur', () => {
  let picture: Buffer;
  before(async () => {
    const text =
      '<svg xmlns="http://www.w3.org/2000/svg" width="1280" height="720"><rect width="1280" height="720" fill="white"/><text x="40" y="120" font-size="60">flimmer flimmer</text></svg>';
    picture = await sharp(Buffer.from(text)).jpeg({ quality: 90 }).toBuffer();
  });
  async function arrived(more: Parameters<typeof capture>[1] = {}): Promise<Named> {
    const evidence = promiseOf(picture);
    const frame = capture(ana, { ...more, evidence });
    await school.say(ana, frame);
    const answer = await school.put(ana, frame.id, evidence.id, picture);
    assert.equal(answer.statusCode, 200, answer.body);
    return { captureId: frame.id, id: evidence.id };
  }

  test('the original is handed on as it came, with its hash in its name, and stands in history and audit', async () => {
    const { captureId, id } = await arrived();
    const answer = await stage.request(teacherOfAna, 'GET', `/api/evidence/${id}/original`);
    assert.ok(picture.equals(answer.rawPayload));
    const hash = createHash('sha256').update(picture).digest('hex').slice(0, 12);
    assert.match(
      String(answer.headers['content-disposition']),
      new RegExp(`^attachment; filename="evidence-[0-9]{4}-[0-9]{2}-[0-9]{2}-${hash}\\.jpg"$`),
    );
    const history = await stage.rows(
      "select by_name, words from captures_history where capture_id = $1 and kind = 'exported'",
      [captureId],
    );
    assert.deepEqual(history, [{ by_name: 'Tom Teacher', words: 'original' }]);
    const audit = await stage.rows(
      "select outcome from audit_entries where action = 'evidence.export' and school_id = $1",
      [school.id],
    );
    assert.deepEqual(audit, [{ outcome: 'opened' }]);
  });

  test('the original is for nobody who may take captures out and not look at evidence', async () => {
    const { id } = await arrived();
    const clerk = school.actor(
      'Cleo Clerk',
      [],
      [],
      [{ scope: 'school', groupIds: [], capabilities: ['captures.view', 'captures.export'] }],
    );
    assert.equal((await stage.request(clerk, 'GET', `/api/evidence/${id}/original`)).statusCode, 404);
    assert.equal((await stage.request(lead, 'GET', `/api/evidence/${id}/original`)).statusCode, 200);
  });

  test('the blur has a few points, in which nothing stands out, and leaves no line', async () => {
    const { id } = await arrived();
    const answer = await stage.request(teacherOfAna, 'GET', `/api/evidence/${id}/preview`);
    const about = await sharp(answer.rawPayload).metadata();
    assert.deepEqual([about.width, about.height], [32, 18]);
    assert.ok(answer.rawPayload.length < 1500);
    const stranger = (await stage.addSchool()).actor('Other Lead', ['dsl']);
    assert.equal((await stage.request(stranger, 'GET', `/api/evidence/${id}/preview`)).statusCode, 404);
    const lines = await stage.rows('select 1 from audit_entries where school_id = $1', [school.id]);
    assert.equal(lines.length, 0);
  });

  test('of sealed evidence there is neither, for anybody', async () => {
    const { id } = await arrived({ finding: { policy: 'illegal-content' } });
    assert.deepEqual(blobsLeft(), [`${id}.original`, `${id}.shown`]);
    for (const actor of [lead, teacherOfAna]) {
      assert.equal((await stage.request(actor, 'GET', `/api/evidence/${id}/original`)).statusCode, 404);
      assert.equal((await stage.request(actor, 'GET', `/api/evidence/${id}/preview`)).statusCode, 404);
      assert.equal((await stage.request(actor, 'GET', `/api/evidence/${id}`)).statusCode, 404);
    }
    const coming = await making({ finding: { policy: 'illegal-content' } });
    const arriving = await stage.request(lead, 'GET', `/api/captures/${coming.captureId}/arriving`);
    assert.deepEqual(arriving.json(), { items: [] }, 'not even that it comes');
  });
});

describe('a hold', () => {
  test('keeps a capture by a decision with its reason, until another lets it go', async () => {
    const frame = capture(ana);
    await school.say(ana, frame);
    const path = `/api/evidence/holds/${frame.id}`;
    const reason = { reason: 'The police have asked for it.' };
    assert.equal((await stage.request(teacherOfAna, 'POST', path, reason)).statusCode, 404);
    assert.equal((await stage.request(lead, 'POST', path, { reason: ' ' })).statusCode, 400);
    const held = await stage.request(lead, 'POST', path, reason);
    assert.equal(held.statusCode, 200, held.body);
    assert.equal(Hold.parse(held.json()).since?.by, 'Dana Lead');
    assert.equal((await stage.request(lead, 'POST', path, reason)).statusCode, 409);
    const over = { reason: 'They have their copy.' };
    const released = await stage.request(lead, 'POST', `${path}/release`, over);
    assert.equal(Hold.parse(released.json()).held, false);
    assert.equal((await stage.request(lead, 'POST', `${path}/release`, over)).statusCode, 409);
    const history = await stage.rows(
      "select kind, words from captures_history where capture_id = $1 and kind in ('held', 'released') order by at",
      [frame.id],
    );
    assert.deepEqual(history, [
      { kind: 'held', words: reason.reason },
      { kind: 'released', words: over.reason },
    ]);
    assert.equal((await stage.request(lead, 'POST', path, reason)).statusCode, 200, 'held once more');
  });
});
