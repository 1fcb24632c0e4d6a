import type { AgentFrames } from '../../permissions/agent-frames.ts';
import { can } from '../../permissions/actor.ts';
import type { Live } from '../../permissions/live.ts';
import type { Log } from '../../platform/log/log.ts';
import { findSession } from '../sessions/index.ts';
import type { Presence } from './presence.ts';
import { devicesFor } from './present.ts';
import { insertTampering, tamperedDevice } from './store-tamperings.ts';

/** Hears what was done to agents, and tells the consoles of those who manage devices. */
export function hearTampering(deps: {
  readonly agentFrames: AgentFrames;
  readonly live: Live;
  readonly presence: Presence;
  readonly log: Log;
}): void {
  const { agentFrames, live, presence, log } = deps;
  agentFrames.on('devices/tampered', async (call, frame) => {
    const { tx, schoolId, deviceId } = call;
    const { what } = frame;
    const stranger = frame.sessionId !== null && (await findSession(tx, deviceId, frame.sessionId)) === null;
    // That it happened counts for more than whose session it was.
    const told = stranger ? { ...frame, sessionId: null } : frame;
    const at = new Date(Date.parse(frame.at) + call.clockOffsetMs);
    if (!(await insertTampering(tx, deviceId, told, at))) {
      // An id that another device has used can never become this device's item.
      return (await tamperedDevice(tx, frame.id)) === deviceId
        ? [{ type: 'captures/acknowledged', ids: [frame.id] }]
        : [{ type: 'captures/rejected', id: frame.id, reason: 'bad-item' }];
    }
    tx.afterCommit(() => {
      log.warn('devices.tampered', { deviceId, what });
      live.publish(schoolId, async (actor, viewTx) => {
        if (!can(actor, 'devices.manage')) return null;
        const [device] = await devicesFor(viewTx, actor, presence, deviceId);
        return device === undefined
          ? null
          : { type: 'devices/tampered', device: { id: device.id, name: device.name }, what };
      });
    });
    return [{ type: 'captures/acknowledged', ids: [frame.id] }];
  });
}
