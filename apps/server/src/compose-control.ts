import { NO_ORDERS, type DeviceOrders } from '@lapwing/protocol/features/state/document.event.ts';
import { appendAudit } from './features/audit/index.ts';
import type { Presence } from './features/devices/index.ts';
import { registerLessons, type LessonAt } from './features/lessons/index.ts';
import type { Policies } from './features/policies/index.ts';
import type { OrdersAt } from './features/state/index.ts';
import type { AgentFrames } from './permissions/agent-frames.ts';
import type { Live } from './permissions/live.ts';
import type { Routes } from './permissions/routes.ts';
import type { Bus } from './platform/bus/bus.ts';
import type { Clock } from './platform/clock/clock.ts';
import type { Database } from './platform/db/database.ts';
import type { Log } from './platform/log/log.ts';

/** What makes devices do things: restrictions, access policies, lessons, agreements, what pupils ask, what they are told. */
export interface ComposedControl {
  /** For the state document of each device. */
  readonly orders: OrdersAt;
  stop(): Promise<void>;
}

/** Minutes of a lesson where a school has settled nothing else. */
const USUAL_LESSON = 60;

/** Composes the features that make devices do things. */
export function composeControl(deps: {
  readonly routes: Routes;
  readonly db: Database;
  readonly bus: Bus;
  readonly live: Live;
  readonly presence: Presence;
  readonly agentFrames: AgentFrames;
  readonly clock: Clock;
  readonly log: Log;
  readonly policies: Policies;
}): ComposedControl {
  const { policies } = deps;
  const lessons = registerLessons({
    ...deps,
    appendAudit,
    usualMinutes: async () => USUAL_LESSON,
    week: (tx) => policies.week(tx),
    wordsOf: (tx) => policies.wordsOf(tx),
    restrictionsIn: async () => [],
    askedIn: async () => [],
    messagesIn: async () => 0,
  });
  return {
    async orders(tx, seats) {
      const lessonOf = await lessons.lessonAt(tx, seats);
      return new Map(
        seats.map(({ deviceId }): [string, DeviceOrders] => [
          deviceId,
          { ...NO_ORDERS, lesson: lessonOrder(lessonOf.get(deviceId)) },
        ]),
      );
    },
    stop: () => lessons.stop(),
  };
}

function lessonOrder(lesson: LessonAt | undefined): DeviceOrders['lesson'] {
  if (lesson === undefined) return null;
  const { id, title, teachers, endsAt } = lesson;
  return { id, title, teachers: teachers.slice(0, 10), endsAt: endsAt.toISOString() };
}
