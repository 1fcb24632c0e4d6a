import { describe, it } from 'node:test';

import type { PanelWanted, Surfaces } from '../src/platform/contract/surfaces.ts';
import { createFakeInput } from '../src/platform/fake/input.ts';
import { createFakeSurfaces } from '../src/platform/fake/surfaces.ts';
import { inputContract } from './contract/input.ts';
import { surfacesContract } from './contract/surfaces.ts';
import { trayContract } from './contract/tray.ts';

// The fakes keep the contracts that the real systems keep, so that a feature tried on a fake meets nothing new.

describe('the keyboard of the fake', () => {
  inputContract(
    (name, run) => {
      it(name, run);
    },
    async () => {
      const { source, focus, press, click, lose } = createFakeInput();
      const held = new Set<string>();
      return {
        source,
        key: async (code, down) => {
          if (!down) held.delete(code);
          else if (code.startsWith('Key')) {
            const letter = code.slice(3);
            const times = code === 'KeyE' ? 4 : 1;
            for (let time = 0; time < times; time += 1)
              press(held.has('ShiftLeft') ? letter : letter.toLowerCase(), held.has('ControlLeft'));
          } else {
            held.add(code);
            press(code === 'Space' ? ' ' : code.replace(/Left$/u, ''));
          }
        },
        click: async () => {
          click();
        },
        lose: async () => {
          lose();
        },
        plain: async () => {
          focus('keys', 'window 1');
          return 'window 1';
        },
        secret: async () => {
          focus('secret', 'window 2');
        },
        told: async () => {
          focus('told', 'window 3');
          return 'window 3';
        },
      };
    },
  );
});

describe('windows of the fake', () => {
  const PANEL = { x: 220, y: 180 };

  surfacesContract(
    (name, run) => {
      it(name, run);
    },
    async () => {
      const fake = createFakeSurfaces();
      let written = '';
      const drawn = () => {
        const cover = fake.covered();
        return cover === null ? null : cover.draw({ width: 640, height: 480, primary: true });
      };
      let panel: PanelWanted | null = null;
      const surfaces: Surfaces = {
        ...fake.surfaces,
        panel: async (wanted, pressed, closed) => {
          panel = wanted;
          return fake.surfaces.panel(wanted, pressed, closed);
        },
      };
      return {
        surfaces,
        tap: async (code) => {
          if (fake.covered() === null && fake.panels().length === 0) written += code.slice(3).toLowerCase();
          else if (code === 'Tab') fake.next();
          else if (code === 'Enter' || code === 'Space') fake.press(fake.focused() ?? '');
        },
        click: async (x, y) => {
          const cover = fake.covered();
          const spots = cover?.spots() ?? panel?.draw({ scale: 1, focused: null }).spots ?? [];
          const [left, top] = cover === null ? [PANEL.x, PANEL.y] : [0, 0];
          const spot = spots.find(
            (one) =>
              x - left >= one.x &&
              y - top >= one.y &&
              x - left < one.x + one.width &&
              y - top < one.y + one.height,
          );
          fake.press(spot?.id ?? '');
        },
        colourAt: async (x, y) => {
          const face = drawn() ?? panel?.draw({ scale: 1, focused: fake.focused() }).face;
          if (face === undefined) return 0;
          const [left, top] = fake.covered() === null ? [PANEL.x, PANEL.y] : [0, 0];
          const at = ((y - top) * face.width + x - left) * 4;
          const [red = 0, green = 0, blue = 0] = face.pixels.subarray(at, at + 3);
          return (red << 16) | (green << 8) | blue;
        },
        behind: async () => written,
        panelAt: async (title) => (fake.panels().includes(title) ? PANEL : null),
        closePanel: async (title) => {
          fake.closePanel(title);
        },
        end: async () => undefined,
      };
    },
  );

  trayContract(
    (name, run) => {
      it(name, run);
    },
    async () => {
      const fake = createFakeSurfaces();
      return {
        tray: fake.tray,
        shown: async () => fake.sign(),
        choose: async (label) => {
          fake.choose(fake.sign()?.entries.find((entry) => entry.label === label)?.id ?? '');
        },
        end: async () => undefined,
      };
    },
  );
});
