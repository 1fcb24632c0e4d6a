import {
  clearLessonTimetable,
  readLessonTimetable,
  saveLessonTimetable,
  showLessonTimetable,
} from '@lapwing/protocol/features/lessons/api.ts';
import { can } from '../../permissions/actor.ts';
import { audited, unaudited } from '../../permissions/routes.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import { refuse } from '../../platform/http/outcome.ts';
import { staffWith } from '../accounts/index.ts';
import { listGroupRows } from '../groups/index.ts';
import type { LessonParts } from './parts.ts';
import { presentLine } from './planned.ts';
import { readTimetable, type TimetableOutcome } from './read-timetable.ts';
import { clearTimetable, listTimetable, replaceTimetable } from './store-planned.ts';

/** Two million letters as JSON, of whatever script. */
const CSV_BYTES = 8 * 1024 * 1024;
const FILES_PER_MINUTE = 30;

async function read(tx: SchoolTx, csv: string): Promise<TimetableOutcome> {
  return readTimetable(csv, {
    groups: await listGroupRows(tx, null),
    staff: await staffWith(tx, 'lessons.teach'),
  });
}

export function addTimetableRoutes({ routes }: Pick<LessonParts, 'routes'>): void {
  routes.school(showLessonTimetable, {
    capability: 'lessons.teach',
    audit: 'none',
    async handle({ tx, actor, reach, query }) {
      const rows = await listTimetable(tx, reach, {
        groupId: query.groupId ?? null,
        accountId: query.accountId ?? null,
      });
      return unaudited({
        lines: rows.map(presentLine),
        may: {
          manage: can(actor, 'lessons.manage')
            ? { allowed: true }
            : { allowed: false, reason: 'Your role does not include importing the timetable.' },
        },
      });
    },
  });

  routes.school(readLessonTimetable, {
    capability: 'lessons.manage',
    audit: 'none',
    bodyLimit: CSV_BYTES,
    perMinute: FILES_PER_MINUTE,
    async handle({ tx, body }) {
      const outcome = await read(tx, body.csv);
      if (!outcome.ok) {
        return refuse('bad-request', outcome.reason, outcome.message, {
          field: 'csv',
          remedy: outcome.remedy,
        });
      }
      const { lines, problems, missingColumns } = outcome.read;
      return unaudited({
        lines: lines.map((line) => ({ ...line })),
        problems: problems.map((problem) => ({ ...problem })),
        missingColumns: [...missingColumns],
      });
    },
  });

  routes.school(saveLessonTimetable, {
    capability: 'lessons.manage',
    audit: 'lessons.save-timetable',
    bodyLimit: CSV_BYTES,
    perMinute: FILES_PER_MINUTE,
    async handle({ tx, body }) {
      const outcome = await read(tx, body.csv);
      if (!outcome.ok) {
        return refuse('bad-request', outcome.reason, outcome.message, {
          field: 'csv',
          remedy: outcome.remedy,
        });
      }
      const { lines, leftOut, missingColumns } = outcome.read;
      if (missingColumns.length > 0) {
        return refuse(
          'bad-request',
          'columns-missing',
          `The file has no column ${missingColumns.join(', ')}.`,
          {
            field: 'csv',
            remedy: 'Put a line such as "Day,Start,End,Class,Teacher" at the top. The plan stays as it was.',
          },
        );
      }
      if (lines.length === 0) {
        return refuse('bad-request', 'nothing-to-keep', 'No line of the file can be kept.', {
          field: 'csv',
          remedy: 'Put the lines right; the plan stays as it was. To forget it, clear it.',
        });
      }
      await replaceTimetable(tx, lines);
      const left = leftOut === 0 ? '' : `; ${leftOut} left out`;
      return audited(
        { kept: lines.length, leftOut },
        { summary: `Took a file as the timetable of lessons: ${lines.length} lessons${left}`, subject: null },
      );
    },
  });

  routes.school(clearLessonTimetable, {
    capability: 'lessons.manage',
    audit: 'lessons.clear-timetable',
    async handle({ tx }) {
      const forgotten = await clearTimetable(tx);
      return audited(
        { done: true as const },
        { summary: `Cleared the timetable of lessons: ${forgotten} lessons`, subject: null },
      );
    },
  });
}
