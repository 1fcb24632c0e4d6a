import type { AgreementContent, DeclineOutcome } from '@lapwing/protocol/features/agreements/content.ts';
import { uuidV7 } from '@lapwing/protocol/ids.ts';
import type { StateDocument } from '@lapwing/protocol/features/state/document.event.ts';
import { z } from 'zod';
import {
  type Answer,
  answerTo,
  type AtDevice,
  type OrderedAgreement,
  StoredAnswer,
} from './agreement-answers.ts';
import { backoff } from './backoff.ts';
import type { DeclinedAgreement } from './control-wanted.ts';
import type { Cancel, Clock } from './contracts/clock.ts';
import type { Log } from './contracts/log.ts';
import type { AgreementQuestion, Notices } from './contracts/notices.ts';
import type { Random } from './contracts/random.ts';
import type { StateStore } from './contracts/state-store.ts';
import type { Outbox } from './outbox.ts';
import { createSerial } from './serial.ts';
import type { Sessions } from './session.ts';
import { readDocument, writeDocument } from './stored-document.ts';
import { isSomebodyElse } from './whose.ts';

export const AGREEMENTS = 'agreements';
/** How soon a document for somebody who has just come is there, in milliseconds, where the server is. */
const DOCUMENT_WITHIN_MS = 1000;
/** Without the server, what was in force before is asked after so many milliseconds. */
const OFFLINE_AFTER_MS = 3000;
/** Before a question that went away without an answer is put again. */
const AGAIN_MS = 2000;
const FIRST_RETRY_MS = 10_000;
const LONGEST_RETRY_MS = 5 * 60_000;
const MOST_ANSWERS = 200;

const StoredAgreements = z.object({
  answers: z.array(StoredAnswer),
  /** For whom the document in force was made. */
  documentOf: z.string().nullable(),
});

export interface Agreements {
  load(): Promise<void>;
  begin(): void;
  /** Something that it depends on may be other: the document, a content, the connection. */
  review(): void;
  /** Another session has begun. */
  personChanged(): void;
  /** The person wants to read what they declined, and to answer it again. False where there is no such. */
  again(id: string): boolean;
  /** Those for which the device locks now. */
  declined(): readonly DeclinedAgreement[];
  end(): Promise<void>;
}

export interface AgreementParts {
  readonly outbox: Outbox;
  /** Null where the device cannot ask. */
  readonly notices: Notices | null;
  readonly canLogOff: boolean;
  readonly store: StateStore;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly document: () => StateDocument | null;
  readonly content: (id: string) => AgreementContent | null;
  readonly logo: () => string | null;
  readonly session: Sessions['now'];
  readonly online: () => boolean;
  /** The server's time, in milliseconds since 1970. */
  readonly now: () => number;
  /** `declined` has changed. */
  readonly changed: () => void;
}

interface Standing {
  readonly agreement: OrderedAgreement;
  readonly sessionId: string;
  readonly question: AgreementQuestion;
}

/** What the person at the device is asked to agree to: SPEC.md, AGR. */
export function createAgreements(parts: AgreementParts): Agreements {
  const { outbox, notices, store, clock, random, log, document, content, session, now, changed } = parts;
  const writing = createSerial();
  let answers: readonly StoredAnswer[] = [];
  let documentOf: string | null = null;
  let standing: Standing | null = null;
  /** Declined, and to be read again all the same. */
  const wantedAgain = new Set<string>();
  let begun = false;
  let sessionSince = clock.passed();
  let notBefore = -Infinity;
  let failures = 0;
  let answering: Promise<void> = Promise.resolve();
  let cancelReview: Cancel = () => undefined;

  /** Whose orders they are, as the document says itself; null where it does not. */
  const account = (): string | null => document()?.orders.account ?? null;

  const isForOther = (): boolean => isSomebodyElse(account(), session()?.account ?? null);

  /** What the document asks of somebody else is not asked of whoever is there. */
  const ordered = (): readonly OrderedAgreement[] =>
    isForOther() ? [] : (document()?.orders.agreements ?? []);

  const isTheirs = (who: string): boolean => (account() === null ? documentOf === who : !isForOther());

  function atDevice(): AtDevice | null {
    const current = session();
    const state = document();
    if (current === null || state === null) return null;
    const who = current.account ?? '';
    return {
      sessionId: current.id,
      who,
      documentIsTheirs: isTheirs(who),
      issuedAt: Date.parse(state.issuedAt),
    };
  }

  /** Once the server knows of the session, and had the time to say something else, its document is theirs. */
  function learnWhose(): void {
    const current = session();
    if (current === null || account() !== null || documentOf === (current.account ?? '')) return;
    if (!parts.online() || outbox.holds('sessions/started', current.id)) return;
    if (clock.passed() - sessionSince < DOCUMENT_WITHIN_MS) return;
    documentOf = current.account ?? '';
    void keep();
    changed();
  }

  function mayAsk(at: AtDevice): boolean {
    const alone = !parts.online() && clock.passed() - sessionSince >= OFFLINE_AFTER_MS;
    return (at.documentIsTheirs || alone) && clock.passed() >= notBefore;
  }

  function isDue(agreement: OrderedAgreement, at: AtDevice): boolean {
    return (
      content(agreement.id)?.version === agreement.version &&
      (answerTo(agreement, answers, at) === null || wantedAgain.has(agreement.id))
    );
  }

  function review(): void {
    if (!begun) return;
    learnWhose();
    const at = atDevice();
    const due = at === null ? [] : ordered().filter((agreement) => isDue(agreement, at));
    if (standing !== null) {
      const { agreement, sessionId, question } = standing;
      const still = due.some((one) => one.id === agreement.id && one.version === agreement.version);
      if (still && sessionId === at?.sessionId) return;
      standing = null;
      question.withdraw();
    }
    const [next] = due;
    lookAgain(next !== undefined);
    if (next === undefined || at === null || !mayAsk(at)) return;
    put(next, at);
  }

  /** Nothing else tells of the server having heard of the session, and of time that must have passed. */
  function lookAgain(due: boolean): void {
    cancelReview();
    const current = session();
    // What a document says of itself changes with the next alone.
    const settled = account() !== null || (current !== null && isTheirs(current.account ?? ''));
    if (!due && (settled || !parts.online())) return;
    const wait = Math.max(DOCUMENT_WITHIN_MS / 2, Math.min(notBefore - clock.passed(), FIRST_RETRY_MS));
    cancelReview = clock.setTimer(wait, review);
  }

  function put(agreement: OrderedAgreement, { sessionId }: AtDevice): void {
    const shown = content(agreement.id);
    const state = document();
    if (notices === null || shown === null || state === null) return;
    cancelReview();
    const question = notices.ask(
      shown,
      state.school.name,
      parts.logo(),
      outcomeOf(agreement, parts.canLogOff),
    );
    const mine: Standing = { agreement, sessionId, question };
    standing = mine;
    wait(mine, shown.title).catch((error: unknown) => {
      log('agreements.failed', { error: error instanceof Error ? error.name : 'unknown' });
    });
  }

  async function wait(mine: Standing, title: string): Promise<void> {
    const said = await mine.question.answer.catch(() => 'not-shown' as const);
    // Withdrawn: whatever was said came too late, and is asked again.
    if (standing !== mine) return;
    const { id } = mine.agreement;
    if (said === 'agreed' || said === 'declined') {
      answering = answered(mine, said, title);
      await answering;
    } else if (wantedAgain.delete(id)) notBefore = -Infinity;
    else if (said === 'gone') notBefore = clock.passed() + AGAIN_MS;
    else {
      notBefore = clock.passed() + backoff(random, failures, FIRST_RETRY_MS, LONGEST_RETRY_MS);
      failures += 1;
    }
    if (standing === mine) standing = null;
    review();
  }

  async function answered(mine: Standing, answer: Answer, title: string): Promise<void> {
    const { agreement, sessionId } = mine;
    const { id, version, asking } = agreement;
    failures = 0;
    wantedAgain.delete(id);
    const at = clock.now();
    const one: StoredAnswer = {
      agreementId: id,
      version,
      asking,
      sessionId,
      who: session()?.account ?? '',
      answer,
      at: now(),
    };
    answers = [...answers.filter((other) => !isSame(other, one)), one].slice(-MOST_ANSWERS);
    changed();
    const item = { agreementId: id, version, asking, sessionId, answer, at: new Date(at).toISOString() };
    await outbox.add({ type: 'agreements/answered', id: uuidV7(at, random.bytes(10)), ...item });
    await keep();
    if (answer === 'declined' && agreement.decline === 'log-off' && parts.canLogOff)
      await notices?.logOff(`You did not agree to “${title}”, so you are logged off.`);
  }

  function keep(): Promise<void> {
    return writing
      .run(() => writeDocument(store, AGREEMENTS, { answers, documentOf }))
      .catch(() => {
        log('agreements.not-written');
      });
  }

  return {
    async load() {
      const stored = await readDocument(store, AGREEMENTS, StoredAgreements);
      answers = stored?.answers ?? [];
      documentOf = stored?.documentOf ?? null;
    },
    begin() {
      begun = notices !== null;
      review();
    },
    review,
    personChanged() {
      sessionSince = clock.passed();
      notBefore = -Infinity;
      wantedAgain.clear();
      review();
      changed();
    },
    again(id) {
      const at = atDevice();
      const agreement = ordered().find((one) => one.id === id);
      if (at === null || agreement === undefined || answerTo(agreement, answers, at) !== 'declined')
        return false;
      wantedAgain.add(id);
      review();
      return true;
    },
    declined() {
      const at = atDevice();
      if (at === null || notices === null) return [];
      return ordered().flatMap((agreement) =>
        outcomeOf(agreement, parts.canLogOff) === 'lock' && answerTo(agreement, answers, at) === 'declined'
          ? [{ id: agreement.id, title: content(agreement.id)?.title ?? '' }]
          : [],
      );
    },
    async end() {
      begun = false;
      cancelReview();
      const before = standing;
      standing = null;
      before?.question.withdraw();
      await answering.catch(() => undefined);
      await writing.idle();
    },
  };
}

function isSame(one: StoredAnswer, other: StoredAnswer): boolean {
  return one.agreementId === other.agreementId && one.who === other.who;
}

/** What comes of a no here: a device that cannot log off locks instead, until the person agrees. */
function outcomeOf({ decline }: OrderedAgreement, canLogOff: boolean): DeclineOutcome {
  return decline === 'log-off' && !canLogOff ? 'lock' : decline;
}
