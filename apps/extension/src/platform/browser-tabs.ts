import type { DownloadsHost, OpenTab, TabsHost } from './contract/control.ts';

const PATIENCE_MS = 400;

/** What a browser says of something that is gone is no news. */
async function orNull<T>(ask: () => Promise<T>): Promise<T | null> {
  try {
    return await ask();
  } catch {
    return null;
  }
}

/** A page that hangs answers nobody. */
function inTime<T>(work: Promise<T | null>): Promise<T | null> {
  return Promise.race([
    work,
    new Promise<null>((resolve) => {
      setTimeout(resolve, PATIENCE_MS, null);
    }),
  ]);
}

function tabOf(tab: chrome.tabs.Tab): OpenTab[] {
  const { id, mutedInfo } = tab;
  if (id === undefined) return [];
  const pending = tab.pendingUrl ?? '';
  return [
    {
      id,
      url: pending === '' ? (tab.url ?? '') : pending,
      title: pending === '' ? (tab.title ?? '') : '',
      private: tab.incognito,
      muted: mutedInfo?.muted === true,
      mutedByUs: mutedInfo?.muted === true && mutedInfo.extensionId === chrome.runtime.id,
    },
  ];
}

/** Runs in the page: takes its place in the history, so that nobody comes back to it by one step. */
function leaveFor(address: string): void {
  globalThis.location.replace(address);
}

export function createTabs(): TabsHost {
  return {
    async all() {
      return ((await orNull(() => chrome.tabs.query({}))) ?? []).flatMap(tabOf);
    },
    async get(tabId) {
      const tab = await orNull(() => chrome.tabs.get(tabId));
      return tab === null ? null : (tabOf(tab)[0] ?? null);
    },
    onPage(handle) {
      const { webNavigation } = chrome;
      const page = (moment: 'asked' | 'there') => (details: object) => {
        const { tabId, frameId, url, documentLifecycle } = details as {
          tabId: number;
          frameId: number;
          url: string;
          documentLifecycle?: string;
        };
        // A page that is made ready in the background is looked at when it is shown.
        if (frameId === 0 && documentLifecycle !== 'prerender') handle(tabId, url, moment);
      };
      webNavigation.onBeforeNavigate.addListener(page('asked'));
      webNavigation.onCommitted.addListener(page('there'));
      webNavigation.onHistoryStateUpdated.addListener(page('there'));
      webNavigation.onReferenceFragmentUpdated.addListener(page('there'));
      chrome.tabs.onUpdated.addListener((tabId, change) => {
        if (change.url !== undefined) handle(tabId, change.url, 'there');
      });
    },
    onTab(handle) {
      chrome.tabs.onUpdated.addListener((tabId, change) => {
        if (change.title !== undefined || change.mutedInfo !== undefined) handle(tabId);
      });
      chrome.tabs.onActivated.addListener(({ tabId }) => handle(tabId));
      chrome.tabs.onCreated.addListener(({ id }) => {
        if (id !== undefined) handle(id);
      });
      chrome.tabs.onReplaced.addListener((tabId) => handle(tabId));
    },
    onGone(handle) {
      chrome.tabs.onRemoved.addListener((tabId) => handle(tabId));
    },
    onReplaced(page, handle) {
      const own = chrome.runtime.getURL(page);
      /** The request of each tab that is under way; a redirect keeps its id. */
      const asked = new Map<number, { readonly requestId: string; readonly url: string }>();
      chrome.tabs.onRemoved.addListener((tabId) => asked.delete(tabId));
      chrome.webRequest.onBeforeRequest.addListener(
        ({ tabId, url, requestId }) => {
          const before = asked.get(tabId);
          asked.set(tabId, { requestId, url });
          if (url === own && before?.requestId === requestId) handle(tabId, before.url);
          return undefined;
        },
        { urls: ['<all_urls>'], types: ['main_frame'] },
      );
    },
    async replace({ id, private: isPrivate }, page, moment) {
      if (isPrivate) {
        // Own pages cannot be shown there.
        await orNull(() => chrome.tabs.remove(id));
        return;
      }
      const url = chrome.runtime.getURL(page);
      const left =
        moment === 'asked'
          ? null
          : await inTime(
              orNull(() =>
                chrome.scripting.executeScript({
                  target: { tabId: id },
                  func: leaveFor,
                  args: [url],
                  injectImmediately: true,
                }),
              ),
            );
      if (left === null) await orNull(() => chrome.tabs.update(id, { url }));
    },
    async go(tabId, url) {
      await orNull(() => chrome.tabs.update(tabId, { url }));
    },
    async mute(tabId, on) {
      await orNull(() => chrome.tabs.update(tabId, { muted: on }));
    },
    async close(tabIds) {
      const all = (await orNull(() => chrome.tabs.query({}))) ?? [];
      // Without any tab the browser would end.
      if (all.every(({ id = -1 }) => tabIds.includes(id))) await orNull(() => chrome.tabs.create({}));
      await orNull(() => chrome.tabs.remove([...tabIds]));
    },
    async open(url) {
      const windows = (await orNull(() => chrome.windows.getAll({ windowTypes: ['normal'] }))) ?? [];
      const window = windows.find(({ focused }) => focused) ?? windows[0];
      if (window?.id === undefined)
        return (await orNull(() => chrome.windows.create({ url, focused: true }))) !== null;
      const { id } = window;
      const tab = await orNull(() => chrome.tabs.create({ windowId: id, url, active: true }));
      if (tab === null) return false;
      const shown = window.state === 'minimized' ? { state: 'normal' as const } : {};
      await orNull(() => chrome.windows.update(id, { focused: true, ...shown }));
      return true;
    },
  };
}

export function createDownloads(): DownloadsHost {
  return {
    onDownload(handle) {
      const say = (item: chrome.downloads.DownloadItem): void =>
        handle({
          id: item.id,
          url: item.finalUrl === '' ? item.url : item.finalUrl,
          name: item.filename,
          mediaType: item.mime,
        });
      chrome.downloads.onCreated.addListener(say);
      chrome.downloads.onChanged.addListener(({ id, filename, mime, finalUrl }) => {
        if (filename === undefined && mime === undefined && finalUrl === undefined) return;
        void orNull(async () => {
          for (const item of await chrome.downloads.search({ id })) say(item);
        });
      });
    },
    async undo(id) {
      const found = (await orNull(() => chrome.downloads.search({ id }))) ?? [];
      if (found.length === 0) return false;
      await orNull(() => chrome.downloads.cancel(id));
      await orNull(() => chrome.downloads.removeFile(id));
      await orNull(() => chrome.downloads.erase({ id }));
      return true;
    },
  };
}
