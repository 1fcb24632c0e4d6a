import type { BrowserLink, LinkedBrowser } from '../contract/browser-link.ts';

/** A browser that a test plays. */
export interface FakeBrowser {
  readonly pid: number;
  /** False where it is not let in, or no longer. */
  say(message: string): boolean;
  onHeard(heard: (message: string) => void): void;
  onEnded(ended: () => void): void;
  /** The whole browser ends; with `hostOnly` its agent alone is gone. */
  stop(hostOnly?: boolean): void;
}

export interface FakeBrowserLink extends BrowserLink {
  named(): string | null;
  /** A browser of an account is opened, with our extension in it, which may have something to say at once. */
  open(account: string, said?: readonly string[]): FakeBrowser;
}

export function createFakeBrowserLink(): FakeBrowserLink {
  const listeners = new Set<(browser: LinkedBrowser) => void>();
  const running = new Set<number>();
  const open = new Set<() => void>();
  let account: string | null = null;
  let last = 1000;
  let named: string | null = null;

  return {
    onBrowser(came) {
      listeners.add(came);
      return () => listeners.delete(came);
    },
    letIn(next) {
      if (next !== account) for (const end of open) end();
      account = next;
      return Promise.resolve(true);
    },
    name(id) {
      named = id;
      return Promise.resolve(true);
    },
    named: () => named,
    isThere: ({ pid }) => running.has(pid),
    close() {
      for (const end of open) end();
      account = null;
      return Promise.resolve();
    },
    open(of, said = []) {
      last += 1;
      const pid = last;
      running.add(pid);
      const early: string[] = [...said];
      const unheard: string[] = [];
      const closed = new Set<() => void>();
      let linked = of === account;
      let toDesktop: ((message: string) => void) | null = null;
      let toBrowser: ((message: string) => void) | null = null;
      let ended: () => void = () => undefined;
      const end = (): void => {
        open.delete(end);
        if (!linked) return;
        linked = false;
        for (const listener of closed) listener();
        ended();
      };
      const browser: LinkedBrowser = {
        pid,
        send(message) {
          if (!linked) return false;
          if (toBrowser === null) unheard.push(message);
          else toBrowser(message);
          return true;
        },
        onMessage(heard) {
          toDesktop = heard;
          for (const message of early.splice(0)) heard(message);
        },
        onClosed(listener) {
          closed.add(listener);
          return () => closed.delete(listener);
        },
        close: end,
      };
      if (linked) {
        open.add(end);
        for (const came of listeners) came(browser);
      }
      return {
        pid,
        say(message) {
          if (!linked) return false;
          if (toDesktop === null) early.push(message);
          else toDesktop(message);
          return true;
        },
        onHeard(heard) {
          toBrowser = heard;
          for (const message of unheard.splice(0)) heard(message);
        },
        onEnded(listener) {
          ended = listener;
          if (!linked) listener();
        },
        stop(hostOnly = false) {
          if (!hostOnly) running.delete(pid);
          end();
        },
      };
    },
  };
}
