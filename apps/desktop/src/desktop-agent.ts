import { type Agent, createAgent } from '@lapwing/agent-core/agent.ts';
import type { Log } from '@lapwing/agent-core/contracts/log.ts';
import type { EnrolAsk } from '@lapwing/agent-core/enrolment.ts';
import type { AgentStatus } from '@lapwing/agent-core/status.ts';
import type { DevicePlatform } from '@lapwing/protocol/features/devices/platform.ts';
import { uuidV7 } from '@lapwing/protocol/ids.ts';
import { composeActing } from './compose-acting.ts';
import { composeBrowsers, picturesOfPages, recordingsOfPages } from './compose-browsers.ts';
import { composeTampering, type TamperSigns } from './compose-tampering.ts';
import { composeWatching, excludedNow } from './compose-watching.ts';
import { capabilitiesOf, platformOf } from './features/devices/platform.ts';
import { createCoveredScreen } from './features/evidence/covered.ts';
import { createFilmEncoder } from './features/evidence/film-encoder.ts';
import { createDesktopRecorder } from './features/evidence/recorder.ts';
import { createDesktopScreenshots } from './features/evidence/screen.ts';
import { createSeatFacts, type SeatParts } from './features/devices/seat-parts.ts';
import type { DesktopInstaller } from './features/releases/installer.ts';
import { createDesktopHands } from './features/screens/hands.ts';
import { createDesktopLiveScreen } from './features/screens/live-screen.ts';
import { createSystemAccounts } from './features/sessions/accounts.ts';
import type { BrowserLink } from './platform/contract/browser-link.ts';
import type { Opener } from './platform/contract/opener.ts';
import type { Machine, Seat } from './platform/contract/platform.ts';
import { systemClock } from './platform/node/clock.ts';
import { createKeys, systemDigest, systemRandom } from './platform/node/keys.ts';
import { createTidier, hurryOnceBegun } from './platform/node/memory.ts';
import { createNetwork } from './platform/node/network.ts';
import { createOutboxFile } from './platform/node/outbox-file.ts';
import { createSeal } from './platform/node/seal.ts';
import { createStateFolder, tellingOfLarge } from './platform/node/state-folder.ts';
import { createFilms } from './platform/pictures/films.ts';
import { createPictures } from './platform/pictures/pictures.ts';
import { createTiler } from './platform/pictures/tiles.ts';
import type { SeatNow } from './seat-now.ts';
import type { Easel } from './ui/easel.ts';
import type { Look } from './ui/page.ts';

export interface DesktopAgent {
  readonly status: () => AgentStatus;
  /** Whoever runs the device has changed its settings, or wants another version looked for now. */
  readonly reload: (enrol: EnrolAsk | null) => void;
  /** Everything is released, what was found is safe on the disk, and the session ends. */
  stop(): Promise<void>;
  /** The process ends, by a fault of its own where it was not stopped. Nothing is waited for. */
  ended(): void;
}

/** Bytes of what is sent from which on pieces of it are worth giving back. */
const LARGE_BODY = 50_000;
/** The display may come up later than the agent. */
const FIRST_SEAT_MS = 5000;

/** Starts the agent over the parts of a platform. Rejects when its folder cannot be used. */
export async function startDesktopAgent(parts: {
  /** Of the agent's own files, absolute. */
  readonly folder: string;
  readonly machine: Machine;
  readonly seat: SeatNow;
  /**
   * The parts that a seat has on this platform: for as long as none has been there, and, of the sound, while nobody is
   * logged on whose it is. While there is none any more, those of the last one count.
   */
  readonly usual: SeatParts;
  /** How the agents in browsers reach this one; left out: they do not, and each is a device of its own. */
  readonly browserLink?: BrowserLink | null;
  readonly opener: () => Opener | null;
  readonly easel: Easel;
  readonly look: () => Look;
  /** Where to enrol without a person; null: nowhere. */
  readonly enrol: EnrolAsk | null;
  readonly version: string;
  /** Brings the agent up to date; null where something else does. Left out: null. */
  readonly installer?: (server: () => string | null) => Promise<DesktopInstaller | null>;
  /** What shows that the agent was tampered with; left out: nothing does. */
  readonly signs?: TamperSigns;
  readonly log: Log;
}): Promise<DesktopAgent> {
  const { folder, machine, seat, opener, easel, look, enrol, version, log, browserLink = null } = parts;
  const clock = systemClock;
  const seal = createSeal(await machine.vault.secret('store'));
  const tidier = createTidier();
  hurryOnceBegun();
  const state = tellingOfLarge(createStateFolder(`${folder}/state`, seal), () => tidier.soon());
  const outbox = createOutboxFile(`${folder}/outbox`, seal);
  const network = createNetwork();
  const pictures = createPictures(undefined, () => tidier.soon());
  const tiler = createTiler();
  const installer = (await parts.installer?.(() => agent.status().server)) ?? null;
  // What has put this version in place waits for that.
  void installer?.alive(false);
  await firstSeat(seat);
  const [facts, monitors] = await Promise.all([machine.identity.facts(), seat.screen.monitors()]);
  const factsOf = createSeatFacts(parts.usual);
  function platformNow(): DevicePlatform {
    const { parts: able, kind } = factsOf(seat.current(), seat.hearing.now());
    const capabilities = capabilitiesOf(able, machine, {
      logsOff: true,
      updates: installer !== null,
      pages: browsers?.everJoined() ?? false,
    });
    const system = kind === null ? facts.system : `${facts.system} (${kind})`;
    return platformOf({ ...facts, system }, monitors, capabilities, version);
  }
  const excluded = excludedNow(() => agent);
  const screen = createCoveredScreen({ screen: seat.screen, windows: seat.windows, excluded });
  const hands = createDesktopHands({ target: seat.target, screen: seat.screen, passed: clock.passed });
  const browsers =
    browserLink === null
      ? null
      : await composeBrowsers({
          link: browserLink,
          state,
          seat,
          clock,
          agent: () => agent,
          become: async () => agent.become(platformNow()),
          http: network.http,
          log,
        });
  const acting = composeActing({
    seat,
    browsers,
    stage: {
      surfaces: () => seat.current()?.surfaces ?? null,
      onSurfaces: (changed) => seat.onChange(changed),
      easel,
      look,
      time: clock,
      letGo: () => tidier.soon(),
    },
    clock,
    machine,
    opener,
    agent: () => agent,
    newId: () => uuidV7(clock.now(), systemRandom.bytes(10)),
    version,
  });
  const agent: Agent = createAgent({
    platform: platformNow(),
    contracts: {
      clock,
      random: systemRandom,
      digest: systemDigest,
      keys: createKeys(state),
      outbox,
      state,
      openSocket: network.openSocket,
      http: {
        async request(request) {
          const answer = await network.http.request(request);
          if ((request.body?.length ?? 0) > LARGE_BODY) tidier.soon();
          return answer;
        },
      },
      screen: picturesOfPages(
        createDesktopScreenshots({ screen, windows: seat.windows, pictures }),
        browsers,
      ),
      recorder: recordingsOfPages(
        createDesktopRecorder({
          screen,
          windows: seat.windows,
          clock,
          tiler,
          encode: createFilmEncoder({
            films: createFilms(),
            tiler,
            draw: (svg) => easel.draw(svg),
            drawn: () => easel.rest(),
          }),
          forgot: () => tidier.soon(),
        }),
        browsers,
      ),
      accounts: createSystemAccounts(seat.session),
      live: {
        screen: createDesktopLiveScreen({
          screen,
          windows: seat.windows,
          pictures,
          excluded,
          present: async () => (await seat.session.current()) !== null,
        }),
        consent: acting.consent,
        hands,
      },
      control: acting.control,
      notices: acting.notices,
      ...(installer === null ? {} : { installer }),
      log,
    },
  });
  agent.onStatus((status) => {
    acting.onStatus(status);
    browsers?.told(status);
  });
  agent.onStatus(({ connection }) => void installer?.alive(connection === 'connected'));
  // A log-on that goes on is the same session; the platform says who sits there.
  await agent.start({ resume: false });
  agent.provision(enrol);
  const cancelWatching = composeWatching({
    seat,
    machine,
    clock,
    agent,
    excluded,
    joined: (window) => browsers?.covers(window) ?? false,
    onJoined: (changed) => browsers?.onChange(changed) ?? nothing,
    worked: () => hands.working(),
    mediaAllowed: () => acting.control.mediaAllowed(),
    log,
  });
  // Another person may have chosen another kind of session, in which less can be seen or done.
  const become = (): void => {
    if (seat.current() !== null) agent.become(platformNow()).catch(() => log('agent.platform-not-told'));
  };
  const cancels = [seat.onChange(become), seat.hearing.onChange(become)];
  const cancelPower = machine.power?.onWake(() => agent.wake());
  const { signs } = parts;
  const kept =
    signs === undefined
      ? null
      : await composeTampering({
          signs,
          folder,
          state,
          session: seat.session,
          clock,
          agent,
          version,
          log,
        });
  tidier.soon();
  log('agent.started', { version });

  return {
    status: () => agent.status(),
    reload(asked) {
      agent.provision(asked);
      agent.retryNow();
      agent.lookForUpdate();
    },
    ended: () => kept?.ended(),
    async stop() {
      await kept?.goodbye();
      for (const cancel of cancels) cancel();
      cancelWatching();
      cancelPower?.();
      await browsers?.close();
      await agent.stop();
      await acting.close();
      await pictures.rest();
      tidier.cancel();
      await outbox.close();
      network.close();
      log('agent.stopped');
    },
  };
}

function nothing(): void {
  // There is nothing to undo.
}

async function firstSeat(seat: SeatNow): Promise<Seat | null> {
  if (seat.current() !== null) return seat.current();
  return new Promise((resolve) => {
    const settle = (): void => {
      clearTimeout(late);
      cancel();
      resolve(seat.current());
    };
    const late = setTimeout(settle, FIRST_SEAT_MS);
    const cancel = seat.onChange(settle);
  });
}
