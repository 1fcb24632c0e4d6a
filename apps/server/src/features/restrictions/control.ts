import type { DeviceControl } from '@lapwing/protocol/features/restrictions/api.ts';
import type { DeviceOrders } from '@lapwing/protocol/features/state/document.event.ts';
import type { Clock } from '../../platform/clock/clock.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import type { Presence } from '../devices/index.ts';
import type { Policies } from '../policies/index.ts';
import { issuedAt, peopleAtDevices, type Seat } from '../state/index.ts';
import { explain, isNearEdge, SETTLE_MS, standingOf } from './explain.ts';
import type { SeatAccess, SeatFacts, SetFact } from './facts.ts';
import { holdsAt, schoolMoment } from './hours.ts';
import { keptOf, type Held } from './kept.ts';
import { concerning, toldOf, type Concern } from './orders.ts';
import { createRules } from './rules.ts';
import { factOf, standingRows } from './store.ts';
import { actualOf, endsOf, lastSeenAt, type ActualRow } from './store-actual.ts';
import { knownSanctions } from './store-sanctions.ts';
import { seatFacts } from './store-seats.ts';
import { failedInWords, GAP_WORDS } from './words.ts';

/** What access policies and search settings hold at each of the seats, by the device's id; the access feature's own. */
export type AccessAt = (tx: SchoolTx, seats: readonly Seat[]) => Promise<ReadonlyMap<string, SeatAccess>>;

/** The part of the orders that is restrictions and what goes with them. */
export type RestrictionOrders = Pick<DeviceOrders, 'restrictions' | 'rules' | 'sanctions'>;

/** Agreements for whose no the device locks, by the device's id; the agreements' own. */
export type DeclinedAt = (
  tx: SchoolTx,
  seats: readonly Seat[],
) => Promise<ReadonlyMap<string, readonly string[]>>;

export interface ControlParts {
  readonly clock: Clock;
  readonly presence: Presence;
  readonly policies: Pick<Policies, 'actions' | 'helpHosts' | 'week'>;
  readonly accessAt: AccessAt;
  readonly declinedAt: DeclinedAt;
}

export interface Control {
  /** What each of the devices is made to do, by its id; in a few queries, however many there are. */
  ordersAt(tx: SchoolTx, seats: readonly Seat[]): Promise<Map<string, RestrictionOrders>>;
  /** What each of these devices should hold, holds, and why; nobody's permission is asked. */
  controlsOf(tx: SchoolTx, deviceIds: readonly string[]): Promise<DeviceControl[]>;
  /** Devices are told something now: until they have had time for it, they are waited for. */
  told(schoolId: string, deviceIds: readonly string[]): void;
}

/** Something that has just ended is still looked at, so that a device a little behind is not said to differ. */
const LOOK_BACK_MS = 3000;

export function createControl(parts: ControlParts): Control {
  const { clock, presence } = parts;
  const rules = createRules(parts);
  /** When devices were told last, by school and device. */
  const toldAt = new Map<string, number>();

  async function factsAt(
    tx: SchoolTx,
    seats: readonly Seat[],
    now: number,
    since = now,
  ): Promise<{ set: SetFact[]; at: SeatFacts[] }> {
    const set = (await standingRows(tx, now, since)).map(factOf);
    const groupIds = set.flatMap(({ groupId }) => (groupId === null ? [] : [groupId]));
    return { set, at: await seatFacts(tx, seats, groupIds) };
  }

  /** Of those that are not connected: since when, and what they go on holding of what they said last. */
  async function awayOf(
    tx: SchoolTx,
    deviceIds: readonly string[],
    actual: ReadonlyMap<string, ActualRow>,
  ): Promise<Map<string, { since: string | null; holds: (at: Concern[], now: number) => Held[] }>> {
    const gone = deviceIds.filter((id) => !presence.isOnline(tx.schoolId, id));
    if (gone.length === 0) return new Map();
    const seen = await lastSeenAt(tx, gone);
    const ends = await endsOf(
      tx,
      gone.flatMap((id) => actual.get(id)?.holds ?? []),
    );
    return new Map(
      gone.map((id) => [
        id,
        {
          since: seen.get(id)?.toISOString() ?? null,
          holds(concerns, now) {
            const said = actual.get(id);
            return said === undefined ? [] : keptOf(said, ends, concerns, now);
          },
        },
      ]),
    );
  }

  return {
    async ordersAt(tx, seats) {
      const now = clock.now();
      const { set, at } = await factsAt(tx, seats, now);
      const access = await parts.accessAt(tx, seats);
      const contents = await rules.rulesAt(tx, seats, access);
      const sanctions = await knownSanctions(
        tx,
        seats.map(({ deviceId }) => deviceId),
        new Date(now),
      );
      return new Map(
        at.map((seat): [string, RestrictionOrders] => {
          const { deviceId } = seat;
          return [
            deviceId,
            {
              restrictions: toldOf(concerning(set, seat, now)),
              rules: contents.get(deviceId) ?? null,
              sanctions: sanctions.get(deviceId) ?? [],
            },
          ];
        }),
      );
    },
    async controlsOf(tx, deviceIds) {
      const now = clock.now();
      const people = await peopleAtDevices(tx, deviceIds);
      const seats = deviceIds.map((deviceId) => ({ deviceId, personId: people.get(deviceId) ?? null }));
      const { set, at } = await factsAt(tx, seats, now, now - LOOK_BACK_MS);
      const access = await parts.accessAt(tx, seats);
      const anyAccess = Array.from(access.values()).some((each) => each.access.length > 0);
      const week = anyAccess ? await parts.policies.week(tx) : null;
      const moment = week === null ? null : schoolMoment(now, week.timeZone);
      const actual = await actualOf(tx, deviceIds);
      const declined = await parts.declinedAt(tx, seats);
      const issued = await issuedAt(tx, deviceIds);
      const effects = new Map(set.map(({ id, effect }) => [id, effect]));
      const away = await awayOf(tx, deviceIds, actual);
      return at.map((seat): DeviceControl => {
        const { deviceId } = seat;
        const concerns = concerning(set, seat, now);
        const holding =
          week === null || moment === null
            ? []
            : (access.get(deviceId)?.access ?? []).filter((rule) => holdsAt(rule, moment, week.holidays));
        const locking = declined.get(deviceId) ?? [];
        const desired = explain(concerns, holding, now, locking);
        const said = actual.get(deviceId) ?? null;
        const online = presence.isOnline(tx.schoolId, deviceId);
        const gone = online ? undefined : away.get(deviceId);
        const told = toldAt.get(`${tx.schoolId} ${deviceId}`) ?? 0;
        const settling =
          now - Math.max(told, issued.get(deviceId)?.getTime() ?? 0) < SETTLE_MS ||
          isNearEdge(concerning(set, seat, now - LOOK_BACK_MS), now);
        return {
          deviceId,
          personId: online ? seat.personId : null,
          online,
          desired,
          actual: said === null ? null : saidOf(said, (id) => effects.get(id) ?? null),
          away: gone === undefined ? null : { since: gone.since, holds: gone.holds(concerns, now) },
          standing: standingOf(desired, said, { online, settling, unsaid: new Set(locking) }),
        };
      });
    },
    told(schoolId, deviceIds) {
      const now = clock.now();
      for (const [key, at] of toldAt) if (now - at > SETTLE_MS) toldAt.delete(key);
      for (const id of deviceIds) toldAt.set(`${schoolId} ${id}`, now);
    },
  };
}

function saidOf(
  said: ActualRow,
  effectOf: (id: string) => SetFact['effect'] | null,
): NonNullable<DeviceControl['actual']> {
  return {
    at: said.at.toISOString(),
    locked: said.locked,
    internet: said.internet,
    muted: said.muted,
    failed: said.failed.map(({ id, why }) => failedInWords(effectOf(id), why)),
    gaps: said.gaps.map((gap) => GAP_WORDS[gap]),
  };
}
