import type { BrowserAtSeat, BrowserDoor } from '../platform/contract/browser-link.ts';
import { createListeners } from '../platform/contract/listeners.ts';
import type { AskSeat, BrowserTold } from './messages.ts';

/** Browsers of one person, each with its profiles. */
const MOST_BROWSERS = 20;
/** Bytes that wait for a browser that does not read. */
const MOST_WAITING = 8_000_000;
/** Bytes of one line; a seat lets none be longer. */
const MOST_LINE = 16_000_000;
/** Lines that nobody listens to yet. */
const MOST_EARLY = 100;

export interface BrowsersProxy {
  readonly door: BrowserDoor;
  /** @returns false for what makes no sense */
  readonly told: (event: BrowserTold, body: Uint8Array) => boolean;
  /** The seat is gone, and with it all of them. */
  readonly over: () => void;
}

interface Known {
  readonly browser: BrowserAtSeat;
  readonly said: (message: string) => Promise<void>;
  readonly gone: () => void;
}

/** The door of the seat at the other end of the pipe. */
export function createBrowsersProxy(ask: AskSeat): BrowsersProxy {
  const came = createListeners<[BrowserAtSeat]>();
  const known = new Map<number, Known>();

  function come(id: number, pid: number, startedAt: number): Known {
    const closed = new Set<() => void>();
    const early: string[] = [];
    let heard: ((message: string) => Promise<void>) | null = null;
    let waiting = 0;
    let open = true;
    const gone = (): void => {
      if (!open) return;
      open = false;
      known.delete(id);
      for (const listener of closed) listener();
      closed.clear();
    };
    const close = (): void => {
      if (open) void ask({ do: 'browsers.close', browser: id });
      gone();
    };
    const browser: BrowserAtSeat = {
      pid,
      startedAt,
      send(message) {
        const bytes = Buffer.from(message);
        if (!open || waiting > MOST_WAITING) return false;
        waiting += bytes.length;
        void ask({ do: 'browsers.send', browser: id }, [bytes]).finally(() => {
          waiting -= bytes.length;
        });
        return true;
      },
      onMessage(listener) {
        heard = listener;
        for (const message of early.splice(0)) void listener(message);
      },
      onClosed(listener) {
        if (open) closed.add(listener);
        else queueMicrotask(listener);
        return () => closed.delete(listener);
      },
      close,
    };
    return {
      browser,
      async said(message) {
        if (heard !== null) return heard(message);
        early.push(message);
        if (early.length > MOST_EARLY) close();
      },
      gone,
    };
  }

  async function said(of: Known | undefined, body: Uint8Array): Promise<void> {
    try {
      await of?.said(Buffer.from(body).toString('utf8'));
    } finally {
      await ask({ do: 'browsers.heard' });
    }
  }

  return {
    door: {
      onBrowser: came.on,
      letIn: async (account) => (await ask({ do: 'browsers.let', account }))?.value ?? false,
      close: async () => {
        await ask({ do: 'browsers.let', account: null });
        for (const { gone } of known.values()) gone();
      },
    },
    told(event, body) {
      const { browser: id } = event;
      switch (event.tell) {
        case 'browser.came': {
          if (known.has(id) || known.size >= MOST_BROWSERS) return false;
          const one = come(id, event.pid, event.startedAt);
          known.set(id, one);
          came.tell(one.browser);
          return true;
        }
        case 'browser.said':
          if (body.length > MOST_LINE) return false;
          // One that was let go of may have had something on its way.
          void said(known.get(id), body);
          return true;
        case 'browser.gone':
          known.get(id)?.gone();
          return true;
      }
    },
    over() {
      for (const { gone } of known.values()) gone();
    },
  };
}
