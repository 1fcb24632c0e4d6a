import { byWords, holdWords, lessonWords, untilWords } from '@lapwing/agent-core/restriction-words.ts';
import type { AgentStatus, HoldShown } from '@lapwing/agent-core/status.ts';

/** The part of the popup about what holds for the person now. Answers what shows a new status. */
export function showHolds(document: Document, now: () => number): (status: AgentStatus) => void {
  const part = (id: string): HTMLElement => {
    const found = document.querySelector<HTMLElement>(`#${id}`);
    if (found === null) throw new Error(`popup.html has no #${id}`);
    return found;
  };
  let shown = '';

  function itemOf(hold: HoldShown): HTMLElement {
    const item = document.createElement('li');
    const what = document.createElement('strong');
    what.textContent = holdWords(hold);
    const more = [byWords(hold.by), untilWords(hold.until, now())].filter((words) => words !== null);
    item.append(what, ` ${more.join(' ')}`);
    if (hold.words !== null && hold.words !== '') {
      const words = document.createElement('p');
      words.dir = 'auto';
      words.textContent = hold.words;
      item.append(words);
    }
    return item;
  }

  return ({ control }) => {
    const print = JSON.stringify([control?.holds, control?.lesson]);
    if (print === shown) return;
    shown = print;
    const lesson = control?.lesson ?? null;
    part('lesson').hidden = lesson === null;
    part('lesson').textContent = lesson === null ? '' : lessonWords(lesson, now());
    part('holds').hidden = control === null;
    const holds = control?.holds ?? [];
    part('holds-none').hidden = holds.length > 0;
    part('holds-list').replaceChildren(...holds.map(itemOf));
  };
}
