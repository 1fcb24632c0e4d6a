import type { ControlHost, Download, OpenTab, PageMoment } from '../src/platform/contract/control.ts';
import type { NetRule, NetRules } from '../src/platform/contract/net-rules.ts';

export const OWN = 'chrome-extension://own/';

/** A browser in memory: tabs go where they are told, covers are names, downloads are undone. */
export interface FakeControlHost extends ControlHost {
  readonly rules: NetRules & {
    readonly set: NetRules['set'];
    standing: readonly NetRule[];
    refuses: boolean;
  };
  readonly covers: Set<string>;
  readonly store: Map<string, object>;
  readonly undone: number[];
  wakesAt: number | null;
  privateSeen: boolean;
  opensWindows: boolean;
  addTab(tab: Partial<OpenTab> & { readonly id: number }): void;
  tab(id: number): OpenTab | undefined;
  /** The tab goes to an address, as the browser says it step by step. */
  go(id: number, url: string): Promise<void>;
  retitle(id: number, title: string): Promise<void>;
  /** A rule of the browser shows the own page in place of an address. */
  closeByRule(id: number, url: string): void;
  download(download: Download): Promise<void>;
  wake(): Promise<void>;
  leave(left: boolean): void;
}

async function turns(): Promise<void> {
  for (let turn = 0; turn < 30; turn += 1) await Promise.resolve();
}

export function createFakeControlHost(store: Map<string, object> = new Map()): FakeControlHost {
  const tabs = new Map<number, OpenTab>();
  const onPage: ((tabId: number, url: string, moment: PageMoment) => void)[] = [];
  const onTab: ((tabId: number) => void)[] = [];
  const onDownload: ((download: Download) => void)[] = [];
  const onReplaced: ((tabId: number, url: string) => void)[] = [];
  const woken: (() => void)[] = [];
  const left = new Set<(left: boolean) => void>();
  const covers = new Set<string>();
  const undone: number[] = [];
  const change = (id: number, part: Partial<OpenTab>): void => {
    const tab = tabs.get(id);
    if (tab !== undefined) tabs.set(id, { ...tab, ...part });
  };
  const host: FakeControlHost = {
    covers,
    store,
    undone,
    wakesAt: null,
    privateSeen: true,
    opensWindows: true,
    rules: {
      standing: [],
      refuses: false,
      set(rules) {
        if (host.rules.refuses) return Promise.reject(new Error('too many'));
        host.rules.standing = rules;
        return Promise.resolve();
      },
    },
    tabs: {
      all: () => Promise.resolve([...tabs.values()]),
      get: (id) => Promise.resolve(tabs.get(id) ?? null),
      onPage: (handle) => void onPage.push(handle),
      onTab: (handle) => void onTab.push(handle),
      onGone: () => undefined,
      onReplaced: (_page, handle) => void onReplaced.push(handle),
      replace({ id }, page) {
        change(id, { url: `${OWN}${page}`, title: '' });
        return Promise.resolve();
      },
      go(id, url) {
        change(id, { url });
        return Promise.resolve();
      },
      mute(id, on) {
        change(id, { muted: on, mutedByUs: on });
        return Promise.resolve();
      },
      close(ids) {
        for (const id of ids) tabs.delete(id);
        return Promise.resolve();
      },
      open: () => Promise.resolve(true),
    },
    downloads: {
      onDownload: (handle) => void onDownload.push(handle),
      undo(id) {
        undone.push(id);
        return Promise.resolve(true);
      },
    },
    cover: {
      set(page, strength) {
        if (strength !== null) covers.add(page);
        else covers.delete(page);
        return Promise.resolve(host.opensWindows);
      },
      onLeft(changed) {
        left.add(changed);
        return () => left.delete(changed);
      },
    },
    kept: {
      read: (name) => Promise.resolve(store.get(name) ?? null),
      write(name, value) {
        if (value === null) store.delete(name);
        else store.set(name, structuredClone(value));
        return Promise.resolve();
      },
    },
    wakeAt(moment) {
      host.wakesAt = moment;
      return Promise.resolve();
    },
    onWoken: (handle) => void woken.push(handle),
    seesPrivateWindows: () => Promise.resolve(host.privateSeen),
    seesAllSites: () => Promise.resolve(true),
    tell: () => undefined,
    addTab: (tab) =>
      void tabs.set(tab.id, {
        url: 'https://rivers.example/',
        title: '',
        private: false,
        muted: false,
        mutedByUs: false,
        ...tab,
      }),
    tab: (id) => tabs.get(id),
    async go(id, url) {
      for (const handle of onPage) handle(id, url, 'asked');
      await turns();
      if (tabs.get(id)?.url.startsWith(OWN) === true) return;
      change(id, { url, title: '' });
      for (const handle of onPage) handle(id, url, 'there');
      await turns();
    },
    async retitle(id, title) {
      change(id, { title });
      for (const handle of onTab) handle(id);
      await turns();
    },
    closeByRule(id, url) {
      change(id, { url: `${OWN}blocked.html` });
      for (const handle of onReplaced) handle(id, url);
    },
    async download(download) {
      for (const handle of onDownload) handle(download);
      await turns();
    },
    async wake() {
      for (const handle of woken) handle();
      await turns();
    },
    leave(is) {
      for (const listener of left) listener(is);
    },
  };
  return host;
}
