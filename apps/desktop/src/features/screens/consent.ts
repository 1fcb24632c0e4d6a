import type { Clock } from '@lapwing/agent-core/contracts/clock.ts';
import type { Consent, ConsentAnswer, ConsentRequest } from '@lapwing/agent-core/contracts/consent.ts';
import { questionWords, secondsInWords } from '@lapwing/agent-core/consent-words.ts';
import type { Page } from '../../ui/page.ts';
import type { OpenPanel, Panels } from '../../ui/panels.ts';

const ALLOW = 'allow';
const REFUSE = 'refuse';
const SECOND_MS = 1000;
const LEFT_TO_RIGHT = '\u200e';
/** Keys and clicks that were meant for what is underneath come within this time. */
const UNAWARE_MS = 600;
const NO_HARM =
  'You may say no. While somebody looks, the Lapwing icon says who. Help sites are never shown.';

/** The question that is put to the person. */
export function consentPage(request: ConsentRequest, school: string | null, leftMs: number): Page {
  const { title, from, silence } = questionWords({ ...request, school });
  return {
    title,
    direction: 'ltr',
    middle: false,
    head: [
      { kind: 'school', name: from, logo: null },
      // The question is read from the left, whoever asks it.
      { kind: 'title', text: `${LEFT_TO_RIGHT}${title}` },
    ],
    body: [
      { kind: 'paragraph', text: silence },
      { kind: 'paragraph', text: secondsInWords(leftMs), tone: 'strong' },
      { kind: 'bar', part: leftMs / (request.seconds * SECOND_MS) },
    ],
    foot: [
      {
        kind: 'buttons',
        buttons: [
          { id: ALLOW, label: 'Allow', main: true },
          { id: REFUSE, label: 'Not now', main: false },
        ],
      },
      { kind: 'paragraph', text: NO_HARM, tone: 'quiet' },
    ],
  };
}

/** Asks in a panel. Closing it by hand is a no. */
export function createConsentPanel(parts: {
  readonly panels: Panels;
  readonly clock: Clock;
  readonly schoolName: () => string | null;
}): Consent {
  const { panels, clock, schoolName } = parts;
  let standing: { settle(answer: ConsentAnswer): void } | null = null;

  return {
    ask(request) {
      standing?.settle('silence');
      const endsAt = clock.passed() + request.seconds * SECOND_MS;
      let panel: OpenPanel | null = null;
      let resolve: (answer: ConsentAnswer) => void = () => undefined;
      const answer = new Promise<ConsentAnswer>((settled) => {
        resolve = settled;
      });
      const cancelEnd = clock.setTimer(request.seconds * SECOND_MS, () => one.settle('silence'));
      let cancelTick = (): void => undefined;
      const tick = (): void => {
        cancelTick = clock.setTimer(SECOND_MS, () => {
          panel?.redraw();
          tick();
        });
      };
      const one = {
        settle(said: ConsentAnswer): void {
          if (standing !== one) return;
          standing = null;
          cancelEnd();
          cancelTick();
          panel?.close();
          resolve(said);
        },
      };
      standing = one;
      const put = async (): Promise<void> => {
        const opened = await panels.open({
          page: () => consentPage(request, schoolName(), Math.max(0, endsAt - clock.passed())),
          pressed: (spot) => {
            if (spot === ALLOW) one.settle('allowed');
            if (spot === REFUSE) one.settle('denied');
          },
          closed: () => one.settle('denied'),
          unawareMs: UNAWARE_MS,
        });
        panel = opened;
        if (opened === null) one.settle('not-shown');
        else if (standing !== one) opened.close();
        else tick();
      };
      put().catch(() => one.settle('not-shown'));
      return { answer, withdraw: () => one.settle('silence') };
    },
  };
}
