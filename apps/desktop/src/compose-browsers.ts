import type { Agent } from '@lapwing/agent-core/agent.ts';
import type { Clock } from '@lapwing/agent-core/contracts/clock.ts';
import type { Log } from '@lapwing/agent-core/contracts/log.ts';
import type { Recorder } from '@lapwing/agent-core/contracts/recorder.ts';
import type { Screen } from '@lapwing/agent-core/contracts/screen.ts';
import { createJoinedBrowsers, type JoinedBrowsers } from './features/devices/joined-browsers.ts';
import type { BrowserLink } from './platform/contract/browser-link.ts';
import type { SeatNow } from './seat-now.ts';

/** The browsers of whoever is at the seat. */
export function composeBrowsers(parts: {
  readonly link: BrowserLink;
  readonly seat: SeatNow;
  readonly clock: Clock;
  /** Asked only once a browser has come. */
  readonly agent: () => Agent;
  readonly log: Log;
}): JoinedBrowsers {
  const { link, seat, clock, agent, log } = parts;
  return createJoinedBrowsers({ link, windows: seat.windows, session: seat.session, clock, agent, log });
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
