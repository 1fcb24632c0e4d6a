import type { Agent } from '@lapwing/agent-core/agent.ts';
import type { Clock } from '@lapwing/agent-core/contracts/clock.ts';
import type { Http } from '@lapwing/agent-core/contracts/http.ts';
import type { Log } from '@lapwing/agent-core/contracts/log.ts';
import type { Recorder } from '@lapwing/agent-core/contracts/recorder.ts';
import type { Screen } from '@lapwing/agent-core/contracts/screen.ts';
import type { StateStore } from '@lapwing/agent-core/contracts/state-store.ts';
import type { AgentStatus } from '@lapwing/agent-core/status.ts';
import { extensionIdAt } from './features/devices/extension-id.ts';
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
  readonly http: Http;
  readonly log: Log;
}): Promise<JoinedBrowsers> {
  const { link, seat, clock, agent, state, become, http, log } = parts;
  let named: string | null = null;

  /** Only the extension of the server at which this device is enrolled may reach the agent. */
  async function name({ connection, server }: AgentStatus): Promise<void> {
    if (connection !== 'connected' || server === null || server === named) return;
    named = server;
    const id = await extensionIdAt(http, server);
    if (id === null) named = null;
    else if (!(await link.name(id))) log('browser.host-not-named');
  }

  const browsers = createJoinedBrowsers({
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
  return {
    ...browsers,
    told(status) {
      browsers.told(status);
      void name(status);
    },
  };
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
