import type { CaptureReported } from '@lapwing/protocol/features/captures/reported.event.ts';
import type { EvidenceRecorded } from '@lapwing/protocol/features/evidence/recorded.event.ts';
import type { Clock } from './contracts/clock.ts';
import type { Log } from './contracts/log.ts';
import type { OutboxStore } from './contracts/outbox-store.ts';
import type { OutboxMessage, PromisedRecording } from './outbox-index.ts';

export interface OutboxLimits {
  /** Captures, amendments and session marks together. */
  readonly messages: number;
  /** Bytes of screenshots and recordings. */
  readonly evidenceBytes: number;
  /** Bytes of activity, which gives way to captures. */
  readonly activityBytes: number;
  /** Sent and not yet acknowledged at once. */
  readonly window: number;
  /** Milliseconds without an acknowledgement after which the connection is given up. */
  readonly acknowledgeMs: number;
}

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
  /** Bytes. */
  readonly size: number;
}

export interface Outbox {
  /** Reads what was left by an earlier run; before everything else. */
  load(): Promise<void>;
  /**
   * Resolves when it is durable, with the recording that it promises, if it does; `held` ones go out after `finish`.
   * False: full or disk refused, and counted as lost.
   */
  add(message: OutboxMessage, options?: { readonly held?: boolean }): Promise<boolean>;
  /** Replaces the content of a held message and lets it go, with its evidence if there is some. */
  finish(message: CaptureReported, evidence: Evidence | null): Promise<void>;
  /** Recordings that were promised, and of which nothing was said yet; ids only. */
  promised(): readonly PromisedRecording[];
  /** Says what became of a promised recording, with its bytes if there is one. */
  recorded(message: EvidenceRecorded, evidence: Evidence | null): Promise<void>;
  /** The server is there: sends from the beginning, in order. False from `send` means it is gone again. */
  connected(send: (message: OutboxMessage) => boolean, stalled: () => void): void;
  disconnected(): void;
  acknowledged(ids: readonly string[]): Promise<void>;
  rejected(id: string): Promise<void>;
  /** Evidence that the server knows to come, the one that failed least first. */
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
  /** Called with how many records of activity had to be given up that were in the outbox. */
  onActivityLost(lost: (records: number) => void): void;
  /** Whether a message waits until the server has it. */
  holds(type: OutboxMessage['type'], id: string): boolean;
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
