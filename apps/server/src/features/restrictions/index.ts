import type { Actor } from '../../permissions/actor.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import type { CaptureHooks } from '../captures/index.ts';
import { deviceLeft } from '../devices/index.ts';
import { ordersChanged } from '../state/index.ts';
import { sessionChanged } from '../sessions/index.ts';
import { hearRestrictions } from './agent.ts';
import { addRestrictionRoutes } from './api.ts';
import { createChanged } from './changed.ts';
import { createControl, type Control } from './control.ts';
import { allowSites, restrictionsInLesson, restrictionsOfGroups, type AllowAsked } from './for-others.ts';
import { addLiftRoutes } from './lift.api.ts';
import { moveOn } from './move.ts';
import type { RestrictionDeps, RestrictionParts } from './parts.ts';
import { addControlSettingRoutes } from './settings.api.ts';

export type { AccessAt, RestrictionOrders } from './control.ts';
export type { SeatAccess } from './facts.ts';
export { holdsAt, schoolMoment } from './hours.ts';
export type { FavouriteOf, NoteOnCapture, RestrictionDeps } from './parts.ts';
export { findSettings as controlSettings } from './store-settings.ts';
export { peopleWithin, seatsOf } from './store-whom.ts';
export { reachTargets, type Reached, type Whom } from './whom.ts';
export { namesOf } from './words.ts';

export interface Restrictions {
  /** The part of each device's orders that is restrictions. */
  readonly ordersAt: Control['ordersAt'];
  /** What devices should hold, hold, and why; nobody's permission is asked. */
  readonly controlsOf: Control['controlsOf'];
  /** Opens sites for a time in somebody's name. */
  allow(tx: SchoolTx, actor: Actor, asked: AllowAsked): ReturnType<typeof allowSites>;
  /** What is set for whoever is in all of these groups, as devices are told; nobody's permission is asked. */
  ofGroups(tx: SchoolTx, groupIds: readonly string[]): ReturnType<typeof restrictionsOfGroups>;
  /** What was set in a lesson. */
  inLesson(tx: SchoolTx, actor: Actor, lessonId: string): ReturnType<typeof restrictionsInLesson>;
  /** What follows on a capture besides what the device does itself. */
  readonly hooks: CaptureHooks;
  stop(): void;
}

/** Adds the routes of restrictions, hears the devices, and keeps the consoles told. */
export function registerRestrictions(deps: RestrictionDeps): Restrictions {
  const control = createControl(deps);
  const changed = createChanged({ ...deps, control, now: () => deps.clock.now() });
  const parts: RestrictionParts = {
    ...deps,
    control,
    announce: (tx, deviceIds) => {
      const { schoolId } = tx;
      tx.afterCommit(() => {
        if (deviceIds.length > 0) deps.bus.publish(ordersChanged, { schoolId, deviceIds });
      });
    },
  };
  addRestrictionRoutes(parts);
  addLiftRoutes(parts);
  addControlSettingRoutes(parts);
  hearRestrictions(parts, changed);
  const subscriptions = [
    deps.bus.subscribe(ordersChanged, ({ schoolId, deviceIds }) =>
      changed.told(schoolId, deviceIds ?? deps.presence.online(schoolId)),
    ),
    deps.bus.subscribe(deviceLeft, ({ schoolId, deviceId }) => changed.left(schoolId, deviceId)),
    deps.bus.subscribe(sessionChanged, ({ schoolId, deviceId }) => changed.told(schoolId, [deviceId])),
  ];
  return {
    ordersAt: (tx, seats) => control.ordersAt(tx, seats),
    controlsOf: (tx, ids) => control.controlsOf(tx, ids),
    allow: (tx, actor, asked) => allowSites(parts, tx, actor, asked),
    ofGroups: (tx, groupIds) => restrictionsOfGroups(parts, tx, groupIds),
    hooks: { arrived: (tx, captureId) => moveOn(deps, tx, captureId) },
    inLesson: (tx, actor, lessonId) => restrictionsInLesson(parts, tx, actor, lessonId),
    stop() {
      for (const unsubscribe of subscriptions) unsubscribe();
      changed.stop();
    },
  };
}
