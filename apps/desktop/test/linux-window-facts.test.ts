import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import type { DesktopWindow } from '../src/platform/contract/windows.ts';
import { openWindows } from '../src/platform/linux/windows.ts';
import { openDisplay } from '../src/platform/linux/x11/display.ts';
import { lacking, startScreen, type TestScreen } from './xvfb.ts';

const skip = lacking('Xvfb', 'openbox', 'xterm', 'xdotool');
const TITLES = ['Poems', 'Sums', 'Maps'];
const ROUNDS = 120;
/** Of `_NET_WM_STATE`. */
const TOGGLE = 2;

/** Numbers that look random and are the same in each run. */
function dice(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** Without the place, which each who looks numbers anew. */
function plain(windows: readonly DesktopWindow[]): readonly Omit<DesktopWindow, 'place'>[] {
  return windows.map(({ place: _place, ...rest }) => rest);
}

/** What somebody says of the windows who has never looked before. */
async function asked(server: TestScreen): Promise<ReturnType<typeof plain>> {
  const display = await openDisplay(server.address);
  const windows = await openWindows(display);
  const seen = await windows.list();
  windows.stop();
  display.close();
  return plain(seen);
}

for (const windowManager of [true, false])
  describe(
    `what is kept of windows ${windowManager ? 'with' : 'without'} a window manager`,
    { skip, timeout: 120_000 },
    () => {
      it('is what one finds who asks anew, whatever was done to them', async () => {
        const server = await startScreen({ windowManager });
        const display = await openDisplay(server.address);
        const windows = await openWindows(display);
        const ids: string[] = [];
        for (const title of TITLES)
          ids.push(String(await server.windowOf(server.start('xterm', ['-T', title, '-e', 'cat']))));
        const roll = dice(7);
        const done: string[] = [];
        const act = async (program: string, ...args: readonly string[]): Promise<void> => {
          done.push([program, ...args].join(' '));
          await server.run(program, ...args);
        };
        const toggle = async (id: string, name: string): Promise<void> => {
          done.push(`${name} ${id}`);
          const [change, state] = await Promise.all([display.atom('_NET_WM_STATE'), display.atom(name)]);
          display.client.SendClientMessage(display.root, Number(id), change, 32, [TOGGLE, state]);
          await display.settled();
        };
        const steps: readonly ((id: string) => Promise<void>)[] = [
          async (id) => act('xdotool', 'windowmove', id, String(roll(600) - 50), String(roll(400))),
          async (id) => act('xdotool', 'windowsize', id, String(200 + roll(400)), String(100 + roll(300))),
          async (id) => act('xdotool', 'windowraise', id),
          async (id) => act('xdotool', 'set_window', '--name', `Called ${roll(1000)}`, id),
          async (id) => act('xdotool', 'windowunmap', id),
          async (id) => act('xdotool', 'windowmap', id),
          ...(windowManager
            ? [
                async (id: string) => act('xdotool', 'windowminimize', id),
                async (id: string) => act('xdotool', 'windowactivate', id),
                async (id: string) => toggle(id, '_NET_WM_STATE_FULLSCREEN'),
                async (id: string) => toggle(id, '_NET_WM_STATE_SHADED'),
              ]
            : []),
        ];
        for (let round = 0; round < ROUNDS; round += 1) {
          await steps[roll(steps.length)]?.(ids[roll(ids.length)] ?? '');
          // A window manager does what it was asked to a little later: both look until they agree, or never do.
          let [kept, fresh] = [plain(await windows.list()), await asked(server)];
          for (let look = 0; look < 20 && !same(kept, fresh); look += 1)
            [kept, fresh] = [plain(await windows.list()), await asked(server)];
          assert.deepEqual(kept, fresh, done.join('\n'));
        }
        windows.stop();
        display.close();
        await server.stop();
      });

      it('costs one question while nothing happens', async () => {
        const server = await startScreen({ windowManager });
        const display = await openDisplay(server.address);
        const windows = await openWindows(display);
        for (const title of TITLES) await server.windowOf(server.start('xterm', ['-T', title, '-e', 'cat']));
        let questions = Infinity;
        // Programs go on telling of themselves for a moment after they have come.
        for (let look = 0; look < 100 && questions > 1; look += 1) {
          const before = display.client.seq_num;
          assert.ok((await windows.list()).length <= TITLES.length);
          questions = display.client.seq_num - before;
        }
        assert.equal((await windows.list()).length, TITLES.length);
        if (windowManager) assert.equal(questions, 1);
        else assert.ok(questions < 40, `${questions} questions`);
        windows.stop();
        display.close();
        await server.stop();
      });
    },
  );

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
