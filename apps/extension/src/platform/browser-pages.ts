import type { OwnPageHost } from './contract/own-page.ts';
import type { Shown } from './contract/host.ts';

/** Below the half minute after which a browser ends a worker that nobody asks anything. */
const AWAKE_MS = 20_000;

function onKept(name: string, changed: () => void): () => void {
  const listener = (changes: Record<string, unknown>, area: string): void => {
    if (area === 'local' && name in changes) changed();
  };
  chrome.storage.onChanged.addListener(listener);
  return () => chrome.storage.onChanged.removeListener(listener);
}

async function kept(name: string): Promise<unknown> {
  const all: Record<string, unknown> = await chrome.storage.local.get(name);
  return all[name] ?? null;
}

/** What is kept for scripts in pages to show; harmless after the extension was taken from them. */
export function createShown(): Shown {
  return {
    kept: async (name) => {
      try {
        return await kept(name);
      } catch {
        return null;
      }
    },
    onKept,
  };
}

export function createOwnPage(): OwnPageHost {
  return {
    ask: (message) => chrome.runtime.sendMessage<object, unknown>(message),
    onTold(handle) {
      const listener = (message: unknown, sender: chrome.runtime.MessageSender): undefined => {
        if (sender.id === chrome.runtime.id && sender.tab === undefined) handle(message);
      };
      chrome.runtime.onMessage.addListener(listener);
      return () => chrome.runtime.onMessage.removeListener(listener);
    },
    kept,
    onKept,
    stayAwake() {
      setInterval(() => {
        chrome.runtime.sendMessage({ kind: 'awake' }).catch(() => undefined);
      }, AWAKE_MS);
    },
    now: () => Date.now(),
    close: () => globalThis.close(),
    leaveFor: (url) => globalThis.location.replace(url),
    openTab: (url) => void chrome.tabs.create({ url }),
  };
}
