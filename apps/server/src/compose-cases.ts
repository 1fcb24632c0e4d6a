import { appendAudit } from './features/audit/index.ts';
import { insertHistory, type Announce, type CaptureHooks } from './features/captures/index.ts';
import { concernsOf, registerConcerns, type Concerns, type ConcernsDeps } from './features/concerns/index.ts';
import { groupsChanged } from './features/groups/index.ts';
import { registerThresholds, type ThresholdsDeps } from './features/thresholds/index.ts';
import type { Bus } from './platform/bus/bus.ts';

/** What grows out of captures: concerns, and what threshold rules do. */
export interface Cases extends Concerns {
  readonly concernsOf: typeof concernsOf;
  /** Rules act in the transaction in which a capture arrives. */
  readonly hooks: CaptureHooks;
}

/** Puts the concerns and the threshold rules together with the captures, which do not know them. */
export function composeCases(
  deps: Omit<ConcernsDeps, 'noteOnCapture' | 'wordsOf'> & {
    readonly bus: Bus;
    readonly policies: { readonly wordsOf: ConcernsDeps['wordsOf'] };
    /** Tells the consoles of a change to a capture. */
    readonly announce: Announce;
    /** Tells whoever a threshold rule names. */
    readonly alert: NonNullable<ThresholdsDeps['alert']>;
  },
): Cases {
  const { routes, clock, timeZone, policies, announce } = deps;
  const concerns = registerConcerns({
    routes,
    clock,
    timeZone,
    wordsOf: (tx) => policies.wordsOf(tx),
    papers: deps.papers,
    live: deps.live,
    async noteOnCapture(tx, captureId, by, concernId) {
      await insertHistory(tx, captureId, by, 'concern', null, concernId);
      announce(tx, 'captures/changed', captureId);
    },
  });
  const { hooks } = registerThresholds({
    routes,
    clock,
    timeZone,
    appendAudit,
    wordsOf: (tx) => policies.wordsOf(tx),
    async noteOnCapture(tx, captureId, words) {
      await insertHistory(tx, captureId, null, 'threshold', words);
      announce(tx, 'captures/changed', captureId);
    },
    alert: deps.alert,
    groupsChanged: (schoolId) => deps.bus.publish(groupsChanged, { schoolId }),
  });
  return { ...concerns, concernsOf, hooks };
}
