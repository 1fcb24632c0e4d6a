import {
  endLesson,
  extendLesson,
  joinLesson,
  leaveLesson,
  listLessons,
  listPastLessons,
  LONGEST_LESSON_MINUTES,
  showLesson,
  startLesson,
  type Lesson,
} from '@lapwing/protocol/features/lessons/api.ts';
import { reachOf, type Actor, type Reach } from '../../permissions/actor.ts';
import { audited, auditStands, unaudited } from '../../permissions/routes.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import { notFound, refuse, type Refused } from '../../platform/http/outcome.ts';
import { storable } from '../captures/index.ts';
import { findVisible } from '../groups/index.ts';
import type { LessonParts } from './parts.ts';
import { plannedNow } from './planned.ts';
import { covers, holderOf, isOver, presentLesson } from './present.ts';
import { attendanceOf } from './store-people.ts';
import {
  endNow,
  findLesson,
  holdGroupsLesson,
  holdLesson,
  insertLesson,
  joinTeacher,
  leaveTeacher,
  listGoingOn,
  listPast,
  setEnd,
  type LessonRow,
} from './store.ts';
import type { Told } from './told.ts';

const MINUTE_MS = 60_000;
/** How far back the list of past lessons goes. */
const PAST_MS = 90 * 86_400_000;

/** A lesson that goes on and that the actor may see, held for a change; or why there is none to change. */
type Held = { ok: true; row: LessonRow } | { ok: false; refused: Refused };

export function addLessonRoutes(parts: LessonParts, told: Told): void {
  const { routes, clock, presence } = parts;

  async function present(tx: SchoolTx, actor: Actor, rows: readonly LessonRow[]): Promise<Lesson[]> {
    const groupIds = rows.map((row) => row.group_id);
    const attendance = await attendanceOf(tx, groupIds, presence.online(tx.schoolId));
    const now = clock.now();
    return rows.map((row) => presentLesson(row, actor, attendance.get(row.group_id), now));
  }
  async function presentOne(tx: SchoolTx, actor: Actor, id: string): Promise<Lesson> {
    const row = await holdLesson(tx, id);
    const [lesson] = row === null ? [] : await present(tx, actor, [row]);
    if (lesson === undefined) throw new Error('the lesson was just there');
    return lesson;
  }
  async function hold(tx: SchoolTx, actor: Actor, reach: Reach, id: string): Promise<Held> {
    const seen = await findLesson(tx, { accountId: actor.accountId, reach }, id);
    const row = seen === null ? null : await holdLesson(tx, id);
    if (row === null) return notFound();
    if (!isOver(row, clock.now())) return { ok: true, row };
    return refuse('conflict', 'over', 'The lesson is over.', { remedy: 'Start another one.' });
  }
  /** Whether the actor may give it another end: they hold it, or look after lessons. */
  function changer(actor: Actor, row: LessonRow): { ok: true } | { ok: false; refused: Refused } {
    if (row.teachers.some(({ id }) => id === actor.accountId)) return { ok: true };
    if (covers(reachOf(actor, 'lessons.manage'), row.group_id)) return { ok: true };
    return refuse('not-allowed', 'not-yours', `${holderOf(row)} holds the lesson.`, {
      remedy: 'Join the lesson first.',
    });
  }
  const subjectOf = (id: string): { kind: string; id: string } => ({ kind: 'lesson', id });

  routes.school(listLessons, {
    capability: 'lessons.teach',
    audit: 'none',
    async handle({ tx, actor, reach, query }) {
      const groupId = query.groupId ?? null;
      const now = clock.now();
      const rows = await listGoingOn(tx, { accountId: actor.accountId, reach }, new Date(now), groupId);
      return unaudited({
        lessons: await present(tx, actor, rows),
        planned: await plannedNow(tx, {
          week: await parts.week(tx),
          now,
          accountId: actor.accountId,
          reach,
          groupId,
        }),
        usualMinutes: await parts.usualMinutes(tx),
        may: {
          start:
            reach.kind === 'groups' && reach.groupIds.length === 0
              ? { allowed: false, reason: 'No group is given to you yet. An administrator does that.' }
              : { allowed: true },
        },
      });
    },
  });

  routes.school(showLesson, {
    capability: 'lessons.teach',
    audit: 'none',
    async handle({ tx, actor, reach, params }) {
      const row = await findLesson(tx, { accountId: actor.accountId, reach }, params.id);
      const [lesson] = row === null ? [] : await present(tx, actor, [row]);
      return lesson === undefined ? notFound() : unaudited(lesson);
    },
  });

  routes.school(listPastLessons, {
    capability: 'lessons.teach',
    audit: 'none',
    async handle({ tx, actor, reach, query }) {
      const now = clock.now();
      const rows = await listPast(
        tx,
        { accountId: actor.accountId, reach },
        {
          now: new Date(now),
          since: new Date(now - PAST_MS),
          groupId: query.groupId ?? null,
          all: reachOf(actor, 'lessons.manage'),
          limit: query.limit,
        },
      );
      return unaudited({ lessons: await present(tx, actor, rows) });
    },
  });

  routes.school(startLesson, {
    capability: 'lessons.teach',
    audit: 'lessons.start',
    async handle({ tx, actor, reach, body }) {
      const viewer = { accountId: actor.accountId, reach };
      const group = await findVisible(tx, viewer, body.groupId);
      if (group === null) return notFound();
      if (group.owner !== null || group.builtIn !== null) {
        return refuse('bad-request', 'group-holds-no-lesson', 'Lessons are held with a class or a room.', {
          field: 'groupId',
          remedy: 'Choose a group that an administrator has made.',
        });
      }
      const at = new Date(clock.now());
      const going = await holdGroupsLesson(tx, group.id, at);
      const before = await holdLesson(tx, body.id);
      if (before !== null && before.started_by === actor.accountId && before.group_id === group.id) {
        return auditStands(await presentOne(tx, actor, before.id));
      }
      if (before !== null) {
        return refuse('conflict', 'id-taken', 'This id stands for another lesson.', { field: 'id' });
      }
      if (going !== null) {
        const own = going.teachers.some(({ id }) => id === actor.accountId);
        return own
          ? refuse('conflict', 'goes-on', `You hold a lesson with ${group.name} already.`, {
              remedy: 'Go on with that one, or end it before you start another.',
            })
          : refuse('conflict', 'held-by-another', `${holderOf(going)} holds a lesson with ${group.name}.`, {
              remedy: `Join the lesson “${going.title}” as a second teacher.`,
            });
      }
      const title = storable(body.title).replaceAll(/\s+/gu, ' ').trim() || group.name;
      await insertLesson(tx, {
        id: body.id,
        groupId: group.id,
        groupName: group.name,
        title,
        by: { id: actor.accountId, name: actor.name },
        startedAt: at,
        endsAt: new Date(at.getTime() + body.minutes * MINUTE_MS),
        plannedId: body.plannedId,
      });
      await told.changed(tx, group.id);
      return audited(await presentOne(tx, actor, body.id), {
        summary: `Started the lesson ${title} with ${group.name}, for ${minutesInWords(body.minutes)}`,
        subject: subjectOf(body.id),
      });
    },
  });

  routes.school(extendLesson, {
    capability: 'lessons.teach',
    audit: 'lessons.extend',
    async handle({ tx, actor, reach, params, body }) {
      const held = await hold(tx, actor, reach, params.id);
      if (!held.ok) return held;
      const may = changer(actor, held.row);
      if (!may.ok) return may;
      const now = clock.now();
      const minutes = (Date.parse(body.endsAt) - now) / MINUTE_MS;
      if (minutes <= 0 || minutes > LONGEST_LESSON_MINUTES) {
        const gone = minutes <= 0;
        return refuse(
          'bad-request',
          gone ? 'end-gone' : 'end-too-far',
          gone ? 'That moment is over.' : 'A lesson ends within five hours from now.',
          {
            field: 'endsAt',
            remedy: gone ? 'Choose a later end, or end the lesson.' : 'Choose an end within five hours.',
          },
        );
      }
      await setEnd(tx, held.row.id, new Date(body.endsAt));
      await told.changed(tx, held.row.group_id);
      return audited(await presentOne(tx, actor, params.id), {
        summary: `Gave the lesson ${held.row.title} another end: ${minutesInWords(Math.max(1, Math.round(minutes)))} from now`,
        subject: subjectOf(params.id),
      });
    },
  });

  routes.school(endLesson, {
    capability: 'lessons.teach',
    audit: 'lessons.end',
    async handle({ tx, actor, reach, params }) {
      const held = await hold(tx, actor, reach, params.id);
      if (!held.ok) return held;
      const may = changer(actor, held.row);
      if (!may.ok) return may;
      await endNow(tx, params.id, { id: actor.accountId, name: actor.name }, new Date(clock.now()));
      await told.changed(tx, held.row.group_id);
      return audited(await presentOne(tx, actor, params.id), {
        summary: `Ended the lesson ${held.row.title}`,
        subject: subjectOf(params.id),
      });
    },
  });

  routes.school(joinLesson, {
    capability: 'lessons.teach',
    audit: 'lessons.join',
    async handle({ tx, actor, reach, params }) {
      const held = await hold(tx, actor, reach, params.id);
      if (!held.ok) return held;
      if (!covers(reach, held.row.group_id)) {
        return refuse('not-allowed', 'not-your-group', 'The group is not one of yours any more.', {
          remedy: 'An administrator gives groups to staff.',
        });
      }
      await joinTeacher(tx, params.id, { id: actor.accountId, name: actor.name }, new Date(clock.now()));
      await told.changed(tx, held.row.group_id);
      return audited(await presentOne(tx, actor, params.id), {
        summary: `Joined the lesson ${held.row.title}`,
        subject: subjectOf(params.id),
      });
    },
  });

  routes.school(leaveLesson, {
    capability: 'lessons.teach',
    audit: 'lessons.leave',
    async handle({ tx, actor, reach, params }) {
      const held = await hold(tx, actor, reach, params.id);
      if (!held.ok) return held;
      const own = held.row.teachers.some(({ id }) => id === actor.accountId);
      if (own && held.row.teachers.length === 1) {
        return refuse('conflict', 'nobody-else', 'Nobody else holds the lesson.', {
          remedy: 'End it, or ask a colleague to join first.',
        });
      }
      await leaveTeacher(tx, params.id, actor.accountId, new Date(clock.now()));
      await told.changed(tx, held.row.group_id);
      return audited(await presentOne(tx, actor, params.id), {
        summary: `Left the lesson ${held.row.title}`,
        subject: subjectOf(params.id),
      });
    },
  });
}

function minutesInWords(minutes: number): string {
  return minutes === 1 ? 'a minute' : `${minutes} minutes`;
}
