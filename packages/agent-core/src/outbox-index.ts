import type { AgentFrame } from '@lapwing/protocol/agent-frames.ts';
import type { OutboxEntry } from './contracts/outbox-store.ts';

/** The frames that wait until the server has committed them. */
export type OutboxMessage = Extract<
  AgentFrame,
  {
    type:
      | 'sessions/started'
      | 'sessions/ended'
      | 'captures/reported'
      | 'captures/amended'
      | 'evidence/recorded'
      | 'restrictions/sanctioned'
      | 'agreements/answered'
      | 'activity/recorded'
      | 'devices/tampered'
      | 'releases/updated';
  }
>;

/** A recording that a capture in the outbox, or one that was sent, has promised. */
export interface PromisedRecording {
  readonly captureId: string;
  readonly evidenceId: string;
}

export interface QueuedMessage {
  readonly key: string;
  readonly type: string;
  readonly id: string;
  size: number;
  /** On the connection of now. */
  sentAt: number | null;
  /** Its content is not final yet: it and what follows wait. */
  held: boolean;
}

export interface QueuedEvidence {
  readonly key: string;
  readonly captureId: string;
  readonly id: string;
  readonly mediaType: string;
  readonly size: number;
  failures: number;
}

export function messageKey(message: OutboxMessage): string {
  return `${message.type}:${message.id}`;
}

export function evidenceKey(captureId: string, id: string, mediaType: string): string {
  return `evidence:${captureId}:${id}:${mediaType}`;
}

/** Under which a promise is kept until it is said what became of it; the entry holds nothing else. */
export function promiseKey({ captureId, evidenceId }: PromisedRecording): string {
  return `recording:${captureId}:${evidenceId}`;
}

/** The recording that a message promises; null when it promises none. */
export function promiseOf(message: OutboxMessage): PromisedRecording | null {
  if (message.type !== 'captures/reported' || message.recording?.state !== 'making') return null;
  return { captureId: message.id, evidenceId: message.recording.id };
}

/** What the keys of the stored entries say, in their order; null for one that this version did not write. */
export function readEntry(entry: OutboxEntry): QueuedMessage | QueuedEvidence | PromisedRecording | null {
  const parts = entry.key.split(':');
  if (entry.kind === 'evidence') {
    const [, captureId, id, mediaType] = parts;
    if (parts.length !== 4 || captureId === undefined || id === undefined || mediaType === undefined)
      return null;
    return { key: entry.key, captureId, id, mediaType, size: entry.size, failures: 0 };
  }
  const [type, id, evidenceId] = parts;
  if (parts.length === 3 && type === 'recording' && id !== undefined && evidenceId !== undefined)
    return { captureId: id, evidenceId };
  if (parts.length !== 2 || type === undefined || id === undefined) return null;
  return { key: entry.key, type, id, size: entry.size, sentAt: null, held: false };
}
