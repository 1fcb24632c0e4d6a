import type { Done, Geometry, XEvent } from 'x11';

import type { Cancel } from '../../contract/cancel.ts';
import type { Area } from '../../contract/screen.ts';
import type { Display } from './display.ts';
import { readNumbers, readTitle } from './properties.ts';

/** What a window shows and where it stands. */
export interface WindowFacts {
  readonly title: string;
  /** With the frame that a window manager puts round it. */
  readonly area: Area;
  readonly shown: boolean;
  /** It belongs to the desktop itself, such as a panel. */
  readonly ofDesktop: boolean;
}

export interface WindowsFacts {
  /**
   * What holds when the server has answered all that was asked of it before; read again only if an event says so.
   * Null when the window is gone.
   */
  read(window: number): Promise<WindowFacts | null>;
  /** Looks after a window no more. */
  forget(window: number): void;
  close(): void;
}

const STRUCTURE_NOTIFY = 1 << 17;
const PROPERTY_CHANGE = 1 << 22;
const VIEWABLE = 2;
/** Of the frame that a window manager puts round a window, with its caption. */
const WIDEST_FRAME = 200;
/** Window managers put two windows round another at most; what stands deeper is read every time. */
const DEEPEST = 8;
/** Windows that belong to the desktop itself. */
const NO_PROGRAM: ReadonlySet<string> = new Set(['_NET_WM_WINDOW_TYPE_DESKTOP', '_NET_WM_WINDOW_TYPE_DOCK']);

type Part = 'title' | 'type' | 'place' | 'frames';
const EVERY_PART: readonly Part[] = ['title', 'type', 'place', 'frames'];
const PROPERTIES: Readonly<Record<string, Part>> = {
  _NET_WM_NAME: 'title',
  WM_NAME: 'title',
  _NET_WM_WINDOW_TYPE: 'type',
  _NET_FRAME_EXTENTS: 'place',
};

interface Kept {
  readonly stale: Set<Part>;
  title: string;
  ofDesktop: boolean;
  place: Pick<WindowFacts, 'area' | 'shown'> | null;
  /** Where it stands depends on those, too. */
  frames: readonly { readonly window: number; readonly deselect: Cancel }[];
  readonly deselect: Cancel;
  renewing: Promise<void> | null;
}

/**
 * Keeps what is known of windows, since asking for all of it takes eight questions a window, and pictures of the screen
 * need it of every window twice. An event of the window, or of one that it stands in, says when to ask again; the server
 * sends it before the answer to whatever is asked afterwards.
 */
export async function keepWindowFacts(display: Display): Promise<WindowsFacts> {
  const parts = new Map<number, Part>();
  for (const [name, part] of Object.entries(PROPERTIES)) parts.set(await display.atom(name), part);
  const all = new Map<number, Kept>();

  const cancel = display.onEvent((event) => {
    const changed = changedBy(event, parts);
    if (changed === null || event.wid === undefined) return;
    const { wid } = event;
    for (const part of changed) all.get(wid)?.stale.add(part);
    if (changed.includes('place'))
      for (const kept of all.values())
        if (kept.frames.some(({ window }) => window === wid))
          for (const part of changed) kept.stale.add(part);
  });

  function keep(window: number): Kept {
    const before = all.get(window);
    if (before !== undefined) return before;
    const kept: Kept = {
      stale: new Set(EVERY_PART),
      title: '',
      ofDesktop: false,
      place: null,
      frames: [],
      deselect: display.select(window, STRUCTURE_NOTIFY | PROPERTY_CHANGE),
      renewing: null,
    };
    all.set(window, kept);
    return kept;
  }

  /** Asks for events of what the window stands in, from the inside out, before it is asked where that is. */
  async function watchFrames(kept: Kept, window: number): Promise<void> {
    const before = kept.frames;
    const frames: { readonly window: number; readonly deselect: Cancel }[] = [];
    let inner = window;
    for (let depth = 0; depth < DEEPEST; depth += 1) {
      const outer = await parentOf(display, inner);
      if (outer === 0 || outer === display.root) break;
      frames.push({ window: outer, deselect: display.select(outer, STRUCTURE_NOTIFY) });
      inner = outer;
      if (depth === DEEPEST - 1) kept.stale.add('frames').add('place');
    }
    kept.frames = frames;
    for (const { deselect } of before) deselect();
    // It may have been given up meanwhile.
    if (all.get(window) !== kept) for (const { deselect } of frames) deselect();
  }

  async function renew(kept: Kept, window: number): Promise<void> {
    const stale = new Set(kept.stale);
    // What an event says from now on is asked for the next time.
    kept.stale.clear();
    if (stale.has('frames')) await watchFrames(kept, window);
    const [title, ofDesktop, place] = await Promise.all([
      stale.has('title') ? readTitle(display, window) : kept.title,
      stale.has('type') ? belongsToDesktop(display, window) : kept.ofDesktop,
      stale.has('place') || stale.has('frames') ? placeOf(display, window) : kept.place,
    ]);
    kept.title = title;
    kept.ofDesktop = ofDesktop;
    kept.place = place;
  }

  function forget(window: number): void {
    const kept = all.get(window);
    all.delete(window);
    kept?.deselect();
    for (const { deselect } of kept?.frames ?? []) deselect();
  }

  return {
    async read(window) {
      const kept = keep(window);
      // Whoever waited for the same answer may have asked again by then.
      while (kept.renewing !== null) await kept.renewing;
      if (kept.stale.size > 0) {
        kept.renewing = renew(kept, window).finally(() => {
          kept.renewing = null;
        });
        await kept.renewing;
      }
      const { title, ofDesktop, place } = kept;
      if (place !== null) return { title, ofDesktop, ...place };
      // A window that is gone sends no event by which it would be asked about again.
      for (const part of EVERY_PART) kept.stale.add(part);
      return null;
    },
    forget,
    close() {
      cancel();
      for (const window of all.keys()) forget(window);
    },
  };
}

/** What an event of a window makes stale; null: nothing. */
function changedBy(event: XEvent, parts: ReadonlyMap<number, Part>): readonly Part[] | null {
  switch (event.name ?? '') {
    case 'PropertyNotify': {
      const part = typeof event['atom'] === 'number' ? parts.get(event['atom']) : undefined;
      return part === undefined ? null : [part];
    }
    case 'ConfigureNotify':
    case 'GravityNotify':
    case 'MapNotify':
    case 'UnmapNotify':
      return ['place'];
    case 'ReparentNotify':
    case 'DestroyNotify':
      return ['place', 'frames'];
    default:
      return null;
  }
}

async function parentOf(display: Display, window: number): Promise<number> {
  const { parent } = await display
    .ask((done: Done<{ readonly parent: number }>) => {
      display.client.QueryTree(window, done);
    })
    .catch(() => ({ parent: 0 }));
  return parent;
}

async function placeOf(display: Display, window: number): Promise<Kept['place']> {
  try {
    const [{ width, height }, { destX, destY }, { mapState }, frame] = await Promise.all([
      display.ask((done: Done<Geometry>) => {
        display.client.GetGeometry(window, done);
      }),
      display.ask((done: Done<{ readonly destX: number; readonly destY: number }>) => {
        display.client.TranslateCoordinates(window, display.root, 0, 0, done);
      }),
      display.ask((done: Done<{ readonly mapState: number }>) => {
        display.client.GetWindowAttributes(window, done);
      }),
      readNumbers(display, window, '_NET_FRAME_EXTENTS'),
    ]);
    const [left = 0, right = 0, top = 0, bottom = 0] = frame.map((edge) => Math.min(edge, WIDEST_FRAME));
    const area = {
      x: destX - left,
      y: destY - top,
      width: left + width + right,
      height: top + height + bottom,
    };
    return { area, shown: mapState === VIEWABLE };
  } catch {
    return null;
  }
}

async function belongsToDesktop(display: Display, window: number): Promise<boolean> {
  const [type] = await readNumbers(display, window, '_NET_WM_WINDOW_TYPE');
  if (type === undefined || type === 0) return false;
  const name = await display.atomName(type).catch(() => '');
  return NO_PROGRAM.has(name);
}
