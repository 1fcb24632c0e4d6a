import type { ServerFrame } from '@lapwing/protocol/agent-frames.ts';
import type { AgentFrames, FrameCall } from '../../permissions/agent-frames.ts';
import type { Live } from '../../permissions/live.ts';
import type { AppendAudit, Routes } from '../../permissions/routes.ts';
import { topic, type Bus } from '../../platform/bus/bus.ts';
import type { Clock } from '../../platform/clock/clock.ts';
import type { ExtensionPackage } from '../../platform/crx/package.ts';
import type { Database } from '../../platform/db/database.ts';
import type { Log } from '../../platform/log/log.ts';
import type { Sockets } from '../../platform/sockets/sockets.ts';
import { groupsChanged } from '../groups/index.ts';
import { sessionChanged } from '../sessions/index.ts';
import { createAllowance } from './allowance.ts';
import { registerDeviceRoutes } from './api.ts';
import { registerConnection } from './connect.ts';
import { registerDeviceDetail } from './detail.api.ts';
import { registerEnrolment } from './enrol.ts';
import { registerInstall } from './install.ts';
import { addLimitedCodeRoutes } from './limited-codes.api.ts';
import type { Presence } from './presence.ts';
import { devicesFor } from './present.ts';
import { createRefusedAttempts } from './refused.ts';
import { SCREEN_BURST, SCREEN_PER_SECOND, type OpenScreen } from './screen-line.ts';
import { markSeen } from './store.ts';
import { hearTampering } from './tampered.ts';

export { makeOperatorCode, schoolCodeOf } from './school-code-of.ts';
export { createPresence, type Presence } from './presence.ts';
export type { OpenScreen, ScreenDevice, ScreenLine } from './screen-line.ts';
export { createVerifyDeviceRequest, type VerifyDeviceRequest } from './request.ts';

/** A device has gone; when it was connected last is stored. */
export const deviceLeft = topic<{ schoolId: string; deviceId: string }>('devices/left');

export interface DevicesDeps {
  readonly routes: Routes;
  readonly db: Database;
  readonly sockets: Sockets;
  readonly live: Live;
  readonly agentFrames: AgentFrames;
  readonly presence: Presence;
  readonly bus: Bus;
  readonly clock: Clock;
  readonly log: Log;
  readonly appendAudit: AppendAudit;
  /** A random whole number below the one given, from a cryptographic source. */
  readonly randomBelow: (limit: number) => number;
  /** The server's own address as devices reach it, without a slash at the end. */
  readonly publicUrl: () => string;
  readonly extension: ExtensionPackage;
  /** What a device is told right after its welcome, within the transaction that lets it in. */
  readonly afterWelcome: (call: FrameCall) => Promise<readonly ServerFrame[]>;
  /** Takes what a device shows of its screen. */
  readonly openScreen: OpenScreen;
}

/** Frames that a device may send at once, and a second after that. */
const BURST = 400;
const PER_SECOND = 50;
const SEEN_EVERY_MS = 3 * 60_000;
const STOP_WITHIN_MS = 2000;

/** Lets devices in, knows which are there, and shows them to the console. Returns what ends it. */
export function registerDevices(deps: DevicesDeps): { stop(): Promise<void> } {
  const { db, live, presence, log } = deps;
  const stopping = new AbortController();
  const underWay = new Set<Promise<void>>();

  function track(work: Promise<void>): void {
    const guarded = work
      .catch((cause: unknown) => log.error('devices.failed', {}, cause))
      .finally(() => underWay.delete(guarded));
    underWay.add(guarded);
  }

  function changed(schoolId: string, deviceId: string, justLeft = false): void {
    live.publish(schoolId, async (actor, tx) => {
      const device = (await devicesFor(tx, actor, presence, deviceId, justLeft))[0];
      return device === undefined ? null : { type: 'devices/changed', device };
    });
  }

  const refusedAttempts = createRefusedAttempts({ live, changed });
  registerEnrolment({ ...deps, refusedAttempts, changed });
  const regrouped = (schoolId: string): void => deps.bus.publish(groupsChanged, { schoolId });
  registerDeviceRoutes({ ...deps, changed, regrouped });
  addLimitedCodeRoutes(deps);
  registerDeviceDetail(deps);
  registerInstall(deps);
  hearTampering(deps);
  registerConnection({
    ...deps,
    allowance: createAllowance(BURST, PER_SECOND),
    screenAllowance: createAllowance(SCREEN_BURST, SCREEN_PER_SECOND),
    refusedAttempts,
    changed,
    left(schoolId, deviceId) {
      changed(schoolId, deviceId, !presence.isOnline(schoolId, deviceId));
      deps.bus.publish(deviceLeft, { schoolId, deviceId });
    },
    regrouped,
    track,
    stopping: stopping.signal,
  });
  const unsubscribe = deps.bus.subscribe(sessionChanged, (event) => changed(event.schoolId, event.deviceId));

  const seeing = setInterval(() => {
    for (const { schoolId, deviceIds } of presence.all())
      track(db.inSchool(schoolId, (tx) => markSeen(tx, deviceIds)));
  }, SEEN_EVERY_MS);
  seeing.unref();

  return {
    async stop() {
      stopping.abort();
      clearInterval(seeing);
      unsubscribe();
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, STOP_WITHIN_MS);
      });
      await Promise.race([Promise.all(Array.from(underWay)), late]);
      clearTimeout(timer);
    },
  };
}
