import type { AgreementContent, DeclineOutcome } from '@lapwing/protocol/features/agreements/content.ts';

export interface Notice {
  readonly id: string;
  readonly text: string;
  /** Who says it, as pupils are to read it. */
  readonly by: string;
  readonly schoolName: string;
}

/** What became of an order of the moment. */
export type Outcome = 'done' | 'not-possible' | 'blocked' | 'failed';

/**
 * `agreed`, `declined`: what the person said. `gone`: the question was taken away without an answer, by `withdraw` or by
 * the person; it is put again. `not-shown`: it could not be put.
 */
export type AgreementAnswer = 'agreed' | 'declined' | 'gone' | 'not-shown';

/** A question that stands before the person. */
export interface AgreementQuestion {
  /** Settles once and never rejects; soon after `withdraw`, too. */
  readonly answer: Promise<AgreementAnswer>;
  withdraw(): void;
}

/** Things of the moment at the device. Nothing here rejects. */
export interface Notices {
  /** Puts a message before the person. `seen` is called when they have closed it. Several stand one after the other. */
  show(notice: Notice, seen: () => void): Promise<'shown' | 'not-possible' | 'failed'>;
  /** Opens a page in front; `blocked` where a rule closes it. */
  open(url: string): Promise<Outcome>;
  /** Closes tabs of the host and its subdomains: the one in front, or all. `done` also where none was open. */
  closeTabs(host: string, all: boolean): Promise<Outcome>;
  logOff(text: string): Promise<Outcome>;
  /**
   * Puts an agreement before the person, in the way of everything else until it is answered.
   *
   * @param ofNo what comes of a no on this device, which the person is told before they answer
   */
  ask(
    agreement: AgreementContent,
    schoolName: string,
    logo: string | null,
    ofNo: DeclineOutcome,
  ): AgreementQuestion;
}
