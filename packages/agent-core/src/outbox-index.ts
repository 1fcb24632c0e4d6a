import type { AgentFrame } from '@lapwing/protocol/agent-frames.ts';
import type { OutboxEntry } from './contracts/outbox-store.ts';

/** The frames that wait until the server has committed them. */
export type OutboxMessage = Extract<
  AgentFrame,
  { type: 'sessions/started' | 'sessions/ended' | 'captures/reported' | 'captures/amended' }
>;

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

/** What the keys of the stored entries say, in their order; null for one that this version did not write. */
export function readEntry(entry: OutboxEntry): QueuedMessage | QueuedEvidence | null {
  const parts = entry.key.split(':');
  if (entry.kind === 'evidence') {
    const [, captureId, id, mediaType] = parts;
    if (parts.length !== 4 || captureId === undefined || id === undefined || mediaType === undefined)
      return null;
    return { key: entry.key, captureId, id, mediaType, size: entry.size, failures: 0 };
  }
  const [type, id] = parts;
  if (parts.length !== 2 || type === undefined || id === undefined) return null;
  return { key: entry.key, type, id, size: entry.size, sentAt: null, held: false };
}
