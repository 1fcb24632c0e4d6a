import type { ClientIds, Done, Geometry, XEvent } from 'x11';

import type { Cancel } from '../contract/cancel.ts';
import type { DesktopWindow, Windows } from '../contract/windows.ts';
import { isSecretWindow } from './secret-windows.ts';
import { createProgramNames, type ProgramName, type ProgramNames } from './program-names.ts';
import { readClients, type Clients } from './x11/clients.ts';
import type { Display } from './x11/display.ts';
import { readClass, readNumbers } from './x11/properties.ts';
import { keepWindowFacts } from './x11/window-facts.ts';

export interface X11Windows extends Windows {
  /** The window of this place as the X server numbers it; null when it is gone. */
  windowOf(place: string): number | null;
  stop(): void;
}

const ENTER_WINDOW = 1 << 4;
const STRUCTURE_NOTIFY = 1 << 17;
const SUBSTRUCTURE_NOTIFY = 1 << 19;
const FOCUS_CHANGE = 1 << 21;
const PROPERTY_CHANGE = 1 << 22;
const PROCESS = 2;
const FIRST_GAP_MS = 25;
const LONGEST_GAP_MS = 250;
/** A window that opens or comes to the front is told of in several events. */
const SOON = 4;
const AFTER_THE_ROOT = new Set(['_NET_ACTIVE_WINDOW', '_NET_CLIENT_LIST', '_NET_SUPPORTING_WM_CHECK']);
/** Which window lies on which; nothing is read anew until somebody asks for that. */
const STACKING = '_NET_CLIENT_LIST_STACKING';
const OF_A_WINDOW = new Set(['_NET_WM_NAME', 'WM_NAME', 'WM_CLASS']);

interface Known {
  readonly place: string;
  /** Never changes while the window is there. */
  pid: Promise<number | null> | null;
  program: Promise<ProgramName> | null;
  /** Whether anybody was told of it. */
  told: boolean;
  readonly deselect: Cancel;
}

/**
 * The windows of an X display, told of by events alone. A window manager that keeps to EWMH says which there are; where
 * there is none, they are looked for in the root window.
 */
export async function openWindows(
  display: Display,
  names: ProgramNames = createProgramNames(),
): Promise<X11Windows> {
  const ids = await display.extension('res');
  const atoms = new Map<number, string>();
  for (const name of [...AFTER_THE_ROOT, ...OF_A_WINDOW, STACKING]) atoms.set(await display.atom(name), name);
  const facts = await keepWindowFacts(display);
  const known = new Map<number, Known>();
  const fronted = new Set<() => void>();
  const gone = new Set<(place: string) => void>();
  const cancels: Cancel[] = [];
  let opened = 0;
  let clients: Clients = { windows: [], active: 0, manager: null };
  /** Whether `listed` may hold no longer. */
  let restacked = true;
  let listed: Promise<readonly number[]> = Promise.resolve([]);
  let front: DesktopWindow | null = null;
  let watched: { readonly window: number; readonly cancel: Cancel } | null = null;
  let manager: { readonly window: number | null; readonly cancel: Cancel } | null = null;
  let stopped = false;

  const adopt = (window: number): Known => {
    const before = known.get(window);
    if (before !== undefined) return before;
    opened++;
    const one: Known = {
      place: `${window.toString(16)}-${opened}`,
      pid: null,
      program: null,
      told: false,
      deselect: display.select(window, STRUCTURE_NOTIFY | FOCUS_CHANGE | ENTER_WINDOW),
    };
    known.set(window, one);
    return one;
  };
  const forget = (window: number): void => {
    const one = known.get(window);
    if (one === undefined) return;
    known.delete(window);
    one.deselect();
    facts.forget(window);
    // The server may give the number to another window.
    if (watched?.window === window) watchFront(0);
    if (front?.place === one.place) setFront(null);
    if (!one.told) return;
    for (const listener of gone) listener(one.place);
  };
  const describe = async (
    window: number,
  ): Promise<{ readonly window: DesktopWindow; readonly ofDesktop: boolean } | null> => {
    const one = adopt(window);
    one.pid ??= ownerOf(display, ids, window);
    one.program ??= nameOf(display, names, window, one.pid);
    const [seen, pid, program] = await Promise.all([facts.read(window), one.pid, one.program]);
    if (known.get(window) !== one) return null;
    // Its end may have been told before it was asked about here.
    if (seen === null) forget(window);
    if (seen === null || pid === process.pid) return null;
    const { ofDesktop, ...rest } = seen;
    one.told ||= !ofDesktop;
    return {
      window: { place: one.place, ...program, pid, ...rest, secret: isSecretWindow(program) },
      ofDesktop,
    };
  };
  const watchFront = (window: number): void => {
    if (watched?.window === window) return;
    watched?.cancel();
    watched = window === 0 ? null : { window, cancel: display.select(window, PROPERTY_CHANGE) };
  };
  const watchManager = (window: number | null): void => {
    if (manager !== null && manager.window === window) return;
    manager?.cancel();
    // A window manager that ends is missed by nobody else; where there is none, the root window tells of windows.
    const cancel =
      window === null
        ? display.select(display.root, SUBSTRUCTURE_NOTIFY)
        : display.select(window, STRUCTURE_NOTIFY);
    manager = { window, cancel };
  };
  const setFront = (next: DesktopWindow | null): void => {
    const same =
      front?.place === next?.place &&
      front?.title === next?.title &&
      front?.application === next?.application &&
      front?.executable === next?.executable &&
      front?.pid === next?.pid;
    front = next;
    if (same) return;
    for (const listener of fronted) listener();
  };
  const readFront = async (): Promise<void> => {
    watchFront(clients.active);
    const next = clients.active === 0 ? null : await describe(clients.active);
    if (stopped) return;
    const one = known.get(clients.active);
    if (next !== null && one !== undefined) one.told = true;
    setFront(next?.window ?? null);
  };
  const readAll = async (): Promise<void> => {
    clients = await readClients(display);
    if (stopped) return;
    watchManager(clients.manager);
    for (const window of clients.windows) adopt(window);
    const there = new Set([...clients.windows, clients.active]);
    for (const window of known.keys()) if (!there.has(window)) forget(window);
    await readFront();
  };
  const wish = takeTurns(readAll, readFront);

  cancels.push(
    display.onEvent((event) => {
      if (restacks(event, { root: display.root, atoms })) restacked = true;
      const asked = askedBy(event, { root: display.root, atoms, front: clients.active });
      if (asked === null) return;
      if (event.name === 'DestroyNotify' && event.wid !== undefined) forget(event.wid);
      const one = known.get(clients.active);
      if (asked === 'program' && one !== undefined) one.program = null;
      wish.want(asked === 'all');
    }),
    display.select(display.root, PROPERTY_CHANGE),
  );
  await readAll().catch(() => undefined);

  const find = (place: string): number | null => {
    for (const [window, one] of known) if (one.place === place) return window;
    return null;
  };
  return {
    front: () => (display.ended ? null : front),
    onFront: (changed) => {
      fronted.add(changed);
      return () => fronted.delete(changed);
    },
    onGone: (listener) => {
      gone.add(listener);
      return () => gone.delete(listener);
    },
    list: async () => {
      // Without a manager's list nobody says that one window was put on another.
      await display.settled().catch(() => undefined);
      if (restacked || clients.manager === null) {
        restacked = false;
        listed = readClients(display).then(
          ({ windows }) => windows,
          () => [],
        );
      }
      const there = await listed;
      if (stopped || display.ended) return [];
      const found = await Promise.all(there.map(describe));
      return found
        .filter((one) => one?.ofDesktop === false)
        .flatMap((one) => one?.window ?? [])
        .toReversed();
    },
    close: async (place) => {
      const window = find(place);
      return window === null ? false : askToClose(display, window, clients.manager !== null);
    },
    windowOf: find,
    stop: () => {
      stopped = true;
      wish.stop();
      for (const cancel of cancels) cancel();
      watched?.cancel();
      manager?.cancel();
      for (const one of known.values()) one.deselect();
      facts.close();
      known.clear();
      fronted.clear();
      gone.clear();
    },
  };
}

/** Whether after an event there may be other windows, or in another order. */
function restacks(
  event: XEvent,
  now: { readonly root: number; readonly atoms: ReadonlyMap<number, string> },
): boolean {
  if (event.name === 'DestroyNotify' || event.name === 'ReparentNotify') return true;
  if (event.name !== 'PropertyNotify' || event.wid !== now.root) return false;
  return typeof event['atom'] === 'number' && now.atoms.has(event['atom']);
}

/** What an event makes us read anew; null: nothing. */
function askedBy(
  event: XEvent,
  now: { readonly root: number; readonly atoms: ReadonlyMap<number, string>; readonly front: number },
): 'all' | 'front' | 'program' | null {
  if (event.name === 'PropertyNotify') {
    const atom = event['atom'];
    const name = typeof atom === 'number' ? now.atoms.get(atom) : undefined;
    if (name === undefined) return null;
    if (event.wid === now.root) return AFTER_THE_ROOT.has(name) ? 'all' : null;
    if (event.wid !== now.front || !OF_A_WINDOW.has(name)) return null;
    return name === 'WM_CLASS' ? 'program' : 'front';
  }
  if (event.name === 'ConfigureNotify') return event.wid === now.front ? 'front' : null;
  const moves = ['FocusIn', 'EnterNotify', 'MapNotify', 'UnmapNotify', 'DestroyNotify', 'ReparentNotify'];
  return event.name !== undefined && moves.includes(event.name) ? 'all' : null;
}

/**
 * Does at once what is wished for the first time; what is wished while it is done comes after it, with a gap that grows:
 * a program that writes its title a thousand times a second costs no more than one that does so four times.
 */
function takeTurns(
  all: () => Promise<void>,
  front: () => Promise<void>,
): { want: (everything: boolean) => void; stop: () => void } {
  let wanted: 'all' | 'front' | null = null;
  let busy = false;
  let timer: NodeJS.Timeout | undefined;
  let inARow = 0;
  const turn = async (): Promise<void> => {
    const read = wanted === 'all' ? all : front;
    wanted = null;
    busy = true;
    // The display has ended, or a window went while it was read: an event tells of either.
    await read().catch(() => undefined);
    timer = setTimeout(
      () => {
        busy = false;
        inARow = wanted === null ? 0 : inARow + 1;
        if (wanted !== null) void turn();
      },
      Math.min(FIRST_GAP_MS * 2 ** Math.max(0, inARow - SOON), LONGEST_GAP_MS),
    );
  };
  return {
    want: (everything) => {
      wanted = everything || wanted === 'all' ? 'all' : 'front';
      if (!busy) void turn();
    },
    stop: () => {
      busy = true;
      wanted = null;
      clearTimeout(timer);
    },
  };
}

/**
 * The process that a window belongs to: the one at the other end of the X server's socket, as the system says. What the
 * window says itself (`_NET_WM_PID`) counts only where the server does not know; any program can write there.
 */
async function ownerOf(display: Display, ids: ClientIds | null, window: number): Promise<number | null> {
  if (ids !== null) {
    const found = await display
      .ask((done: Done<readonly { readonly mask: number; readonly value: readonly number[] }[]>) => {
        ids.QueryClientIds([{ client: window, mask: PROCESS }], done);
      })
      .catch(() => []);
    const pid = found.find(({ mask }) => mask === PROCESS)?.value[0];
    if (pid !== undefined && pid > 0) return pid;
  }
  const [claimed] = await readNumbers(display, window, '_NET_WM_PID');
  return claimed === undefined || claimed === 0 ? null : claimed;
}

async function nameOf(
  display: Display,
  names: ProgramNames,
  window: number,
  pid: Promise<number | null>,
): Promise<ProgramName> {
  const { name, group } = await readClass(display, window);
  return names.of(await pid, group === '' ? name : group);
}

/** As the button of the window would: by the window manager, else by the window's own protocol, else by ending it. */
async function askToClose(display: Display, window: number, managed: boolean): Promise<boolean> {
  try {
    await display.ask((done: Done<Geometry>) => {
      display.client.GetGeometry(window, done);
    });
    const [protocols, remove, close, offered] = await Promise.all([
      display.atom('WM_PROTOCOLS'),
      display.atom('WM_DELETE_WINDOW'),
      display.atom('_NET_CLOSE_WINDOW'),
      readNumbers(display, window, 'WM_PROTOCOLS'),
    ]);
    if (managed) display.client.SendClientMessage(display.root, window, close, 32, [0, 2]);
    else if (offered.includes(remove)) {
      display.client.SendClientMessage(window, window, protocols, 32, [remove, 0], 0);
    } else display.client.KillClient(window);
    await display.settled();
    return true;
  } catch {
    return false;
  }
}
