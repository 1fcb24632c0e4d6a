import type {
  BrowserAtSeat,
  BrowserDoor,
  BrowserLink,
  LinkedBrowser,
} from '../platform/contract/browser-link.ts';
import type { Cancel } from '../platform/contract/cancel.ts';

/** The link of an agent whose browsers come to its seat, whichever seat that is. */
export interface PipedBrowserLink extends BrowserLink {
  /** The door of the seat that there is now; null: there is none. */
  become(door: BrowserDoor | null): void;
}

/**
 * @param parts.name as that of `BrowserLink`
 * @param parts.runs whether the process still runs that was started then
 */
export function createPipedBrowserLink(parts: {
  readonly name: (extensionId: string | null) => Promise<boolean>;
  readonly runs: (pid: number, startedAt: number) => boolean;
}): PipedBrowserLink {
  const listeners = new Set<(browser: LinkedBrowser) => void>();
  const open = new Set<LinkedBrowser>();
  const startedAt = new WeakMap<LinkedBrowser, number>();
  let door: BrowserDoor | null = null;
  let cancel: Cancel = () => undefined;
  let account: string | null = null;

  function come(atSeat: BrowserAtSeat): void {
    const browser: LinkedBrowser = {
      ...atSeat,
      onMessage: (heard) =>
        atSeat.onMessage(async (message) => {
          heard(message);
          return Promise.resolve();
        }),
    };
    startedAt.set(browser, atSeat.startedAt);
    open.add(browser);
    browser.onClosed(() => open.delete(browser));
    for (const came of listeners) came(browser);
  }

  async function letIn(next: string | null): Promise<boolean> {
    if (next !== account) for (const browser of open) browser.close();
    account = next;
    const done = await door?.letIn(next);
    // Whoever is asked for while there is no seat is let in when there is one.
    return next === null || (done ?? false);
  }

  return {
    onBrowser(came) {
      listeners.add(came);
      return () => listeners.delete(came);
    },
    letIn,
    name: parts.name,
    isThere(browser) {
      const since = startedAt.get(browser);
      return since !== undefined && parts.runs(browser.pid, since);
    },
    become(next) {
      cancel();
      cancel = next?.onBrowser(come) ?? ((): void => undefined);
      door = next;
      if (account !== null) void door?.letIn(account);
    },
    async close() {
      await letIn(null);
      cancel();
    },
  };
}
