/// <reference types="node" />
/// <reference lib="es2024.string" />
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CaptureReported } from '@lapwing/protocol/features/captures/reported.event.ts';
import * as fc from 'fast-check';
import { boundedSentence, CAPTURES_A_MINUTE } from './capture.ts';
import type { ScreenShot } from './contracts/screen.ts';
import { applied, connectedRig, HERE, type Rig, typed, until } from './test/rig.ts';

function captures(rig: Rig): CaptureReported[] {
  return rig.server.frames.filter((frame) => frame.type === 'captures/reported');
}

test('CAP-1 a phrase that is typed becomes a capture with its sentence, offsets and screenshot', async () => {
  const rig = await connectedRig();
  await rig.agent.feed(typed('It rained. Yesterday I saw a purple elephant in the park.'));
  await rig.agent.feed({ kind: 'settled', fieldId: 'field-1', reason: 'blur' });
  await until(rig, () => rig.server.uploads.length === 1);
  const [capture] = captures(rig);
  assert.ok(capture);
  const { sentence, start, end, severity, source, because } = capture.finding;
  assert.equal(sentence.slice(start, end), 'purple elephant');
  assert.equal(sentence.includes('Yesterday'), true);
  assert.equal(source, 'typed');
  assert.equal(severity, 'severe');
  assert.ok(because.length > 0);
  assert.equal(capture.evidence.state, 'coming');
  assert.deepEqual(capture.context, {
    application: 'Chrome 156',
    windowTitle: 'My essay',
    url: 'https://docs.example/essay?id=3',
  });
});

test('CAP-2 the screenshot is asked for at once, shared by findings of one moment, and waited for no longer than 1.5 s', async () => {
  const rig = await connectedRig();
  let answer: (shot: ScreenShot) => void = () => undefined;
  rig.screen.answer(
    () =>
      new Promise((resolve) => {
        answer = resolve;
      }),
  );
  const fed = rig.agent.feed({
    kind: 'page-text',
    text: 'A purple elephant. A green giraffe.',
    at: HERE,
  });
  await rig.settle();
  assert.deepEqual(rig.screen.asked, [{ place: 'tab-1', maxWidth: 1280, quality: 0.7 }]);
  await rig.settle(1400);
  assert.equal(captures(rig).length, 0);
  await rig.settle(200);
  await fed;
  await until(rig, () => captures(rig).length === 2);
  assert.deepEqual(
    captures(rig).map(({ evidence }) => evidence),
    [
      { state: 'none', reason: 'failed' },
      { state: 'none', reason: 'failed' },
    ],
  );
  answer({ ok: false, failed: 'failed' });
});

test('CAP-2 a school that has screenshots switched off gets none', async () => {
  const rig = await connectedRig();
  const state = await rig.server.document({
    version: 2,
    screenshot: { enabled: false, maxWidth: 640, quality: 0.5 },
  });
  await rig.server.pushState(state);
  await applied(rig, 2);
  await rig.agent.feed(typed('A purple elephant. '));
  await until(rig, () => captures(rig).length === 1);
  assert.deepEqual(captures(rig)[0]?.evidence, { state: 'none', reason: 'switched-off' });
  assert.deepEqual(rig.screen.asked, []);
});

test('CAP-3 an agent that dies while the screenshot is taken has the capture', async () => {
  const rig = await connectedRig();
  rig.screen.answer(() => new Promise(() => undefined));
  void rig.agent.feed(typed('A purple elephant. '));
  await rig.settle();
  assert.equal(captures(rig).length, 0);
  const later = rig.restart();
  await later.agent.start({ resume: true });
  await until(later, () => captures(later).length === 1);
});

test('CAP-4 whatever the sentence, it is bounded and well formed and holds the match', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', maxLength: 3000 }),
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1500 }),
      fc.string({ unit: 'binary', maxLength: 3000 }),
      fc.nat(1000),
      (before, match, after, sentenceStart) => {
        const start = sentenceStart + before.length;
        const bounded = boundedSentence({
          sentence: before + match + after,
          sentenceStart,
          start,
          end: start + match.length,
        });
        assert.ok(bounded.sentence.length >= 1 && bounded.sentence.length <= 1000);
        assert.ok(bounded.start >= 0 && bounded.start < bounded.end);
        assert.ok(bounded.end <= bounded.sentence.length);
        assert.ok(bounded.sentence.isWellFormed() && !bounded.sentence.includes('\0'));
        if (match.length <= 900 && match.isWellFormed() && !match.includes('\0'))
          assert.equal(bounded.sentence.slice(bounded.start, bounded.end), match);
      },
    ),
  );
});

test('CAP-5 a flood becomes one capture for each term with a count, and severe ones have room of their own', async () => {
  const rig = await connectedRig();
  const page = (index: number, text: string): Promise<void> =>
    rig.agent.feed({
      kind: 'page-text',
      text,
      at: { ...HERE, url: `https://flood.example/${String(index)}` },
    });
  for (let index = 0; index < CAPTURES_A_MINUTE + 12; index += 1) await page(index, 'A green giraffe.');
  await page(999, 'A purple elephant.');
  await rig.settle();
  const minor = (): CaptureReported[] => captures(rig).filter(({ finding }) => finding.term === 'test.minor');
  assert.equal(minor().length, CAPTURES_A_MINUTE);
  assert.equal(captures(rig).length, CAPTURES_A_MINUTE + 1);
  await rig.settle(61_000);
  assert.equal(minor().length, CAPTURES_A_MINUTE + 1);
  assert.equal(minor().at(-1)?.finding.count, 12);
  assert.deepEqual(minor().at(-1)?.evidence, { state: 'none', reason: 'not-possible' });
});

test('CAP-6 the same again in the same place raises the count of the capture', async () => {
  const rig = await connectedRig();
  for (let index = 0; index < 5; index += 1)
    await rig.agent.feed({ kind: 'page-text', text: `A green giraffe, ${String(index)}.`, at: HERE });
  await rig.settle(11_000);
  assert.equal(captures(rig).length, 1);
  const amended = rig.server.frames.filter((frame) => frame.type === 'captures/amended');
  assert.deepEqual(
    amended.map(({ captureId, finding }) => [captureId, finding.count]),
    [[captures(rig)[0]?.id, 5]],
  );
});

test('CAP-7 a capture is amended when more of the sentence is known', async () => {
  const rig = await connectedRig();
  await rig.agent.feed(typed('I want to purple elephant wi'));
  await until(rig, () => captures(rig).length === 1);
  await rig.agent.feed(typed('I want to purple elephant with my friends today. '));
  await until(rig, () => rig.server.frames.some((frame) => frame.type === 'captures/amended'));
  const amended = rig.server.frames.find((frame) => frame.type === 'captures/amended');
  assert.equal(amended?.captureId, captures(rig)[0]?.id);
  assert.equal(amended?.finding.sentence.includes('with my friends'), true);
});
