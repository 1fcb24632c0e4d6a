import type { AgreementAnswer, AgreementQuestion } from '@lapwing/agent-core/contracts/notices.ts';
import type { AgreementContent, DeclineOutcome } from '@lapwing/protocol/features/agreements/content.ts';
import type { CoverHost, KeptHost } from '../../platform/contract/control.ts';
import { AGREEMENT_PAGE, type AgreementMessage, type ShownAgreement } from './messages.ts';
import { KEPT_AGREEMENT_VEIL } from './veil.ts';

/** Above a lock that is there for an agreement, below any other. */
const STRENGTH = 2;

export interface AgreementPrompt {
  ask(
    content: AgreementContent,
    schoolName: string,
    logo: string | null,
    ofNo: DeclineOutcome,
  ): AgreementQuestion;
  onMessage(message: AgreementMessage): ShownAgreement;
  /** Takes away what an earlier run of the worker left over pages; who asks, asks again. */
  begin(): Promise<void>;
}

/** Puts an agreement over everything until it is answered; a window that is closed comes back at once. */
export function createAgreementPrompt(parts: {
  readonly cover: CoverHost;
  readonly kept: KeptHost;
  /** Tells the page that another question stands. */
  readonly changed: () => void;
}): AgreementPrompt {
  const { cover, kept, changed } = parts;
  let standing: {
    readonly shown: NonNullable<ShownAgreement>;
    settle(answer: AgreementAnswer): void;
  } | null = null;

  async function put(): Promise<void> {
    const question = standing;
    const veil =
      question === null
        ? null
        : {
            title: question.shown.content.title,
            words: `${question.shown.schoolName} asks you something first. It is in another window.`,
            until: null,
          };
    await kept.write(KEPT_AGREEMENT_VEIL, veil).catch(() => undefined);
    const shown = await cover.set(AGREEMENT_PAGE, question === null ? null : STRENGTH);
    if (question !== null && !shown) question.settle('not-shown');
  }

  return {
    ask(content, schoolName, logo, ofNo) {
      standing?.settle('gone');
      let resolve: (answer: AgreementAnswer) => void = () => undefined;
      const answer = new Promise<AgreementAnswer>((settled) => {
        resolve = settled;
      });
      const one = {
        shown: { content, schoolName, logo, ofNo },
        settle(said: AgreementAnswer): void {
          if (standing !== one) return;
          standing = null;
          void put();
          resolve(said);
        },
      };
      standing = one;
      void put();
      changed();
      return { answer, withdraw: () => one.settle('gone') };
    },
    onMessage(message) {
      const one = standing;
      if (message.kind === 'agreement-look' || one === null) return one?.shown ?? null;
      const { id, version } = one.shown.content;
      // What was answered is what was read.
      if (message.id === id && message.version === version) one.settle(message.agree ? 'agreed' : 'declined');
      return null;
    },
    async begin() {
      if (standing === null) await kept.write(KEPT_AGREEMENT_VEIL, null).catch(() => undefined);
    },
  };
}
