import type { LessonSummary } from '@lapwing/protocol/features/lessons/api.ts';
import type { PolicyKey } from '@lapwing/protocol/vocabulary.ts';
import type { Actor } from '../../permissions/actor.ts';
import type { Live } from '../../permissions/live.ts';
import type { AppendAudit, Routes } from '../../permissions/routes.ts';
import type { Bus } from '../../platform/bus/bus.ts';
import type { Clock } from '../../platform/clock/clock.ts';
import type { Database, SchoolTx } from '../../platform/db/database.ts';
import type { Log } from '../../platform/log/log.ts';
import type { Presence } from '../devices/index.ts';
import type { Holidays } from './planned.ts';

export interface LessonParts {
  readonly routes: Routes;
  readonly db: Database;
  readonly bus: Bus;
  readonly live: Live;
  readonly presence: Pick<Presence, 'online'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly appendAudit: AppendAudit;
  /** What the school settled that a lesson usually takes, in minutes. */
  readonly usualMinutes: (tx: SchoolTx) => Promise<number>;
  /** The school's holidays, and the clock that its timetable goes by. */
  readonly week: (tx: SchoolTx) => Promise<Holidays>;
  /** What the policies are called. */
  readonly wordsOf: (tx: SchoolTx) => Promise<{ titleOf(term: string, risk: PolicyKey): string }>;
  /** What was set in a lesson, as the actor may see it; of the features that lessons do not know. */
  readonly restrictionsIn: (
    tx: SchoolTx,
    actor: Actor,
    lessonId: string,
  ) => Promise<LessonSummary['restrictions']>;
  /** What pupils asked for in a lesson, as the actor may see it. */
  readonly askedIn: (tx: SchoolTx, actor: Actor, lessonId: string) => Promise<LessonSummary['asked']>;
  /** How many messages were sent in a lesson. */
  readonly messagesIn: (tx: SchoolTx, lessonId: string) => Promise<number>;
}
