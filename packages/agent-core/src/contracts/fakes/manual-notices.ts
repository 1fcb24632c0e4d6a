import type { AgreementContent, DeclineOutcome } from '@lapwing/protocol/features/agreements/content.ts';
import type { AgreementAnswer, Notice, Notices, Outcome } from '../notices.ts';

export interface ManualNotices extends Notices {
  /** Messages that were put before the person, also those that they closed. */
  readonly messages: Notice[];
  /** What else was done: `open https://…`, `close …`, `log off: …`, in order. */
  readonly deeds: string[];
  /** Agreements that were put before the person, each time. */
  readonly questions: AgreementContent[];
  /** What the person was told with each of them comes of a no. */
  readonly ofNo: DeclineOutcome[];
  /** The agreement that stands before the person; null when none does. */
  standing(): AgreementContent | null;
  /** The person closes the message in front. False when there is none. */
  close(): boolean;
  /** The person answers the agreement that stands, if one does. */
  say(answer: AgreementAnswer): void;
  /** How the next deeds end, in place of `done`. */
  answer(outcome: Outcome): void;
}

/** A person whose answers are the test's. */
export function createManualNotices(): ManualNotices {
  const messages: Notice[] = [];
  const deeds: string[] = [];
  const questions: AgreementContent[] = [];
  const ofNo: DeclineOutcome[] = [];
  let unread: (() => void)[] = [];
  let outcome: Outcome = 'done';
  let open: {
    readonly agreement: AgreementContent;
    readonly settle: (said: AgreementAnswer) => void;
  } | null = null;
  const deed = (what: string): Promise<Outcome> => {
    if (outcome === 'done') deeds.push(what);
    return Promise.resolve(outcome);
  };
  return {
    messages,
    deeds,
    questions,
    ofNo,
    standing: () => open?.agreement ?? null,
    close() {
      const [first, ...others] = unread;
      unread = others;
      first?.();
      return first !== undefined;
    },
    say: (answer) => open?.settle(answer),
    answer(next) {
      outcome = next;
    },
    show(notice, seen) {
      if (outcome !== 'done') return Promise.resolve(outcome === 'blocked' ? 'failed' : outcome);
      messages.push(notice);
      unread.push(seen);
      return Promise.resolve('shown');
    },
    open: (url) => deed(`open ${url}`),
    closeTabs: (host, all) => deed(`close ${all ? 'all of' : 'the tab of'} ${host}`),
    logOff: (text) => deed(`log off: ${text}`),
    ask(agreement, _school, _logo, comesOfNo) {
      open?.settle('gone');
      questions.push(agreement);
      ofNo.push(comesOfNo);
      let resolve: (answer: AgreementAnswer) => void = () => undefined;
      const answer = new Promise<AgreementAnswer>((settled) => {
        resolve = settled;
      });
      const settle = (said: AgreementAnswer): void => {
        if (open === mine) open = null;
        resolve(said);
      };
      const mine = { agreement, settle };
      open = mine;
      return { answer, withdraw: () => settle('gone') };
    },
  };
}
