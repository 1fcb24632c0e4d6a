import type { Unsubscribe } from './host.ts';

/** What a page of the extension needs of the browser. */
export interface OwnPageHost {
  /** Asks the worker. Rejects where it does not answer. */
  ask(message: object): Promise<unknown>;
  /** What the worker tells all pages. */
  onTold(handle: (message: unknown) => void): Unsubscribe;
  /** What is kept under a name; null for nothing. */
  kept(name: string): Promise<unknown>;
  onKept(name: string, changed: () => void): Unsubscribe;
  /** Keeps the worker running while this page is open. */
  stayAwake(): void;
  /** Milliseconds since 1970. */
  now(): number;
  close(): void;
  /** Goes to an address in this tab, in place of this page in its history. */
  leaveFor(url: string): void;
  openTab(url: string): void;
}
