import type { CaptureHooks } from '../captures/index.ts';
import { actOn, actOnMatched } from './act.ts';
import { addThresholdRoutes } from './api.ts';
import type { ThresholdsDeps } from './parts.ts';

export type { ThresholdsDeps, Told } from './parts.ts';

/** Adds the routes of the threshold rules. Returns what the captures call when one arrives, comes to weigh more or gets its owner. */
export function registerThresholds(deps: ThresholdsDeps): { hooks: CaptureHooks } {
  addThresholdRoutes(deps);
  return {
    hooks: {
      arrived: (tx, captureId) => actOn(deps, tx, captureId),
      raised: (tx, captureId) => actOn(deps, tx, captureId),
      matched: (tx, captureIds) => actOnMatched(deps, tx, captureIds),
    },
  };
}
