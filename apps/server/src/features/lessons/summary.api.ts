import { showLessonSummary, type LessonSummary } from '@lapwing/protocol/features/lessons/api.ts';
import { reachOf } from '../../permissions/actor.ts';
import { audited } from '../../permissions/routes.ts';
import { notFound } from '../../platform/http/outcome.ts';
import type { LessonParts } from './parts.ts';
import { presentLesson } from './present.ts';
import { attendanceOf } from './store-people.ts';
import { listCaptured, listOthers, listPresent, type CapturedRow, type PresentRow } from './store-summary.ts';
import { findLesson } from './store.ts';

/** Adds the route that says what happened in a lesson. Whom the caller may not see is not in it. */
export function addSummaryRoute(parts: LessonParts): void {
  parts.routes.school(showLessonSummary, {
    capability: 'lessons.teach',
    audit: 'lessons.summary',
    async handle({ tx, actor, reach, params }) {
      const row = await findLesson(tx, { accountId: actor.accountId, reach }, params.id);
      if (row === null) return notFound();
      const now = parts.clock.now();
      const online = parts.presence.online(tx.schoolId);
      const to = new Date(Math.min(now, row.ends_at.getTime()));
      const stretch = { groupId: row.group_id, from: row.started_at, to };
      const present = await listPresent(tx, reach, stretch, online);
      const absent = await listOthers(
        tx,
        reach,
        row.group_id,
        present.map(({ id }) => id),
      );
      const capturesReach = reachOf(actor, 'captures.view');
      const words = await parts.wordsOf(tx);
      const captured = capturesReach === null ? null : await listCaptured(tx, capturesReach, stretch);
      const attendance = await attendanceOf(tx, [row.group_id], online);
      const summary: LessonSummary = {
        lesson: presentLesson(row, actor, attendance.get(row.group_id), now),
        present: present.map((each) => presentOne(each, to)),
        absent: absent.map(({ id, name }) => ({ id, name })),
        captures: captured?.map((each) => presentCaptured(each, words)) ?? null,
        restrictions: await parts.restrictionsIn(tx, actor, row.id),
        asked: await parts.askedIn(tx, actor, row.id),
        messages: await parts.messagesIn(tx, row.id),
      };
      return audited(summary, {
        summary: `Looked at what happened in the lesson ${row.title}: ${present.length} were there`,
        subject: { kind: 'lesson', id: row.id },
      });
    },
  });
}

function presentOne(row: PresentRow, to: Date): LessonSummary['present'][number] {
  return {
    person: { id: row.id, name: row.name },
    from: row.since.toISOString(),
    to: row.until >= to ? null : row.until.toISOString(),
    minutes: row.minutes,
  };
}

/** Which policy, how bad, and when: the words are read where captures are, by whom they are for. */
function presentCaptured(
  row: CapturedRow,
  words: { titleOf(term: string, risk: CapturedRow['policy']): string },
): NonNullable<LessonSummary['captures']>[number] {
  return {
    id: row.id,
    person: row.person,
    severity: row.severity,
    policy: words.titleOf(row.term, row.policy),
    at: row.happened_at.toISOString(),
  };
}
