import type { ScreensWanted } from '@lapwing/protocol/features/screens/wanted.command.ts';
import type { RemoteView } from '@lapwing/protocol/vocabulary.ts';
import type { Cancel, Clock } from './contracts/clock.ts';
import type { Consent, ConsentAnswer } from './contracts/consent.ts';

/** Milliseconds for which a yes holds after the last look that it was given for, for those whom it was given to. */
export const YES_HOLDS_MS = 5 * 60_000;
/** Milliseconds for which nobody is asked again after a no. */
export const NO_HOLDS_MS = 60_000;
/** A platform that has not answered by then has put no question. */
const GRACE_MS = 3000;

export interface ScreenRules {
  readonly remoteView: RemoteView;
  readonly askSeconds: number;
}

/** Whether the one who looks may see the screen now. */
export interface Standing {
  readonly state: 'allowed' | 'forbidden' | 'asks-first' | 'asking' | 'denied';
  readonly answeredBy: 'person' | 'silence' | null;
}

export interface ScreenConsent {
  /**
   * How it stands with this command under these rules; null for the command: nobody looks any more. To be called at
   * every change of either. Puts the question to the person where there is one to be put, and takes it away again.
   */
  regard(command: ScreensWanted | null, rules: ScreenRules | null): Standing;
  /** Somebody else sits at the device: what was answered was not theirs. */
  forget(): void;
}

interface Answer {
  readonly yes: boolean;
  readonly by: 'person' | 'silence';
  /** The setting that it was given under: what silence means is told with the question. */
  readonly under: RemoteView;
  readonly at: number;
  /** Those who wanted to look when it was given. */
  readonly watchers: ReadonlySet<string>;
}

const FORBIDDEN: Standing = Object.freeze({ state: 'forbidden', answeredBy: null });
const ALLOWED: Standing = Object.freeze({ state: 'allowed', answeredBy: null });
const ASKS_FIRST: Standing = Object.freeze({ state: 'asks-first', answeredBy: null });
const ASKING: Standing = Object.freeze({ state: 'asking', answeredBy: null });

/** Asks the person at the device, and remembers what was answered: SPEC.md, SCREEN. */
export function createScreenConsent(parts: {
  readonly consent: Consent;
  readonly clock: Clock;
  /** An answer came. */
  readonly answered: () => void;
}): ScreenConsent {
  const { consent, clock, answered } = parts;
  let answer: Answer | null = null;
  let question: { readonly under: RemoteView; readonly withdraw: Cancel } | null = null;
  /** A look is going on; when the last one ended. */
  let looking = false;
  let leftAt = -Infinity;
  /** The answer was given in the look that is going on. */
  let heard = false;

  function within(at: number, ms: number): boolean {
    const passed = clock.now() - at;
    // A clock that was put back must not stretch anything.
    return passed >= 0 && passed < ms;
  }

  function withdraw(): void {
    const standing = question;
    question = null;
    standing?.withdraw();
  }

  function follow(look: boolean): void {
    if (looking === look) return;
    looking = look;
    if (!look) leftAt = clock.now();
    else {
      heard = false;
      if (!within(leftAt, YES_HOLDS_MS)) answer = null;
    }
  }

  /** What was answered, as far as it still holds for this command. */
  function holding(command: ScreensWanted, under: RemoteView): Answer | null {
    if (answer === null || (answer.by === 'silence' && answer.under !== under)) return null;
    const { watchers, at } = answer;
    // A glance names nobody: it is shown only to those who were named when the person was asked.
    const nobodyNew = command.watchers.every((name) => watchers.has(name));
    if (answer.yes) return nobodyNew && (looking || within(leftAt, YES_HOLDS_MS)) ? answer : null;
    return within(at, NO_HOLDS_MS) || (heard && nobodyNew) ? answer : null;
  }

  function ask(command: ScreensWanted, rules: ScreenRules): void {
    const under = rules.remoteView;
    const put = consent.ask({
      watchers: command.watchers,
      seconds: rules.askSeconds,
      silence: under === 'ask-allow' ? 'allows' : 'denies',
    });
    const cancel = clock.setTimer(rules.askSeconds * 1000 + GRACE_MS, () => settle('not-shown'));
    const mine = {
      under,
      withdraw: () => {
        cancel();
        put.withdraw();
      },
    };
    question = mine;
    function settle(said: ConsentAnswer): void {
      if (question !== mine) return;
      withdraw();
      answer = {
        yes: said === 'allowed' || (said === 'silence' && under === 'ask-allow'),
        by: said === 'allowed' || said === 'denied' ? 'person' : 'silence',
        under,
        at: clock.now(),
        watchers: new Set(command.watchers),
      };
      heard = true;
      answered();
    }
    put.answer.then(settle, () => settle('not-shown'));
  }

  function settled(standing: Standing): Standing {
    withdraw();
    return standing;
  }

  return {
    regard(command, rules) {
      follow(command?.purpose === 'look');
      if (rules?.remoteView === 'deny') answer = null;
      if (command === null || rules === null || rules.remoteView === 'deny') return settled(FORBIDDEN);
      if (rules.remoteView === 'allow') return settled(ALLOWED);
      const said = holding(command, rules.remoteView);
      if (said?.yes === true) return settled({ state: 'allowed', answeredBy: said.by });
      if (command.purpose === 'glance') return settled(ASKS_FIRST);
      if (said !== null) return settled({ state: 'denied', answeredBy: said.by });
      if (question?.under !== rules.remoteView) {
        withdraw();
        ask(command, rules);
      }
      return ASKING;
    },
    forget() {
      answer = null;
      withdraw();
    },
  };
}
