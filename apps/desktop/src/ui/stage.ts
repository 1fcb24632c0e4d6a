import type { Cancel } from '../platform/contract/cancel.ts';
import type { Surfaces } from '../platform/contract/surfaces.ts';
import type { Easel } from './easel.ts';
import type { Look } from './page.ts';

/** Where windows of ours go: the screens of the person, which come and go while the agent runs. */
export interface Stage {
  /** Null while there is no screen. */
  readonly surfaces: () => Surfaces | null;
  /** Called after `surfaces` has become another. */
  readonly onSurfaces: (changed: () => void) => Cancel;
  readonly easel: Easel;
  readonly look: () => Look;
  /** Called when pictures of whole screens or windows were let go: each has megabytes. */
  readonly letGo?: () => void;
  readonly time: {
    /** Milliseconds of this run, by a count that nobody can set. */
    readonly passed: () => number;
    readonly setTimer: (ms: number, run: () => void) => Cancel;
  };
}
