import { reachOf } from '../../permissions/actor.ts';
import type { Live } from '../../permissions/live.ts';
import { addMessageRoutes, type MessageParts } from './api.ts';
import { LATE_MS } from './present.ts';
import { isWithin } from './store.ts';

export { messagesInLesson } from './store.ts';

/** A class answers device by device: what they say within this time is one frame. */
const GATHER_MS = 150;

/** Adds the routes of what is said to devices of the moment, and hears what became of it. */
export function registerMessages(
  deps: Omit<MessageParts, 'changed' | 'lookAfter'> & { readonly live: Live },
): { stop(): void } {
  const waiting = new Set<string>();
  const timers = new Set<NodeJS.Timeout>();

  function later(ms: number, action: () => void): void {
    const timer = setTimeout(() => {
      timers.delete(timer);
      action();
    }, ms);
    timer.unref();
    timers.add(timer);
  }

  function changed(schoolId: string, messageId: string): void {
    const key = `${schoolId} ${messageId}`;
    if (waiting.has(key)) return;
    waiting.add(key);
    later(GATHER_MS, () => {
      waiting.delete(key);
      deps.live.publish(schoolId, async (actor, tx) => {
        const reach = reachOf(actor, 'messages.send');
        return reach !== null && (await isWithin(tx, reach, messageId))
          ? { type: 'messages/changed', messageId }
          : null;
      });
    });
  }

  addMessageRoutes({
    ...deps,
    changed,
    lookAfter: (schoolId, messageId, deadline) =>
      later(deadline - deps.clock.now() + LATE_MS + 100, () => changed(schoolId, messageId)),
  });
  return {
    stop() {
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
    },
  };
}
