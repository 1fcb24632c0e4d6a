import { createCover } from './browser-cover.ts';
import { createDownloads, createTabs } from './browser-tabs.ts';
import type { ControlHost, KeptHost } from './contract/control.ts';

const ALARM = 'control';

export function createKept(): KeptHost {
  return {
    async read(name) {
      const kept: Record<string, unknown> = await chrome.storage.local.get(name);
      return kept[name] ?? null;
    },
    async write(name, value) {
      await (value === null
        ? chrome.storage.local.remove(name)
        : chrome.storage.local.set({ [name]: value }));
    },
  };
}

/**
 * @param covers the own pages that are shown over everything
 * @param spared own pages in windows that stay in front all the same
 */
export function createControlHost(covers: readonly string[], spared: readonly string[]): ControlHost {
  return {
    tabs: createTabs(),
    downloads: createDownloads(),
    cover: createCover(covers, spared),
    kept: createKept(),
    async wakeAt(moment) {
      if (moment === null) await chrome.alarms.clear(ALARM);
      else await chrome.alarms.create(ALARM, { when: moment });
    },
    onWoken(handle) {
      chrome.alarms.onAlarm.addListener(({ name }) => {
        if (name === ALARM) handle();
      });
      // Without a listener the worker would not run before somebody opens a page.
      chrome.runtime.onStartup.addListener(() => handle());
    },
    seesPrivateWindows: () => chrome.extension.isAllowedIncognitoAccess().catch(() => true),
    seesAllSites: () => chrome.permissions.contains({ origins: ['<all_urls>'] }).catch(() => true),
    tell(message) {
      // Rejects where none of them is open.
      chrome.runtime.sendMessage(message).catch(() => undefined);
    },
  };
}
