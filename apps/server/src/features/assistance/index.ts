import type { ServerFrame } from '@lapwing/protocol/agent-frames.ts';
import type { LessonSummary } from '@lapwing/protocol/features/lessons/api.ts';
import { reachOf, type Actor } from '../../permissions/actor.ts';
import type { FrameCall } from '../../permissions/agent-frames.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import { sessionChanged } from '../sessions/index.ts';
import { addAssistanceRoutes, sightOf } from './api.ts';
import { hearRequests } from './hear.ts';
import type { AssistanceParts } from './parts.ts';
import { isOpen, nameOf, outcomeOf } from './present.ts';
import { listOfLesson } from './store.ts';
import { startSweep } from './sweep.ts';
import { createTold } from './told.ts';

export type { Allow, AllowWanted, AssistanceParts } from './parts.ts';

export interface Assistance {
  /** What a device is told when it has connected: how the requests of whoever sits there stand. */
  afterWelcome(call: Pick<FrameCall, 'tx' | 'deviceId'>): Promise<readonly ServerFrame[]>;
  stop(): Promise<void>;
}

const SWEEP_EVERY_MS = 5000;

/** Hears what pupils ask at their devices, and lets staff answer. */
export function registerAssistance(parts: AssistanceParts): Assistance {
  const told = createTold(parts);
  const afterWelcome = hearRequests(parts, told);
  addAssistanceRoutes(parts, told);
  const sweep = startSweep({ ...parts, told, everyMs: SWEEP_EVERY_MS });
  // Whoever leaves is not waited for.
  const unsubscribe = parts.bus.subscribe(sessionChanged, () => sweep.soon());
  return {
    afterWelcome,
    async stop() {
      unsubscribe();
      await sweep.stop();
    },
  };
}

/** What pupils asked for in a lesson, as far as the actor answers pupils. */
export async function askedInLesson(
  tx: SchoolTx,
  actor: Actor,
  lessonId: string,
): Promise<LessonSummary['asked']> {
  const reach = reachOf(actor, 'assistance.answer');
  if (reach === null) return [];
  const rows = await listOfLesson(tx, sightOf(actor, reach), lessonId);
  return rows.map((row) => ({
    person: nameOf(row),
    what: row.url ?? (row.text === '' ? 'Help' : `Help: ${row.text}`),
    at: row.asked_at.toISOString(),
    answer: isOpen(row) && row.state === 'waiting' ? null : outcomeOf(row),
  }));
}
