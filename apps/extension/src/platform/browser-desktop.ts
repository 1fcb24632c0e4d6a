import type { DesktopHost } from './contract/desktop.ts';

/** As the host's manifest on the device calls it; see `apps/desktop`. */
const HOST = 'lapwing.agent';

/** What the browser says of a host that it could start (chrome/browser/extensions/api/messaging/native_message_port.cc). */
const RAN = /exited|communicating/iu;

export function createDesktopHost(): DesktopHost {
  return {
    connect(heard, closed) {
      let open = true;
      const ended = (): void => {
        // Asked for in any case, so that the browser does not report as an error that there is no desktop agent.
        const why = chrome.runtime.lastError?.message ?? '';
        if (!open) return;
        open = false;
        closed(RAN.test(why));
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
        queueMicrotask(() => closed(false));
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
