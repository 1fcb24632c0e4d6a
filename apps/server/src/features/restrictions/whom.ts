import type { Target } from '@lapwing/protocol/features/restrictions/api.ts';
import { can, reachOf, type Actor, type Reach } from '../../permissions/actor.ts';
import type { Capability } from '@lapwing/protocol/capabilities.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import { notFound, refuse, type Refused } from '../../platform/http/outcome.ts';
import type { Presence } from '../devices/index.ts';
import type { Seat } from '../state/index.ts';
import {
  devicesIn,
  devicesWithin,
  findLessons,
  groupsWithin,
  peopleIn,
  peopleWithin,
  seatsOf,
  type LessonRow,
} from './store-whom.ts';

/** One target, known to be within the actor's reach, with its name. */
export interface Whom {
  readonly kind: 'group' | 'lesson' | 'person' | 'device';
  readonly ids: readonly string[];
  /** `8B`, `Lesson Rivers`, `Ana Silva and 3 more`. */
  readonly name: string;
  /** Of a group, or of a lesson's. */
  readonly groupId: string | null;
}

/** Whom a request reaches now. */
export interface Reached {
  readonly whom: readonly Whom[];
  readonly lesson: LessonRow | null;
  /** Everybody it is for, at a device or not. */
  readonly people: ReadonlySet<string>;
  /** Devices that are connected, with who sits there. */
  readonly online: ReadonlyArray<Seat & { readonly name: string; readonly platform: unknown }>;
  /** All devices that it is for, connected or not. */
  readonly devices: ReadonlySet<string>;
}

type Found<Value> = { readonly ok: true; readonly found: Value } | { ok: false; refused: Refused };

const LESSON_OVER = refuse('conflict', 'lesson-over', 'This lesson is over.', {
  field: 'lessonId',
  remedy: 'Start a lesson, or set it for some minutes without one.',
});

/**
 * The targets as they stand, each within reach of the capability: otherwise there is nothing here that one can see. A
 * group must be so wholly, and a lesson is for those who hold it and for whoever manages lessons.
 */
export async function reachTargets(
  tx: SchoolTx,
  actor: Actor,
  presence: Presence,
  capability: Capability,
  asked: { readonly targets: readonly Target[]; readonly lessonId: string | null },
  now: number,
): Promise<Found<Reached>> {
  const reach = reachOf(actor, capability);
  if (reach === null) return notFound();
  const online = presence.online(tx.schoolId);
  const lessonIds = asked.targets.flatMap((target) => (target.kind === 'lesson' ? [target.id] : []));
  if (asked.lessonId !== null) lessonIds.push(asked.lessonId);
  const lessons = new Map(
    (await findLessons(tx, actor.accountId, lessonIds)).map((lesson) => [lesson.id, lesson]),
  );
  for (const id of lessonIds) {
    const lesson = lessons.get(id);
    if (lesson === undefined || !mayUse(actor, reach, lesson)) return notFound();
    if (lesson.ends_at.getTime() <= now) return LESSON_OVER;
  }
  const whom: Whom[] = [];
  for (const target of asked.targets) {
    const found = await whomOf(tx, actor, reach, online, target, lessons);
    if (found === null) return notFound();
    whom.push(found);
  }
  const groupIds = whom.flatMap(({ groupId }) => (groupId === null ? [] : [groupId]));
  const idsOf = (kind: Whom['kind']): readonly string[] =>
    whom.flatMap((each) => (each.kind === kind ? each.ids : []));
  const named = new Set([...idsOf('device'), ...(await devicesIn(tx, groupIds))]);
  const people = new Set([...idsOf('person'), ...(await peopleIn(tx, groupIds))]);
  const seats = await seatsOf(tx, online);
  const reached = seats.filter(
    ({ deviceId, personId }) => named.has(deviceId) || (personId !== null && people.has(personId)),
  );
  return {
    ok: true,
    found: {
      whom,
      lesson: asked.lessonId === null ? null : (lessons.get(asked.lessonId) ?? null),
      people,
      online: reached,
      devices: new Set([...named, ...reached.map(({ deviceId }) => deviceId)]),
    },
  };
}

function mayUse(actor: Actor, reach: Reach, lesson: LessonRow): boolean {
  if (lesson.held) return true;
  return (
    can(actor, 'lessons.manage') && (reach.kind === 'school' || reach.groupIds.includes(lesson.group_id))
  );
}

async function whomOf(
  tx: SchoolTx,
  actor: Actor,
  reach: Reach,
  online: readonly string[],
  target: Target,
  lessons: ReadonlyMap<string, LessonRow>,
): Promise<Whom | null> {
  switch (target.kind) {
    case 'group': {
      const viewer = { accountId: actor.accountId, reach };
      const [group] = await groupsWithin(tx, viewer, online, [target.id]);
      return group === undefined
        ? null
        : { kind: 'group', ids: [group.id], name: group.name, groupId: group.id };
    }
    case 'lesson': {
      const lesson = lessons.get(target.id);
      return lesson === undefined
        ? null
        : { kind: 'lesson', ids: [lesson.id], name: `Lesson ${lesson.title}`, groupId: lesson.group_id };
    }
    case 'people':
      return named('person', target.ids, await peopleWithin(tx, reach, target.ids));
    case 'devices':
      return named('device', target.ids, await devicesWithin(tx, { devices: reach, online }, target.ids));
  }
}

function named(
  kind: 'person' | 'device',
  asked: readonly string[],
  found: ReadonlyArray<{ readonly id: string; readonly name: string }>,
): Whom | null {
  const ids = found.map(({ id }) => id);
  if (ids.length !== new Set(asked.map((id) => id.toLowerCase())).size) return null;
  const [first] = found;
  const more = found.length - 1;
  const name = more === 0 ? (first?.name ?? '') : `${first?.name ?? ''} and ${more} more`;
  return { kind, ids, name, groupId: null };
}
