import type { Cover, Panel, Surfaces } from '../contract/surfaces.ts';
import type { Keymap } from './keyboard/keymap.ts';
import { keepKeymap } from './keyboard/keep-keymap.ts';
import { type Monitors, standCover, type StandingCover } from './surfaces/cover.ts';
import { createPainter, type Painter } from './surfaces/paint.ts';
import { openPanel } from './surfaces/panel.ts';
import type { Display } from './x11/display.ts';

export interface X11Surfaces {
  readonly surfaces: Surfaces;
  /** In words for staff. */
  readonly gaps: readonly string[];
  /** Uncovered, and every panel gone. */
  close(): void;
}

/** Windows of ours on an X display; null where it has too few colours for them. */
export async function createSurfaces(display: Display, monitors: Monitors): Promise<X11Surfaces | null> {
  const painter = createPainter(display);
  return painter === null ? null : withPainter(display, monitors, painter);
}

async function withPainter(display: Display, monitors: Monitors, painter: Painter): Promise<X11Surfaces> {
  const heldListeners = new Set<(held: boolean) => void>();
  const panels = new Set<Panel>();
  const mapping = await keepKeymap(display);
  const keymap = (): Keymap | null => mapping.keymap();
  let standing: StandingCover | null = null;
  let turn: Promise<unknown> = Promise.resolve();

  async function change(cover: Cover | null, pressed: (spot: string) => void): Promise<boolean> {
    const before = standing;
    standing = null;
    if (cover !== null && !display.ended)
      standing = await standCover(display, monitors, painter, keymap, cover, pressed, (held) => {
        for (const changed of heldListeners) changed(held);
      });
    // A cover that follows another stands before that one goes, so that nothing shows between them.
    before?.close();
    if (before !== null) await standing?.regrab();
    await display.settled().catch(() => undefined);
    return cover === null || (standing?.held() ?? false);
  }

  return {
    surfaces: {
      cover: async (cover, pressed) => {
        const done = turn.then(
          async () => change(cover, pressed).catch(() => false),
          () => false,
        );
        turn = done;
        return done;
      },
      refreshCover: () => {
        standing?.refresh();
      },
      onHeld: (changed) => {
        heldListeners.add(changed);
        return () => {
          heldListeners.delete(changed);
        };
      },
      panel: async (wanted, pressed, closed) => {
        if (display.ended) return null;
        try {
          let panel: Panel | null = null;
          panel = await openPanel(display, monitors, painter, keymap, wanted, pressed, () => {
            if (panel !== null) panels.delete(panel);
            closed();
          });
          panels.add(panel);
          await display.settled();
          return panel;
        } catch {
          return null;
        }
      },
    },
    gaps: [
      'The lock does not reach text consoles (Control, Alt and a function key) unless the X server is set up with DontVTSwitch.',
      "A screen reader does not read the agent's own windows.",
    ],
    close: () => {
      standing?.close();
      standing = null;
      for (const panel of panels) panel.close();
      panels.clear();
      heldListeners.clear();
      mapping.close();
      painter.close();
    },
  };
}
