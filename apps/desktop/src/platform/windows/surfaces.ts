import type { Cover, Face, Panel, PanelWanted, Surfaces } from '../contract/surfaces.ts';
import { blueFirst } from '../pictures/blue-first.ts';
import type { WindowsApi } from './api.ts';
import { desktopArea, readMonitors } from './monitors.ts';
import { createFocus, type Focus } from './spots.ts';
import type { Ui } from './ui.ts';
import type { Picture, Told } from './ui-messages.ts';

export interface WindowsSurfaces {
  readonly surfaces: Surfaces;
  close(): Promise<void>;
}

interface Open {
  readonly focus: Focus;
  readonly wanted: PanelWanted;
  readonly pressed: (spot: string) => void;
  readonly closed: () => void;
}

interface Standing {
  readonly cover: Cover;
  readonly focus: Focus;
  readonly pressed: (spot: string) => void;
}

/** Windows of ours in the session. */
export function createSurfaces(api: WindowsApi, ui: Ui): WindowsSurfaces {
  const panels = new Map<number, Open>();
  const listeners = new Set<(held: boolean) => void>();
  let standing: Standing | null = null;
  let last = 0;

  async function stand(cover: Cover): Promise<boolean> {
    const corner = desktopArea(api);
    return ui.ask({
      do: 'cover',
      monitors: readMonitors(api).map(({ x, y, width, height, primary }) => ({
        area: { x: x + corner.x, y: y + corner.y, width, height },
        picture: toPicture(cover.draw({ width, height, primary })),
      })),
    });
  }
  function lookOf({ wanted, focus }: Pick<Open, 'wanted' | 'focus'>): ReturnType<PanelWanted['draw']> {
    return wanted.draw({ scale: scaleOf(api), focused: focus.focused() });
  }
  function refresh(id: number): void {
    const open = panels.get(id);
    if (open !== undefined) void ui.ask({ do: 'paint', id, picture: toPicture(lookOf(open).face) });
  }
  function refreshCover(): void {
    if (standing !== null) void stand(standing.cover);
  }
  function use(told: Extract<Told, { tell: 'spot-key' | 'clicked' }>): void {
    const open = told.id === 0 ? standing : panels.get(told.id);
    if (open === null || open === undefined) return;
    const spots = 'cover' in open ? open.cover.spots() : lookOf(open).spots;
    const spot =
      told.tell === 'clicked' ? open.focus.click(told.x, told.y, spots) : open.focus.key(told.key, spots);
    if (spot !== null) open.pressed(spot);
  }
  const cancel = ui.on((told) => {
    if (told.tell === 'spot-key' || told.tell === 'clicked') use(told);
    if (told.tell === 'monitors') refreshCover();
    if (told.tell === 'held') for (const changed of listeners) changed(told.held);
    if (told.tell !== 'closed') return;
    const open = panels.get(told.id);
    panels.delete(told.id);
    open?.closed();
  });
  const closePanel = (id: number): void => {
    if (panels.delete(id)) void ui.ask({ do: 'close', id });
  };
  return {
    surfaces: {
      cover: async (cover, pressed) => {
        standing = cover === null ? null : { cover, pressed, focus: createFocus(() => undefined) };
        return cover === null ? ui.ask({ do: 'uncover' }) : stand(cover);
      },
      refreshCover,
      onHeld: (changed) => {
        listeners.add(changed);
        return () => listeners.delete(changed);
      },
      panel: async (wanted, pressed, closed): Promise<Panel | null> => {
        last += 1;
        const id = last;
        const open: Open = {
          wanted,
          pressed,
          closed,
          focus: createFocus(() => {
            refresh(id);
          }),
        };
        panels.set(id, open);
        const opened = await ui.ask({
          do: 'open',
          id,
          title: wanted.title,
          picture: toPicture(lookOf(open).face),
        });
        if (!opened) panels.delete(id);
        return opened
          ? {
              refresh: () => {
                refresh(id);
              },
              close: () => {
                closePanel(id);
              },
            }
          : null;
      },
    },
    close: async () => {
      cancel();
      listeners.clear();
      standing = null;
      for (const id of panels.keys()) closePanel(id);
      await ui.ask({ do: 'uncover' });
    },
  };
}

function scaleOf(api: WindowsApi): number {
  const dpi = api.GetDpiForSystem();
  return dpi > 0 ? dpi / 96 : 1;
}

/** What is transparent is black behind. */
export function toPicture({ width, height, pixels }: Face): Picture {
  return { width, height, pixels: blueFirst(pixels, 0, width * height) };
}
