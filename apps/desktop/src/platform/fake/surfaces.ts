import type { Cover, PanelWanted, Spot, Surfaces, Tray, TrayEntry } from '../contract/surfaces.ts';

/** What the fake tray shows. */
export interface FakeSign {
  readonly tip: string;
  readonly watching: boolean;
  readonly entries: readonly TrayEntry[];
}

/** Screens without a system: what a person sees of our windows and does with them. */
export interface FakeSurfaces {
  readonly surfaces: Surfaces;
  readonly tray: Tray;
  /** The cover that stands; null when there is none. */
  readonly covered: () => Cover | null;
  /** Titles of the panels that are open, the foremost first. */
  readonly panels: () => readonly string[];
  /** The person presses a spot of the cover, or else of the foremost panel. */
  readonly press: (spot: string) => void;
  /** The keyboard of the cover or the foremost panel goes to the next spot. */
  readonly next: () => void;
  /** The spot that has it. */
  readonly focused: () => string | null;
  readonly closePanel: (title: string) => void;
  /** Another program has taken the keyboard, or gives it back. */
  readonly hold: (held: boolean) => void;
  readonly sign: () => FakeSign | null;
  readonly choose: (entry: string) => void;
}

interface Open {
  readonly wanted: PanelWanted;
  readonly pressed: (spot: string) => void;
  readonly closed: () => void;
}

/** @param monitor size of the one screen */
export function createFakeSurfaces(monitor = { width: 640, height: 480 }): FakeSurfaces {
  let standing: { readonly cover: Cover; readonly pressed: (spot: string) => void } | null = null;
  let open: Open[] = [];
  let focused: string | null = null;
  let held = true;
  let sign: FakeSign | null = null;
  let chosen: (entry: string) => void = () => undefined;
  const listeners = new Set<(held: boolean) => void>();

  function spots(): readonly Spot[] {
    if (standing !== null) return standing.cover.spots();
    return open[0]?.wanted.draw({ scale: 1, focused }).spots ?? [];
  }

  return {
    surfaces: {
      cover: async (cover, pressed) => {
        standing = cover === null ? null : { cover, pressed };
        focused = null;
        cover?.draw({ ...monitor, primary: true });
        return Promise.resolve(cover === null || held);
      },
      refreshCover: () => {
        standing?.cover.draw({ ...monitor, primary: true });
      },
      onHeld: (changed) => {
        listeners.add(changed);
        return () => {
          listeners.delete(changed);
        };
      },
      panel: async (wanted, pressed, closed) => {
        const panel: Open = { wanted, pressed, closed };
        open = [panel, ...open];
        focused = null;
        wanted.draw({ scale: 1, focused });
        return Promise.resolve({
          refresh: () => {
            wanted.draw({ scale: 1, focused });
          },
          close: () => {
            open = open.filter((other) => other !== panel);
          },
        });
      },
    },
    tray: {
      show: async (wanted, choice) => {
        sign = wanted;
        chosen = choice;
        return Promise.resolve(true);
      },
      hide: async () => {
        sign = null;
        return Promise.resolve();
      },
    },
    covered: () => standing?.cover ?? null,
    panels: () => open.map(({ wanted }) => wanted.title),
    press: (spot) => {
      if (!spots().some(({ id }) => id === spot)) return;
      (standing ?? open[0])?.pressed(spot);
    },
    next: () => {
      const all = spots();
      focused = all[(all.findIndex(({ id }) => id === focused) + 1) % Math.max(1, all.length)]?.id ?? null;
      if (standing === null) open[0]?.wanted.draw({ scale: 1, focused });
    },
    focused: () => focused,
    closePanel: (title) => {
      const panel = open.find(({ wanted }) => wanted.title === title);
      if (panel === undefined) return;
      open = open.filter((other) => other !== panel);
      panel.closed();
    },
    hold: (now) => {
      if (now === held) return;
      held = now;
      if (standing !== null) for (const changed of listeners) changed(now);
    },
    sign: () => sign,
    choose: (entry) => {
      if (sign?.entries.some(({ id, enabled }) => id === entry && enabled) === true) chosen(entry);
    },
  };
}
