/** What this extension says to the agent of the desktop, where the device has one, and hears from it. */
export interface DesktopPort {
  send(message: object): void;
  close(): void;
}

/** The window of this browser that has the keyboard, and the tab in front of it. */
export interface FocusedWindow {
  readonly window: number;
  readonly tabId: number;
  readonly title: string;
}

/** The browser's native messaging. Nothing here rejects. */
export interface DesktopHost {
  /**
   * Starts the program of the desktop's agent. `closed` is called once, soon where the device has none, which
   * `installed` tells; not after `close`.
   */
  connect(heard: (message: unknown) => void, closed: (installed: boolean) => void): DesktopPort;
  /** Null where none of the windows that this extension may see has the keyboard. */
  focused(): Promise<FocusedWindow | null>;
}
