import type { CaptureSummary } from '@lapwing/protocol/features/captures/api.ts';
import { isClosed } from '@lapwing/protocol/features/captures/status.ts';
import { type Severity, SEVERITIES } from '@lapwing/protocol/vocabulary.ts';

export interface Arrival {
  readonly capture: CaptureSummary;
}

/** Pop-ups that are shown at once; the others are counted. */
export const SHOWN_AT_ONCE = 2;
/** More than this many are not kept one by one. */
const KEPT = 200;

/** Milliseconds after which a pop-up goes by itself; null: it stays. */
export function staysFor(severity: Severity): number | null {
  switch (severity) {
    case 'severe':
      return null;
    case 'moderate':
      return 15_000;
    case 'minor':
      return 8_000;
  }
}

/**
 * Takes in a capture that arrived or changed: worst first, then newest. A change updates the pop-up that is shown, and
 * takes it away when somebody has taken or closed the capture meanwhile.
 */
export function meetArrival(
  arrivals: readonly Arrival[],
  capture: CaptureSummary,
  isNew: boolean,
): readonly Arrival[] {
  const known = arrivals.some((arrival) => arrival.capture.id === capture.id);
  const dealtWith = isClosed(capture.status) || capture.assignedTo !== null;
  if (dealtWith) return known ? dropArrival(arrivals, capture.id) : arrivals;
  if (known) {
    return byUrgency(arrivals.map((arrival) => (arrival.capture.id === capture.id ? { capture } : arrival)));
  }
  return isNew ? byUrgency([{ capture }, ...arrivals]).slice(0, KEPT) : arrivals;
}

/**
 * Whether a change made a capture worse than it was when it was last heard of, as when the pupil went on writing: then it
 * is announced again, although it was dismissed. What was never heard of here is not known to have grown worse.
 */
export function grewWorse(before: Severity | undefined, now: Severity): boolean {
  return before !== undefined && SEVERITIES.indexOf(now) > SEVERITIES.indexOf(before);
}

export function dropArrival(arrivals: readonly Arrival[], id: string): readonly Arrival[] {
  return arrivals.filter((arrival) => arrival.capture.id !== id);
}

function byUrgency(arrivals: readonly Arrival[]): readonly Arrival[] {
  return arrivals.toSorted(
    (one, other) => SEVERITIES.indexOf(other.capture.severity) - SEVERITIES.indexOf(one.capture.severity),
  );
}
