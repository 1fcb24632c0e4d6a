import { answerWords, askedWords, isWaiting } from '@lapwing/agent-core/assistance-words.ts';
import type { AgentStatus } from '@lapwing/agent-core/status.ts';
import type { PopupHost } from '../../platform/contract/host.ts';

const CLOCK = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });

/** The part of the popup in which a pupil asks for help and reads the answers. Answers what shows a new status. */
export function showAssistance(document: Document, host: PopupHost): (status: AgentStatus) => void {
  const part = (id: string): HTMLElement => {
    const found = document.querySelector<HTMLElement>(`#${id}`);
    if (found === null) throw new Error(`popup.html has no #${id}`);
    return found;
  };
  const field = document.querySelector<HTMLTextAreaElement>('#help-words');
  let shown = '';

  async function ask(): Promise<void> {
    const words = field?.value.trim().slice(0, 300) ?? '';
    const asked = await host.ask({ kind: 'assistance-ask', words }).catch(() => false);
    // What was written stays where nobody got it.
    if (asked !== true) part('help-problem').textContent = 'That did not work. Try again.';
    else if (field !== null) field.value = '';
  }

  part('help').addEventListener('submit', (event) => {
    event.preventDefault();
    void ask();
  });

  return ({ control, connection }) => {
    const print = JSON.stringify([control?.asks, control?.mayAsk, connection]);
    if (print === shown) return;
    shown = print;
    const asks = control?.asks ?? [];
    const mayAsk = control?.mayAsk.help === true;
    const waits = asks.some((ask) => ask.kind === 'help' && isWaiting(ask));
    part('assistance').hidden = !mayAsk && asks.length === 0;
    part('help').hidden = !mayAsk || waits;
    part('help-ask').toggleAttribute('disabled', connection !== 'connected');
    part('help-problem').textContent =
      connection === 'connected' ? '' : 'You can ask when this device is connected to the school again.';
    part('asks').replaceChildren(
      ...asks.map((ask) => {
        const item = document.createElement('li');
        const what = document.createElement('strong');
        what.textContent = `${askedWords(ask)}. `;
        item.dir = 'auto';
        item.append(
          what,
          answerWords(ask, (moment) => CLOCK.format(moment)),
        );
        if (isWaiting(ask)) {
          const button = document.createElement('button');
          button.type = 'button';
          button.className = 'plain';
          button.textContent = 'I do not need it any more';
          button.addEventListener('click', () => {
            host.ask({ kind: 'assistance-withdraw', id: ask.id }).catch(() => undefined);
          });
          item.append(button);
        }
        return item;
      }),
    );
  };
}
