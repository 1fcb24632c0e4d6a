import type { Finding } from '@lapwing/detection/finding.ts';
import { severityRank } from '@lapwing/detection/term.ts';
import type { CapturedFinding, EvidencePromise } from '@lapwing/protocol/features/captures/capture.ts';
import type { CaptureReported } from '@lapwing/protocol/features/captures/reported.event.ts';
import { uuidV7 } from '@lapwing/protocol/ids.ts';
import { MAX_SCREENSHOT_BYTES } from '@lapwing/protocol/wire.ts';
import { withoutCredentials } from './address.ts';
import type { Cancel, Clock } from './contracts/clock.ts';
import type { Digest } from './contracts/digest.ts';
import type { Log } from './contracts/log.ts';
import type { Random } from './contracts/random.ts';
import type { Screen, ScreenRequest, ScreenShot } from './contracts/screen.ts';
import type { Surroundings } from './input.ts';
import type { Evidence, Outbox } from './outbox.ts';
import type { Recordings } from './recordings.ts';

/** A screenshot that takes longer would show something else. */
export const SCREENSHOT_MS = 1500;
/** Findings this close together in one place share one screenshot. */
const SHARED_SHOT_MS = 500;
export const CAPTURES_A_MINUTE = 30;
/** Severe ones have room of their own, so that a flood of lesser ones cannot hide them. */
export const SEVERE_CAPTURES_A_MINUTE = 30;
const MINUTE_MS = 60_000;
/** Different terms beyond the bound that are kept until the minute is over. */
const MAX_WAITING = 200;
const COUNT_AFTER_MS = 10_000;
const MAX_KNOWN = 1000;
const MAX_SENTENCE = 1000;
const FAILED: ScreenShot = Object.freeze({ ok: false, failed: 'failed' });

export interface ScreenshotRules {
  readonly enabled: boolean;
  readonly maxWidth: number;
  readonly quality: number;
}

export interface Seen {
  readonly finding: Finding;
  readonly at: Surroundings;
  /** Hash of the rules that held then; null where there were none. */
  readonly rules: string | null;
  readonly sessionId: string;
}

export interface Captures {
  /** Makes a capture. Resolves when it is in the outbox with the screenshot, or with the reason why there is none. */
  report(id: string, seen: Seen): Promise<void>;
  /** The same was seen again where capture `id` was made. */
  repeat(id: string, seen: Seen, count: number, raised: boolean): Promise<void>;
  /** Capture `id` reads otherwise now that more is known, or by other rules. */
  amend(id: string, finding: Finding, rules: string | null): Promise<void>;
  /** Writes down the counts that wait. */
  flush(): Promise<void>;
}

interface Known {
  seen: Seen;
  count: number;
  /** Said to the server. */
  reported: number;
}

interface Waiting {
  readonly id: string;
  readonly seen: Seen;
  readonly happenedAt: number;
  count: number;
}

/** Turns findings into captures that are safe on the device: SPEC.md, CAP. */
export function createCaptures(parts: {
  readonly outbox: Outbox;
  readonly screen: Screen;
  readonly digest: Digest;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly screenshots: () => ScreenshotRules | null;
  readonly recordings: Pick<Recordings, 'ask' | 'again' | 'shot'>;
  /** A finding has become a capture of its own, which is safe. Resolves when what is done about it is on record. */
  readonly captured: (id: string, seen: Seen) => Promise<void>;
  readonly lost: (count: number) => void;
}): Captures {
  const { outbox, screen, digest, clock, random, log, screenshots, recordings, captured, lost } = parts;
  const known = new Map<string, Known>();
  const waiting = new Map<string, Waiting>();
  let recent: { at: number; severe: boolean }[] = [];
  let cancelCounts: Cancel | null = null;
  let cancelWaiting: Cancel | null = null;
  let shared: { place: string; at: number; shot: Promise<ScreenShot> } | null = null;

  const newId = (): string => uuidV7(clock.now(), random.bytes(10));

  function hasRoom(severe: boolean): boolean {
    const now = clock.now();
    recent = recent.filter(({ at }) => at <= now && now - at < MINUTE_MS);
    const used = recent.filter((one) => one.severe === severe).length;
    if (used >= (severe ? SEVERE_CAPTURES_A_MINUTE : CAPTURES_A_MINUTE)) return false;
    recent.push({ at: now, severe });
    return true;
  }

  function shoot(place: string, rules: ScreenshotRules): Promise<ScreenShot> {
    const now = clock.now();
    if (shared !== null && shared.place === place && Math.abs(now - shared.at) < SHARED_SHOT_MS)
      return shared.shot;
    const { maxWidth, quality } = rules;
    const shot = Promise.race([tooSlow(), takePicture({ place, maxWidth, quality })]);
    shared = { place, at: now, shot };
    return shot;
  }

  async function takePicture(request: ScreenRequest): Promise<ScreenShot> {
    try {
      return await screen.capture(request);
    } catch {
      log('capture.screenshot-failed');
      return FAILED;
    }
  }

  function tooSlow(): Promise<ScreenShot> {
    return new Promise((resolve) => {
      clock.setTimer(SCREENSHOT_MS, () => resolve(FAILED));
    });
  }

  async function promise(captureId: string, shot: ScreenShot): Promise<[EvidencePromise, Evidence | null]> {
    if (!shot.ok) return [{ state: 'none', reason: shot.failed }, null];
    if (shot.bytes.length === 0 || shot.bytes.length > MAX_SCREENSHOT_BYTES)
      return [{ state: 'none', reason: 'failed' }, null];
    const id = newId();
    const { bytes, mediaType } = shot;
    const sha256 = await digest.sha256(bytes).catch(() => null);
    if (sha256 === null) return [{ state: 'none', reason: 'failed' }, null];
    return [
      {
        state: 'coming',
        id,
        kind: 'screenshot',
        mediaType,
        bytes: bytes.length,
        sha256,
        takenAt: new Date(shot.takenAt).toISOString(),
      },
      { captureId, id, mediaType, bytes },
    ];
  }

  async function make(
    id: string,
    seen: Seen,
    happenedAt: number,
    count: number,
    picture: boolean,
  ): Promise<void> {
    const rules = screenshots();
    const enabled = rules?.enabled === true;
    // Asked for before anything else: the page may change in the next moment.
    const shot = enabled && picture ? shoot(seen.at.place, rules) : null;
    const recording = picture ? recordings.ask(id, seen) : null;
    const reason = !enabled ? 'switched-off' : picture ? 'failed' : 'not-possible';
    const message: CaptureReported = {
      type: 'captures/reported',
      id,
      sessionId: seen.sessionId,
      at: new Date(happenedAt).toISOString(),
      finding: capturedFinding(seen, count),
      context: contextOf(seen.at),
      evidence: { state: 'none', reason },
      ...(recording === null ? {} : { recording }),
    };
    remember(id, { seen, count, reported: count });
    if (!(await outbox.add(message, { held: shot !== null }))) return;
    if (shot !== null) await finish(message, seen, await shot);
    // Not before the screenshot, which is to show what was found; nor of many that became one later.
    if (picture) await captured(id, seen);
  }

  async function finish(message: CaptureReported, seen: Seen, taken: ScreenShot): Promise<void> {
    recordings.shot(seen.at, taken);
    const [evidence, item] = await promise(message.id, taken);
    await outbox.finish({ ...message, evidence }, item);
  }

  function remember(id: string, one: Known): void {
    known.set(id, one);
    if (known.size <= MAX_KNOWN) return;
    const oldest = known.keys().next();
    if (oldest.done !== true) known.delete(oldest.value);
  }

  async function sayAmended(id: string, one: Known): Promise<void> {
    one.reported = one.count;
    await outbox.add({
      type: 'captures/amended',
      id: newId(),
      captureId: id,
      at: new Date(clock.now()).toISOString(),
      finding: capturedFinding(one.seen, one.count),
    });
  }

  async function sayCounts(): Promise<void> {
    cancelCounts?.();
    cancelCounts = null;
    for (const [id, one] of known) if (one.count > one.reported) await sayAmended(id, one);
  }

  /** Beyond the bound: one capture for each term, made when the minute is over, with the count. */
  function wait(id: string, seen: Seen): void {
    const { finding } = seen;
    const before = waiting.get(finding.term);
    if (before !== undefined) before.count += 1;
    else if (waiting.size >= MAX_WAITING) {
      log('capture.too-many');
      lost(1);
    } else waiting.set(finding.term, { id, seen, happenedAt: clock.now(), count: 1 });
    cancelWaiting ??= clock.setTimer(MINUTE_MS, () => {
      void makeWaiting().catch(() => log('capture.not-written'));
    });
  }

  async function makeWaiting(): Promise<void> {
    cancelWaiting?.();
    cancelWaiting = null;
    const due = [...waiting.values()];
    waiting.clear();
    if (due.length > 0) log('capture.merged', { captures: due.length });
    for (const { id, seen, happenedAt, count } of due) await make(id, seen, happenedAt, count, false);
  }

  return {
    async report(id, seen) {
      if (hasRoom(seen.finding.severity === 'severe')) await make(id, seen, clock.now(), 1, true);
      else wait(id, seen);
    },
    async repeat(id, seen, count, raised) {
      const one = known.get(id);
      if (one === undefined) {
        const held = [...waiting.values()].find((other) => other.id === id);
        if (held !== undefined) held.count += 1;
        else wait(id, seen);
        return;
      }
      recordings.again(id);
      one.count = Math.min(Math.max(one.count + 1, count), 1_000_000);
      if (raised && severityRank(seen.finding.severity) > severityRank(one.seen.finding.severity)) {
        one.seen = { ...seen, at: one.seen.at };
        await sayAmended(id, one);
        return;
      }
      cancelCounts ??= clock.setTimer(COUNT_AFTER_MS, () => {
        void sayCounts().catch(() => log('capture.not-written'));
      });
    },
    async amend(id, finding, rules) {
      const one = known.get(id);
      if (one === undefined) {
        const held = [...waiting.entries()].find(([, other]) => other.id === id);
        if (held !== undefined)
          waiting.set(held[0], { ...held[1], seen: { ...held[1].seen, finding, rules } });
        return;
      }
      one.seen = { ...one.seen, finding, rules };
      await sayAmended(id, one);
    },
    async flush() {
      await makeWaiting();
      await sayCounts();
    },
  };
}

function capturedFinding({ finding, rules }: Seen, count: number): CapturedFinding {
  const { sentence, start, end } = boundedSentence(finding);
  return {
    term: finding.term.slice(0, 120),
    policy: finding.policy,
    severity: finding.severity,
    severityBefore: finding.severityBefore,
    because: finding.because.slice(0, 20).map((rule) => rule.slice(0, 60)),
    source: finding.source,
    sentence,
    start,
    end,
    count,
    pack: finding.pack,
    rules,
  };
}

/**
 * The sentence in at most `MAX_SENTENCE` UTF-16 units with the match in it. What no database keeps (NUL, halves of
 * surrogate pairs) becomes U+FFFD, which keeps the offsets.
 */
export function boundedSentence(finding: Pick<Finding, 'sentence' | 'sentenceStart' | 'start' | 'end'>): {
  sentence: string;
  start: number;
  end: number;
} {
  const whole = finding.sentence.toWellFormed().replaceAll('\0', '\ufffd');
  const length = Math.max(1, whole.length);
  const start = Math.min(Math.max(0, finding.start - finding.sentenceStart), length - 1);
  const end = Math.min(Math.max(start + 1, finding.end - finding.sentenceStart), length);
  if (whole.length <= MAX_SENTENCE) return { sentence: whole === '' ? '\ufffd' : whole, start, end };
  const room = Math.max(0, MAX_SENTENCE - (end - start));
  const from = Math.max(0, Math.min(start - Math.floor(room / 2), whole.length - MAX_SENTENCE));
  const sentence = whole.slice(from, from + MAX_SENTENCE).toWellFormed();
  return { sentence, start: start - from, end: Math.min(end - from, MAX_SENTENCE) };
}

function contextOf(at: Surroundings): CaptureReported['context'] {
  return {
    application: clean(at.application, 200),
    windowTitle: clean(at.title, 500),
    url: at.url === null ? null : clean(withoutCredentials(at.url), 2000),
  };
}

function clean(text: string, most: number): string {
  return text.slice(0, most).toWellFormed().replaceAll('\0', '\ufffd');
}
