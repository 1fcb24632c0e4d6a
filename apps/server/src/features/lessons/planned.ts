import type { PlannedLesson, TimetableLine } from '@lapwing/protocol/features/lessons/api.ts';
import type { Reach } from '../../permissions/actor.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import { momentOf, schoolClock } from '../alerts/index.ts';
import { listPlannedAt, type PlannedRow } from './store-planned.ts';

/** The days on which there is no school, and the clock of the school (IANA name of its zone). */
export interface Holidays {
  readonly timeZone: string;
  readonly holidays: ReadonlyArray<{ readonly from: string; readonly to: string }>;
}

/** How long before it begins a planned lesson is offered. */
const AHEAD_MINUTES = 60;

/** Planned lessons that are on now or within the hour, of the actor or of one group; none in the holidays. */
export async function plannedNow(
  tx: SchoolTx,
  asked: {
    readonly week: Holidays;
    readonly now: number;
    readonly accountId: string;
    readonly reach: Reach;
    readonly groupId: string | null;
  },
): Promise<PlannedLesson[]> {
  const { timeZone, holidays } = asked.week;
  const { day, time, weekday } = schoolClock(timeZone, asked.now);
  if (holidays.some(({ from, to }) => from <= day && day <= to)) return [];
  const rows = await listPlannedAt(tx, {
    day: weekday,
    time,
    until: later(time, AHEAD_MINUTES),
    since: new Date(momentOf(timeZone, day, '00:00')),
    accountId: asked.accountId,
    reach: asked.reach,
    groupId: asked.groupId,
  });
  return rows.map((row) => ({
    id: row.id,
    title: row.title,
    group: { id: row.group_id, name: row.group_name },
    teacher: teacherOf(row),
    room: row.room,
    startsAt: new Date(momentOf(timeZone, day, row.from_time)).toISOString(),
    endsAt: new Date(momentOf(timeZone, day, row.to_time)).toISOString(),
  }));
}

export function presentLine(row: PlannedRow): TimetableLine {
  return {
    id: row.id,
    title: row.title,
    group: { id: row.group_id, name: row.group_name },
    teacher: teacherOf(row),
    room: row.room,
    day: row.day,
    from: row.from_time,
    to: row.to_time,
  };
}

function teacherOf(row: PlannedRow): { id: string; name: string } | null {
  return row.account_id === null ? null : { id: row.account_id, name: row.account_name ?? '' };
}

/** So many minutes later on the same day; `24:00` where the day is over by then. */
function later(time: string, minutes: number): string {
  const [hours = '0', rest = '0'] = time.split(':');
  const at = Math.min(24 * 60, Number(hours) * 60 + Number(rest) + minutes);
  return `${String(Math.floor(at / 60)).padStart(2, '0')}:${String(at % 60).padStart(2, '0')}`;
}
