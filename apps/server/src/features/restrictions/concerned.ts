import type { SchoolTx } from '../../platform/db/database.ts';
import type { Presence } from '../devices/index.ts';
import { peopleAtDevices } from '../state/index.ts';
import { isFor } from './orders.ts';
import { factOf, type RestrictionRow } from './store.ts';
import { seatFacts } from './store-seats.ts';

/** Connected devices at which one of these restrictions holds, or would if it were not lifted or ended. */
export async function devicesConcerned(
  tx: SchoolTx,
  presence: Presence,
  rows: readonly RestrictionRow[],
): Promise<string[]> {
  if (rows.length === 0) return [];
  const online = presence.online(tx.schoolId);
  const people = await peopleAtDevices(tx, online);
  const facts = rows.map((row) => ({ ...factOf(row), exceptions: new Set<string>() }));
  const groupIds = facts.flatMap(({ groupId }) => (groupId === null ? [] : [groupId]));
  const seats = await seatFacts(
    tx,
    online.map((deviceId) => ({ deviceId, personId: people.get(deviceId) ?? null })),
    groupIds,
  );
  return seats.flatMap((seat) => (facts.some((fact) => isFor(fact, seat)) ? [seat.deviceId] : []));
}
