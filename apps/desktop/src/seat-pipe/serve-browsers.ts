import type { BrowserAtSeat, BrowserDoor } from '../platform/contract/browser-link.ts';
import type { Answer, BrowsersAsk, Told } from './messages.ts';

/**
 * Browsers at the seat, as the agent hears of them. One line of all of them is on its way at a time, and the next one only
 * once the agent has heard it: however much one says, everything else goes over the pipe between two lines.
 */
export function createServedBrowsers(
  door: BrowserDoor | null,
  tell: (told: Told, body?: readonly Uint8Array[]) => void,
): {
  readonly answer: (ask: BrowsersAsk, body: Uint8Array) => Promise<Answer>;
  readonly close: () => void;
} {
  const browsers = new Map<number, BrowserAtSeat>();
  let last = 0;
  let turn: Promise<void> = Promise.resolve();
  let heard: () => void = () => undefined;

  function say(browser: number, message: string): Promise<void> {
    turn = turn.then(
      () =>
        new Promise((resolve) => {
          heard = resolve;
          tell({ tell: 'browser.said', browser }, [Buffer.from(message)]);
        }),
    );
    return turn;
  }

  const cancel = door?.onBrowser((browser) => {
    last += 1;
    const id = last;
    browsers.set(id, browser);
    const { pid, startedAt } = browser;
    tell({ tell: 'browser.came', browser: id, pid, startedAt });
    browser.onMessage((message) => say(id, message));
    browser.onClosed(() => {
      browsers.delete(id);
      tell({ tell: 'browser.gone', browser: id });
    });
  });

  return {
    async answer(ask, body) {
      switch (ask.do) {
        case 'browsers.let':
          return { value: (await door?.letIn(ask.account)) ?? false };
        case 'browsers.heard':
          heard();
          return { value: null };
        case 'browsers.send': {
          const browser = browsers.get(ask.browser);
          const sent = browser?.send(Buffer.from(body).toString('utf8')) ?? false;
          // The agent has been told that it went: one that does not read is let go of.
          if (!sent) browser?.close();
          return { value: sent };
        }
        case 'browsers.close':
          browsers.get(ask.browser)?.close();
          return { value: null };
      }
    },
    close() {
      cancel?.();
      void door?.close();
    },
  };
}
