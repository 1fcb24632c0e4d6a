export interface ConsentRequest {
  /** Who wants to look, by name. */
  readonly watchers: readonly string[];
  /** How long the person has to answer. */
  readonly seconds: number;
  /** What comes of not answering; the person is told. */
  readonly silence: 'allows' | 'denies';
}

/**
 * `silence`: the person was asked and did not answer in time. `not-shown`: the question could not be put to anybody,
 * which never counts as a yes.
 */
export type ConsentAnswer = 'allowed' | 'denied' | 'silence' | 'not-shown';

/** A question that stands before the person at the device. */
export interface ConsentQuestion {
  /** Settles once and never rejects; soon after `withdraw` too, with anything. */
  readonly answer: Promise<ConsentAnswer>;
  /** Takes the question away. Harmless when it was answered. */
  withdraw(): void;
}

/** Asks the person at the device whether staff may look at the screen. */
export interface Consent {
  ask(request: ConsentRequest): ConsentQuestion;
}
