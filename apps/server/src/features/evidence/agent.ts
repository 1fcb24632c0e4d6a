import type { ServerFrame } from '@lapwing/protocol/agent-frames.ts';
import type { AgentFrames, FrameCall } from '../../permissions/agent-frames.ts';
import type { Log } from '../../platform/log/log.ts';
import { countLoss, ownerOf, type Announce, type LossReason } from '../captures/index.ts';
import { holdRecording, isItemKnown, tellRecording } from './store.ts';

/** Hears what became of recordings. What was told once is acknowledged however often it comes. */
export function hearRecordings(deps: { agentFrames: AgentFrames; announce: Announce; log: Log }): void {
  async function reject(call: FrameCall, id: string, reason: LossReason): Promise<ServerFrame[]> {
    await countLoss(call.tx, call.deviceId, reason);
    call.tx.afterCommit(() =>
      deps.log.warn('evidence.rejected', {
        schoolId: call.schoolId,
        deviceId: call.deviceId,
        item: id,
        reason,
      }),
    );
    return [{ type: 'captures/rejected', id, reason }];
  }

  deps.agentFrames.on('evidence/recorded', async (call, frame) => {
    const acknowledged: ServerFrame[] = [{ type: 'captures/acknowledged', ids: [frame.id] }];
    // The database writes ids in lower case; the device is answered with its own.
    const captureId = frame.captureId.toLowerCase();
    const held = await holdRecording(call.tx, call.deviceId, captureId, frame.evidenceId);
    if (held === null) {
      const known = (await ownerOf(call.tx, captureId)) === call.deviceId;
      return reject(call, frame.id, known ? 'bad-item' : 'capture-unknown');
    }
    if (held.itemId === frame.id.toLowerCase()) return acknowledged;
    // What became of a recording is told once, by one item.
    if (held.itemId !== null || (await isItemKnown(call.tx, frame.id))) {
      return reject(call, frame.id, 'bad-item');
    }
    await tellRecording(call.tx, frame, call.clockOffsetMs);
    deps.announce(call.tx, 'captures/changed', captureId);
    return acknowledged;
  });
}
