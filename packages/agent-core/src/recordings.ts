import type { Finding } from '@lapwing/detection/finding.ts';
import type { Watch } from '@lapwing/detection/watch.ts';
import type { RecordingPromise } from '@lapwing/protocol/features/captures/capture.ts';
import type { EvidenceRecorded } from '@lapwing/protocol/features/evidence/recorded.event.ts';
import type { StateDocument } from '@lapwing/protocol/features/state/document.event.ts';
import { uuidV7 } from '@lapwing/protocol/ids.ts';
import { LONGEST_EVIDENCE_SECONDS, MAX_RECORDING_BYTES } from '@lapwing/protocol/wire.ts';
import { hostOf, isWithin } from './address.ts';
import type { Cancel, Clock } from './contracts/clock.ts';
import type { Digest } from './contracts/digest.ts';
import type { Log } from './contracts/log.ts';
import type { Random } from './contracts/random.ts';
import type { Recorded, Recorder } from './contracts/recorder.ts';
import type { ScreenShot } from './contracts/screen.ts';
import { fieldExclusion } from './field-exclusion.ts';
import { createFrames } from './frames.ts';
import type { AgentInput, Surroundings } from './input.ts';
import type { Evidence, Outbox } from './outbox.ts';
import type { KeptFrame } from './ring.ts';
import { createSerial } from './serial.ts';

/** Recordings that may be under way at once; beyond them a capture says `too-many`. */
export const RECORDINGS_AT_ONCE = 4;
/** Milliseconds that making the file may take. */
const ENCODE_WITHIN_MS = 60_000;

type Outcome = EvidenceRecorded['outcome'];
type Lost = Extract<Outcome, { state: 'lost' }>['reason'];

export interface Recordings {
  /** Says of recordings that an earlier run had promised that they were interrupted. */
  begin(): Promise<void>;
  /** Something happened on the device. */
  heard(input: AgentInput): void;
  /** A finding became capture `id`: begins a recording of it at once, if it asks for one; null when it asks for none. */
  ask(id: string, seen: { readonly finding: Finding; readonly at: Surroundings }): RecordingPromise | null;
  /** The screenshot of a finding, which is a frame of its recording, too: it shows what was found. */
  shot(at: Surroundings, shot: ScreenShot): void;
  /** The same was seen again where capture `id` was made: its recording, while it goes on, goes on for longer. */
  again(id: string): void;
  documentChanged(): void;
  /** Somebody else may sit there: what one person did is not in the recording of the next. */
  personChanged(): void;
  /** Ends all that are under way; resolves when their files, of what was seen so far, are in the outbox. */
  end(): Promise<void>;
}

interface Running {
  readonly id: string;
  readonly captureId: string;
  readonly place: string;
  readonly triggerAt: number;
  /** The first moment that belongs to it. */
  readonly from: number;
  /** Milliseconds that it goes on after it was last asked for. */
  readonly afterMs: number;
  readonly account: Promise<string | null>;
  cancel: Cancel;
  /** When it is over at the latest, by a clock that may be moved meanwhile. */
  until: number;
}

/** Recordings of what was found, with the seconds before it: SPEC.md, REC. */
export function createRecordings(parts: {
  readonly recorder: Recorder | null;
  readonly outbox: Outbox;
  readonly digest: Digest;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly document: () => StateDocument | null;
  readonly rules: () => Watch | null;
  /** Name of who sits at the device. */
  readonly account: () => Promise<string | null>;
  readonly device: () => string;
}): Recordings {
  const { recorder, outbox, digest, clock, random, log, document, rules, account, device } = parts;
  const serial = createSerial();
  let running: readonly Running[] = [];
  /** Those of which the file is being made. */
  let making = 0;
  const frames = createFrames({
    recorder,
    clock,
    log,
    watched: () => {
      const state = document();
      return state !== null && state.detection.enabled && state.recording.enabled;
    },
    quality: () => document()?.screenshot.quality ?? 0,
    isPrivate,
    beforeMs: () => (document()?.recording.beforeSeconds ?? 0) * 1000,
    recording: () => running,
  });

  const newId = (): string => uuidV7(clock.now(), random.bytes(10));

  function isPrivate(urls: readonly (string | null)[]): boolean {
    const excluded = document()?.detection.excludedHosts ?? [];
    return urls.some((url) => {
      const host = url === null ? null : hostOf(url);
      return host !== null && isWithin(host, excluded);
    });
  }

  /** Seconds that a finding asks for, those before it included. */
  function secondsFor({ term, policy, severity }: Finding): number {
    const said = rules()?.record(term, policy);
    return said ?? (severity === 'severe' ? (document()?.recording.severeSeconds ?? 0) : 0);
  }

  function begin(captureId: string, place: string, seconds: number, before: number): RecordingPromise {
    const now = clock.now();
    const beforeMs = Math.min(before, seconds / 2) * 1000;
    const recording: Running = {
      id: newId(),
      captureId,
      place,
      triggerAt: now,
      from: now - beforeMs,
      afterMs: seconds * 1000 - beforeMs,
      account: account().catch(() => null),
      cancel: () => undefined,
      until: now,
    };
    running = [...running, recording];
    goOn(recording);
    frames.pressed(place);
    return { state: 'making', id: recording.id };
  }

  function goOn(recording: Running): void {
    recording.cancel();
    const bound = recording.from + LONGEST_EVIDENCE_SECONDS * 1000 - clock.now();
    const left = Math.max(1, Math.min(recording.afterMs, bound));
    recording.until = Math.max(recording.until, clock.now() + left);
    recording.cancel = clock.setTimer(left, () => void close(recording));
  }

  /** Takes no more frames for it, and makes the file of those that there are. */
  function close(recording: Running): Promise<void> {
    recording.cancel();
    if (!running.includes(recording)) return Promise.resolve();
    const endsAt = Math.min(Math.max(clock.now(), recording.triggerAt), recording.until);
    const kept = frames.between(recording.place, recording.from, endsAt);
    running = running.filter((other) => other !== recording);
    frames.tidy();
    making += 1;
    return serial
      .run(() => finish(recording, kept, endsAt))
      .catch((error: unknown) => {
        // The promise stands: the next start says that it was interrupted.
        log('recording.not-written', { error: error instanceof Error ? error.name : 'unknown' });
      })
      .finally(() => {
        making -= 1;
      });
  }

  async function finish(recording: Running, kept: readonly KeptFrame[], endsAt: number): Promise<void> {
    // What has become private since it was taken is left out.
    const shown = kept.filter(({ url }) => !isPrivate([url]));
    const [first] = shown;
    if (first === undefined) return say(recording, lost('no-frames'), null);
    const made = await encode(recording, shown, endsAt);
    if (!made.ok) return say(recording, lost(made.failed), null);
    const { bytes, mediaType, width, height } = made;
    if (bytes.length === 0) return say(recording, lost('failed'), null);
    if (bytes.length > MAX_RECORDING_BYTES) return say(recording, lost('too-large'), null);
    const outcome: Outcome = {
      state: 'coming',
      mediaType,
      bytes: bytes.length,
      sha256: await digest.sha256(bytes),
      startedAt: new Date(first.takenAt).toISOString(),
      seconds: secondsBetween(first.takenAt, endsAt),
      triggerSeconds: secondsBetween(first.takenAt, recording.triggerAt),
      width,
      height,
    };
    const { captureId, id } = recording;
    return say(recording, outcome, { captureId, id, mediaType, bytes });
  }

  async function encode(recording: Running, shown: readonly KeptFrame[], endsAt: number): Promise<Recorded> {
    if (recorder === null) return { ok: false, failed: 'failed' };
    const name = await recording.account;
    let cancel: Cancel = () => undefined;
    const tooSlow = new Promise<Recorded>((resolve) => {
      cancel = clock.setTimer(ENCODE_WITHIN_MS, () => resolve({ ok: false, failed: 'failed' }));
    });
    const made = recorder
      .encode({
        frames: shown.map(({ bytes, tiles, takenAt }) => ({
          bytes,
          ...(tiles === undefined ? {} : { tiles }),
          takenAt,
        })),
        triggerAt: recording.triggerAt,
        endsAt,
        maxWidth: document()?.recording.maxWidth ?? 1280,
        account: name,
        device: device(),
        maxBytes: MAX_RECORDING_BYTES,
      })
      .catch((): Recorded => ({ ok: false, failed: 'failed' }));
    return Promise.race([made, tooSlow]).finally(() => cancel());
  }

  async function say(recording: Running, outcome: Outcome, evidence: Evidence | null): Promise<void> {
    if (outcome.state === 'lost') log('recording.lost', { reason: outcome.reason });
    await outbox.recorded(recordedMessage(recording.captureId, recording.id, outcome), evidence);
  }

  return {
    async begin() {
      for (const { captureId, evidenceId } of outbox.promised())
        await outbox.recorded(recordedMessage(captureId, evidenceId, lost('interrupted')), null);
    },
    heard(input) {
      switch (input.kind) {
        case 'settled':
          return;
        case 'gone':
          for (const recording of running) if (recording.place === input.place) void close(recording);
          return;
        case 'typed':
          if (fieldExclusion(input.field) === null) frames.stirred(input.at);
          return;
        case 'navigated':
        case 'caption':
        case 'page-text':
        case 'stirred':
          frames.stirred(input.at);
          return;
        case 'named':
      }
    },
    ask(id, { finding, at }) {
      const state = document();
      const seconds = secondsFor(finding);
      if (state === null || seconds === 0) return null;
      if (!state.recording.enabled) return { state: 'none', reason: 'switched-off' };
      if (recorder === null) return { state: 'none', reason: 'not-possible' };
      if (running.length + making >= RECORDINGS_AT_ONCE) return { state: 'none', reason: 'too-many' };
      return begin(id, at.place, seconds, state.recording.beforeSeconds);
    },
    shot(at, shot) {
      if (shot.ok && shot.mediaType === 'image/jpeg') frames.found(at, shot);
    },
    again(id) {
      const recording = running.find(({ captureId }) => captureId === id);
      if (recording !== undefined) goOn(recording);
    },
    documentChanged: () => frames.documentChanged(),
    personChanged() {
      for (const recording of running) void close(recording);
      frames.clear();
    },
    async end() {
      await Promise.all(running.map(close));
      frames.clear();
      await serial.idle();
    },
  };
}

/** The id of the message is that of the evidence, so that what is said twice of one recording is one message. */
function recordedMessage(captureId: string, evidenceId: string, outcome: Outcome): EvidenceRecorded {
  return { type: 'evidence/recorded', id: evidenceId, captureId, evidenceId, outcome };
}

function lost(reason: Lost): Outcome {
  return { state: 'lost', reason };
}

function secondsBetween(from: number, to: number): number {
  return Math.min(LONGEST_EVIDENCE_SECONDS, Math.max(0, (to - from) / 1000));
}
