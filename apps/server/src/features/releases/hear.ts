import type { ReleaseParts } from './parts.ts';
import { insertOutcome } from './store.ts';

/** Hears what became of updates. */
export function hearOutcomes({ agentFrames, log }: Pick<ReleaseParts, 'agentFrames' | 'log'>): void {
  agentFrames.on('releases/updated', async (call, frame) => {
    const at = new Date(Date.parse(frame.at) + call.clockOffsetMs);
    const owner = await insertOutcome(call.tx, call.deviceId, frame, at);
    // An id that another device has used can never become this device's item.
    if (owner !== call.deviceId) return [{ type: 'captures/rejected', id: frame.id, reason: 'bad-item' }];
    const { from, to, outcome } = frame;
    call.tx.afterCommit(() => log.info('releases.updated', { deviceId: call.deviceId, from, to, outcome }));
    return [{ type: 'captures/acknowledged', ids: [frame.id] }];
  });
}
