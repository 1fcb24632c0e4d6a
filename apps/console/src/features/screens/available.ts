import type { Permitted } from '@lapwing/protocol/endpoint.ts';
import type { KeyedSeat, Lookable, Obstacle } from './seat.ts';
import { obstacleOf } from './seat.ts';
import { MOST_PANES } from './search.ts';
import { OBSTACLE_WORDS } from './words.ts';

/** What an action would act on, or why it cannot be done. */
export interface Available {
  readonly on: readonly Lookable[];
  readonly unavailable: string | undefined;
}

const NONE_CHOSEN = 'Choose at least one connected device.';

/** Whether the screens of what is chosen can be looked at; a device twice chosen counts once. */
export function canView(chosen: readonly KeyedSeat[], may: Permitted | undefined): Available {
  const found = canUse(chosen, may, 'Your role does not include live screens.');
  if (found.unavailable === undefined && found.on.length > MOST_PANES) {
    return { on: found.on, unavailable: `Choose at most ${MOST_PANES} screens to view at once.` };
  }
  return found;
}

/** Whether screenshots and recordings of what is chosen can be made. */
export function canRecord(chosen: readonly KeyedSeat[], may: Permitted | undefined): Available {
  return canUse(chosen, may, 'Your role does not include screenshots and recordings.');
}

function canUse(chosen: readonly KeyedSeat[], may: Permitted | undefined, refusal: string): Available {
  if (may !== undefined && !may.allowed) return { on: [], unavailable: may.reason ?? refusal };
  if (chosen.length === 0) return { on: [], unavailable: NONE_CHOSEN };
  const on = new Map<string, Lookable>();
  const obstacles = new Set<Obstacle>();
  for (const { key, seat } of chosen) {
    const obstacle = obstacleOf(seat);
    if (obstacle !== null) obstacles.add(obstacle);
    else if (seat.device !== null) on.set(seat.device.id, { key, deviceId: seat.device.id });
  }
  if (on.size > 0) return { on: [...on.values()], unavailable: undefined };
  // One reason for all of them is worth its own words.
  const [only, ...others] = obstacles;
  return {
    on: [],
    unavailable: only === undefined || others.length > 0 ? NONE_CHOSEN : OBSTACLE_WORDS[only],
  };
}
