import type { DesktopHost } from './contract/desktop.ts';

/** As the host's manifest on the device calls it; see `apps/desktop`. */
const HOST = 'lapwing.agent';

export function createDesktopHost(): DesktopHost {
  return {
    connect(heard, closed) {
      let open = true;
      const ended = (): void => {
        // Asked for, so that the browser does not report as an error that there is no desktop agent.
        void chrome.runtime.lastError;
        if (!open) return;
        open = false;
        closed();
      };
      try {
        const port = chrome.runtime.connectNative(HOST);
        port.onMessage.addListener((message: unknown) => {
          if (open) heard(message);
        });
        port.onDisconnect.addListener(ended);
        return {
          send(message) {
            // Throws once the other end is gone, of which `ended` tells.
            if (open) attempt(() => port.postMessage(message));
          },
          close() {
            open = false;
            port.disconnect();
          },
        };
      } catch {
        queueMicrotask(ended);
        return { send: () => undefined, close: () => (open = false) };
      }
    },
    async focused() {
      try {
        const window = await chrome.windows.getLastFocused({
          populate: true,
          windowTypes: ['normal', 'popup', 'app', 'devtools'],
        });
        const tab = window.tabs?.find(({ active }) => active);
        if (!window.focused || window.id === undefined || tab?.id === undefined) return null;
        return { window: window.id, tabId: tab.id, title: tab.title ?? '' };
      } catch {
        return null;
      }
    },
  };
}

function attempt(run: () => void): void {
  try {
    run();
  } catch {
    // The port closes.
  }
}
