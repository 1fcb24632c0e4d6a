import { insertHistory, type Announce } from './features/captures/index.ts';
import { concernsOf, registerConcerns, type Concerns, type ConcernsDeps } from './features/concerns/index.ts';

/** What grows out of captures: concerns. */
export interface Cases extends Concerns {
  readonly concernsOf: typeof concernsOf;
}

/** Puts the concerns together with the captures, which do not know them. */
export function composeCases(
  deps: Omit<ConcernsDeps, 'noteOnCapture' | 'wordsOf'> & {
    readonly policies: { readonly wordsOf: ConcernsDeps['wordsOf'] };
    /** Tells the consoles of a change to a capture. */
    readonly announce: Announce;
  },
): Cases {
  const { routes, clock, timeZone, policies, announce } = deps;
  const concerns = registerConcerns({
    routes,
    clock,
    timeZone,
    wordsOf: (tx) => policies.wordsOf(tx),
    papers: deps.papers,
    async noteOnCapture(tx, captureId, by, concernId) {
      await insertHistory(tx, captureId, by, 'concern', null, concernId);
      announce(tx, 'captures/changed', captureId);
    },
  });
  return { ...concerns, concernsOf };
}
