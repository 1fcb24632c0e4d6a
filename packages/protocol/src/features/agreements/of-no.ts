import type { DeclineOutcome } from './content.ts';

const KEPT = 'Your school keeps your answer, with your name and the time.';

/** What whoever is asked reads before they answer: what comes of a no, and that the answer is kept. */
export function sayOfNo(ofNo: DeclineOutcome): string {
  switch (ofNo) {
    case 'nothing':
      return KEPT;
    case 'lock':
      return `If you do not agree, your screen is locked until you do. ${KEPT}`;
    case 'log-off':
      return `If you do not agree, you are logged off. ${KEPT}`;
  }
}
