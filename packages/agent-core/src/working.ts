import type { DevicePlatform } from '@lapwing/protocol/features/devices/platform.ts';
import { uuidV7 } from '@lapwing/protocol/ids.ts';
import { type Activity, createActivity } from './activity.ts';
import { createCaptures } from './capture.ts';
import { type Connection, createConnection } from './connection.ts';
import type { ContentLoader } from './content-loader.ts';
import type { AgentContracts } from './contracts.ts';
import type { DeviceKey } from './contracts/key-store.ts';
import { createDeviceOrders, type DeviceOrders } from './device-orders.ts';
import { createDetectionLoop } from './detection-loop.ts';
import type { Enrolments } from './enrolments.ts';
import { createEvidenceSender } from './evidence-sender.ts';
import type { Identity } from './identity.ts';
import type { AgentInput } from './input.ts';
import type { LeftAlone } from './left-alone.ts';
import type { Outbox } from './outbox.ts';
import { createRecordings } from './recordings.ts';
import { createScreens, type Screens, type Watched } from './screens.ts';
import { createServerTime, type ServerSaid } from './server-time.ts';
import { createSessions } from './session.ts';
import { createSignedRequest } from './signed-request.ts';
import { createUpdates } from './updates.ts';
import { createStateKeeper } from './state.ts';
import type { TamperingFound } from './tampering.ts';

/** An enrolled agent at work; made anew for every enrolment. */
export interface Working {
  begin(resumeSession: boolean): Promise<void>;
  end(keepSession: boolean): Promise<void>;
  feed(input: AgentInput): Promise<void>;
  wake(): void;
  retryNow(): void;
  connection(): ReturnType<Connection['state']>;
  noticeUrl(): string | null;
  detecting(): boolean;
  leftAlone(): LeftAlone;
  lookForUpdate(): void;
  watched(): Watched | null;
  record: Activity['record'];
  tampered(found: TamperingFound): Promise<void>;
  serverSaid(): ServerSaid | null;
  readonly orders: Pick<DeviceOrders, 'shown' | 'ask' | 'withdrawAsk' | 'agreementAgain'>;
}

export function createWorking(parts: {
  readonly contracts: AgentContracts;
  readonly platform: DevicePlatform;
  readonly outbox: Outbox;
  readonly identity: Identity;
  readonly loader: ContentLoader;
  readonly key: DeviceKey;
  readonly enrolments: Enrolments;
  readonly changed: () => void;
}): Working {
  const { contracts, platform, outbox, identity, key, enrolments, changed } = parts;
  const { clock, random, digest, log, state: store } = contracts;
  let ended = false;

  const time = createServerTime({ store, clock, log });
  const connection = createConnection({
    time,
    clock,
    random,
    log,
    openSocket: contracts.openSocket,
    identity,
    key,
    platform,
    queue: () => ({ queued: outbox.queuedCaptures(), lost: enrolments.lost() }),
    events: {
      up(welcome) {
        keep(enrolments.setRefusal(null));
        keep(enrolments.rename(welcome.schoolName, welcome.deviceName));
        outbox.connected(
          (message) => connection.send(message),
          () => connection.restart('not-acknowledged'),
        );
        orders.connected();
        updates?.connected();
        state.retry();
        evidence.kick();
      },
      down() {
        outbox.disconnected();
        screens?.over();
      },
      frame(frame) {
        switch (frame.type) {
          case 'state/document':
            keep(state.offer(frame));
            return;
          case 'captures/acknowledged':
            keep(outbox.acknowledged(frame.ids));
            return;
          case 'captures/rejected':
            log('captures.rejected', { reason: frame.reason });
            keep(outbox.rejected(frame.id));
            orders.rejected(frame.id);
            return;
          case 'screens/wanted':
            screens?.wanted(frame);
            return;
          case 'screens/unwanted':
            screens?.unwanted();
            return;
          case 'screens/worked':
            screens?.worked(frame);
            return;
          case 'screens/taken':
            screens?.taken(frame.id);
            return;
          case 'messages/told':
            orders.told(frame);
            return;
          case 'assistance/answered':
            orders.answered(frame);
            return;
          case 'devices/refused':
        }
      },
      refused: (reason, until) => keep(enrolments.setRefusal({ reason, until })),
      changed,
    },
  });
  const request = createSignedRequest({
    http: contracts.http,
    digest,
    key,
    identity,
    serverNow: () => time.now(),
  });
  const state = createStateKeeper({
    store,
    digest,
    clock,
    random,
    log,
    identity,
    loader: parts.loader,
    request,
    serverNow: () => time.now(),
    report: (applied) => void connection.send(applied),
    changed() {
      orders.documentChanged();
      screens?.documentChanged();
      recordings.documentChanged();
      changed();
    },
  });
  const orders = createDeviceOrders({
    contracts,
    identity,
    time,
    state,
    outbox,
    capabilities: new Set(platform.capabilities),
    session: () => sessions.now(),
    online: () => connection.state() === 'connected',
    say: (frame) => connection.send(frame),
    changed,
  });
  const { live } = contracts;
  const screens: Screens | null =
    live === null
      ? null
      : createScreens({
          live,
          clock,
          log,
          document: () => state.document(),
          serverNow: () => time.now(),
          say: (shown) => void connection.send(shown),
          sendPicture: (bytes) => connection.sendPicture(bytes),
          waitingBytes: () => connection.waitingBytes(),
          capturesWait: () => outbox.capturesWait(),
          changed,
        });
  const evidence = createEvidenceSender({
    outbox,
    request,
    clock,
    random,
    log,
    online: () => connection.state() === 'connected',
  });
  const sessions = createSessions({
    store,
    outbox,
    accounts: contracts.accounts,
    clock,
    random,
    log,
    begun() {
      screens?.personChanged();
      recordings.personChanged();
      orders.personChanged();
    },
  });
  const recordings = createRecordings({
    recorder: contracts.recorder,
    outbox,
    digest,
    clock,
    random,
    log,
    document: () => state.document(),
    rules: () => state.rules()?.value ?? null,
    account: async () => (await contracts.accounts.current())?.name ?? null,
    device: () => enrolments.identity()?.deviceName ?? identity.deviceName,
  });
  const updates =
    contracts.installer === undefined
      ? null
      : createUpdates({
          installer: contracts.installer,
          request,
          outbox,
          digest,
          store,
          clock,
          random,
          log,
          online: () => connection.state() === 'connected',
        });
  const activity = createActivity({
    outbox,
    store,
    clock,
    random,
    log,
    kinds: () => state.document()?.activity.kinds ?? [],
    session: () => sessions.now()?.id ?? null,
  });
  const captures = createCaptures({
    outbox,
    screen: contracts.screen,
    digest,
    clock,
    random,
    log,
    screenshots: () => state.document()?.screenshot ?? null,
    recordings,
    captured: (id, { sessionId, finding }) => orders.found(id, sessionId, finding),
    lost: (count) => keep(enrolments.addLost(count)),
  });
  const loop = createDetectionLoop({
    clock,
    random,
    log,
    captures,
    document: () => state.document(),
    terms: () => state.terms(),
    rules: () => state.rules(),
    serverNow: () => time.now(),
    sessionId: () => sessions.current(),
  });

  /** Work whose failure is the disk's: logged by name, and what it was for happens again after a reconnect. */
  function keep(work: Promise<unknown>): void {
    work.then(changed, (error: unknown) => {
      log('agent.failed', { error: error instanceof Error ? error.name : 'unknown' });
    });
  }

  return {
    async begin(resumeSession) {
      outbox.onEvidence(() => evidence.kick());
      await recordings.begin();
      await time.load();
      await state.load();
      await orders.load();
      await activity.load();
      await sessions.begin(resumeSession);
      orders.begin();
      await updates?.begin();
      if (!ended) connection.open(enrolments.notBefore());
    },
    async end(keepSession) {
      ended = true;
      screens?.over();
      await loop.settleAll();
      await captures.flush();
      await activity.flush();
      await orders.end(keepSession);
      await recordings.end();
      await (keepSession ? sessions.pause() : sessions.end());
      outbox.onEvidence(() => undefined);
      evidence.stop();
      await updates?.stop();
      await state.stop();
      await time.idle();
      connection.close();
    },
    feed(input) {
      recordings.heard(input);
      return loop.feed(input);
    },
    wake() {
      orders.wake();
      connection.wake();
    },
    retryNow: () => connection.retryNow(),
    connection: () => connection.state(),
    noticeUrl: () => state.document()?.school.noticeUrl ?? null,
    leftAlone() {
      const { excludedHosts = [], excludedApplications = [] } = state.document()?.detection ?? {};
      return { hosts: excludedHosts, applications: excludedApplications };
    },
    lookForUpdate: () => updates?.now(),
    watched: () => screens?.watched() ?? null,
    record: (done) => activity.record(done),
    serverSaid: () => time.said(),
    async tampered({ what, seconds, at }) {
      await outbox.add({
        type: 'devices/tampered',
        id: uuidV7(clock.now(), random.bytes(10)),
        sessionId: sessions.now()?.id ?? null,
        at: new Date(at ?? clock.now()).toISOString(),
        what,
        seconds: seconds === null ? null : Math.round(seconds),
      });
    },
    orders,
    detecting: () => state.document()?.detection.enabled === true && state.terms() !== null,
  };
}
