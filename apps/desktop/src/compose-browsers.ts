import type { Agent } from '@lapwing/agent-core/agent.ts';
import type { Clock } from '@lapwing/agent-core/contracts/clock.ts';
import type { Log } from '@lapwing/agent-core/contracts/log.ts';
import type { Recorder } from '@lapwing/agent-core/contracts/recorder.ts';
import type { Screen } from '@lapwing/agent-core/contracts/screen.ts';
import type { StateStore } from '@lapwing/agent-core/contracts/state-store.ts';
import { createJoinedBrowsers, type JoinedBrowsers } from './features/devices/joined-browsers.ts';
import type { BrowserLink } from './platform/contract/browser-link.ts';
import type { SeatNow } from './seat-now.ts';

/** There once a browser has joined on this device. */
const JOINED = 'browser-joined';

/** The browsers of whoever is at the seat. */
export async function composeBrowsers(parts: {
  readonly link: BrowserLink;
  readonly seat: SeatNow;
  readonly clock: Clock;
  /** Asked only once a browser has come. */
  readonly agent: () => Agent;
  readonly state: StateStore;
  /** The device can do more than before: what browsers do. */
  readonly become: () => Promise<void>;
  readonly log: Log;
}): Promise<JoinedBrowsers> {
  const { link, seat, clock, agent, state, become, log } = parts;
  return createJoinedBrowsers({
    link,
    windows: seat.windows,
    session: seat.session,
    clock,
    agent,
    everJoined: (await state.read(JOINED)) !== null,
    async first() {
      await state.write(JOINED, new Uint8Array(1)).catch(() => log('browser.join-not-kept'));
      await become().catch(() => log('agent.platform-not-told'));
    },
    log,
  });
}

/** Pictures of what was found in a page are of the window that shows it. */
export function picturesOfPages(screen: Screen, browsers: JoinedBrowsers | null): Screen {
  if (browsers === null) return screen;
  return { capture: (request) => screen.capture({ ...request, place: inWindow(request.place, browsers) }) };
}

/** Recordings, too. */
export function recordingsOfPages(recorder: Recorder, browsers: JoinedBrowsers | null): Recorder {
  if (browsers === null) return recorder;
  return {
    take: (request) => recorder.take({ ...request, place: browsers.windowOf(request.place) }),
    encode: (job) => recorder.encode(job),
  };
}

function inWindow<Place extends string | null>(place: Place, browsers: JoinedBrowsers): Place | string {
  return place === null ? place : browsers.windowOf(place);
}
