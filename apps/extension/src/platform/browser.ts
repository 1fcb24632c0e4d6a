import type { BackgroundHost, PageHost, PopupHost, Sender, VisibleTab } from './contract/host.ts';

const ALARM = 'wake';
const STARTED = 'started';
/** The browser allows two pictures a second. */
const PICTURE_EVERY_MS = 510;

function senderOf(sender: chrome.runtime.MessageSender): Sender {
  const frameUrl = sender.url ?? '';
  const { tab } = sender;
  const own = frameUrl.startsWith(chrome.runtime.getURL(''));
  return {
    kind: own ? 'own-page' : 'page',
    tabId: tab?.id ?? null,
    frameId: sender.frameId ?? 0,
    documentId: sender.documentId ?? '',
    url: /^(?:https?|file|ftp):/.test(frameUrl) ? frameUrl : (tab?.url ?? null),
    tabUrl: tab?.url ?? null,
    title: tab?.title ?? '',
  };
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

async function tabInFront(tabId: number): Promise<chrome.tabs.Tab | 'gone' | 'behind'> {
  try {
    const tab = await chrome.tabs.get(tabId);
    return tab.active ? tab : 'behind';
  } catch {
    return 'gone';
  }
}

function createPictures(): BackgroundHost['pictureOf'] {
  let last = 0;
  let queue: Promise<unknown> = Promise.resolve();

  async function take(tabId: number, quality: number): Promise<VisibleTab> {
    const since = Date.now() - last;
    if (since >= 0 && since < PICTURE_EVERY_MS) await wait(PICTURE_EVERY_MS - since);
    const before = await tabInFront(tabId);
    if (before === 'gone') return { ok: false, failed: 'window-gone' };
    if (before === 'behind') return { ok: false, failed: 'not-possible' };
    try {
      last = Date.now();
      const dataUrl = await chrome.tabs.captureVisibleTab(before.windowId, {
        format: 'jpeg',
        quality: Math.round(quality * 100),
      });
      // Another tab may have come to the front meanwhile: then the picture shows something else.
      const after = await tabInFront(tabId);
      if (typeof after === 'string' || after.windowId !== before.windowId)
        return { ok: false, failed: 'window-gone' };
      return { ok: true, picture: await (await fetch(dataUrl)).blob() };
    } catch {
      return { ok: false, failed: 'not-possible' };
    }
  }

  return (tabId, quality) => {
    const picture = queue.then(() => take(tabId, quality));
    queue = picture;
    return picture;
  };
}

const SYSTEMS: Readonly<Record<string, string>> = {
  cros: 'ChromeOS',
  win: 'Windows',
  mac: 'macOS',
  linux: 'Linux',
  android: 'Android',
};

function applicationName(): string {
  const edge = /\bEdg\/(\d+)/.exec(navigator.userAgent);
  if (edge !== null) return `Edge ${edge[1] ?? ''}`;
  const plain = /Chrome\/(\d+)/.exec(navigator.userAgent);
  return `Chrome ${plain?.[1] ?? ''}`.trim();
}

export function createBackgroundHost(): BackgroundHost {
  return {
    version: chrome.runtime.getManifest().version,
    application: applicationName(),
    async system() {
      const { os } = await chrome.runtime.getPlatformInfo();
      return SYSTEMS[os] ?? os;
    },
    async restarted() {
      const before = await chrome.storage.session.get(STARTED);
      await chrome.storage.session.set({ [STARTED]: true });
      return before[STARTED] === true;
    },
    onMessage(handle) {
      chrome.runtime.onMessage.addListener((message: unknown, sender, answer) => {
        if (sender.id !== chrome.runtime.id) return false;
        handle(message, senderOf(sender)).then(answer, () => answer(null));
        return true;
      });
    },
    onTabChange(handle) {
      chrome.tabs.onUpdated.addListener((tabId, change, tab) => {
        if (change.url === undefined && change.title === undefined) return;
        handle({
          tabId,
          url: change.url ?? null,
          title: change.title ?? null,
          current: { url: tab.url ?? null, title: tab.title ?? '' },
        });
      });
    },
    onTabGone(handle) {
      chrome.tabs.onRemoved.addListener((tabId) => handle(tabId));
    },
    pictureOf: createPictures(),
    async managedPolicy() {
      try {
        return await chrome.storage.managed.get(null);
      } catch {
        return {};
      }
    },
    onManagedPolicy(changed) {
      chrome.storage.onChanged.addListener((_changes, area) => {
        if (area === 'managed') changed();
      });
    },
    async profileEmail() {
      try {
        const { email } = await chrome.identity.getProfileUserInfo({
          accountStatus: chrome.identity.AccountStatus.ANY,
        });
        return email === '' ? null : email;
      } catch {
        return null;
      }
    },
    onProfile(changed) {
      const listener = (): void => changed();
      chrome.identity.onSignInChanged.addListener(listener);
      return () => chrome.identity.onSignInChanged.removeListener(listener);
    },
    onAlarm(handle) {
      chrome.alarms.onAlarm.addListener((alarm) => {
        if (alarm.name === ALARM) handle();
      });
      void chrome.alarms.create(ALARM, { periodInMinutes: 0.5 });
    },
    async showBadge({ text, colour, title }) {
      await chrome.action.setBadgeText({ text });
      await chrome.action.setBadgeBackgroundColor({ color: colour });
      await chrome.action.setBadgeTextColor({ color: '#ffffff' });
      await chrome.action.setTitle({ title });
    },
    onInstalled(handle) {
      chrome.runtime.onInstalled.addListener(() => handle());
    },
    async watchOpenTabs() {
      for (const tab of await chrome.tabs.query({})) {
        if (tab.id === undefined || !/^(?:https?|file):/.test(tab.url ?? '')) continue;
        try {
          await chrome.scripting.executeScript({
            target: { tabId: tab.id, allFrames: true },
            files: ['content.js'],
            injectImmediately: true,
          });
        } catch {
          // A page that no extension may enter, such as the browser's own store.
        }
      }
    },
  };
}

export function createPageHost(): PageHost {
  // The runtime is taken away from the script when the extension is updated, whatever the types say.
  const alive = (): boolean => typeof (chrome as Partial<typeof chrome>).runtime?.id === 'string';
  return {
    alive,
    send(message) {
      if (alive()) chrome.runtime.sendMessage(message).catch(() => undefined);
    },
    shadowRootOf(element) {
      try {
        return chrome.dom.openOrClosedShadowRoot(element);
      } catch {
        return element.shadowRoot;
      }
    },
  };
}

export function createPopupHost(): PopupHost {
  return {
    ask: (message) => chrome.runtime.sendMessage<object, unknown>(message),
    openTab: (url) => void chrome.tabs.create({ url }),
  };
}
