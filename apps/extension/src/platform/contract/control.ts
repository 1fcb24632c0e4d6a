import type { Unsubscribe } from './host.ts';

/** A tab as far as rules about pages go. */
export interface OpenTab {
  readonly id: number;
  /** Where it is, or is about to be. */
  readonly url: string;
  readonly title: string;
  readonly private: boolean;
  readonly muted: boolean;
  /** Whether it was this extension that muted it. */
  readonly mutedByUs: boolean;
}

/** `asked`: the page is about to be fetched. `there`: it is shown. */
export type PageMoment = 'asked' | 'there';

/** Tabs and what becomes of them. Nothing here rejects. */
export interface TabsHost {
  all(): Promise<readonly OpenTab[]>;
  get(tabId: number): Promise<OpenTab | null>;
  /** Called for each page of a tab, not for pages within it; also when a page changes its address by itself. */
  onPage(handle: (tabId: number, url: string, moment: PageMoment) => void): void;
  /** Called when a tab is new, came to the front, or has another title or sound. */
  onTab(handle: (tabId: number) => void): void;
  onGone(handle: (tabId: number) => void): void;
  /** Called when a rule of the browser has shown the own page in place of this address. */
  onReplaced(page: string, handle: (tabId: number, url: string) => void): void;
  /** Shows the own page in place of what the tab is about to show, or shows, in its history too. A private tab is closed. */
  replace(
    tab: { readonly id: number; readonly private: boolean },
    page: string,
    moment: PageMoment,
  ): Promise<void>;
  go(tabId: number, url: string): Promise<void>;
  mute(tabId: number, on: boolean): Promise<void>;
  close(tabIds: readonly number[]): Promise<void>;
  /** Opens a tab in front, in a window of its own where there is none. False where that is not possible. */
  open(url: string): Promise<boolean>;
}

export interface Download {
  readonly id: number;
  readonly url: string;
  /** As far as it is known by now; may be empty. */
  readonly name: string;
  readonly mediaType: string;
}

export interface DownloadsHost {
  /** Called when a download begins, and again when its name is known. */
  onDownload(handle: (download: Download) => void): void;
  /** Ends it and takes away what has come of it. False where it was gone. */
  undo(id: number): Promise<boolean>;
}

/** One of the own pages over everything else, on each screen. */
export interface CoverHost {
  /**
   * Keeps the page in front of everything until it is taken away, with null; the other windows come back then as they
   * were. Of several the strongest is shown. Resolves when it is so; false where the browser opens no window.
   */
  set(page: string, strength: number | null): Promise<boolean>;
  /** Called when the person has left it for something that the browser cannot take away, and when they are back. */
  onLeft(changed: (left: boolean) => void): Unsubscribe;
}

/** Small plain data that outlasts the browser's restart and that every part of the extension can read. */
export interface KeptHost {
  read(name: string): Promise<unknown>;
  /** Null deletes it. */
  write(name: string, value: object | null): Promise<void>;
}

export interface ControlHost {
  readonly tabs: TabsHost;
  readonly downloads: DownloadsHost;
  readonly cover: CoverHost;
  readonly kept: KeptHost;
  /** Wakes the worker at a moment, milliseconds since 1970; null: at none. */
  wakeAt(moment: number | null): Promise<void>;
  /** Calls after each wake by `wakeAt`. */
  onWoken(handle: () => void): void;
  /** Whether this extension sees private windows, or there are none as far as it can know. */
  seesPrivateWindows(): Promise<boolean>;
  /** Whether the person has left it the pages of all sites. */
  seesAllSites(): Promise<boolean>;
  /** Tells the own pages that are open that something has changed. */
  tell(message: object): void;
}
