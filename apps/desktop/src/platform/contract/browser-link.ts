import type { Cancel } from './cancel.ts';

/**
 * A browser of the person at the seat that has started our program, and what its agent says through it.
 *
 * It is the person's own process: what comes of it is to be trusted no more than they are.
 */
export interface LinkedBrowser {
  /** Process of the browser, whose windows are those with this number. */
  readonly pid: number;
  /** Messages are single lines. False where it is gone, or too slow to take more. */
  send(message: string): boolean;
  /** One listener; what came before it is told first. */
  onMessage(heard: (message: string) => void): void;
  /** Called once, also after `close`. */
  onClosed(closed: () => void): Cancel;
  close(): void;
}

/** How browsers' agents reach that of the desktop: by native messaging, and by nothing that others can open. */
export interface BrowserLink {
  /** Called with each browser that comes. */
  onBrowser(came: (browser: LinkedBrowser) => void): Cancel;
  /**
   * Lets browsers of this account in, those of others no longer; null: of nobody. False where that cannot be.
   * Never rejects.
   */
  letIn(account: string | null): Promise<boolean>;
  /**
   * Lets browsers start our program for the extension of this id, for that of no other; null: for none. False where this
   * device has no such program. Never rejects.
   */
  name(extensionId: string | null): Promise<boolean>;
  /** Whether a browser still runs. */
  isThere(browser: LinkedBrowser): boolean;
  close(): Promise<void>;
}

/** A browser at the door of a seat. */
export interface BrowserAtSeat extends Omit<LinkedBrowser, 'onMessage'> {
  /** Milliseconds since 1970; with `pid` it names one process for ever. */
  readonly startedAt: number;
  /**
   * One listener; what came before it is told first. The next is read only once it has resolved, so that whoever says
   * much waits.
   */
  onMessage(heard: (message: string) => Promise<void>): void;
}

/** The part of a `BrowserLink` that stands in the person's own session, where the agent stands elsewhere. */
export interface BrowserDoor {
  onBrowser(came: (browser: BrowserAtSeat) => void): Cancel;
  /** As that of `BrowserLink`, for the account of this session alone. */
  letIn(account: string | null): Promise<boolean>;
  close(): Promise<void>;
}
