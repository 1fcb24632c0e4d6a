import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';

import { windowsApi } from '../../src/platform/windows/api.ts';
import { openScreen } from '../../src/platform/windows/screen.ts';
import { openUi } from '../../src/platform/windows/ui.ts';
import { openWindows } from '../../src/platform/windows/windows.ts';
import { screenContract, type ScreenSubject } from '../contract/screen.ts';
import { frontThat, windowsContract, type WindowsSubject } from '../contract/windows.ts';
import { createCases } from './cases.ts';
import { createPainter } from './painter.ts';
import { bringToFront, openEditor, type Opened, rename } from './programs.ts';

const cases = createCases();
const api = windowsApi();

async function makeWindows(): Promise<WindowsSubject> {
  const windows = openWindows(api);
  const editors: Opened[] = [];
  return Promise.resolve({
    windows,
    open: async (title) => {
      const editor = await openEditor(api, title);
      editors.push(editor);
      const name = (await windows.list()).find((one) => one.title === title)?.application;
      return {
        executable: 'notepad',
        application: name ?? '',
        rename: async (next) => {
          rename(api, editor.window, next);
          return Promise.resolve();
        },
        turnTo: async () => bringToFront(api, editor.window),
        crash: editor.end,
      };
    },
    close: async () => {
      await Promise.all(editors.map(async (editor) => editor.end()));
      await frontThat(windows, (front) => front === null);
      windows.stop();
    },
  });
}

async function makeScreen(): Promise<ScreenSubject> {
  const ui = await openUi();
  const screen = openScreen(api, ui);
  const painter = createPainter(api);
  return {
    screen,
    paint: painter.paint,
    split: async () => Promise.reject(new Error('no second monitor')),
    stampOtherThan: async (stamp) => {
      for (;;) {
        const now = screen.stamp();
        if (now !== stamp) return now;
        await delay(10);
      }
    },
    close: async () => {
      painter.close();
      screen.stop();
      await ui.close();
    },
  };
}

windowsContract(cases.test, makeWindows);
screenContract((name, run) => {
  if (name === 'tells of monitors that come') cases.skip(name, 'no monitor can be added under Wine');
  else cases.test(name, run);
}, makeScreen);

cases.test('calls a program as its file does', async () => {
  const windows = openWindows(api);
  const editor = await openEditor(api);
  const front = await frontThat(windows, (one) => one?.executable === 'notepad');
  assert.ok((front?.application ?? '').length > 0);
  cases.note(`notepad is called ${JSON.stringify(front?.application)}`);
  await editor.end();
  windows.stop();
});

cases.test('costs', async () => {
  const { screen, close } = await makeScreen();
  const windows = openWindows(api);
  const { width, height } = await screen.monitors().then(([first]) => first ?? { width: 0, height: 0 });
  const timed = async (name: string, count: number, run: () => unknown): Promise<void> => {
    let spent = 0;
    for (let at = 0; at < count; at++) {
      // What was taken a moment ago would serve again.
      await delay(40);
      const from = performance.now();
      await run();
      spent += performance.now() - from;
    }
    cases.note(`${name}: ${(spent / count).toFixed(2)} ms`);
  };
  const editor = await openEditor(api, 'Costs');
  await timed(`grab of ${width}x${height}`, 20, async () => screen.grab(null));
  await timed('grab of 64x64', 50, async () => screen.grab({ x: 100, y: 100, width: 64, height: 64 }));
  await timed('stamp', 20, () => screen.stamp());
  await timed('list of windows', 50, async () => windows.list());
  const before = process.cpuUsage();
  await delay(5000);
  const { user, system } = process.cpuUsage(before);
  cases.note(
    `idle, with the windows looked at and the message loop: ${((user + system) / 50_000).toFixed(2)} % of a core`,
  );
  cases.note(`resident: ${Math.round(process.memoryUsage().rss / 1e6)} MB`);
  await editor.end();
  windows.stop();
  await close();
});

await cases.run();
