import { CaptureAmended } from '@lapwing/protocol/features/captures/amended.event.ts';
import { CaptureReported } from '@lapwing/protocol/features/captures/reported.event.ts';
import { SessionEnded } from '@lapwing/protocol/features/sessions/session-ended.event.ts';
import { SessionStarted } from '@lapwing/protocol/features/sessions/session-started.event.ts';
import type { z } from 'zod';
import type { Cancel, Clock } from './contracts/clock.ts';
import type { Log } from './contracts/log.ts';
import type { OutboxPut, OutboxStore } from './contracts/outbox-store.ts';
import {
  evidenceKey,
  messageKey,
  type OutboxMessage,
  type QueuedEvidence,
  type QueuedMessage,
  readEntry,
} from './outbox-index.ts';
import { createSerial } from './serial.ts';
import { parseJson } from './stored-document.ts';
import { decodeUtf8, encodeUtf8 } from './utf8.ts';

export type { OutboxMessage } from './outbox-index.ts';

const MESSAGES: ReadonlyMap<string, z.ZodType<OutboxMessage>> = new Map<string, z.ZodType<OutboxMessage>>([
  ['sessions/started', SessionStarted],
  ['sessions/ended', SessionEnded],
  ['captures/reported', CaptureReported],
  ['captures/amended', CaptureAmended],
]);

export interface OutboxLimits {
  /** Captures, amendments and session marks together. */
  readonly messages: number;
  /** Bytes of screenshots. */
  readonly evidenceBytes: number;
  /** Sent and not yet acknowledged at once. */
  readonly window: number;
  /** Milliseconds without an acknowledgement after which the connection is given up. */
  readonly acknowledgeMs: number;
}

export const OUTBOX_LIMITS: OutboxLimits = Object.freeze({
  messages: 20_000,
  evidenceBytes: 128 * 1024 * 1024,
  window: 64,
  acknowledgeMs: 60_000,
});

export interface Evidence {
  readonly captureId: string;
  readonly id: string;
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

export interface EvidenceItem {
  readonly key: string;
  readonly captureId: string;
  readonly id: string;
  readonly mediaType: string;
}

export interface Outbox {
  /** Reads what was left by an earlier run; before everything else. */
  load(): Promise<void>;
  /** Resolves when it is durable; `held` ones go out after `finish`. False: full or disk refused, and counted as lost. */
  add(message: OutboxMessage, options?: { readonly held?: boolean }): Promise<boolean>;
  /** Replaces the content of a held message and lets it go, with its evidence if there is some. */
  finish(message: CaptureReported, evidence: Evidence | null): Promise<void>;
  /** The server is there: sends from the beginning, in order. False from `send` means it is gone again. */
  connected(send: (message: OutboxMessage) => boolean, stalled: () => void): void;
  disconnected(): void;
  acknowledged(ids: readonly string[]): Promise<void>;
  rejected(id: string): Promise<void>;
  /** Evidence whose capture the server has, the one that failed least first. */
  nextEvidence(): EvidenceItem | null;
  readEvidence(key: string): Promise<Uint8Array | null>;
  evidenceFailed(key: string): void;
  /** Delivered, or of no use any more. */
  dropEvidence(key: string): Promise<void>;
  /** Called when evidence may have become ready to go. */
  onEvidence(ready: () => void): void;
  onChange(changed: () => void): void;
  /** Called with how many captures had to be given up. */
  onLost(lost: (count: number) => void): void;
  /** Messages of every kind that wait. */
  queued(): number;
  /** Captures among them. */
  queuedCaptures(): number;
  /** True while a capture, or what was amended in one, has not gone out on this connection. */
  capturesWait(): boolean;
  /** Forgets everything; answers how many messages that was. */
  clear(): Promise<number>;
  /** Resolves when nothing is being written or sent. */
  idle(): Promise<void>;
}

export interface OutboxParts {
  readonly store: OutboxStore;
  readonly clock: Clock;
  readonly log: Log;
  readonly limits?: OutboxLimits;
}

/** The device's queue: SPEC.md, OUT. */
export function createOutbox(parts: OutboxParts): Outbox {
  const { store, clock, log, limits = OUTBOX_LIMITS } = parts;
  const serial = createSerial();
  let messages: QueuedMessage[] = [];
  let evidence: QueuedEvidence[] = [];
  let send: ((message: OutboxMessage) => boolean) | null = null;
  let stalled: () => void = () => undefined;
  let pumping = false;
  let pumpAgain = false;
  let cancelStall: Cancel = () => undefined;
  let evidenceReady: () => void = () => undefined;
  let changed: () => void = () => undefined;
  let lost: (count: number) => void = () => undefined;

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
    if (send === null) return null;
    const inFlight = new Set<string>();
    for (const message of messages) {
      if (message.sentAt !== null) {
        inFlight.add(message.id);
        continue;
      }
      // An acknowledgement names an id only, and a session's beginning and end share one: never both at once.
      return message.held || inFlight.has(message.id) || inFlight.size >= limits.window ? null : message;
    }
    return null;
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
      lost(1);
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
    const capture = messages.find(
      (message) =>
        message.type === 'captures/reported' && message.id === item.captureId && message.sentAt === null,
    );
    if (capture !== undefined) {
      const bytes = await store.read(capture.key);
      const message = bytes === null ? null : parseMessage(capture.type, bytes);
      if (message?.type === 'captures/reported') {
        const honest = encodeUtf8(
          JSON.stringify({ ...message, evidence: { state: 'none', reason: 'failed' } }),
        );
        await write([{ key: capture.key, kind: 'message', bytes: honest }]);
      }
    }
    await remove([item.key]);
  }

  async function addNow(message: OutboxMessage, held: boolean): Promise<boolean> {
    const key = messageKey(message);
    if (messages.some((queued) => queued.key === key)) return true;
    const full = messages.length >= limits.messages && message.type.startsWith('captures/');
    const bytes = encodeUtf8(JSON.stringify(message));
    let kept = !full && (await write([{ key, kind: 'message', bytes }]));
    while (!full && !kept && evidence[0] !== undefined) {
      await giveUpEvidence(evidence[0]);
      kept = await write([{ key, kind: 'message', bytes }]);
    }
    if (kept)
      messages.push({ key, type: message.type, id: message.id, size: bytes.length, sentAt: null, held });
    else {
      log('outbox.full', { queued: messages.length });
      lost(1);
    }
    return kept;
  }

  async function finishNow(message: CaptureReported, item: Evidence | null): Promise<void> {
    const queued = messages.find((other) => other.key === messageKey(message));
    if (queued === undefined) return;
    const puts: OutboxPut[] = [
      { key: queued.key, kind: 'message', bytes: encodeUtf8(JSON.stringify(message)) },
    ];
    let added: QueuedEvidence | null = null;
    if (item !== null) {
      await thinEvidence(item.bytes.length);
      const key = evidenceKey(item.captureId, item.id, item.mediaType);
      puts.push({ key, kind: 'evidence', bytes: item.bytes });
      added = { ...item, key, size: item.bytes.length, failures: 0 };
    }
    // When the disk refuses, what was written first stands: the capture without its screenshot.
    if ((await write(puts)) && added !== null) evidence.push(added);
    queued.held = false;
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
        else if ('captureId' in read) evidence.push(read);
        else messages.push(read);
      }
      if (strangers.length > 0) await remove(strangers);
    },
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
          const orphans = evidence.filter((item) => item.captureId === id);
          evidence = evidence.filter((item) => item.captureId !== id);
          await settle([id]);
          await remove(orphans.map((item) => item.key));
        }),
      ),
    nextEvidence() {
      const waiting = new Set(
        messages.filter((message) => message.type === 'captures/reported').map((message) => message.id),
      );
      const ready = evidence.filter((item) => !waiting.has(item.captureId));
      return ready.reduce<QueuedEvidence | null>(
        (best, item) => (best === null || item.failures < best.failures ? item : best),
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
    queued: () => messages.length,
    queuedCaptures: () => messages.filter((message) => message.type === 'captures/reported').length,
    capturesWait: () =>
      messages.some((message) => message.sentAt === null && message.type.startsWith('captures/')),
    clear: () =>
      after(
        serial.run(async () => {
          const count = messages.length;
          const keys = [...messages, ...evidence].map((entry) => entry.key);
          messages = [];
          evidence = [];
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

function parseMessage(type: string, bytes: Uint8Array): OutboxMessage | null {
  const schema = MESSAGES.get(type);
  return schema === undefined ? null : parseJson(decodeUtf8(bytes), schema);
}
