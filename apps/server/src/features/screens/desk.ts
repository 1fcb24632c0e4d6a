import { reachOf, type Actor } from '../../permissions/actor.ts';
import type { Database, SchoolTx } from '../../platform/db/database.ts';
import type { Wish } from './demand.ts';
import type { DevicePlace, Hub, Watcher } from './hub.ts';
import { listWatchable, type WatchableRow } from './store.ts';

/** Somebody who wants to watch screens, with the rights that decide which of them. */
export interface Party {
  readonly schoolId: string;
  /** As of the last refresh; null when nothing may be seen any longer. */
  actor(): Actor | null;
  /** Looks anew at what the account may do. */
  refresh(): Promise<void>;
  readonly watcher: Watcher;
  /** Shows nothing of anything until as many releases. */
  hold(): void;
  release(): void;
  /** The device is not there, or not to be seen. */
  unknown(deviceId: string): void;
  /** For the audit, in the transaction that looked at the rights and before anything is shown. */
  checked(tx: SchoolTx, allowed: readonly Allowed[], refused: readonly string[]): Promise<void>;
  /** The rights could not be looked at: nothing more is shown. */
  failed(cause: unknown): void;
}

export interface Allowed {
  readonly row: WatchableRow;
  readonly wish: Wish;
}

/**
 * Stands between those who want to watch and the hub: whatever is shown, the right to it was looked at before, and is
 * looked at again whenever it may have changed.
 */
export interface Desk {
  join(party: Party): void;
  leave(party: Party): void;
  /** What the party wants from now on. Of calls that follow one another quickly only the last counts. */
  want(party: Party, wishes: ReadonlyMap<string, Wish>): void;
  /** The rights of everybody in the school may have changed. Shows nothing to any of them until they are looked at. */
  recheckSchool(schoolId: string): void;
  /** Who sits at the device may be another; the caller holds the device, and this releases it. */
  recheckDevice(place: DevicePlace): void;
}

interface Seat {
  wishes: ReadonlyMap<string, Wish>;
  /** Ids that the hub shows to this party. */
  readonly shown: Set<string>;
  /** Ids that it was told are unknown. */
  readonly unknown: Set<string>;
  /** One after the other: an older look at the rights must not overtake a newer one. */
  working: Promise<void>;
  wanting: boolean;
  rechecking: boolean;
}

export function createDesk(options: {
  readonly db: Database;
  readonly hub: Hub;
  readonly online: (schoolId: string) => readonly string[];
}): Desk {
  const { db, hub } = options;
  const seats = new Map<Party, Seat>();
  const partiesOf = (schoolId: string): Party[] =>
    Array.from(seats.keys()).filter((party) => party.schoolId === schoolId);

  /** Runs after everything that was begun for the party before. */
  function next(party: Party, work: () => Promise<void>): Promise<void> {
    const seat = seats.get(party);
    if (seat === undefined) return Promise.resolve();
    const done = seat.working.then(work).catch((cause: unknown) => {
      showNothing(party, seat);
      party.failed(cause);
    });
    seat.working = done;
    return done;
  }

  function showNothing(party: Party, seat: Seat): void {
    for (const deviceId of seat.shown) hub.unwatch({ schoolId: party.schoolId, deviceId }, party.watcher);
    seat.shown.clear();
  }

  /**
   * Looks at the rights to the devices, all that are wanted or only these, and makes the hub show what may be seen.
   * @returns who sits at each device that may be seen
   */
  async function check(party: Party, only: string | null): Promise<ReadonlyMap<string, string | null>> {
    const seat = seats.get(party);
    const seen = new Map<string, string | null>();
    if (seat === undefined) return seen;
    const actor = party.actor();
    const reach = actor === null ? null : reachOf(actor, 'screens.view');
    const wishes = seat.wishes;
    const ids = only === null ? Array.from(wishes.keys()) : [only].filter((id) => wishes.has(id));
    const allowed = new Map<string, Allowed>();
    if (ids.length > 0) {
      await db.inSchool(party.schoolId, async (tx) => {
        const rows =
          reach === null ? [] : await listWatchable(tx, reach, ids, options.online(party.schoolId));
        for (const row of rows) {
          const wish = wishes.get(row.id);
          if (wish !== undefined) allowed.set(row.id, { row, wish });
        }
        // What was theirs to see until now was not asked for against a rule.
        const refused = ids.filter((id) => !allowed.has(id) && !seat.unknown.has(id) && !seat.shown.has(id));
        await party.checked(tx, Array.from(allowed.values()), refused);
      });
    }
    // The party may have left while the database was asked.
    if (seats.get(party) !== seat) return seen;
    const { schoolId } = party;
    for (const deviceId of Array.from(seat.shown)) {
      const gone = only === null ? !allowed.has(deviceId) : deviceId === only && !allowed.has(deviceId);
      if (!gone) continue;
      seat.shown.delete(deviceId);
      hub.unwatch({ schoolId, deviceId }, party.watcher);
    }
    for (const deviceId of ids) {
      if (allowed.has(deviceId) || seat.unknown.has(deviceId)) continue;
      seat.unknown.add(deviceId);
      party.unknown(deviceId);
    }
    for (const [deviceId, { row, wish }] of allowed) {
      seat.unknown.delete(deviceId);
      seat.shown.add(deviceId);
      seen.set(deviceId, seatOf(row));
      hub.watch({ schoolId, deviceId }, party.watcher, wish, seatOf(row));
    }
    return seen;
  }

  return {
    join(party) {
      seats.set(party, {
        wishes: new Map(),
        shown: new Set(),
        unknown: new Set(),
        working: Promise.resolve(),
        wanting: false,
        rechecking: false,
      });
    },
    leave(party) {
      const seat = seats.get(party);
      if (seat === undefined) return;
      showNothing(party, seat);
      seats.delete(party);
    },
    want(party, wishes) {
      const seat = seats.get(party);
      if (seat === undefined) return;
      seat.wishes = wishes;
      for (const deviceId of Array.from(seat.unknown))
        if (!wishes.has(deviceId)) seat.unknown.delete(deviceId);
      for (const deviceId of Array.from(seat.shown)) {
        if (wishes.has(deviceId)) continue;
        seat.shown.delete(deviceId);
        hub.unwatch({ schoolId: party.schoolId, deviceId }, party.watcher);
      }
      if (seat.wanting) return;
      seat.wanting = true;
      void next(party, async () => {
        seat.wanting = false;
        await check(party, null);
      });
    },
    recheckSchool(schoolId) {
      for (const party of partiesOf(schoolId)) {
        const seat = seats.get(party);
        // One that has not begun yet will see this change too.
        if (seat === undefined || seat.rechecking) continue;
        seat.rechecking = true;
        party.hold();
        void next(party, async () => {
          seat.rechecking = false;
          await party.refresh();
          await check(party, null);
        }).finally(() => party.release());
      }
    },
    recheckDevice(place) {
      const wanting = partiesOf(place.schoolId).filter((party) =>
        seats.get(party)?.wishes.has(place.deviceId),
      );
      let seatNow: string | null = null;
      void Promise.all(
        wanting.map((party) =>
          next(party, async () => {
            const seen = await check(party, place.deviceId);
            seatNow = seen.get(place.deviceId) ?? seatNow;
          }),
        ),
      ).finally(() => hub.release(place, seatNow));
    },
  };
}

/** Stands for who sits there: another session, or the same once it is known whose it is. */
export function seatOf(row: WatchableRow): string | null {
  return row.session_id === null ? null : `${row.session_id} ${row.person_id ?? ''}`;
}
