/** Undoes a subscription. */
export type Unsubscribe = () => void;

/** Who sent a message, as the browser says; a page cannot forge it. */
export interface Sender {
  readonly kind: 'page' | 'own-page';
  readonly tabId: number | null;
  readonly frameId: number;
  readonly documentId: string;
  /** The frame's address where it has one of its own, else the tab's. */
  readonly url: string | null;
  /** The address of the tab. */
  readonly tabUrl: string | null;
  readonly title: string;
}

export interface TabChange {
  readonly tabId: number;
  /** The new address, if it changed. */
  readonly url: string | null;
  /** The new title, if it changed. */
  readonly title: string | null;
  /** Address and title as they are now. */
  readonly current: { readonly url: string | null; readonly title: string };
}

export type VisibleTab =
  | { readonly ok: true; readonly picture: Blob }
  | { readonly ok: false; readonly failed: 'not-possible' | 'failed' | 'window-gone' };

/** The page that a person sees first. */
export interface FrontTab {
  readonly tabId: number | null;
  readonly title: string;
  readonly url: string | null;
}

export type FrontPicture =
  | { readonly ok: true; readonly picture: Blob; readonly tab: FrontTab }
  | { readonly ok: false; readonly why: 'nothing' | 'not-possible' | 'failed' };

/** A picture of a tab as it came, for a recording. */
export type TabFrame =
  | { readonly ok: true; readonly bytes: Uint8Array; readonly url: string | null }
  | { readonly ok: false; readonly why: 'behind' | 'not-possible' | 'failed' };

/** What the device is made of, as far as the browser tells. */
export interface Hardware {
  readonly model: string | null;
  readonly processor: string | null;
  readonly threads: number | null;
  /** Bytes. */
  readonly memory: number | null;
  readonly screens: readonly { readonly width: number; readonly height: number }[];
}

/** What the background worker needs of the browser. Nothing here rejects unless it says so. */
export interface BackgroundHost {
  /** Version of this extension, for example `0.1.0`. */
  readonly version: string;
  /** For example `Chrome 156`. */
  readonly application: string;
  /** How addresses of the own pages begin. */
  readonly ownPrefix: string;
  /** For example `ChromeOS`. */
  system(): Promise<string>;
  /** True if this is not the first start of the worker since the browser was opened. Marks it as started. */
  restarted(): Promise<boolean>;
  /** Messages from pages and from own pages; the answer goes back as it is. */
  onMessage(handle: (message: unknown, sender: Sender) => Promise<unknown>): void;
  onTabChange(handle: (change: TabChange) => void): void;
  onTabGone(handle: (tabId: number) => void): void;
  /** A picture of the tab, if it is the one in front in its window and still is afterwards. JPEG. */
  pictureOf(tabId: number, quality: number): Promise<VisibleTab>;
  /** The tab in front of the window that was used last, own pages left out; null when no window is in sight. */
  frontTab(): Promise<FrontTab | null>;
  /** A picture of it, after those that `pictureOf` was asked for; `wanted` is asked when its turn has come. JPEG. */
  frontPicture(quality: number, wanted: () => boolean): Promise<FrontPicture>;
  /**
   * A frame of the tab, if it is the one that a person sees first, before and after; those that `pictureOf` was asked
   * for go first, and `wanted` is asked when its turn has come.
   */
  frameOf(tabId: number, quality: number, wanted: () => boolean): Promise<TabFrame>;
  /** Opens one of the own pages out of sight, in place of one that is open so; resolves when it runs. Rejects when it does not. */
  openUnseen(page: string): Promise<void>;
  /** Harmless when none is open. */
  closeUnseen(): Promise<void>;
  /** Called after another tab or window came to the front, or the one in front changed its address or title. */
  onFront(changed: () => void): Unsubscribe;
  /** Opens one of the own pages in a small window of its own in front of all others; null when that is not possible. */
  openPrompt(page: string): Promise<number | null>;
  /** Closes such a window. Harmless when it is gone. */
  closePrompt(windowId: number): Promise<void>;
  onWindowGone(handle: (windowId: number) => void): Unsubscribe;
  hardware(): Promise<Hardware>;
  /** What the administrator set for this extension; arrives some time after the first start. */
  managedPolicy(): Promise<unknown>;
  onManagedPolicy(changed: () => void): void;
  /** E-mail address of the browser's profile; null when nobody is signed in. */
  profileEmail(): Promise<string | null>;
  onProfile(changed: () => void): Unsubscribe;
  /** Wakes the worker up every half minute, whatever happened to it. */
  onAlarm(handle: () => void): void;
  showBadge(badge: { readonly text: string; readonly colour: string; readonly title: string }): Promise<void>;
  /** Puts the content script into the tabs that were open before the extension came. */
  onInstalled(handle: () => void): void;
  watchOpenTabs(): Promise<void>;
}

/** What the extension shows over pages, kept by the worker. */
export interface Shown {
  kept(name: string): Promise<unknown>;
  onKept(name: string, changed: () => void): Unsubscribe;
}

/** What the script in a page needs of the browser. */
export interface PageHost {
  /** False after the extension was updated or removed: this script is an orphan then. */
  alive(): boolean;
  send(message: object): void;
  /** The shadow root of an element, open or closed. */
  shadowRootOf(element: HTMLElement): ShadowRoot | null;
}

/** What the window with the question needs of the browser. */
export interface PromptHost {
  ask(message: object): Promise<unknown>;
  close(): void;
}

/** What the popup needs of the browser. */
export interface PopupHost {
  ask(message: object): Promise<unknown>;
  openTab(url: string): void;
}
