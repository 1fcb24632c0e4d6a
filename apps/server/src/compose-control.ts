import type { SiteCategory } from '@lapwing/protocol/features/access/api.ts';
import { NO_ORDERS, type DeviceOrders } from '@lapwing/protocol/features/state/document.event.ts';
import type { ServerFrame } from '@lapwing/protocol/agent-frames.ts';
import { registerAccess, sitesOf } from './features/access/index.ts';
import { registerAgreements } from './features/agreements/index.ts';
import { askedInLesson, registerAssistance } from './features/assistance/index.ts';
import { appendAudit } from './features/audit/index.ts';
import { insertHistory, type Announce, type CaptureHooks } from './features/captures/index.ts';
import type { Presence } from './features/devices/index.ts';
import { registerLessons, type LessonAt } from './features/lessons/index.ts';
import { messagesInLesson, registerMessages } from './features/messages/index.ts';
import type { Policies } from './features/policies/index.ts';
import { controlSettings, registerRestrictions } from './features/restrictions/index.ts';
import type { GroupFigures } from './features/groups/index.ts';
import type { OrdersAt } from './features/state/index.ts';
import type { AgentFrames, FrameCall } from './permissions/agent-frames.ts';
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
  /** What a device is told after its state, when it has connected. */
  afterWelcome(call: FrameCall): Promise<readonly ServerFrame[]>;
  /** What follows on a capture besides what the device does itself. */
  readonly hooks: CaptureHooks;
  stop(): Promise<void>;
}

/** In the place of the device of somebody who sits at none. */
const NO_DEVICE = '00000000-0000-0000-0000-000000000000';

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
  readonly timeZone: string;
  readonly policies: Policies;
  readonly figures: Pick<GroupFigures, 'online'>;
  /** Ready lists of sites, as they are shipped. */
  readonly siteLists: readonly SiteCategory[];
  /** Tells the consoles of a change to a capture. */
  readonly announce: Announce;
}): ComposedControl {
  const { policies, announce } = deps;
  const lessons = registerLessons({
    ...deps,
    appendAudit,
    usualMinutes: async (tx) => (await controlSettings(tx)).settings.usual.lesson,
    week: (tx) => policies.week(tx),
    wordsOf: (tx) => policies.wordsOf(tx),
    restrictionsIn: (tx, actor, lessonId) => restrictions.inLesson(tx, actor, lessonId),
    askedIn: askedInLesson,
    messagesIn: messagesInLesson,
  });
  const access = registerAccess({
    ...deps,
    categories: deps.siteLists,
    week: (tx) => policies.week(tx),
    helpHosts: (tx) => policies.helpHosts(tx),
    async restrictionsAt(tx, { personId, deviceId, groupIds }, at) {
      const seat = { deviceId: deviceId ?? NO_DEVICE, personId };
      const told =
        personId === null && deviceId === null
          ? await restrictions.ofGroups(tx, groupIds)
          : ((await restrictions.ordersAt(tx, [seat])).get(seat.deviceId)?.restrictions ?? []);
      return told
        .filter(({ from, until }) => Date.parse(from) <= at && (until === null || at < Date.parse(until)))
        .map(({ id, effect, layer, by }) => ({ id, effect, layer, by: by ?? 'A restriction' }));
    },
  });
  const restrictions = registerRestrictions({
    ...deps,
    appendAudit,
    accessAt: (tx, seats) => access.accessAt(tx, seats),
    declinedAt: async (tx, seats) =>
      new Map(
        Array.from(await agreements.agreementsAt(tx, seats), ([deviceId, asked]) => [
          deviceId,
          asked.flatMap(({ id, decline, answered }) =>
            answered === 'declined' && decline === 'lock' ? [id] : [],
          ),
        ]),
      ),
    favouriteOf: (tx, actor, id) => sitesOf(tx, actor, id),
    async noteOnCapture(tx, captureId, by, kind, words) {
      await insertHistory(tx, captureId, by, kind, words);
      announce(tx, 'captures/changed', captureId);
    },
  });
  const messages = registerMessages(deps);
  const assistance = registerAssistance({
    ...deps,
    mayAsk: async (tx) => (await controlSettings(tx)).settings.mayAsk,
    usualMinutes: async (tx) => (await controlSettings(tx)).settings.usual.access,
    lessonAt: (tx, seats) => lessons.lessonAt(tx, seats),
    closedBecause: (tx, page) => access.closedBecause(tx, page),
    allow: (tx, actor, wanted) => restrictions.allow(tx, actor, wanted),
  });
  const agreements = registerAgreements(deps);
  return {
    async orders(tx, seats) {
      const lessonOf = await lessons.lessonAt(tx, seats);
      const restricted = await restrictions.ordersAt(tx, seats);
      const asked = await agreements.agreementsAt(tx, seats);
      return new Map(
        seats.map(({ deviceId }): [string, DeviceOrders] => [
          deviceId,
          {
            ...NO_ORDERS,
            ...restricted.get(deviceId),
            lesson: lessonOrder(lessonOf.get(deviceId)),
            agreements: asked.get(deviceId) ?? [],
          },
        ]),
      );
    },
    hooks: restrictions.hooks,
    afterWelcome: (call) => assistance.afterWelcome(call),
    async stop() {
      agreements.stop();
      restrictions.stop();
      messages.stop();
      await Promise.all([lessons.stop(), assistance.stop()]);
    },
  };
}

function lessonOrder(lesson: LessonAt | undefined): DeviceOrders['lesson'] {
  if (lesson === undefined) return null;
  const { id, title, teachers, endsAt, personal } = lesson;
  return { id, title, teachers: teachers.slice(0, 10), endsAt: endsAt.toISOString(), personal };
}
