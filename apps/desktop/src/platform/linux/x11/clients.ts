import type { Done } from 'x11';

import type { Display } from './display.ts';
import { readNumbers, readProperty } from './properties.ts';

/** The windows of programs on a display, and which of them has the keyboard. */
export interface Clients {
  /** From the rearmost to the foremost. */
  readonly windows: readonly number[];
  /** 0 when none has the keyboard. */
  readonly active: number;
  /** The window by which the window manager says that it is there; null where there is none that keeps to EWMH. */
  readonly manager: number | null;
}

const POINTER_ROOT = 1;
const VIEWABLE = 2;
const DEEPEST = 32;
const MOST_WINDOWS = 500;

/** Reads which windows there are now. Rejects only when the display has ended. */
export async function readClients(display: Display): Promise<Clients> {
  const manager = await readManager(display);
  const [windows, focus, active] = await Promise.all([
    manager === null ? unmanaged(display) : managed(display),
    readFocus(display),
    manager === null ? Promise.resolve(0) : readActive(display),
  ]);
  // Any program can write on the root window which one is active; the keyboard itself cannot be lied about.
  const holder = await holderOf(display, focus, new Set(active === 0 ? windows : [...windows, active]));
  return { windows, manager, active: holder ?? active };
}

/** The window manager's own window, if it keeps to EWMH and still runs. */
async function readManager(display: Display): Promise<number | null> {
  const [check] = await readNumbers(display, display.root, '_NET_SUPPORTING_WM_CHECK');
  if (check === undefined) return null;
  const [itself] = await readNumbers(display, check, '_NET_SUPPORTING_WM_CHECK');
  return itself === check ? check : null;
}

async function managed(display: Display): Promise<readonly number[]> {
  const stacked = await readNumbers(display, display.root, '_NET_CLIENT_LIST_STACKING');
  const windows = stacked.length > 0 ? stacked : await readNumbers(display, display.root, '_NET_CLIENT_LIST');
  return [...new Set(windows)].slice(-MOST_WINDOWS);
}

async function readActive(display: Display): Promise<number> {
  const [active] = await readNumbers(display, display.root, '_NET_ACTIVE_WINDOW');
  return active ?? 0;
}

async function readFocus(display: Display): Promise<number> {
  const { focus } = await display.ask((done: Done<{ readonly focus: number }>) => {
    display.client.GetInputFocus(done);
  });
  if (focus !== POINTER_ROOT) return focus;
  // Without a window manager the keyboard belongs to what is under the pointer.
  const { child } = await display.ask((done: Done<{ readonly child: number }>) => {
    display.client.QueryPointer(display.root, done);
  });
  return child;
}

/** Which of the windows has in it the one that has the keyboard; null when none has. */
async function holderOf(
  display: Display,
  focus: number,
  windows: ReadonlySet<number>,
): Promise<number | null> {
  let window = focus;
  for (let depth = 0; depth < DEEPEST && window > POINTER_ROOT && window !== display.root; depth++) {
    if (windows.has(window)) return window;
    const parent = await treeOf(display, window);
    if (parent === null) return null;
    window = parent.parent;
  }
  // A frame around the window has it.
  if (focus > POINTER_ROOT && focus !== display.root) {
    const inside = await clientIn(display, focus, 0);
    if (inside !== null && windows.has(inside)) return inside;
  }
  return null;
}

async function treeOf(
  display: Display,
  window: number,
): Promise<{ readonly parent: number; readonly children: readonly number[] } | null> {
  return display
    .ask((done: Done<{ readonly parent: number; readonly children: readonly number[] }>) => {
      display.client.QueryTree(window, done);
    })
    .catch(() => null);
}

/** Windows of programs where nobody keeps a list: what is shown in the root window, or in frames there. */
async function unmanaged(display: Display): Promise<readonly number[]> {
  const tree = await treeOf(display, display.root);
  const found = await Promise.all(
    (tree?.children ?? []).slice(-MOST_WINDOWS).map(async (window) => {
      const attributes = await display
        .ask((done: Done<{ readonly mapState: number; readonly overrideRedirect: number }>) => {
          display.client.GetWindowAttributes(window, done);
        })
        .catch(() => null);
      if (attributes?.mapState !== VIEWABLE) return null;
      const inside = await clientIn(display, window, 0);
      return inside ?? (attributes.overrideRedirect === 0 ? window : null);
    }),
  );
  return found.filter((window) => window !== null);
}

/** The window of a program in a frame: the one that a window manager has given a state. */
async function clientIn(display: Display, window: number, depth: number): Promise<number | null> {
  if ((await readProperty(display, window, 'WM_STATE', 4)) !== null) return window;
  if (depth === 2) return null;
  const tree = await treeOf(display, window);
  for (const child of (tree?.children ?? []).slice(0, 20)) {
    const found = await clientIn(display, child, depth + 1);
    if (found !== null) return found;
  }
  return null;
}
