import type { Clock } from '@lapwing/agent-core/contracts/clock.ts';
import type { Consent, ConsentAnswer, ConsentRequest } from '@lapwing/agent-core/contracts/consent.ts';

/** How a simulated person answers when staff want to look at the screen. */
export interface Answering {
  readonly says: 'allowed' | 'denied' | 'silence';
  /** Milliseconds that the person takes to think. */
  readonly afterMs: number;
}

export const WILLING: Answering = Object.freeze({ says: 'allowed', afterMs: 2000 });

export interface SimulatedPerson extends Consent {
  /** The question that stands before the person; null when none does. */
  asked(): ConsentRequest | null;
  /** Answers it at once, whatever the person would have said. */
  say(answer: 'allowed' | 'denied'): void;
}

/** A person who answers in one way, or who lets the time go by. */
export function createPerson(clock: Clock, answering: () => Answering): SimulatedPerson {
  let standing: { readonly request: ConsentRequest; readonly end: (said: ConsentAnswer) => void } | null =
    null;
  return {
    asked: () => standing?.request ?? null,
    say: (answer) => standing?.end(answer),
    ask(request) {
      const { says, afterMs } = answering();
      const silentAfter = request.seconds * 1000;
      let settle: (answer: ConsentAnswer) => void = () => undefined;
      const answer = new Promise<ConsentAnswer>((resolve) => {
        settle = resolve;
      });
      const speaks = says !== 'silence' && afterMs < silentAfter;
      const cancel = clock.setTimer(speaks ? afterMs : silentAfter, () => end(speaks ? says : 'silence'));
      const end = (said: ConsentAnswer): void => {
        cancel();
        if (standing?.end === end) standing = null;
        settle(said);
      };
      standing = { request, end };
      return { answer, withdraw: () => end('silence') };
    },
  };
}
