import { Id } from '@lapwing/protocol/ids.ts';
import type { StateDocument } from '@lapwing/protocol/features/state/document.event.ts';
import { z } from 'zod';

export type OrderedAgreement = StateDocument['orders']['agreements'][number];

/** How somebody answered at this device. */
export const StoredAnswer = z.object({
  agreementId: Id,
  version: z.number().int(),
  asking: z.number().int(),
  sessionId: Id,
  /** Name of the account; empty where the platform does not say. */
  who: z.string(),
  answer: z.enum(['agreed', 'declined']),
  /** The server's time, in milliseconds since 1970. */
  at: z.number(),
});
export type StoredAnswer = z.infer<typeof StoredAnswer>;
export type Answer = StoredAnswer['answer'];

/** After so many milliseconds what the document says of an answer goes before what was said here. */
const OVERTAKEN_MS = 10 * 60_000;

/** Who sits at the device, and whether the document's answers are theirs. */
export interface AtDevice {
  readonly sessionId: string;
  readonly who: string;
  /** The document was made for them. */
  readonly documentIsTheirs: boolean;
  /** When the document was made, in milliseconds since 1970. */
  readonly issuedAt: number;
}

/**
 * What counts as the answer to an agreement now; null where it is to be asked. The server learns of an answer only when
 * it is there, so what was said here counts until the document says it, too.
 */
export function answerTo(
  agreement: OrderedAgreement,
  answers: readonly StoredAnswer[],
  at: AtDevice,
): Answer | null {
  const here = answers.findLast(
    (one) =>
      one.agreementId === agreement.id &&
      one.version === agreement.version &&
      one.asking >= agreement.asking &&
      one.who === at.who,
  );
  const inSession = here?.sessionId === at.sessionId ? here.answer : null;
  if (agreement.when === 'every-log-on') return inSession;
  const known = at.documentIsTheirs ? agreement.answered : null;
  const overtaken = here !== undefined && known !== null && at.issuedAt > here.at + OVERTAKEN_MS;
  const answer = overtaken ? known : (here?.answer ?? known);
  // Whoever declined and was logged off for it is asked at the next log-on.
  return answer === 'declined' && agreement.decline === 'log-off' ? inSession : answer;
}
