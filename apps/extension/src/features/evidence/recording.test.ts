/// <reference types="node" />
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { burnedWords } from '@lapwing/agent-core/burned-words.ts';
import { jpegSize } from '@lapwing/agent-core/jpeg-size.ts';
import { timelineOf } from '@lapwing/agent-core/timeline.ts';
import * as fc from 'fast-check';
import { createEncoder } from './encode-elsewhere.ts';
import { JobAsked, RECORDER_CHANNEL } from './messages.ts';

const AT = Date.parse('2026-11-14T10:00:00.000Z');

test('a recording has no gaps, shows every frame when it came, and marks one second from the trigger on', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 3000 }), { minLength: 1, maxLength: 30 }),
      fc.integer({ min: -3000, max: 60_000 }),
      fc.integer({ min: 0, max: 30_000 }),
      (gaps, trigger, after) => {
        let at = AT;
        const frames = gaps.map((gap) => ({ takenAt: (at += gap) }));
        const first = frames[0]?.takenAt ?? 0;
        const endsAt = at + after;
        const line = timelineOf({ frames, triggerAt: AT + trigger, endsAt });
        let expected = 0;
        for (const { at: from, seconds, frame } of line) {
          assert.ok(Math.abs(from - expected) < 1e-6 && seconds > 0);
          assert.equal(
            frame,
            frames.findLastIndex(({ takenAt }) => takenAt <= first + from * 1000 + 1e-6),
          );
          expected = from + seconds;
        }
        assert.ok(Math.abs(expected - Math.max(0.1, (endsAt - first) / 1000)) < 1e-6);
        const marked = line.filter((one) => one.marked).reduce((sum, { seconds }) => sum + seconds, 0);
        const from = Math.min(Math.max(AT + trigger, first), first + expected * 1000);
        assert.ok(Math.abs(marked - Math.min(1, expected - (from - first) / 1000)) < 1e-6);
      },
    ),
  );
});

test('the size of a JPEG is read from its header, and of anything else nothing, whatever the bytes', () => {
  const size = (width: number, height: number): number[] => [
    height >> 8,
    height & 255,
    width >> 8,
    width & 255,
  ];
  const head = [0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2, 0xff, 0xc0, 0, 17, 8];
  assert.deepEqual(jpegSize(Uint8Array.from([...head, ...size(1280, 720), 0])), { width: 1280, height: 720 });
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
      const read = jpegSize(Uint8Array.from([0xff, 0xd8, ...bytes]));
      assert.ok(read === null || (read.width >= 0 && read.height >= 0));
    }),
  );
});

test('what is burned in says whose screen it is, the device and the second, whatever the names are', () => {
  const words = (account: string | null, device = 'Trolley 7'): string =>
    burnedWords({ account, device, takenAt: AT }).replace(/[\u2068\u2069]/gu, '');
  assert.match(words('ana.silva'), /^ana\.silva {2}Trolley 7 {2}14 Nov 2026, \d\d:00:00$/u);
  assert.match(words(null), /^unknown {2}/u);
  // An override that would turn the time round, and a name that would push it out of sight.
  assert.match(words('\u202Eavlis\n.ana'), /^avlis\.ana {2}/u);
  assert.ok(words('x'.repeat(5000)).length < 120);
});

test('the page out of sight is there only while a recording is made, also when it fails', async () => {
  const calls: string[] = [];
  const page = new BroadcastChannel(RECORDER_CHANNEL);
  const job = {
    frames: [{ bytes: Uint8Array.of(0xff, 0xd8), takenAt: AT }],
    triggerAt: AT,
    endsAt: AT + 1000,
    maxWidth: 640,
    account: null,
    device: 'Trolley 7',
    maxBytes: 1000,
  };
  page.addEventListener('message', (event) => {
    const asked = JobAsked.parse((event as MessageEvent<unknown>).data);
    const recorded = {
      ok: true,
      bytes: asked.job.frames[0]?.bytes,
      mediaType: 'video/mp4',
      width: 2,
      height: 2,
    };
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel of one origin has no target
    page.postMessage({ kind: 'recorded', id: 'of another', recorded: { ok: false, failed: 'failed' } });
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel of one origin has no target
    page.postMessage({ kind: 'recorded', id: asked.id, recorded });
  });
  const encode = createEncoder({
    host: {
      openUnseen(name) {
        calls.push(`open ${name}`);
        return calls.length > 2 ? Promise.reject(new Error('not now')) : Promise.resolve();
      },
      closeUnseen() {
        calls.push('close');
        return Promise.resolve();
      },
    },
    newId: () => `job ${String(calls.length)}`,
  });
  const recorded = await encode(job);
  assert.deepEqual(recorded, {
    ok: true,
    bytes: Uint8Array.of(0xff, 0xd8),
    mediaType: 'video/mp4',
    width: 2,
    height: 2,
  });
  await assert.rejects(encode(job), /not now/u);
  assert.deepEqual(calls, ['open recorder.html', 'close', 'open recorder.html', 'close']);
  page.close();
});
