import type { DesktopScreen, Grabbed } from '../platform/contract/screen.ts';
import type { Listeners } from '../platform/contract/listeners.ts';
import type { AskSeat, Told } from './messages.ts';
import { createMirror, type Mirror } from './mirror.ts';

/** Milliseconds after the last look after which both sides let go of the picture before. */
const REST_MS = 30_000;
const FAILED: Grabbed = Object.freeze({ ok: false, why: 'failed' });

/** The screen at the other end of the pipe. */
export function createScreenProxy(ask: AskSeat, told: Listeners<[Told]>): DesktopScreen {
  let mirror: Mirror | null = null;
  /** Which the tiles that come belong to. */
  let picture = 0;
  let timer: NodeJS.Timeout | undefined;
  let unknown = 0;

  function restLater(): void {
    clearTimeout(timer);
    timer = setTimeout(() => {
      mirror = null;
      void ask({ do: 'screen.rest' });
    }, REST_MS);
    timer.unref();
  }

  return {
    monitors: async () => (await ask({ do: 'screen.monitors' }))?.value ?? [],
    stamp: async () => {
      unknown -= 1;
      return (await ask({ do: 'screen.stamp' }))?.value ?? unknown;
    },
    // What is other comes with each grab, and no more than that.
    changedSince: async () => Promise.resolve(null),
    grab: async (area, into) => {
      restLater();
      const answer = await ask({ do: 'screen.grab', area });
      if (answer === null) return FAILED;
      const { value, body } = answer;
      if (!value.ok) return value;
      const { width, height } = value.desktop;
      if (value.picture !== picture) {
        picture = value.picture;
        mirror = createMirror(width, height);
      }
      // After a rest, what was asked before it: the next begins anew.
      if (mirror === null || !mirror.put(value.tiles, body) || !mirror.holds(value.area)) return FAILED;
      return {
        ok: true,
        grab: { ...value.area, pixels: mirror.part(value.area, into), takenAt: value.takenAt },
      };
    },
    onMonitors: (changed) =>
      told.on((event) => {
        if (event.tell === 'monitors') changed();
      }),
  };
}
