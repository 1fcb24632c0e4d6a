import type { Clock } from '../clock.ts';
import type { Consent, ConsentAnswer, ConsentRequest } from '../consent.ts';

export interface ManualConsent extends Consent {
  /** Every question that was put. */
  readonly questions: ConsentRequest[];
  /** The one that stands; null when none does. */
  standing(): ConsentRequest | null;
  /** Answers the one that stands, if one does. */
  say(answer: ConsentAnswer): void;
}

/** A person whose answers are the test's; who is not answered for in time is silent. */
export function createManualConsent(clock: Clock): ManualConsent {
  const questions: ConsentRequest[] = [];
  let open: { request: ConsentRequest; settle: (answer: ConsentAnswer) => void } | null = null;
  return {
    questions,
    standing: () => open?.request ?? null,
    say: (answer) => open?.settle(answer),
    ask(request) {
      open?.settle('silence');
      questions.push(request);
      let resolve: (answer: ConsentAnswer) => void = () => undefined;
      const answer = new Promise<ConsentAnswer>((settled) => {
        resolve = settled;
      });
      const settle = (said: ConsentAnswer): void => {
        cancel();
        if (open === mine) open = null;
        resolve(said);
      };
      const mine = { request, settle };
      const cancel = clock.setTimer(request.seconds * 1000, () => settle('silence'));
      open = mine;
      return { answer, withdraw: () => settle('silence') };
    },
  };
}
