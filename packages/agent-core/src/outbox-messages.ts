import { ActivityRecorded } from '@lapwing/protocol/features/activity/recorded.event.ts';
import { AgreementsAnswered } from '@lapwing/protocol/features/agreements/answered.event.ts';
import { CaptureAmended } from '@lapwing/protocol/features/captures/amended.event.ts';
import { CaptureReported } from '@lapwing/protocol/features/captures/reported.event.ts';
import { DevicesTampered } from '@lapwing/protocol/features/devices/tampered.event.ts';
import { EvidenceRecorded } from '@lapwing/protocol/features/evidence/recorded.event.ts';
import { ReleasesUpdated } from '@lapwing/protocol/features/releases/updated.event.ts';
import { RestrictionsSanctioned } from '@lapwing/protocol/features/restrictions/sanctioned.event.ts';
import { SessionEnded } from '@lapwing/protocol/features/sessions/session-ended.event.ts';
import { SessionStarted } from '@lapwing/protocol/features/sessions/session-started.event.ts';
import type { z } from 'zod';
import type { OutboxPut } from './contracts/outbox-store.ts';
import type { OutboxMessage, QueuedEvidence, QueuedMessage } from './outbox-index.ts';
import { parseJson } from './stored-document.ts';
import { decodeUtf8, encodeUtf8 } from './utf8.ts';

const MESSAGES: ReadonlyMap<string, z.ZodType<OutboxMessage>> = new Map<string, z.ZodType<OutboxMessage>>([
  ['sessions/started', SessionStarted],
  ['sessions/ended', SessionEnded],
  ['captures/reported', CaptureReported],
  ['captures/amended', CaptureAmended],
  ['evidence/recorded', EvidenceRecorded],
  ['restrictions/sanctioned', RestrictionsSanctioned],
  ['agreements/answered', AgreementsAnswered],
  ['activity/recorded', ActivityRecorded],
  ['devices/tampered', DevicesTampered],
  ['releases/updated', ReleasesUpdated],
]);

/** A stored message; null when it is not one that this version can send. */
export function parseMessage(type: string, bytes: Uint8Array): OutboxMessage | null {
  const schema = MESSAGES.get(type);
  return schema === undefined ? null : parseJson(decodeUtf8(bytes), schema);
}

export function putOf(key: string, message: OutboxMessage): OutboxPut {
  return { key, kind: 'message', bytes: encodeUtf8(JSON.stringify(message)) };
}

/** The message without evidence `id`, which had to be given up; null when it is not about that. */
export function withoutEvidence(message: OutboxMessage, id: string): OutboxMessage | null {
  if (message.type === 'captures/reported' && message.evidence.state === 'coming')
    return message.evidence.id === id ? { ...message, evidence: { state: 'none', reason: 'failed' } } : null;
  if (message.type === 'evidence/recorded' && message.evidenceId === id)
    return { ...message, outcome: { state: 'lost', reason: 'failed' } };
  return null;
}

/** Small before large: what failed less goes first, and of that screenshots before recordings. */
export function urgency({ failures, mediaType }: QueuedEvidence): number {
  return failures * 2 + (mediaType.startsWith('video/') ? 1 : 0);
}

/** Activity gives way to everything else. */
export function isActivity({ type }: Pick<QueuedMessage, 'type'>): boolean {
  return type === 'activity/recorded';
}

/**
 * The message that may go next; null while none may. Activity goes when nothing else waits, so that it delays nothing
 * and never comes before its session.
 */
export function nextToSend(
  messages: readonly QueuedMessage[],
  window: number,
  activityWindow: number,
): QueuedMessage | null {
  const inFlight: QueuedMessage[] = [];
  let next: QueuedMessage | null = null;
  for (const message of messages) {
    if (message.sentAt !== null) inFlight.push(message);
    else if (!isActivity(message)) {
      next = message;
      break;
    } else {
      next ??= message;
    }
  }
  if (next === null || next.held || inFlight.length >= window) return null;
  // An acknowledgement names an id only, and a session's beginning and end share one: never both at once.
  if (inFlight.some(({ id }) => id === next.id)) return null;
  return isActivity(next) && inFlight.filter(isActivity).length >= activityWindow ? null : next;
}
