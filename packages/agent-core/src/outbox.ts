import type { CaptureReported } from '@lapwing/protocol/features/captures/reported.event.ts';
import type { EvidenceRecorded } from '@lapwing/protocol/features/evidence/recorded.event.ts';
import type { Cancel } from './contracts/clock.ts';
import type { OutboxPut } from './contracts/outbox-store.ts';
import type { Evidence, Outbox, OutboxLimits, OutboxParts } from './outbox-face.ts';
import {
  evidenceKey,
  messageKey,
  type OutboxMessage,
  type PromisedRecording,
  promiseKey,
  promiseOf,
  type QueuedEvidence,
  type QueuedMessage,
  readEntry,
} from './outbox-index.ts';
import { isActivity, nextToSend, parseMessage, putOf, urgency, withoutEvidence } from './outbox-messages.ts';
import { createSerial } from './serial.ts';
import { encodeUtf8 } from './utf8.ts';

export type { OutboxMessage } from './outbox-index.ts';
export type { Evidence, EvidenceItem, Outbox, OutboxLimits } from './outbox-face.ts';

export const OUTBOX_LIMITS: OutboxLimits = Object.freeze({
  messages: 20_000,
  evidenceBytes: 128 * 1024 * 1024,
  activityBytes: 8 * 1024 * 1024,
  window: 64,
  acknowledgeMs: 60_000,
});

/** Batches of activity on the way at once, so that a capture never waits behind many. */
const ACTIVITY_WINDOW = 2;
/** All that an entry holds which is only a key. */
const NOTHING = encodeUtf8('-');

/** The device's queue: SPEC.md, OUT. */
export function createOutbox(parts: OutboxParts): Outbox {
  const { store, clock, log, limits = OUTBOX_LIMITS } = parts;
  const serial = createSerial();
  let messages: QueuedMessage[] = [];
  let evidence: QueuedEvidence[] = [];
  let promised: PromisedRecording[] = [];
  let send: ((message: OutboxMessage) => boolean) | null = null;
  let stalled: () => void = () => undefined;
  let pumping = false;
  let pumpAgain = false;
  let cancelStall: Cancel = () => undefined;
  let evidenceReady: () => void = () => undefined;
  let changed: () => void = () => undefined;
  let lost: (count: number) => void = () => undefined;
  let activityLost: (records: number) => void = () => undefined;

  async function write(puts: readonly OutboxPut[]): Promise<boolean> {
    try {
      await store.put(puts);
      return true;
    } catch {
      log('outbox.disk-refused', { puts: puts.length });
      return false;
    }
  }

  async function remove(keys: readonly string[]): Promise<void> {
    try {
      await store.delete(keys);
    } catch {
      // It stays on disk and is sent once more after a restart, which the server knows how to ignore.
      log('outbox.delete-refused', { keys: keys.length });
    }
  }

  /** Sends in order what may go; safe to call at any time. */
  function pump(): void {
    if (pumping) {
      pumpAgain = true;
      return;
    }
    pumping = true;
    pumpAgain = false;
    void serial
      .run(async () => {
        for (let next = sendable(); next !== null && send !== null; next = sendable())
          if (!(await sendOne(next))) return;
      })
      .catch(() => log('outbox.read-refused'))
      .finally(() => {
        pumping = false;
        watchStall();
        if (pumpAgain) pump();
      });
  }

  function sendable(): QueuedMessage | null {
    return send === null ? null : nextToSend(messages, limits.window, ACTIVITY_WINDOW);
  }

  async function sendOne(next: QueuedMessage): Promise<boolean> {
    const connection = send;
    const bytes = await store.read(next.key);
    if (connection === null || connection !== send) return false;
    const message = bytes === null ? null : parseMessage(next.type, bytes);
    if (message === null) {
      log('outbox.damaged', { type: next.type });
      messages = messages.filter((other) => other !== next);
      await remove([next.key]);
      if (!isActivity(next)) lost(1);
      changed();
      return true;
    }
    if (!connection(message)) return false;
    next.sentAt = clock.now();
    return true;
  }

  function watchStall(): void {
    cancelStall();
    const oldest = messages.find((message) => message.sentAt !== null);
    if (send === null || oldest === undefined || oldest.sentAt === null) return;
    const wait = Math.max(1, oldest.sentAt + limits.acknowledgeMs - clock.now());
    cancelStall = clock.setTimer(Math.min(wait, limits.acknowledgeMs), () => {
      log('outbox.not-acknowledged');
      stalled();
    });
  }

  /** Makes room for `bytes` of evidence: the oldest screenshots go first, captures stay. */
  async function thinEvidence(bytes: number): Promise<void> {
    let total = evidence.reduce((sum, item) => sum + item.size, 0);
    while (total + bytes > limits.evidenceBytes) {
      const oldest = evidence[0];
      if (oldest === undefined) return;
      total -= oldest.size;
      await giveUpEvidence(oldest);
      log('outbox.evidence-thinned');
    }
  }

  async function giveUpEvidence(item: QueuedEvidence): Promise<void> {
    evidence = evidence.filter((other) => other !== item);
    const told = messages.find(
      ({ type, id, sentAt }) =>
        sentAt === null &&
        (type === 'captures/reported'
          ? id === item.captureId
          : type === 'evidence/recorded' && id === item.id),
    );
    const bytes = told === undefined ? null : await store.read(told.key);
    const message = told === undefined || bytes === null ? null : parseMessage(told.type, bytes);
    const honest = message === null ? null : withoutEvidence(message, item.id);
    if (told !== undefined && honest !== null) await write([putOf(told.key, honest)]);
    await remove([item.key]);
  }

  /** Gives up the oldest activity that is not on its way. False: there is none. */
  async function giveUpActivity(): Promise<boolean> {
    const oldest = messages.find((message) => isActivity(message) && message.sentAt === null);
    if (oldest === undefined) return false;
    const bytes = await store.read(oldest.key);
    const message = bytes === null ? null : parseMessage(oldest.type, bytes);
    messages = messages.filter((other) => other !== oldest);
    await remove([oldest.key]);
    if (message?.type === 'activity/recorded') activityLost(message.records.length + message.dropped);
    log('outbox.activity-thinned');
    return true;
  }

  async function addActivity(message: OutboxMessage, put: OutboxPut): Promise<boolean> {
    const held = (): number =>
      messages.filter(isActivity).reduce((sum, { size }) => sum + size, put.bytes.length);
    while (held() > limits.activityBytes && (await giveUpActivity()));
    if (held() > limits.activityBytes || !(await write([put]))) return false;
    messages.push(queuedOf(message, put, false));
    return true;
  }

  async function addNow(message: OutboxMessage, held: boolean): Promise<boolean> {
    const key = messageKey(message);
    if (messages.some((queued) => queued.key === key)) return true;
    if (isActivity(message)) return addActivity(message, putOf(key, message));
    const full =
      message.type.startsWith('captures/') &&
      messages.filter((queued) => !isActivity(queued)).length >= limits.messages;
    const put = putOf(key, message);
    const promise = promiseOf(message);
    // Together: a promise that is sent is never forgotten.
    const puts = promise === null ? [put] : [put, { ...put, key: promiseKey(promise), bytes: NOTHING }];
    let kept = !full && (await write(puts));
    while (!full && !kept && (await giveUpActivity())) kept = await write(puts);
    while (!full && !kept && evidence[0] !== undefined) {
      await giveUpEvidence(evidence[0]);
      kept = await write(puts);
    }
    if (kept) {
      messages.push(queuedOf(message, put, held));
      if (promise !== null) promised.push(promise);
    } else {
      log('outbox.full', { queued: messages.length });
      lost(1);
    }
    return kept;
  }

  async function finishNow(message: CaptureReported, item: Evidence | null): Promise<void> {
    const queued = messages.find((other) => other.key === messageKey(message));
    if (queued === undefined) return;
    // When the disk refuses, what was written first stands: the capture without its screenshot.
    await writeWith(putOf(queued.key, message), item);
    queued.held = false;
  }

  /** Writes a message and its evidence, both or neither. */
  async function writeWith(put: OutboxPut, item: Evidence | null): Promise<boolean> {
    if (item === null) return write([put]);
    await thinEvidence(item.bytes.length);
    const { captureId, id, mediaType, bytes } = item;
    const key = evidenceKey(captureId, id, mediaType);
    if (!(await write([put, { key, kind: 'evidence', bytes }]))) return false;
    evidence.push({ key, captureId, id, mediaType, size: bytes.length, failures: 0 });
    return true;
  }

  async function recordedNow(message: EvidenceRecorded, item: Evidence | null): Promise<void> {
    const promise = promised.find(({ evidenceId }) => evidenceId === message.evidenceId);
    // Its capture was rejected, or belongs to another school.
    if (promise === undefined) return;
    const key = messageKey(message);
    const failed = withoutEvidence(message, message.evidenceId);
    const told =
      (await writeWith(putOf(key, message), item)) ||
      (failed !== null && (await writeWith(putOf(key, failed), null)));
    // A disk that refuses even that: the next start says that it was interrupted.
    if (!told) return;
    messages.push({ key, type: message.type, id: message.id, size: 0, sentAt: null, held: false });
    await forget([promise]);
  }

  async function forget(gone: readonly PromisedRecording[]): Promise<void> {
    promised = promised.filter((one) => !gone.includes(one));
    await remove(gone.map(promiseKey));
  }

  async function settle(ids: readonly string[]): Promise<void> {
    const done: QueuedMessage[] = [];
    for (const id of ids) {
      const first = messages.find(
        (message) => message.sentAt !== null && message.id === id && !done.includes(message),
      );
      if (first !== undefined) done.push(first);
    }
    messages = messages.filter((message) => !done.includes(message));
    await remove(done.map((message) => message.key));
  }

  function after<T>(work: Promise<T>): Promise<T> {
    return work.finally(() => {
      changed();
      pump();
      evidenceReady();
    });
  }

  return {
    async load() {
      const entries = await store.entries();
      const strangers: string[] = [];
      for (const entry of entries) {
        const read = readEntry(entry);
        if (read === null) strangers.push(entry.key);
        else if ('evidenceId' in read) promised.push(read);
        else if ('captureId' in read) evidence.push(read);
        else messages.push(read);
      }
      if (strangers.length > 0) await remove(strangers);
      // Killed between two writes: it was said already.
      const said = new Set(messages.filter(({ type }) => type === 'evidence/recorded').map(({ id }) => id));
      await forget(promised.filter(({ evidenceId }) => said.has(evidenceId)));
    },
    promised: () => promised,
    recorded: (message, item) => after(serial.run(() => recordedNow(message, item))),
    add: (message, options) => after(serial.run(() => addNow(message, options?.held ?? false))),
    finish: (message, item) => after(serial.run(() => finishNow(message, item))),
    connected(sendNow, giveUp) {
      send = sendNow;
      stalled = giveUp;
      for (const message of messages) message.sentAt = null;
      pump();
      evidenceReady();
    },
    disconnected() {
      send = null;
      cancelStall();
      for (const message of messages) message.sentAt = null;
    },
    acknowledged: (ids) => after(serial.run(() => settle(ids))),
    rejected: (id) =>
      after(
        serial.run(async () => {
          log('outbox.rejected');
          const orphans = evidence.filter((item) => item.captureId === id || item.id === id);
          evidence = evidence.filter((item) => !orphans.includes(item));
          await forget(promised.filter(({ captureId }) => captureId === id));
          await settle([id]);
          await remove(orphans.map((item) => item.key));
        }),
      ),
    nextEvidence() {
      const announced = new Set(['captures/reported', 'evidence/recorded']);
      const waiting = new Set(messages.filter(({ type }) => announced.has(type)).map(({ id }) => id));
      const ready = evidence.filter((item) => !waiting.has(item.captureId) && !waiting.has(item.id));
      return ready.reduce<QueuedEvidence | null>(
        (best, item) => (best === null || urgency(item) < urgency(best) ? item : best),
        null,
      );
    },
    readEvidence: (key) => store.read(key),
    evidenceFailed(key) {
      const item = evidence.find((other) => other.key === key);
      if (item !== undefined) item.failures += 1;
    },
    dropEvidence: (key) =>
      after(
        serial.run(async () => {
          evidence = evidence.filter((item) => item.key !== key);
          await remove([key]);
        }),
      ),
    onEvidence(ready) {
      evidenceReady = ready;
    },
    onChange(listener) {
      changed = listener;
    },
    onLost(listener) {
      lost = listener;
    },
    onActivityLost(listener) {
      activityLost = listener;
    },
    holds: (type, id) => messages.some((message) => message.type === type && message.id === id),
    queued: () => messages.length,
    queuedCaptures: () => messages.filter((message) => message.type === 'captures/reported').length,
    capturesWait: () =>
      messages.some((message) => message.sentAt === null && message.type.startsWith('captures/')),
    clear: () =>
      after(
        serial.run(async () => {
          const count = messages.length;
          const keys = [...[...messages, ...evidence].map(({ key }) => key), ...promised.map(promiseKey)];
          messages = [];
          evidence = [];
          promised = [];
          await remove(keys);
          return count;
        }),
      ),
    async idle() {
      do await serial.idle();
      while (pumping || pumpAgain);
    },
  };
}

function queuedOf({ type, id }: OutboxMessage, { key, bytes }: OutboxPut, held: boolean): QueuedMessage {
  return { key, type, id, size: bytes.length, sentAt: null, held };
}
