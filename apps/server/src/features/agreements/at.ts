import type { DeviceOrders } from '@lapwing/protocol/features/state/document.event.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import type { Seat } from '../state/index.ts';
import { yearsPassed, type Yearly } from './asking.ts';
import { askedAtSeats, listAsked, type Asking } from './store-asked.ts';

/** As many as a document takes, and far more than anybody should be asked. */
export const MOST_ASKED = 10;

/** The clock by which the day of the year comes. */
export interface SchoolTime {
  readonly timeZone: string;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** The number under which everybody is asked, but for those asked again by hand. */
export function askingOf(row: Yearly & { id: string; version: number }, time: SchoolTime): Asking {
  return { id: row.id, version: row.version, asking: 1 + yearsPassed(row, time.timeZone, time.now) };
}

/**
 * The agreements that whoever is at each device is asked, by the device's id, the oldest first; two queries for all of
 * them. Where nobody of the roster sits nobody is asked: an answer must be somebody's.
 */
export async function agreementsAtSeats(
  tx: SchoolTx,
  seats: readonly Seat[],
  time: SchoolTime,
): Promise<Map<string, DeviceOrders['agreements']>> {
  const asked = await listAsked(tx);
  const found = await askedAtSeats(
    tx,
    seats,
    asked.map((row) => askingOf(row, time)),
  );
  const of = new Map<string, Map<string, (typeof found)[number]>>();
  for (const each of found) {
    const before = of.get(each.deviceId);
    if (before === undefined) of.set(each.deviceId, new Map([[each.agreementId, each]]));
    else before.set(each.agreementId, each);
  }
  return new Map(
    Array.from(of, ([deviceId, mine]) => [
      deviceId,
      asked
        .flatMap(({ id, version, sha256, bytes, when, decline }) => {
          const stands = mine.get(id);
          if (stands === undefined) return [];
          const { answered, asking } = stands;
          return [{ id, version, content: { sha256, bytes }, when, decline, answered, asking }];
        })
        .slice(0, MOST_ASKED),
    ]),
  );
}
