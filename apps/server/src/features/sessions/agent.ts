import type { ServerFrame } from '@lapwing/protocol/agent-frames.ts';
import type { AgentFrames, FrameCall } from '../../permissions/agent-frames.ts';
import { topic, type Bus } from '../../platform/bus/bus.ts';
import { endEarlier, endSession, findSession, insertSession } from './store.ts';

/** Somebody has sat down at a device or left it. */
export const sessionChanged = topic<{ schoolId: string; deviceId: string }>('sessions/changed');

/** Hears who sits at which device. */
export function registerSessions(deps: { agentFrames: AgentFrames; bus: Bus }): void {
  const announce = (call: FrameCall): void =>
    call.tx.afterCommit(() =>
      deps.bus.publish(sessionChanged, { schoolId: call.schoolId, deviceId: call.deviceId }),
    );

  deps.agentFrames.on('sessions/started', async (call, frame) => {
    const inserted = await insertSession(call.tx, {
      id: frame.id,
      deviceId: call.deviceId,
      accountName: frame.account?.name ?? null,
      accountOrigin: frame.account?.origin ?? null,
      deviceStartedAt: new Date(frame.at),
      startedAt: putRight(call, frame.at),
    });
    if (inserted) {
      await endEarlier(call.tx, call.deviceId, frame.id);
      announce(call);
      return [acknowledged(frame.id)];
    }
    const known = await findSession(call.tx, call.deviceId, frame.id);
    // The id of another device's session: it can never become this one's.
    return [
      known === null
        ? { type: 'captures/rejected', id: frame.id, reason: 'bad-item' }
        : acknowledged(frame.id),
    ];
  });

  deps.agentFrames.on('sessions/ended', async (call, frame) => {
    const ended = await endSession(
      call.tx,
      call.deviceId,
      frame.id,
      new Date(frame.at),
      putRight(call, frame.at),
    );
    if (!ended) return [{ type: 'captures/rejected', id: frame.id, reason: 'session-unknown' }];
    announce(call);
    return [acknowledged(frame.id)];
  });
}

/** The device's moment by the server's clock. */
function putRight(call: FrameCall, at: string): Date {
  return new Date(Date.parse(at) + call.clockOffsetMs);
}

function acknowledged(id: string): ServerFrame {
  return { type: 'captures/acknowledged', ids: [id] };
}
