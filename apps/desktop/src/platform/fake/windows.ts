import type { DesktopWindow, Windows } from '../contract/windows.ts';

/** Windows that are opened, named and closed by a test. */
export interface FakeWindows extends Windows {
  /** Opens one, in front of the others, with the keyboard. @returns its place */
  open(window: Partial<Omit<DesktopWindow, 'place'>>): string;
  rename(place: string, title: string): void;
  focus(place: string | null): void;
  /** It is out of sight, or comes back. Without the keyboard it stays where it was in the row. */
  show(place: string, shown: boolean): void;
  /** It goes, as after its button was pressed. */
  vanish(place: string): void;
}

export function createFakeWindows(): FakeWindows {
  let windows: readonly DesktopWindow[] = [];
  let front: string | null = null;
  let opened = 0;
  const fronted = new Set<() => void>();
  const gone = new Set<(place: string) => void>();
  const tellFront = (): void => {
    for (const listener of fronted) listener();
  };
  const vanish = (place: string): void => {
    if (!windows.some((window) => window.place === place)) return;
    windows = windows.filter((window) => window.place !== place);
    for (const listener of gone) listener(place);
    if (front !== place) return;
    front = windows[0]?.place ?? null;
    tellFront();
  };
  const focus = (place: string | null): void => {
    if (front === place) return;
    const wanted = windows.find((window) => window.place === place);
    if (wanted !== undefined) windows = [wanted, ...windows.filter((window) => window !== wanted)];
    front = place;
    tellFront();
  };
  return {
    front: () => windows.find(({ place }) => place === front) ?? null,
    onFront: (changed) => {
      fronted.add(changed);
      return () => fronted.delete(changed);
    },
    list: async () => Promise.resolve(windows),
    close: async (place) => {
      const there = windows.some((window) => window.place === place);
      queueMicrotask(() => {
        vanish(place);
      });
      return Promise.resolve(there);
    },
    onGone: (listener) => {
      gone.add(listener);
      return () => gone.delete(listener);
    },
    open: (window) => {
      opened++;
      const place = `fake-${opened}`;
      windows = [
        {
          title: '',
          application: 'Fake',
          executable: 'fake',
          pid: null,
          area: { x: 0, y: 0, width: 100, height: 100 },
          shown: true,
          secret: false,
          ...window,
          place,
        },
        ...windows,
      ];
      focus(place);
      return place;
    },
    rename: (place, title) => {
      windows = windows.map((window) => (window.place === place ? { ...window, title } : window));
      if (front === place) tellFront();
    },
    focus,
    show: (place, shown) => {
      windows = windows.map((window) => (window.place === place ? { ...window, shown } : window));
      if (!shown && front === place) focus(windows.find((window) => window.shown)?.place ?? null);
    },
    vanish,
  };
}
