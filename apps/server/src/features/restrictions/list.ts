import type { listRestrictions } from '@lapwing/protocol/features/restrictions/api.ts';
import type { z } from 'zod';
import type { Actor, Reach } from '../../permissions/actor.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import { findVisible } from '../groups/index.ts';
import { peopleAtDevices } from '../state/index.ts';
import type { BannedFact, SeatFacts } from './facts.ts';
import { isFor } from './orders.ts';
import type { RestrictionParts } from './parts.ts';
import { factOf, pastSeen, standingSeen, type RestrictionRow } from './store.ts';
import { restrictionSeen } from './store-seen.ts';
import { seatFacts } from './store-seats.ts';
import { devicesWithin, findLessons, peopleWithin } from './store-whom.ts';

/** How long what is over is listed. */
const PAST_DAYS = 30;

interface Listed {
  readonly rows: readonly RestrictionRow[];
  /** Of a person or a device: the built-in groups that restrict it now. */
  readonly banned: readonly BannedFact[];
  /** What was asked for, by name; null for all. */
  readonly of: {
    readonly kind: 'person' | 'device' | 'group' | 'lesson';
    readonly id: string;
    readonly name: string;
  } | null;
}

/**
 * Restrictions for whoever is asked for, or all that the actor may see. Of a person or a device within reach all that
 * concerns it counts, whoever it was set for besides. Null where the actor may not see what they ask for.
 */
export async function listFor(
  parts: RestrictionParts,
  tx: SchoolTx,
  actor: Actor,
  reach: Reach,
  query: z.output<typeof listRestrictions.query>,
): Promise<Listed | null> {
  const now = parts.clock.now();
  const online = parts.presence.online(tx.schoolId);
  const since = new Date(now - PAST_DAYS * 24 * 60 * 60_000);
  const seen = restrictionSeen(actor, reach, online);
  const listed = (all: boolean): Promise<RestrictionRow[]> =>
    query.over ? pastSeen(tx, since, all ? null : seen) : standingSeen(tx, now, all ? null : seen);

  if (query.personId !== undefined) {
    const [person] = await peopleWithin(tx, reach, [query.personId]);
    if (person === undefined) return null;
    const seat = { deviceId: person.id, personId: person.id };
    return { ...(await concerningSeat(tx, await listed(true), seat)), of: { kind: 'person', ...person } };
  }
  if (query.deviceId !== undefined) {
    const [device] = await devicesWithin(tx, { devices: reach, online }, [query.deviceId]);
    if (device === undefined) return null;
    const people = await peopleAtDevices(tx, [device.id]);
    const seat = { deviceId: device.id, personId: people.get(device.id) ?? null };
    return { ...(await concerningSeat(tx, await listed(true), seat)), of: { kind: 'device', ...device } };
  }
  if (query.lessonId !== undefined) {
    const [lesson] = await findLessons(tx, actor.accountId, [query.lessonId]);
    const may =
      lesson !== undefined &&
      (lesson.held || reach.kind === 'school' || reach.groupIds.includes(lesson.group_id));
    if (!may) return null;
    const rows = (await listed(true)).filter((row) => row.lesson_id === lesson.id);
    return { rows, banned: [], of: { kind: 'lesson', id: lesson.id, name: lesson.title } };
  }
  if (query.groupId !== undefined) {
    const group = await findVisible(tx, { accountId: actor.accountId, reach }, query.groupId);
    if (group === null) return null;
    const rows = (await listed(false)).filter((row) => row.group_id === group.id);
    return { rows, banned: [], of: { kind: 'group', id: group.id, name: group.name } };
  }
  return { rows: await listed(false), banned: [], of: null };
}

async function concerningSeat(
  tx: SchoolTx,
  rows: readonly RestrictionRow[],
  seat: { readonly deviceId: string; readonly personId: string | null },
): Promise<Pick<Listed, 'rows' | 'banned'>> {
  const groupIds = rows.flatMap(({ group_id: id }) => (id === null ? [] : [id]));
  const [facts] = await seatFacts(tx, [seat], groupIds);
  if (facts === undefined) return { rows: [], banned: [] };
  // Whoever was excepted is still shown it: it was meant for them, and the exception says so.
  const meant = (row: RestrictionRow, at: SeatFacts): boolean =>
    isFor({ ...factOf(row), exceptions: new Set() }, at);
  return { rows: rows.filter((row) => meant(row, facts)), banned: facts.banned };
}
