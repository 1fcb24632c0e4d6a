/// <reference types="node" />
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CaptureReported } from '@lapwing/protocol/features/captures/reported.event.ts';
import type { EvidenceRecorded } from '@lapwing/protocol/features/evidence/recorded.event.ts';
import type { WatchRules } from '@lapwing/protocol/features/policies/rules.ts';
import type { StateDocument } from '@lapwing/protocol/features/state/document.event.ts';
import { EVIDENCE_PART_BYTES } from '@lapwing/protocol/wire.ts';
import * as fc from 'fast-check';
import { FRAME_MARK } from './contracts/fakes/manual-recorder.ts';
import type { Surroundings } from './input.ts';
import { RECORDINGS_AT_ONCE } from './recordings.ts';
import { createRing } from './ring.ts';
import { decodeUtf8, encodeUtf8 } from './utf8.ts';
import { applied, connectedRig, HERE, type Rig, typed, until } from './test/rig.ts';
import { RULES } from './test/rules.ts';

const RECORDING = Object.freeze({ enabled: true, beforeSeconds: 10, severeSeconds: 30, maxWidth: 1280 });
let version = 1;

async function change(rig: Rig, changes: Partial<StateDocument>): Promise<void> {
  version += 1;
  await rig.server.pushState(await rig.server.document({ version, recording: { ...RECORDING }, ...changes }));
  await applied(rig, version);
}

async function recordingRig(rules: Partial<WatchRules> = {}): Promise<Rig> {
  const rig = await connectedRig();
  const { detection } = await rig.server.document();
  const file = await rig.server.keep(encodeUtf8(JSON.stringify({ ...RULES, ...rules })));
  await change(rig, { detection: { ...detection, rules: file } });
  return rig;
}

function captures(rig: Rig): CaptureReported[] {
  return rig.server.frames.filter((frame) => frame.type === 'captures/reported');
}

function outcomes(rig: Rig): EvidenceRecorded['outcome'][] {
  return rig.server.frames.flatMap((frame) => (frame.type === 'evidence/recorded' ? [frame.outcome] : []));
}

/** Types a letter every `ms`. */
async function write(rig: Rig, text: string, ms: number, at: Surroundings = HERE): Promise<void> {
  for (let length = 1; length <= text.length; length += 1) {
    await rig.agent.feed(typed(text.slice(0, length), { at }));
    await rig.settle(ms);
  }
}

const SEVERE = 'A purple elephant. ';

function framesIn(bytes: Uint8Array): number {
  return decodeUtf8(bytes.map((byte) => byte & 0x7f)).split(FRAME_MARK).length - 1;
}

test('REC-1 REC-2 a severe finding is recorded from before its trigger, and the capture says so at once', async () => {
  const rig = await recordingRig();
  await write(rig, 'It rained all day. ', 300);
  const began = rig.clock.now();
  await rig.agent.feed(typed(SEVERE));
  await until(rig, () => captures(rig).length === 1);
  const [capture] = captures(rig);
  assert.equal(capture?.recording?.state, 'making');
  assert.deepEqual(outcomes(rig), []);
  await rig.settle(21_000);
  await until(rig, () => rig.server.uploads.length === 2);
  const told = rig.server.frames.find((frame) => frame.type === 'evidence/recorded');
  assert.ok(told?.outcome.state === 'coming' && capture?.recording?.state === 'making');
  assert.deepEqual([told.captureId, told.evidenceId], [capture.id, capture.recording.id]);
  const { startedAt, seconds, triggerSeconds, bytes } = told.outcome;
  assert.ok(Date.parse(startedAt) < began);
  assert.ok(triggerSeconds > 4 && triggerSeconds <= 10, String(triggerSeconds));
  assert.ok(Math.abs(seconds - triggerSeconds - 20) < 0.1, String(seconds));
  const [, upload] = rig.server.uploads;
  assert.equal(upload?.path, `/agent/evidence/${capture.id}/${told.evidenceId}`);
  assert.equal(upload.bytes.length, bytes);
  const [job] = rig.recorder.jobs;
  assert.deepEqual([job?.account, job?.device], ['ana.silva', 'Trolley 7']);
  assert.equal(rig.server.frames.indexOf(told) > rig.server.frames.indexOf(capture), true);
});

test('REC-1 a lesser finding gives the screenshot alone, and so does a severe one of a document from before recordings', async () => {
  const rig = await recordingRig();
  await rig.agent.feed(typed('A green giraffe. '));
  await until(rig, () => captures(rig).length === 1);
  const { recording: _none, ...older } = await rig.server.document();
  version += 1;
  await rig.server.pushState({ ...older, version } as StateDocument);
  await applied(rig, version);
  await rig.agent.feed(typed(SEVERE, { fieldId: 'field-2' }));
  await until(rig, () => captures(rig).length === 2);
  assert.deepEqual(
    captures(rig).map(({ recording, evidence }) => [recording, evidence.state]),
    [
      [undefined, 'coming'],
      [undefined, 'coming'],
    ],
  );
  assert.deepEqual(rig.recorder.jobs, []);
});

test('REC-1 what the school has set for a term goes before its policy, and that before the severity', async () => {
  const of = async (rules: Partial<WatchRules>, text: string): Promise<number | null> => {
    const rig = await recordingRig(rules);
    await rig.agent.feed(typed(text));
    await until(rig, () => captures(rig).length === 1);
    if (captures(rig)[0]?.recording === undefined) return null;
    for (let second = 0; second < 100; second += 1) {
      await rig.settle(1000);
      if (rig.recorder.jobs.length > 0) return second;
    }
    return -1;
  };
  const policies = { suicide: { record: 0 }, drugs: { record: 16 } };
  assert.equal(await of({ policies }, SEVERE), null);
  // Half of it is from before where ten seconds are more than that.
  assert.equal(await of({ policies }, 'A green giraffe. '), 7);
  assert.equal(await of({ policies, terms: { 'test.severe': { record: 60 } } }, SEVERE), 49);
  assert.equal(await of({ policies, terms: { 'test.minor': { record: 0 } } }, 'A green giraffe. '), null);
});

test('REC-1 where recordings are switched off, or the platform makes none, a severe capture says why', async () => {
  const rig = await recordingRig();
  await change(rig, { recording: { ...RECORDING, enabled: false } });
  await rig.agent.feed(typed(SEVERE));
  await until(rig, () => captures(rig).length === 1);
  assert.deepEqual(captures(rig)[0]?.recording, { state: 'none', reason: 'switched-off' });
  assert.deepEqual(rig.recorder.asked, []);
});

test('REC-3 the same again goes on with its recording, another finding has one of its own from the same frames', async () => {
  const rig = await recordingRig();
  await write(rig, 'It rained. ', 500);
  await rig.agent.feed({ kind: 'page-text', text: 'A purple elephant.', at: HERE });
  await rig.settle(15_000);
  await rig.agent.feed({ kind: 'page-text', text: 'Again, a purple elephant.', at: HERE });
  await rig.agent.feed({
    kind: 'page-text',
    text: 'A purple elephant.',
    at: { ...HERE, url: 'https://docs.example/other' },
  });
  await rig.settle(15_000);
  assert.equal(rig.recorder.jobs.length, 0);
  await rig.settle(6000);
  await until(rig, () => outcomes(rig).length === 2);
  const [first, second] = outcomes(rig);
  assert.ok(first?.state === 'coming' && second?.state === 'coming');
  assert.ok(first.seconds - first.triggerSeconds >= 34.5, String(first.seconds));
  assert.ok(second.triggerSeconds <= 10, String(second.triggerSeconds));
});

test('REC-3 a recording goes on for no longer than evidence may, however often the same is seen', async () => {
  const rig = await recordingRig();
  await rig.agent.feed({ kind: 'page-text', text: 'A purple elephant.', at: HERE });
  for (let round = 0; round < 20 && rig.recorder.jobs.length === 0; round += 1) {
    await rig.settle(10_000);
    await rig.agent.feed({ kind: 'page-text', text: `A purple elephant, ${String(round)}.`, at: HERE });
  }
  const [outcome] = outcomes(rig);
  assert.ok(outcome?.state === 'coming' && outcome.seconds <= 150 && outcome.seconds > 130);
});

test('REC-3 beyond the bound of recordings at once a capture says so', async () => {
  const rig = await recordingRig();
  for (let page = 0; page <= RECORDINGS_AT_ONCE; page += 1)
    await rig.agent.feed({
      kind: 'page-text',
      text: 'A purple elephant.',
      at: { ...HERE, url: `https://docs.example/${String(page)}` },
    });
  await until(rig, () => captures(rig).length === RECORDINGS_AT_ONCE + 1);
  assert.deepEqual(captures(rig).at(-1)?.recording, { state: 'none', reason: 'too-many' });
  assert.equal(captures(rig)[0]?.recording?.state, 'making');
});

test('REC-4 an agent that is killed says at the next start that the recording was interrupted', async () => {
  const rig = await recordingRig();
  rig.server.behave.reachable = false;
  rig.server.sockets.peers.at(-1)?.close();
  await rig.agent.feed(typed(SEVERE));
  await rig.settle(5000);
  rig.server.behave.reachable = true;
  const later = rig.restart();
  await later.agent.start({ resume: true });
  await until(later, () => outcomes(later).length === 1);
  assert.deepEqual(outcomes(later), [{ state: 'lost', reason: 'interrupted' }]);
  const order = later.server.frames.map(({ type }) => type);
  assert.ok(order.indexOf('captures/reported') < order.indexOf('evidence/recorded'));
  // Said once.
  const last = later.restart();
  await last.agent.start({ resume: true });
  await last.settle(5000);
  assert.equal(last.server.all.filter(({ type }) => type === 'evidence/recorded').length, 1);
});

test('REC-3 a clock that is moved meanwhile makes no recording longer than it may be', async () => {
  const rig = await recordingRig();
  await write(rig, SEVERE, 100);
  rig.clock.set(rig.clock.now() + 3 * 24 * 3_600_000);
  await rig.settle(21_000);
  await until(rig, () => outcomes(rig).length === 1);
  const [outcome] = outcomes(rig);
  assert.ok(outcome?.state === 'coming' && outcome.seconds <= 30, JSON.stringify(outcome));
});

test('REC-3 the screenshot of a finding is a frame of its recording, so that what was found is seen', async () => {
  const rig = await recordingRig();
  const shown = Uint8Array.of(0xff, 0xd8, 1, 2, 3);
  rig.screen.answer(() =>
    Promise.resolve({
      ok: true,
      bytes: shown,
      mediaType: 'image/jpeg',
      takenAt: rig.clock.now(),
      width: 640,
      height: 360,
    }),
  );
  await rig.agent.feed(typed(SEVERE));
  await rig.settle(21_000);
  await until(rig, () => rig.recorder.jobs.length === 1);
  const [job] = rig.recorder.jobs;
  const frame = job?.frames.find(({ bytes }) => bytes.length === shown.length);
  assert.equal(frame?.takenAt, job?.triggerAt);
});

test('REC-4 an agent that is stopped makes the file of what it has', async () => {
  const rig = await recordingRig();
  await write(rig, SEVERE, 100);
  await rig.agent.stop({ keepSession: true });
  const later = rig.restart();
  await later.agent.start({ resume: true });
  await until(later, () => outcomes(later).length === 1 && later.server.uploads.length >= 2);
  assert.equal(outcomes(later)[0]?.state, 'coming');
});

test('REC-5 a platform that fails, hangs or gives too much costs that recording alone, and it is said', async () => {
  const rig = await recordingRig();
  const record = async (text: string): Promise<EvidenceRecorded['outcome'] | undefined> => {
    const before = outcomes(rig).length;
    const at = { ...HERE, url: `https://a.example/${String(before)}` };
    await rig.agent.feed(typed(text, { fieldId: text, at }));
    await rig.settle(90_000);
    await until(rig, () => outcomes(rig).length > before);
    return outcomes(rig).at(-1);
  };
  rig.recorder.onEncode(() => Promise.reject(new Error('broken')));
  assert.deepEqual(await record(SEVERE), { state: 'lost', reason: 'failed' });
  rig.recorder.onEncode(() => new Promise(() => undefined));
  assert.deepEqual(await record(`One. ${SEVERE}`), { state: 'lost', reason: 'failed' });
  rig.recorder.onEncode(() => Promise.resolve({ ok: false, failed: 'too-large' }));
  assert.deepEqual(await record(`Two. ${SEVERE}`), { state: 'lost', reason: 'too-large' });
  rig.recorder.onEncode(null);
  rig.screen.answer(() => Promise.resolve({ ok: false, failed: 'not-possible' }));
  rig.recorder.onTake(() => Promise.reject(new Error('broken')));
  assert.deepEqual(await record(`Three. ${SEVERE}`), { state: 'lost', reason: 'no-frames' });
  rig.recorder.onTake(() => new Promise(() => undefined));
  assert.deepEqual(await record(`Four. ${SEVERE}`), { state: 'lost', reason: 'no-frames' });
  rig.recorder.onTake(null);
  assert.equal((await record(`Five. ${SEVERE}`))?.state, 'coming');
});

test('RING-1 no frame is on the disk before its recording is finished', async () => {
  const rig = await recordingRig();
  const written: string[] = [];
  const note = (bytes: Uint8Array): void => void written.push(decodeUtf8(bytes.map((byte) => byte & 0x7f)));
  const put = rig.outbox.put.bind(rig.outbox);
  rig.outbox.put = async (puts) => {
    for (const { bytes } of puts) note(bytes);
    await put(puts);
  };
  const writeState = rig.state.write.bind(rig.state);
  rig.state.write = async (name, bytes) => {
    note(bytes);
    await writeState(name, bytes);
  };
  await write(rig, 'It rained all day, and all night too. ', 300);
  await rig.agent.feed(typed(SEVERE));
  await rig.settle(19_000);
  assert.ok(rig.recorder.asked.length > 10);
  assert.ok(written.length > 0);
  assert.equal(
    written.some((text) => text.includes(FRAME_MARK)),
    false,
  );
  await rig.settle(2000);
  await until(rig, () => outcomes(rig).length === 1);
  assert.equal(written.filter((text) => text.includes(FRAME_MARK)).length, 1);
});

test('RING-2 frames are taken while something happens, once a second before and twice after a trigger, and none in between', async () => {
  const rig = await recordingRig();
  await rig.settle(60_000);
  assert.equal(rig.recorder.asked.length, 0);
  await write(rig, 'x'.repeat(50), 200);
  const before = rig.recorder.asked.length;
  assert.ok(before >= 10 && before <= 12, String(before));
  await rig.settle(60_000);
  assert.equal(rig.recorder.asked.length, before);
  await rig.agent.feed({ kind: 'stirred', at: HERE });
  await rig.settle();
  assert.equal(rig.recorder.asked.length, before + 1);
  await rig.agent.feed(typed(SEVERE, { fieldId: 'other' }));
  await rig.settle(1000);
  const found = rig.recorder.asked.length;
  await write(rig, 'y'.repeat(50), 200);
  const after = rig.recorder.asked.length - found;
  assert.ok(after >= 15 && after <= 21, String(after));
});

test('RING-2 a screen that does not change is kept once', async () => {
  const rig = await recordingRig();
  rig.recorder.moving(false);
  rig.screen.answer(() => Promise.resolve({ ok: false, failed: 'not-possible' }));
  await write(rig, 'x'.repeat(40), 200);
  await rig.agent.feed(typed(SEVERE, { fieldId: 'other' }));
  await rig.settle(21_000);
  await until(rig, () => rig.server.uploads.length === 1);
  assert.equal(framesIn(rig.server.uploads[0]?.bytes ?? new Uint8Array()), 1);
  const [outcome] = outcomes(rig);
  assert.ok(outcome?.state === 'coming' && outcome.triggerSeconds > 5);
});

test('RING-3 nothing is taken where nothing is looked at, nor of a field for a secret', async () => {
  const rig = await recordingRig();
  const helpline = { ...HERE, url: 'https://www.childline.org.uk/chat' };
  await write(rig, 'Please', 400, helpline);
  await rig.agent.feed({ kind: 'navigated', search: null, at: helpline });
  await write(rig, 'Please', 400, { ...HERE, outerUrl: helpline.url });
  await rig.settle(5000);
  await rig.agent.feed(typed('x', { field: { ...typed('x').field, type: 'password', element: 'input' } }));
  assert.equal(rig.recorder.asked.length, 0);
  const { detection } = await rig.server.document();
  await change(rig, { detection: { ...detection, enabled: false } });
  await write(rig, 'Please', 400);
  assert.equal(rig.recorder.asked.length, 0);
});

test('RING-3 a frame of a site that turns out private is not kept, nor one from just after it, nor of another tab', async () => {
  const rig = await recordingRig();
  const helpline = 'https://www.childline.org.uk/chat';
  rig.screen.answer(() => Promise.resolve({ ok: false, failed: 'not-possible' }));
  const take = async (): Promise<void> => {
    await rig.agent.feed({ kind: 'stirred', at: HERE });
    await rig.settle(1100);
  };
  // Whatever was said of the page, the picture is of this.
  rig.recorder.turnTo('tab-1', helpline);
  await take();
  rig.recorder.turnTo('tab-2', 'https://docs.example/mine');
  await take();
  rig.recorder.turnTo('tab-1', 'https://docs.example/essay?id=3');
  await rig.agent.feed({ kind: 'navigated', search: null, at: { ...HERE, url: helpline } });
  await rig.agent.feed({ kind: 'stirred', at: HERE });
  const asked = rig.recorder.asked.length;
  await rig.settle(600);
  assert.equal(rig.recorder.asked.length, asked);
  await rig.settle(200);
  assert.equal(rig.recorder.asked.length, asked + 1);
  // One good frame. Now its site becomes private.
  const { detection } = await rig.server.document();
  await rig.agent.feed({ kind: 'page-text', text: SEVERE, at: { ...HERE, url: 'https://free.example/' } });
  await rig.settle(1000);
  await change(rig, { detection: { ...detection, excludedHosts: ['docs.example'] } });
  await rig.settle(30_000);
  await until(rig, () => outcomes(rig).length === 1);
  assert.deepEqual(outcomes(rig), [{ state: 'lost', reason: 'no-frames' }]);
});

test('RING-4 what is older than the seconds before is gone', async () => {
  const rig = await recordingRig();
  await write(rig, 'x'.repeat(60), 250);
  await rig.settle(12_000);
  await rig.agent.feed({ kind: 'page-text', text: 'A purple elephant.', at: HERE });
  await rig.settle(21_000);
  await until(rig, () => outcomes(rig).length === 1);
  const [outcome] = outcomes(rig);
  assert.ok(outcome?.state === 'coming' && outcome.triggerSeconds < 0.1);
});

test('RING-4 tiles that frames have in common are counted once, and go with the last frame that has them', () => {
  const ring = createRing(100);
  const tile = (size: number): Uint8Array => new Uint8Array(size).fill(size);
  const head = Uint8Array.of(1);
  const [wide, first, second] = [tile(60), tile(20), tile(30)];
  const frame = { place: 'a', bytes: head, url: null };
  ring.put({ ...frame, tiles: [wide, first], takenAt: 1 });
  assert.equal(ring.bytes(), 81);
  ring.put({ ...frame, tiles: [wide, first], takenAt: 2 });
  assert.equal(ring.between('a', 0, 9).length, 1);
  ring.put({ ...frame, tiles: [wide, second], takenAt: 3 });
  // Both would be 111: the older made room, and left behind what they have in common.
  assert.deepEqual(
    ring.between('a', 0, 9).map(({ tiles }) => tiles),
    [[wide, second]],
  );
  assert.equal(ring.bytes(), 91);
  ring.drop(() => true);
  assert.equal(ring.bytes(), 0);
});

test('RING-4 the bytes in memory are bounded, and what is kept is what came last', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ size: fc.integer({ min: 1, max: 60 }), place: fc.constantFrom('a', 'b') })),
      (given) => {
        const ring = createRing(100);
        given.forEach(({ size, place }, at) => {
          ring.put({ place, bytes: new Uint8Array(size).fill(at), takenAt: at, url: null });
          assert.ok(ring.bytes() <= 100);
        });
        const kept = ['a', 'b']
          .flatMap((place) => ring.between(place, 0, given.length))
          .reduce((sum, { bytes }) => sum + bytes.length, 0);
        assert.equal(kept, ring.bytes());
        if (given.length > 0) assert.equal(ring.newest(), given.length - 1);
      },
    ),
  );
});

test('RING-5 what one person did is not in the recording of the next', async () => {
  const rig = await recordingRig();
  await write(rig, 'x'.repeat(20), 250);
  rig.accounts.set({ name: 'ben.costa', origin: 'profile' });
  await rig.settle();
  const later = rig.clock.now();
  await rig.agent.feed({ kind: 'page-text', text: 'A purple elephant.', at: HERE });
  await rig.settle(21_000);
  await until(rig, () => outcomes(rig).length === 1);
  const [outcome] = outcomes(rig);
  assert.ok(outcome?.state === 'coming' && Date.parse(outcome.startedAt) >= later);
  assert.equal(rig.recorder.jobs[0]?.account, 'ben.costa');
});

function largeRecordings(rig: Rig, bytes: number): void {
  const large = new Uint8Array(bytes).map((_, at) => at * 31);
  rig.recorder.onEncode(() =>
    Promise.resolve({ ok: true, bytes: large, mediaType: 'video/webm', width: 1280, height: 720 }),
  );
}

test('OUT-10 large evidence goes in parts, and on where it stood after the connection or the agent was gone', async () => {
  const rig = await recordingRig();
  largeRecordings(rig, EVIDENCE_PART_BYTES * 2 + 1000);
  await rig.agent.feed(typed(SEVERE));
  await rig.settle(19_000);
  await until(rig, () => rig.server.uploads.length === 1);
  const request = rig.server.http.request.bind(rig.server.http);
  let interrupted = false;
  rig.server.http.request = async (ask) => {
    interrupted ||= ask.url.endsWith(`/from/${String(EVIDENCE_PART_BYTES)}`);
    return interrupted ? { ok: false } : request(ask);
  };
  await rig.settle(1100);
  await until(rig, () => interrupted);
  rig.server.http.request = request;
  const later = rig.restart();
  await later.agent.start({ resume: true });
  await until(later, () => later.server.uploads.length === 2);
  const asked = later.server.requests.filter(
    (line) => line.includes('/evidence/') && line.includes('/from/'),
  );
  assert.deepEqual(
    asked.map((line) => line.split('/from/')[1]),
    ['0', String(EVIDENCE_PART_BYTES), String(EVIDENCE_PART_BYTES * 2)],
  );
  assert.equal(later.server.uploads[1]?.bytes.length, EVIDENCE_PART_BYTES * 2 + 1000);
});

test('OUT-10 a server that knows no parts gets it whole', async () => {
  const rig = await recordingRig();
  rig.server.behave.evidenceInParts = false;
  largeRecordings(rig, EVIDENCE_PART_BYTES + 1);
  await rig.agent.feed(typed(SEVERE));
  await rig.settle(21_000);
  await until(rig, () => rig.server.uploads.length === 2);
  assert.equal(rig.server.uploads[1]?.bytes.length, EVIDENCE_PART_BYTES + 1);
});
