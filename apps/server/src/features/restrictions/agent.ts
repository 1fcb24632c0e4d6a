import type { ServerFrame } from '@lapwing/protocol/agent-frames.ts';
import type { Effect } from '@lapwing/protocol/features/restrictions/effect.ts';
import type { RestrictionsSanctioned } from '@lapwing/protocol/features/restrictions/sanctioned.event.ts';
import { countLoss, ownerOf } from '../captures/index.ts';
import { findSession } from '../sessions/index.ts';
import type { Changed } from './changed.ts';
import type { RestrictionParts } from './parts.ts';
import { insertRestriction } from './store.ts';
import { saveActual } from './store-actual.ts';
import { deviceOfSanction, insertSanction } from './store-sanctions.ts';
import { toldWith } from './told-with.ts';
import { lengthOf } from './words.ts';

/** Longer than any sanction may be: a device that says so is not believed. */
const LONGEST_MS = 60 * 60_000;

/** Hears what holds on devices, and what they did by themselves. */
export function hearRestrictions(parts: RestrictionParts, changed: Changed): void {
  const { agentFrames, clock } = parts;

  agentFrames.on('restrictions/actual', async (call, frame) => {
    const at = new Date(Date.parse(frame.at) + call.clockOffsetMs);
    await saveActual(call.tx, call.deviceId, frame, at, new Date(clock.now()));
    call.tx.afterCommit(() => changed.ask(call.schoolId, [call.deviceId]));
    return [];
  });

  agentFrames.on('restrictions/sanctioned', async (call, frame): Promise<ServerFrame[]> => {
    const { tx, deviceId } = call;
    const id = frame.id.toLowerCase();
    const captureId = frame.captureId.toLowerCase();
    const session = await findSession(tx, deviceId, frame.sessionId);
    const reject = async (
      reason: 'session-unknown' | 'capture-unknown' | 'bad-item',
    ): Promise<ServerFrame[]> => {
      await countLoss(tx, deviceId, reason);
      return [{ type: 'captures/rejected', id: frame.id, reason }];
    };
    if (session === null) return reject('session-unknown');
    if ((await ownerOf(tx, captureId)) !== deviceId) return reject('capture-unknown');
    const now = clock.now();
    const at = Math.min(Date.parse(frame.at) + call.clockOffsetMs, now);
    const until =
      frame.until === null
        ? null
        : Math.max(at, Math.min(Date.parse(frame.until) + call.clockOffsetMs, at + LONGEST_MS));
    const fresh = await insertSanction(
      tx,
      {
        id,
        deviceId,
        captureId,
        sessionId: session.id,
        personId: session.personId,
        kind: frame.kind,
        outcome: frame.outcome,
        at: new Date(at),
        until: until === null ? null : new Date(until),
      },
      new Date(now),
    );
    if (!fresh) {
      // An id that another device has used can never become this one's.
      return (await deviceOfSanction(tx, id)) === deviceId ? acknowledged(frame.id) : reject('bad-item');
    }
    const effect = effectOf(frame);
    if (effect !== null && until !== null && frame.outcome === 'done') {
      const kept = await insertRestriction(
        tx,
        {
          id,
          effect,
          layer: 'sanction',
          targetKind: session.personId === null ? 'device' : 'person',
          targetIds: [session.personId ?? deviceId],
          lessonId: null,
          words: await toldWith(parts, tx, captureId),
          by: null,
          toldBy: null,
          from: new Date(at),
          until: new Date(until),
        },
        new Date(now),
      );
      if (!kept) return reject('bad-item');
    }
    await parts.noteOnCapture(tx, captureId, null, 'sanctioned', inWords(frame, at, until));
    // Whether or not it goes on: the device learns that the server knows.
    if (until !== null) parts.announce(tx, [deviceId]);
    return acknowledged(frame.id);
  });
}

function acknowledged(id: string): ServerFrame[] {
  return [{ type: 'captures/acknowledged', ids: [id] }];
}

function effectOf({ kind }: RestrictionsSanctioned): Effect | null {
  return kind === 'lock' || kind === 'internet-off' ? { kind } : null;
}

/** What the device did by itself, as the history of the capture tells it. */
function inWords({ kind, outcome }: RestrictionsSanctioned, at: number, until: number | null): string {
  const minutes = until === null ? null : Math.max(1, Math.round((until - at) / 60_000));
  const what = {
    message: 'a message shown to the pupil',
    lock: minutes === null ? 'the screen locked' : `the screen locked for ${lengthOf(minutes)}`,
    'internet-off': minutes === null ? 'the internet closed' : `the internet closed for ${lengthOf(minutes)}`,
    'log-off': 'the pupil logged off with a message',
  }[kind];
  switch (outcome) {
    case 'done':
      return `By the device itself: ${what}`;
    case 'held-back':
      return `Not done again, as the same was done a short while ago: ${what}`;
    case 'switched-off':
      return `Not done, as the school has switched it off: ${what}`;
    case 'not-possible':
      return `Not possible on this device: ${what}`;
  }
}
