import type { ServerFrame } from '@lapwing/protocol/agent-frames.ts';
import type { FrameCall } from '../../permissions/agent-frames.ts';
import { findSession } from '../sessions/index.ts';
import { knownDone } from './known.ts';
import type { ActivityParts } from './parts.ts';
import { insertItem, insertRecords, ownerOfItem } from './store.ts';

/** Hears activity. What was stored once is acknowledged however often it comes. */
export function hearActivity(parts: ActivityParts): void {
  function reject(
    call: FrameCall,
    id: string,
    reason: 'bad-item' | 'session-unknown',
    records: number,
  ): ServerFrame[] {
    const { schoolId, deviceId } = call;
    call.tx.afterCommit(() => parts.log.warn('activity.rejected', { schoolId, deviceId, reason, records }));
    return [{ type: 'captures/rejected', id, reason }];
  }

  parts.agentFrames.on('activity/recorded', async (call, frame) => {
    const { tx, deviceId } = call;
    const { id, sessionId, records } = frame;
    if (sessionId !== null && (await findSession(tx, deviceId, sessionId)) === null)
      return reject(call, id, 'session-unknown', records.length);
    const known = records.flatMap((record) => {
      const done = knownDone(record.done);
      return done === null
        ? []
        : [{ id: record.id, at: new Date(Date.parse(record.at) + call.clockOffsetMs), done }];
    });
    const unknown = records.length - known.length;
    const item = { id, deviceId, sessionId, dropped: frame.dropped, unknown };
    if (!(await insertItem(tx, item))) {
      // An id that another device has used can never become this device's item.
      if ((await ownerOfItem(tx, id)) !== deviceId) return reject(call, id, 'bad-item', records.length);
      return acknowledged(id);
    }
    await insertRecords(tx, item, known);
    if (unknown > 0) {
      tx.afterCommit(() => parts.log.warn('activity.unknown-kinds', { deviceId, records: unknown }));
    }
    return acknowledged(id);
  });
}

function acknowledged(id: string): ServerFrame[] {
  return [{ type: 'captures/acknowledged', ids: [id] }];
}
