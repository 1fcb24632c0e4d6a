import type { TamperingFound } from '@lapwing/agent-core/tampering.ts';
import { z } from 'zod';

/** A moment by both clocks. */
export interface Moment {
  /** Milliseconds since 1970, by the clock that a person can set. */
  readonly wall: number;
  /** Milliseconds since the system was started, by a count that nobody can set. */
  readonly up: number;
}

/** What the agent noted of its run. */
export const RunNote = z.object({
  boot: z.string().nullable(),
  wall: z.number(),
  up: z.number(),
  /**
   * How it ended. `due`: with the system, or to be changed. `asked`: it was told to, and it could not be told whether the
   * system went on. `told`: as the system went on, which is on record. `itself`: by a fault of its own. Null: it said
   * nothing, or it runs.
   */
  end: z.enum(['due', 'asked', 'told', 'itself']).nullable(),
});
export type RunNote = z.infer<typeof RunNote>;

/** Where the system does not name its runs: by so much two guesses at the moment of its start may differ. */
const SAME_START_MS = 5 * 60_000;

/** Whether both belong to one run of the system: nothing was switched off between them. */
export function sameRun(last: RunNote, now: Moment & { readonly boot: string | null }): boolean {
  if (now.up < last.up) return false;
  if (last.boot !== null && now.boot !== null) return last.boot === now.boot;
  return Math.abs(now.wall - now.up - (last.wall - last.up)) < SAME_START_MS;
}

/**
 * What the end of the last run was, if somebody brought it about while the system went on. A power cut, a shutdown and
 * a fault of the agent are none.
 */
export function endOf(
  last: RunNote | null,
  now: Moment & { readonly boot: string | null },
): TamperingFound | null {
  if (last === null || !sameRun(last, now)) return null;
  if (last.end !== null && last.end !== 'asked') return null;
  return {
    what: last.end === null ? 'agent-killed' : 'service-stopped',
    seconds: Math.round((now.up - last.up) / 1000),
    at: last.wall,
  };
}
