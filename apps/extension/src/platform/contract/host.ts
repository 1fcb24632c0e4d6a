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

/** What the background worker needs of the browser. Nothing here rejects unless it says so. */
export interface BackgroundHost {
  /** Version of this extension, for example `0.1.0`. */
  readonly version: string;
  /** For example `Chrome 156`. */
  readonly application: string;
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

/** What the script in a page needs of the browser. */
export interface PageHost {
  /** False after the extension was updated or removed: this script is an orphan then. */
  alive(): boolean;
  send(message: object): void;
  /** The shadow root of an element, open or closed. */
  shadowRootOf(element: HTMLElement): ShadowRoot | null;
}

/** What the popup needs of the browser. */
export interface PopupHost {
  ask(message: object): Promise<unknown>;
  openTab(url: string): void;
}
