import { questionWords, secondsInWords } from '@lapwing/agent-core/consent-words.ts';
import type { PromptHost } from '../../platform/contract/host.ts';
import { PromptQuestion } from './messages.ts';

const TICK_MS = 250;
/** Keys and clicks that were meant for the page underneath come within this time. */
const UNAWARE_MS = 600;
/** The worker closes the window when the time is over; where it cannot, the window closes itself. */
const AFTER_MS = 2000;

/** The window in which the person at the device is asked. */
export function showConsent(document: Document, host: PromptHost): void {
  const view = document.defaultView;
  if (view === null) return;
  const id = view.location.hash.slice(1);
  const opened = view.performance.now();
  const left = part('left');
  const allow = part('allow');
  const refuse = part('refuse');
  let answered = false;

  function part(name: string): HTMLElement {
    const found = document.querySelector<HTMLElement>(`#${name}`);
    if (found === null) throw new Error(`consent.html has no #${name}`);
    return found;
  }

  function bar(): HTMLProgressElement | null {
    return document.querySelector('progress');
  }

  function show(question: NonNullable<PromptQuestion>): void {
    const words = questionWords(question);
    document.title = `${words.title} - Lapwing`;
    part('title').textContent = words.title;
    part('from').textContent = words.from;
    part('silence').textContent = words.silence;
    const endsAt = view?.performance.now() ?? 0;
    count(endsAt + question.leftMs, question.ofMs);
    part('question').hidden = false;
    // The words, not a button: whoever was typing answers nothing by accident, and a screen reader reads the question.
    part('title').focus();
  }

  function count(endsAt: number, ofMs: number): void {
    const tick = (): void => {
      const remaining = endsAt - (view?.performance.now() ?? 0);
      const words = secondsInWords(remaining);
      if (left.textContent !== words) left.textContent = words;
      const shown = bar();
      if (shown !== null) {
        shown.max = ofMs;
        shown.value = Math.max(0, remaining);
      }
      if (remaining < -AFTER_MS) host.close();
    };
    tick();
    view?.setInterval(tick, TICK_MS);
  }

  async function load(): Promise<void> {
    const question = PromptQuestion.safeParse(await host.ask({ kind: 'consent-question', id }));
    if (question.success && question.data !== null) show(question.data);
    else host.close();
  }

  function answer(yes: boolean): void {
    if (answered || (view?.performance.now() ?? 0) - opened < UNAWARE_MS) return;
    answered = true;
    for (const button of [allow, refuse]) button.toggleAttribute('disabled', true);
    host.ask({ kind: 'consent-answer', id, yes }).then(
      () => host.close(),
      () => host.close(),
    );
  }

  allow.addEventListener('click', () => answer(true));
  refuse.addEventListener('click', () => answer(false));
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') answer(false);
  });
  load().catch(() => host.close());
}
