import type { ServerFrame } from '@lapwing/protocol/agent-frames.ts';
import { getPack } from '@lapwing/protocol/features/state/api.ts';
import { DEVICE_REQUEST_HEADER } from '@lapwing/protocol/wire.ts';
import type { AgentFrames, FrameCall } from '../../permissions/agent-frames.ts';
import { BytesReply, type Routes } from '../../permissions/routes.ts';
import type { Bus } from '../../platform/bus/bus.ts';
import type { Database, SchoolTx } from '../../platform/db/database.ts';
import { done, notFound } from '../../platform/http/outcome.ts';
import type { MasterKey } from '../../platform/keys/master-key.ts';
import type { Log } from '../../platform/log/log.ts';
import type { Presence, VerifyDeviceRequest } from '../devices/index.ts';
import { groupsChanged } from '../groups/index.ts';
import { findPack, hasPack, policiesChanged, type Policies } from '../policies/index.ts';
import { schoolChanged } from '../schools/index.ts';
import { sessionChanged } from '../sessions/index.ts';
import { createDocuments, type ActivityKindsOf, type OrdersAt } from './documents.ts';
import { createGathered } from './gathered.ts';
import { createPacked } from './packed.ts';
import { ordersChanged } from './orders-changed.ts';
import { findContent, hasContent, markApplied } from './store.ts';

export { keepContent, type ByHash } from './contents.ts';
export { ordersChanged } from './orders-changed.ts';
export type { OrdersAt } from './documents.ts';
export { groupsAtSeats, remoteViews, type Seat } from './effective.ts';
export { explainGroups } from './resolve-groups.ts';
export { issuedAt, peopleAtDevices } from './store.ts';

export interface StateDeps {
  readonly routes: Routes;
  readonly db: Database;
  readonly agentFrames: AgentFrames;
  readonly presence: Presence;
  readonly bus: Bus;
  readonly log: Log;
  readonly masterKey: MasterKey;
  readonly policies: Pick<Policies, 'contents'>;
  readonly publicUrl: () => string;
  readonly orders: OrdersAt;
  readonly activityKinds: ActivityKindsOf;
  readonly verifyDeviceRequest: VerifyDeviceRequest;
}

export interface State {
  /** For the devices' welcome: the newest document. */
  readonly afterWelcome: (call: FrameCall) => Promise<readonly ServerFrame[]>;
  /** Computes the documents of a school's connected devices anew and sends those that have changed. */
  refresh(schoolId: string): Promise<void>;
  stop(): void;
}

/** Packs asked for in a minute by one address: a whole school fetches a new one at once. */
const PACKS_PER_MINUTE = 3000;
/** Changes come in bursts, such as an import or twenty pupils put in a group one after the other. */
const GATHER_MS = 300;
/** Whoever locks a room or closes a site waits for it; two touches of one hand still go together. */
const HURRY_MS = 10;
/** Devices whose documents are computed in one transaction. */
const AT_ONCE = 250;
const REFRESH_EVERY_MS = 6 * 60 * 60_000;
const EMPTY = new Uint8Array(0);
/** No device has been told that many versions; one that says so is not led on. */
const VERSION_CEILING = 1_000_000_000;

/** Tells each device what it is to be like, and gives it the terms to look for. */
export function registerState(deps: StateDeps): State {
  const { db, presence, log } = deps;
  const documents = createDocuments(deps);
  const packed = createPacked();

  deps.agentFrames.on('state/applied', async (call, frame) => {
    await markApplied(call.tx, call.deviceId, Math.min(frame.version, VERSION_CEILING), frame.problem);
    if (frame.problem !== 'older-version' || frame.version >= VERSION_CEILING) return [];
    // The database was put back from a backup: the device holds a version that this server does not remember.
    const { frame: document, renewed } = await documents.documentFor(
      call.tx,
      call.deviceId,
      frame.version + 1,
    );
    return renewed ? [document] : [];
  });

  deps.routes.open(getPack, {
    access: 'device',
    audit: 'none',
    perMinute: PACKS_PER_MINUTE,
    async handle({ params, request }) {
      const header = request.headers[DEVICE_REQUEST_HEADER];
      const verified = await deps.verifyDeviceRequest(header, 'GET', request.url, '-');
      if (!verified.ok) return verified;
      const { sha256 } = params;
      const zipped = /\bgzip\b/u.test(request.headers['accept-encoding'] ?? '');
      // A library has megabytes: a whole school that fetches it at once reads it from the database once.
      const has = async (tx: SchoolTx): Promise<boolean> =>
        (await hasPack(tx, sha256)) || (await hasContent(tx, sha256));
      if (!(await db.inSchool(verified.schoolId, has))) return notFound();
      const headers = {
        'content-type': 'application/octet-stream',
        'cache-control': 'private, no-cache',
        vary: 'accept-encoding',
      };
      const bytes = async (): Promise<Uint8Array> =>
        (await db.inSchool(
          verified.schoolId,
          async (tx) => (await findPack(tx, sha256)) ?? (await findContent(tx, sha256)),
        )) ?? EMPTY;
      if (!zipped) return done(new BytesReply(await bytes(), headers));
      const packedBytes = await packed.of(sha256, bytes);
      return done(new BytesReply(packedBytes, { ...headers, 'content-encoding': 'gzip' }));
    },
  });

  async function refreshDevices(schoolId: string, deviceIds: readonly string[]): Promise<void> {
    for (let from = 0; from < deviceIds.length; from += AT_ONCE) {
      const some = deviceIds.slice(from, from + AT_ONCE);
      await db.inSchool(schoolId, async (tx) => {
        const renewed = await documents.renewedFor(tx, some);
        tx.afterCommit(() => {
          for (const [deviceId, frame] of renewed) presence.send(schoolId, deviceId, [frame]);
        });
      });
    }
  }
  const refresh = (schoolId: string): Promise<void> =>
    refreshDevices(schoolId, presence.online(schoolId).sort());
  const gathered = createGathered(GATHER_MS, (schoolId) =>
    refresh(schoolId).catch((cause: unknown) => log.error('state.not-refreshed', { schoolId }, cause)),
  );

  /** Those named, and now: what is asked for while they are computed is computed right after. */
  const urgent = new Map<string, Set<string>>();
  async function tellUrgent(schoolId: string): Promise<void> {
    const ids = Array.from(urgent.get(schoolId) ?? []);
    urgent.delete(schoolId);
    await refreshDevices(schoolId, ids.filter((id) => presence.isOnline(schoolId, id)).sort()).catch(
      (cause: unknown) => log.error('state.not-refreshed', { schoolId }, cause),
    );
  }
  const hurried = createGathered(HURRY_MS, tellUrgent);

  const subscriptions = [
    deps.bus.subscribe(ordersChanged, ({ schoolId, deviceIds }) => {
      const waiting = urgent.get(schoolId) ?? new Set<string>();
      for (const id of deviceIds ?? presence.online(schoolId)) waiting.add(id);
      urgent.set(schoolId, waiting);
      hurried.ask(schoolId);
    }),
    deps.bus.subscribe(schoolChanged, ({ schoolId }) => gathered.ask(schoolId)),
    deps.bus.subscribe(groupsChanged, ({ schoolId }) => gathered.ask(schoolId)),
    deps.bus.subscribe(policiesChanged, ({ schoolId }) => gathered.ask(schoolId)),
    // Groups follow a person to whatever device they sit at: its document is another one then.
    deps.bus.subscribe(sessionChanged, ({ schoolId, deviceId }) => {
      if (!presence.isOnline(schoolId, deviceId)) return;
      refreshDevices(schoolId, [deviceId]).catch((cause: unknown) =>
        log.error('state.not-refreshed', { schoolId, deviceId }, cause),
      );
    }),
  ];
  const refreshing = setInterval(() => {
    for (const { schoolId } of presence.all()) gathered.ask(schoolId);
  }, REFRESH_EVERY_MS);
  refreshing.unref();

  return {
    afterWelcome: async (call) => [(await documents.documentFor(call.tx, call.deviceId)).frame],
    refresh,
    stop() {
      for (const unsubscribe of subscriptions) unsubscribe();
      gathered.stop();
      hurried.stop();
      clearInterval(refreshing);
    },
  };
}
