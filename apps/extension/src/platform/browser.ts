import type {
  BackgroundHost,
  FrontPicture,
  FrontTab,
  Hardware,
  PageHost,
  PopupHost,
  PromptHost,
  Sender,
  TabFrame,
  VisibleTab,
} from './contract/host.ts';
import { createPictureQueue } from './picture-queue.ts';

const ALARM = 'wake';
const STARTED = 'started';
/** The window with the question, in pixels: room for large type, small enough to leave the page in sight. */
const PROMPT = Object.freeze({ width: 520, height: 470 });

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

/** @throws what the browser says when it gives no picture */
async function takePicture(windowId: number, quality: number): Promise<Response> {
  const dataUrl = await chrome.tabs.captureVisibleTab(windowId, {
    format: 'jpeg',
    quality: Math.round(quality * 100),
  });
  return fetch(dataUrl);
}

function createPictures(): Pick<BackgroundHost, 'pictureOf' | 'frontPicture' | 'frameOf'> {
  const queue = createPictureQueue(() => Date.now(), wait);

  async function ofTab(tabId: number, quality: number): Promise<VisibleTab> {
    const before = await tabInFront(tabId);
    if (before === 'gone') return { ok: false, failed: 'window-gone' };
    if (before === 'behind') return { ok: false, failed: 'not-possible' };
    try {
      const picture = await (await takePicture(before.windowId, quality)).blob();
      // Another tab may have come to the front meanwhile: then the picture shows something else.
      const after = await tabInFront(tabId);
      if (typeof after === 'string' || after.windowId !== before.windowId)
        return { ok: false, failed: 'window-gone' };
      return { ok: true, picture };
    } catch {
      return { ok: false, failed: 'not-possible' };
    }
  }

  async function ofFront(quality: number, wanted: () => boolean): Promise<FrontPicture> {
    try {
      const before = await findFront();
      if (!wanted()) return { ok: false, why: 'failed' };
      if (before === null) return { ok: false, why: 'nothing' };
      const picture = await takePicture(before.windowId, quality)
        .then((taken) => taken.blob())
        .catch(() => null);
      const after = await findFront();
      // What came to the front meanwhile may be what nobody is to see.
      if (after === null || after.id !== before.id || after.url !== before.url)
        return { ok: false, why: 'failed' };
      return picture === null
        ? { ok: false, why: 'not-possible' }
        : { ok: true, picture, tab: frontOf(after) };
    } catch {
      return { ok: false, why: 'failed' };
    }
  }

  async function frameNow(tabId: number, quality: number, wanted: () => boolean): Promise<TabFrame> {
    try {
      const before = await findFront();
      if (!wanted()) return { ok: false, why: 'failed' };
      if (before?.id !== tabId) return { ok: false, why: 'behind' };
      const taken = await takePicture(before.windowId, quality).catch(() => null);
      const after = await findFront();
      if (after?.id !== tabId || after.url !== before.url) return { ok: false, why: 'failed' };
      if (taken === null) return { ok: false, why: 'not-possible' };
      // Not as a blob, which the browser may put on the disk.
      return { ok: true, bytes: new Uint8Array(await taken.arrayBuffer()), url: after.url ?? null };
    } catch {
      return { ok: false, why: 'failed' };
    }
  }

  async function ofFrame(tabId: number, quality: number, wanted: () => boolean): Promise<TabFrame> {
    // A tab in the background that changes by itself takes no turn from others.
    const front = await findFront().catch(() => null);
    if (front?.id !== tabId) return { ok: false, why: 'behind' };
    return queue.frame(() => frameNow(tabId, quality, wanted));
  }

  return {
    pictureOf: (tabId, quality) => queue.evidence(() => ofTab(tabId, quality)),
    frontPicture: (quality, wanted) => queue.live(() => ofFront(quality, wanted)),
    frameOf: ofFrame,
  };
}

/** The tab in front of the window that was used last and is in sight; the question that is put is no such tab. */
async function findFront(): Promise<chrome.tabs.Tab | null> {
  const questions = ['consent.html', 'message.html'].map((page) => chrome.runtime.getURL(page));
  const [tabs, windows] = await Promise.all([
    chrome.tabs.query({ active: true }),
    chrome.windows.getAll({ windowTypes: ['normal', 'popup'] }),
  ]);
  const shown = tabs.flatMap((tab) => {
    const window = windows.find(({ id }) => id === tab.windowId);
    const hidden = window === undefined || window.state === 'minimized';
    return hidden || questions.some((page) => (tab.url ?? '').startsWith(page))
      ? []
      : [{ tab, focused: window.focused }];
  });
  const last = shown.reduce<(typeof shown)[number] | null>((best, one) => {
    if (best === null || one.focused) return one;
    return best.focused || (best.tab.lastAccessed ?? 0) >= (one.tab.lastAccessed ?? 0) ? best : one;
  }, null);
  return last?.tab ?? null;
}

function frontOf({ id, title, url }: chrome.tabs.Tab): FrontTab {
  return { tabId: id ?? null, title: title ?? '', url: url ?? null };
}

function onFront(changed: () => void): () => void {
  const listener = (): void => changed();
  const updated = (_tab: number, change: { url?: string; title?: string }, tab: chrome.tabs.Tab): void => {
    if (tab.active && (change.url !== undefined || change.title !== undefined)) changed();
  };
  chrome.tabs.onActivated.addListener(listener);
  chrome.tabs.onUpdated.addListener(updated);
  chrome.windows.onFocusChanged.addListener(listener);
  chrome.windows.onRemoved.addListener(listener);
  return () => {
    chrome.tabs.onActivated.removeListener(listener);
    chrome.tabs.onUpdated.removeListener(updated);
    chrome.windows.onFocusChanged.removeListener(listener);
    chrome.windows.onRemoved.removeListener(listener);
  };
}

/** What is asked for, or null where this browser or this device does not tell. */
async function orNull<T>(ask: () => Promise<T>): Promise<T | null> {
  try {
    return await ask();
  } catch {
    return null;
  }
}

async function readHardware(): Promise<Hardware> {
  const [board, processor, memory, displays] = await Promise.all([
    // Given to extensions that the administrator installed, and to no others.
    orNull(() => chrome.enterprise.hardwarePlatform.getHardwarePlatformInfo()),
    orNull(() => chrome.system.cpu.getInfo()),
    orNull(() => chrome.system.memory.getInfo()),
    orNull(() => chrome.system.display.getInfo()),
  ]);
  const model = [board?.manufacturer, board?.model]
    .filter((part) => part !== undefined && part !== '')
    .join(' ');
  return {
    model: model === '' ? null : model,
    processor: processor === null || processor.modelName === '' ? null : processor.modelName,
    threads: processor?.numOfProcessors ?? null,
    memory: memory?.capacity ?? null,
    screens: (displays ?? []).map(({ modes, bounds }) => {
      const mode = modes.find(({ isSelected }) => isSelected);
      return mode === undefined
        ? { width: bounds.width, height: bounds.height }
        : { width: mode.widthInNativePixels, height: mode.heightInNativePixels };
    }),
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
    ownPrefix: chrome.runtime.getURL(''),
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
    ...createPictures(),
    frontTab: () =>
      findFront().then(
        (tab) => (tab === null ? null : frontOf(tab)),
        () => null,
      ),
    onFront,
    async openUnseen(page) {
      await orNull(() => chrome.offscreen.closeDocument());
      await chrome.offscreen.createDocument({
        url: page,
        reasons: [chrome.offscreen.Reason.BLOBS],
        justification: 'Makes a video of pictures, which the background worker cannot.',
      });
    },
    async closeUnseen() {
      await orNull(() => chrome.offscreen.closeDocument());
    },
    async openPrompt(page) {
      const opened = await orNull(() =>
        chrome.windows.create({ url: page, type: 'popup', focused: true, ...PROMPT }),
      );
      return opened?.id ?? null;
    },
    async closePrompt(windowId) {
      await orNull(() => chrome.windows.remove(windowId));
    },
    onWindowGone(handle) {
      const listener = (windowId: number): void => handle(windowId);
      chrome.windows.onRemoved.addListener(listener);
      return () => chrome.windows.onRemoved.removeListener(listener);
    },
    hardware: readHardware,
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

export function createPromptHost(): PromptHost {
  return {
    ask: (message) => chrome.runtime.sendMessage<object, unknown>(message),
    close: () => globalThis.close(),
  };
}

export function createPopupHost(): PopupHost {
  return {
    ask: (message) => chrome.runtime.sendMessage<object, unknown>(message),
    openTab: (url) => void chrome.tabs.create({ url }),
  };
}
