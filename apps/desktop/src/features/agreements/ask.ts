import type { AgreementAnswer, AgreementQuestion } from '@lapwing/agent-core/contracts/notices.ts';
import type { AgreementContent, DeclineOutcome } from '@lapwing/protocol/features/agreements/content.ts';
import type { Covers } from '../../ui/covers.ts';
import { AGREE, agreementPage, DECLINE } from './agreement-page.ts';

/** Above a lock that is there for an agreement, below any other. */
const STRENGTH = 2;
const AGREEMENT = 'agreement';
/** Keys and clicks that were meant for what is underneath come within this time. */
const UNAWARE_MS = 800;

/** Puts an agreement over everything until it is answered; on screens that come back it stands again. */
export function createAgreementCover(
  covers: Covers,
): (
  content: AgreementContent,
  schoolName: string,
  logo: string | null,
  ofNo: DeclineOutcome,
) => AgreementQuestion {
  let standing: { settle(answer: AgreementAnswer): void } | null = null;
  return (content, schoolName, logo, ofNo) => {
    standing?.settle('gone');
    let resolve: (answer: AgreementAnswer) => void = () => undefined;
    const answer = new Promise<AgreementAnswer>((settled) => {
      resolve = settled;
    });
    const one = {
      settle(said: AgreementAnswer): void {
        if (standing !== one) return;
        standing = null;
        // Gone before it is answered: who hears the answer sees that nothing is asked any more.
        covers.set(AGREEMENT, null).then(
          () => resolve(said),
          () => resolve(said),
        );
      },
    };
    standing = one;
    const put = covers.set(AGREEMENT, {
      strength: STRENGTH,
      page: () => agreementPage(content, schoolName, logo, ofNo),
      pressed: (spot) => {
        if (spot === AGREE) one.settle('agreed');
        if (spot === DECLINE) one.settle('declined');
      },
      unawareMs: UNAWARE_MS,
    });
    // It never rejects.
    void put.then((shown) => (shown ? undefined : one.settle('not-shown')));
    return { answer, withdraw: () => one.settle('gone') };
  };
}
