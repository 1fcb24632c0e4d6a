import { randomUUID } from 'node:crypto';
import type { Actor } from '../../permissions/actor.ts';
import type { AppendAudit, Authenticate, Routes } from '../../permissions/routes.ts';
import type { Bus } from '../../platform/bus/bus.ts';
import type { Clock } from '../../platform/clock/clock.ts';
import { systemTimers } from '../../platform/clock/timers.ts';
import type { Database } from '../../platform/db/database.ts';
import type { Log } from '../../platform/log/log.ts';
import type { Sockets } from '../../platform/sockets/sockets.ts';
import type { OpenScreen, Presence } from '../devices/index.ts';
import type { EvidenceBlobs } from '../evidence/index.ts';
import { groupsChanged } from '../groups/index.ts';
import { peopleChanged } from '../people/index.ts';
import { sessionChanged } from '../sessions/index.ts';
import { createDesk } from './desk.ts';
import { createHub, type HubLine } from './hub.ts';
import { addRecordingRoutes, endLeftRunning } from './recordings.ts';
import { addSeatRoutes, type RemoteViews } from './seats.ts';
import { createWatchAudit } from './watch-audit.ts';
import { addWatchSocket } from './watch-socket.ts';

export { handMade } from './hand-made.ts';

export interface ScreensDeps {
  readonly routes: Routes;
  /** What holds for live views; the state's own, which imports the devices and so cannot be imported here. */
  readonly remoteViews: RemoteViews;
  readonly db: Database;
  readonly sockets: Sockets;
  readonly authenticate: Authenticate;
  /** The account as it is now; null when it may do nothing any longer. */
  readonly refreshActor: (actor: Actor) => Promise<Actor | null>;
  readonly blobs: EvidenceBlobs;
  /** In which the moment on a screenshot is written. */
  readonly timeZone: string;
  readonly schoolIds: () => Promise<readonly string[]>;
  readonly presence: Presence;
  readonly bus: Bus;
  readonly clock: Clock;
  readonly log: Log;
  readonly appendAudit: AppendAudit;
  /** Milliseconds after which the rights of all who watch are looked at anew, for those that run out by themselves. */
  readonly recheckMs?: number;
}

export interface Screens {
  /** For the devices' connections. */
  readonly openScreen: OpenScreen;
  /** A sign-in has ended. */
  signedOut(sessionId: string): void;
  /** What somebody in the school may do has changed. */
  accountsChanged(schoolId: string): void;
  /** Screens that devices are asked for now, and consoles that watch, for the metrics. */
  streams(): number;
  watching(): number;
  /** Ends recordings with what there is. */
  stop(): Promise<void>;
}

/** Brings live screens from devices to the consoles that watch them. Nothing of it is stored. */
export function registerScreens(deps: ScreensDeps): Screens {
  const timers = systemTimers(deps.clock);
  const hub = createHub({ timers, makeId: randomUUID });
  const desk = createDesk({ db: deps.db, hub, online: (schoolId) => deps.presence.online(schoolId) });
  const audit = createWatchAudit(deps);
  const consoles = addWatchSocket({
    ...deps,
    timers,
    desk,
    audit,
    hub,
    online: (schoolId) => deps.presence.online(schoolId),
  });

  addSeatRoutes(deps);
  const recordings = addRecordingRoutes({ ...deps, desk, timers });
  const left = { ...deps, runs: (id: string) => recordings.runs(id) };
  endAllLeftRunning(left).catch((cause: unknown) => deps.log.error('screens.not-ended', {}, cause));

  const subscriptions = [
    deps.bus.subscribe(groupsChanged, ({ schoolId }) => desk.recheckSchool(schoolId)),
    deps.bus.subscribe(peopleChanged, ({ schoolId }) => desk.recheckSchool(schoolId)),
    deps.bus.subscribe(sessionChanged, (place) => {
      hub.hold(place);
      desk.recheckDevice(place);
    }),
  ];
  const rechecking = setInterval(() => {
    for (const schoolId of consoles.schoolIds()) desk.recheckSchool(schoolId);
  }, deps.recheckMs ?? 30_000);
  rechecking.unref();

  return {
    openScreen(device) {
      const place = { schoolId: device.schoolId, deviceId: device.deviceId };
      const line: HubLine = { shows: device.shows, works: device.works, send: (frame) => device.send(frame) };
      hub.enter(place, line);
      desk.recheckDevice(place);
      return {
        picture: (picture) => hub.picture(place, line, picture),
        shown: (frame) => hub.shown(place, line, frame),
        sessionChanging() {
          hub.hold(place);
          return () => desk.recheckDevice(place);
        },
        left: () => hub.leave(place, line),
      };
    },
    signedOut: (sessionId) => consoles.signedOut(sessionId),
    accountsChanged: (schoolId) => desk.recheckSchool(schoolId),
    streams: () => hub.streams(),
    watching: () => consoles.open(),
    async stop() {
      clearInterval(rechecking);
      await recordings.stop();
      for (const unsubscribe of subscriptions) unsubscribe();
      hub.close();
    },
  };
}

async function endAllLeftRunning(deps: ScreensDeps & { runs: (id: string) => boolean }): Promise<void> {
  for (const schoolId of await deps.schoolIds()) await endLeftRunning(deps, schoolId);
}
