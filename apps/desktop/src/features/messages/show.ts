import type { Notice } from '@lapwing/agent-core/contracts/notices.ts';
import type { OpenPanel, Panels } from '../../ui/panels.ts';
import { messagePage, SEEN } from './message-page.ts';

/** Those that wait at most; whoever says more than that is not heard. */
const MOST_WAITING = 20;
/** Keys and clicks that were meant for what is underneath come within this time. */
const UNAWARE_MS = 600;

type Outcome = 'shown' | 'not-possible' | 'failed';

interface Standing {
  readonly notice: Notice;
  readonly seen: () => void;
  readonly settle: (outcome: Outcome) => void;
}

export interface MessagePanels {
  /** Puts a message before the person once those before it are closed; settles when it is there. */
  show(notice: Notice, seen: () => void): Promise<Outcome>;
}

/** Messages one after the other, each in a window of its own. Closing the window is having seen it. */
export function createMessagePanels(panels: Panels): MessagePanels {
  const queue: Standing[] = [];
  let panel: OpenPanel | null = null;
  let opening = false;

  async function open(): Promise<void> {
    const [first] = queue;
    if (first === undefined || opening || panel !== null) return;
    opening = true;
    panel = await panels.open({
      page: () => messagePage(first.notice, queue.length - 1),
      pressed: (spot) => {
        if (spot === SEEN) seen();
      },
      closed: seen,
      unawareMs: UNAWARE_MS,
    });
    opening = false;
    first.settle(panel === null ? 'failed' : 'shown');
    if (panel !== null) return;
    queue.shift();
    await open();
  }

  function seen(): void {
    const before = panel;
    panel = null;
    before?.close();
    queue.shift()?.seen();
    void open();
  }

  return {
    show(notice, whenSeen) {
      if (queue.length >= MOST_WAITING) return Promise.resolve('failed');
      return new Promise((settle) => {
        queue.push({ notice, seen: whenSeen, settle });
        panel?.redraw();
        void open();
      });
    },
  };
}
