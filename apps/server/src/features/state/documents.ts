import { createHash, type KeyObject } from 'node:crypto';
import {
  NO_ORDERS,
  type DeviceOrders,
  type StateChanged,
  type StateDocument,
} from '@lapwing/protocol/features/state/document.event.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import type { MasterKey } from '../../platform/keys/master-key.ts';
import type { Policies } from '../policies/index.ts';
import { findSchool, noticeUrl, openStateKey, signState, type SchoolRow } from '../schools/index.ts';
import { groupsAtSeats, type Seat } from './effective.ts';
import { layersOf } from './resolve-groups.ts';
import { contentOf, resolve, type StateContent } from './resolve.ts';
import { holdIssued, keepIssued, sittersAtDevices } from './store.ts';

/** A device that is away for the holidays must not come back with a stale document. */
const GOOD_FOR_MS = 90 * 24 * 60 * 60_000;
/** A document is issued anew when a third of its time is over, so that a connected device never holds a stale one. */
const RENEW_AFTER_MS = GOOD_FOR_MS / 3;

/** Kinds of activity that the school records, always in the same order. */
export type ActivityKindsOf = (tx: SchoolTx) => Promise<readonly string[]>;

/** The newest document of a device, and whether that is a new version. */
export interface Told {
  readonly frame: StateChanged;
  readonly renewed: boolean;
}

/**
 * What the devices are made to do, by the device's id, with whoever is at each; a few queries for all of them. One that
 * is not named is made to do nothing. For which account is not theirs to say. Equal orders must be equal text: the document is known by its hash.
 */
export type OrdersAt = (tx: SchoolTx, seats: readonly Seat[]) => Promise<ReadonlyMap<string, DeviceOrders>>;

export interface Documents {
  /**
   * The signed document of a device, a new version of it if what it says has changed or it is getting old.
   *
   * @param atLeast the lowest version that the device will take
   */
  documentFor(tx: SchoolTx, deviceId: string, atLeast?: number): Promise<Told>;
  /** Those of these devices to which there is something new to tell, by device; a few queries for all of them. */
  renewedFor(tx: SchoolTx, deviceIds: readonly string[]): Promise<Map<string, StateChanged>>;
}

export function createDocuments(deps: {
  readonly masterKey: MasterKey;
  readonly policies: Pick<Policies, 'contents'>;
  readonly publicUrl: () => string;
  readonly orders: OrdersAt;
  readonly activityKinds: ActivityKindsOf;
}): Documents {
  /** Opened keys by the sealed ones that they were opened from. */
  const keys = new Map<string, KeyObject>();

  function keyOf(school: SchoolRow): KeyObject {
    const sealedId = school.stateKeySealed.toString('base64url');
    const key = keys.get(sealedId) ?? openStateKey(deps.masterKey, school.id, school.stateKeySealed);
    keys.set(sealedId, key);
    return key;
  }

  /** What each device is to be told; what it has not been told before is kept as a new version. */
  async function draft(
    tx: SchoolTx,
    deviceIds: readonly string[],
    atLeast: number,
  ): Promise<{ drafts: Draft[]; frameOf: (draft: Draft) => StateChanged }> {
    const issued = await holdIssued(tx, deviceIds);
    const school = await findSchool(tx);
    if (school === null) throw new Error('a device belongs to a school');
    const contents = await deps.policies.contents(tx);
    const sitters = await sittersAtDevices(tx, deviceIds);
    const seats = deviceIds.map((deviceId) => ({
      deviceId,
      personId: sitters.get(deviceId)?.personId ?? null,
    }));
    const groups = await groupsAtSeats(tx, seats, contents.setters);
    const orders = await deps.orders(tx, seats);
    const activityKinds = await deps.activityKinds(tx);
    const drafts: Draft[] = [];
    for (const deviceId of deviceIds) {
      const holding = groups.get(deviceId) ?? [];
      const content = contentOf({
        schoolId: tx.schoolId,
        deviceId,
        schoolName: school.name,
        noticeUrl: noticeUrl(deps.publicUrl(), tx.schoolId),
        detection: await contents.forGroups(holding),
        settings: resolve(layersOf(holding)).settings,
        activityKinds,
        orders: ordersFor(sitters.get(deviceId)?.account ?? null, orders.get(deviceId) ?? NO_ORDERS),
      });
      const contentSha256 = hashOf(content);
      const before = issued.get(deviceId);
      const stands =
        before !== undefined &&
        before.version >= atLeast &&
        before.contentSha256 === contentSha256 &&
        before.now.getTime() - before.issuedAt.getTime() < RENEW_AFTER_MS;
      drafts.push(
        stands
          ? { deviceId, content, contentSha256, version: before.version, issuedAt: before.issuedAt }
          : {
              deviceId,
              content,
              contentSha256,
              version: Math.max((before?.version ?? 0) + 1, atLeast),
              issuedAt: null,
            },
      );
    }
    const fresh = drafts.filter((each) => each.issuedAt === null);
    const now =
      fresh.length === 0
        ? null
        : await keepIssued(
            tx,
            fresh.map(({ deviceId, version, contentSha256 }) => ({ deviceId, version, contentSha256 })),
          );
    const frameOf = ({ content, version, issuedAt }: Draft): StateChanged => {
      const since = issuedAt ?? now;
      if (since === null) throw new Error('a new version was kept');
      const document: StateDocument = {
        ...content,
        version,
        issuedAt: since.toISOString(),
        expiresAt: new Date(since.getTime() + GOOD_FOR_MS).toISOString(),
      };
      const payload = JSON.stringify(document);
      return { type: 'state/document', payload, signature: signState(keyOf(school), payload) };
    };
    return { drafts, frameOf };
  }

  return {
    async documentFor(tx, deviceId, atLeast = 1) {
      const { drafts, frameOf } = await draft(tx, [deviceId], atLeast);
      const [only] = drafts;
      if (only === undefined) throw new Error('one device has one document');
      return { frame: frameOf(only), renewed: only.issuedAt === null };
    },
    async renewedFor(tx, deviceIds) {
      const { drafts, frameOf } = await draft(tx, deviceIds, 1);
      // Only what is new is signed: of a thousand devices most have nothing to hear.
      const fresh = drafts.filter((each) => each.issuedAt === null);
      return new Map(fresh.map((each) => [each.deviceId, frameOf(each)]));
    },
  };
}

/**
 * The orders with the account for which they were made, where something in them is for that person alone: a device that
 * is made to do nothing personal is told no name, and nothing new when the next person comes.
 */
export function ordersFor(account: string | null, orders: DeviceOrders): DeviceOrders {
  const isPersonal =
    orders.restrictions.some(({ personal }) => personal) ||
    orders.lesson?.personal === true ||
    orders.agreements.length > 0;
  return { ...orders, account: isPersonal ? account : null };
}

interface Draft {
  readonly deviceId: string;
  readonly content: StateContent;
  readonly contentSha256: string;
  readonly version: number;
  /** Null for a version that the device has not been told of yet. */
  readonly issuedAt: Date | null;
}

/** `contentOf` writes the fields in one order, so equal content is equal text. */
function hashOf(content: StateContent): string {
  return createHash('sha256').update(JSON.stringify(content)).digest('hex');
}
