import type { Clock } from '@lapwing/agent-core/contracts/clock.ts';
import type { Consent, ConsentAnswer } from '@lapwing/agent-core/contracts/consent.ts';
import type { BackgroundHost } from '../../platform/contract/host.ts';
import { CONSENT_PAGE, type PromptMessage, type PromptQuestion } from './messages.ts';

export interface ConsentPrompt extends Consent {
  /** What the window asks or says; the answer is for it. */
  onMessage(message: PromptMessage): PromptQuestion;
}

interface Standing {
  readonly id: string;
  readonly question: Omit<NonNullable<PromptQuestion>, 'leftMs'>;
  readonly endsAt: number;
  windowId: number | null;
  settle(answer: ConsentAnswer): void;
}

/** Asks in a small window of its own. Closing it by hand is a no. */
export function createConsentPrompt(parts: {
  readonly host: Pick<BackgroundHost, 'openPrompt' | 'closePrompt' | 'onWindowGone'>;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly schoolName: () => string | null;
}): ConsentPrompt {
  const { host, clock, newId, schoolName } = parts;
  let standing: Standing | null = null;

  async function open(one: Standing): Promise<void> {
    const windowId = await host.openPrompt(`${CONSENT_PAGE}#${one.id}`);
    one.windowId = windowId;
    if (windowId === null) one.settle('not-shown');
    else if (standing !== one) await host.closePrompt(windowId);
  }

  return {
    ask({ watchers, seconds, silence }) {
      standing?.settle('silence');
      const ofMs = seconds * 1000;
      let resolve: (answer: ConsentAnswer) => void = () => undefined;
      const answer = new Promise<ConsentAnswer>((settled) => {
        resolve = settled;
      });
      const unsubscribe = host.onWindowGone((windowId) => {
        if (one.windowId === windowId) one.settle(clock.now() >= one.endsAt ? 'silence' : 'denied');
      });
      const cancel = clock.setTimer(ofMs, () => one.settle('silence'));
      const one: Standing = {
        id: newId(),
        question: { school: schoolName(), watchers, silence, ofMs },
        endsAt: clock.now() + ofMs,
        windowId: null,
        settle(said) {
          if (standing !== one) return;
          standing = null;
          cancel();
          unsubscribe();
          if (one.windowId !== null) void host.closePrompt(one.windowId);
          resolve(said);
        },
      };
      standing = one;
      void open(one).catch(() => one.settle('not-shown'));
      return { answer, withdraw: () => one.settle('silence') };
    },
    onMessage(message) {
      const one = standing;
      if (one === null || one.id !== message.id) return null;
      if (message.kind === 'consent-answer') {
        one.settle(message.yes ? 'allowed' : 'denied');
        return null;
      }
      return { ...one.question, leftMs: Math.max(0, one.endsAt - clock.now()) };
    },
  };
}
