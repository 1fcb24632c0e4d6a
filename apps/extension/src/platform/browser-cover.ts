import type { CoverHost } from './contract/control.ts';

/** The windows that were put out of sight and how each was before; lost with the browser, as the windows are. */
const HIDDEN = 'hidden-windows';

async function orNull<T>(ask: () => Promise<T>): Promise<T | null> {
  try {
    return await ask();
  } catch {
    return null;
  }
}

interface Screen {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

async function screens(): Promise<readonly Screen[]> {
  const displays = (await orNull(() => chrome.system.display.getInfo())) ?? [];
  return displays.filter(({ isEnabled }) => isEnabled).map(({ bounds }) => bounds);
}

type State = 'normal' | 'maximized' | 'fullscreen';

async function hiddenBefore(): Promise<Record<string, State>> {
  const kept: Record<string, unknown> = await chrome.storage.session.get(HIDDEN);
  const before = kept[HIDDEN];
  if (typeof before !== 'object' || before === null) return {};
  const states = ['normal', 'maximized', 'fullscreen'] as const;
  return Object.fromEntries(
    Object.entries(before).flatMap(([id, was]) => {
      const state = states.find((one) => one === was);
      return state === undefined ? [] : [[id, state]];
    }),
  );
}

/**
 * @param pages all that are ever shown so; what is left of one is closed when it is not wanted
 * @param spared own pages in windows that stay in front all the same: what the person is asked or told meanwhile
 */
export function createCover(pages: readonly string[], spared: readonly string[]): CoverHost {
  const asked = new Map<string, number>();
  let left = false;
  let running: Promise<boolean> | null = null;
  let again = false;
  const listeners = new Set<(left: boolean) => void>();

  function wanted(): string | null {
    const strongest = Math.max(...asked.values());
    return [...asked].find(([, strength]) => strength === strongest)?.[0] ?? null;
  }

  function isOwn(url: string, page: string): boolean {
    return url.split(/[?#]/)[0] === chrome.runtime.getURL(page);
  }

  /** Windows with one of these pages in them, by page. */
  async function windowsOf(ofThese: readonly string[]): Promise<ReadonlyMap<number, string>> {
    const tabs = (await orNull(() => chrome.tabs.query({}))) ?? [];
    return new Map(
      tabs.flatMap(({ windowId, url, pendingUrl }) => {
        const at = (url ?? '') === '' ? (pendingUrl ?? '') : (url ?? '');
        const page = ofThese.find((one) => isOwn(at, one));
        return page === undefined ? [] : [[windowId, page]];
      }),
    );
  }

  async function open(page: string, screen: Screen | undefined, focused: boolean): Promise<number | null> {
    const made = await orNull(() =>
      chrome.windows.create({ url: page, type: 'popup', focused, ...(screen === undefined ? {} : screen) }),
    );
    const id = made?.id;
    if (id === undefined) return null;
    await orNull(() => chrome.windows.update(id, { state: 'fullscreen' }));
    return id;
  }

  async function hideOthers(own: ReadonlySet<number>): Promise<void> {
    const windows = (await orNull(() => chrome.windows.getAll({ windowTypes: ['normal', 'popup'] }))) ?? [];
    const before = await hiddenBefore();
    const now: Record<string, State> = { ...before };
    const shown = windows.filter(
      ({ id, state }) => id !== undefined && !own.has(id) && state !== 'minimized',
    );
    for (const { id, state } of shown)
      now[String(id)] ??= state === 'maximized' || state === 'fullscreen' ? state : 'normal';
    if (shown.length > 0) await chrome.storage.session.set({ [HIDDEN]: now });
    await Promise.all(
      shown.map(({ id = -1 }) => orNull(() => chrome.windows.update(id, { state: 'minimized' }))),
    );
  }

  async function raise(page: string): Promise<boolean> {
    const have = await windowsOf(pages);
    const own = new Set([...have].flatMap(([id, shown]) => (shown === page ? [id] : [])));
    const known = await screens();
    const needed = Math.max(1, known.length);
    for (let at = own.size; at < needed; at += 1) {
      const id = await open(page, known.length > 1 ? known[at] : undefined, at === 0);
      if (id !== null) own.add(id);
    }
    const [first] = own;
    if (first === undefined) return false;
    const stale = [...have.keys()].filter((id) => !own.has(id));
    await Promise.all(stale.map((id) => orNull(() => chrome.windows.remove(id))));
    const free = new Set((await windowsOf(spared)).keys());
    const front = [...free].at(-1);
    const focused = await orNull(() => chrome.windows.getLastFocused());
    const isFront = focused?.focused === true && focused.id !== undefined;
    if (!isFront || !(own.has(focused.id ?? -1) || free.has(focused.id ?? -1)))
      await orNull(() => chrome.windows.update(first, { focused: true, state: 'fullscreen' }));
    if (front !== undefined && focused?.id !== front)
      await orNull(() => chrome.windows.update(front, { focused: true }));
    await hideOthers(new Set([...own, ...free]));
    return true;
  }

  async function lower(): Promise<boolean> {
    const before = await hiddenBefore();
    for (const [id, state] of Object.entries(before))
      await orNull(() => chrome.windows.update(Number(id), { state }));
    await chrome.storage.session.remove(HIDDEN);
    // After the others are back: without any window the browser would end.
    await Promise.all(
      [...(await windowsOf(pages)).keys()].map((id) => orNull(() => chrome.windows.remove(id))),
    );
    tellLeft(false);
    return true;
  }

  function tellLeft(now: boolean): void {
    if (now === left) return;
    left = now;
    for (const listener of listeners) listener(now);
  }

  /** One at a time; what happens meanwhile is looked at once more at the end. */
  function reconcile(): Promise<boolean> {
    again = true;
    running ??= (async () => {
      let shown = false;
      while (again) {
        again = false;
        const page = wanted();
        shown = (await orNull(() => (page === null ? lower() : raise(page)))) ?? false;
      }
      running = null;
      return shown;
    })();
    return running;
  }

  function disturbed(): void {
    if (wanted() !== null) void reconcile();
  }

  chrome.windows.onFocusChanged.addListener((id) => {
    if (wanted() === null) return;
    if (id === chrome.windows.WINDOW_ID_NONE) tellLeft(true);
    else void windowsOf([...pages, ...spared]).then((have) => tellLeft(!have.has(id)));
    disturbed();
  });
  chrome.windows.onCreated.addListener(disturbed);
  chrome.windows.onRemoved.addListener(disturbed);
  chrome.windows.onBoundsChanged.addListener(disturbed);
  chrome.tabs.onActivated.addListener(disturbed);
  chrome.tabs.onCreated.addListener(disturbed);
  chrome.tabs.onAttached.addListener(disturbed);

  return {
    set(page, strength) {
      if (strength !== null) asked.set(page, strength);
      else asked.delete(page);
      return reconcile();
    },
    onLeft(changed) {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
  };
}
