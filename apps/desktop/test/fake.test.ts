import { describe, it } from 'node:test';

import { createFakeInput } from '../src/platform/fake/input.ts';
import { createFakeSurfaces } from '../src/platform/fake/surfaces.ts';
import { inputContract } from './contract/input.ts';
import { surfacesContract } from './contract/surfaces.ts';
import { trayContract } from './contract/tray.ts';
import { playSurfaces } from './played-surfaces.ts';

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
  surfacesContract(
    (name, run) => {
      it(name, run);
    },
    async () => {
      const { surfaces, person } = playSurfaces({ width: 640, height: 480 });
      const settled = async (): Promise<void> => Promise.resolve();
      return { surfaces, ...person(settled), end: settled };
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
