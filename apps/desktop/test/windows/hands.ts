import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import type { InputTarget } from '../../src/platform/contract/input.ts';
import { windowsApi } from '../../src/platform/windows/api.ts';
import { openInput } from '../../src/platform/windows/input.ts';
import { openScreen } from '../../src/platform/windows/screen.ts';
import { openSeat } from '../../src/platform/windows/seat.ts';
import { openSession } from '../../src/platform/windows/session.ts';
import { createSurfaces } from '../../src/platform/windows/surfaces.ts';
import { openTarget } from '../../src/platform/windows/target.ts';
import { createTray } from '../../src/platform/windows/tray.ts';
import { openUi } from '../../src/platform/windows/ui.ts';
import { openWindows } from '../../src/platform/windows/windows.ts';
import { inputContract, type InputSubject } from '../contract/input.ts';
import { coverOf, surfacesContract, type SurfacesSubject } from '../contract/surfaces.ts';
import { targetContract, type TargetSubject } from '../contract/target.ts';
import { createCases } from './cases.ts';
import { openLosableUi } from './lost-hooks.ts';
import { bringToFront, end, openEditor, type Opened, until, windowOf } from './programs.ts';

/** Wine hears of each move and each window in front from the X server again. */
const SETTLE_MS = 100;
const cases = createCases();
const api = windowsApi();
const FIRST_LINE = 0xce;
const SCROLL_TO = 0xb6;
const SET_TEXT = 0xc;
const SIGN_CLICKED = 0x8002;
const REPEAT_MS = 200;
const IDLE_MS = 4000;
/** Buttons of the pointer, then both of Shift, Control and Alt. */
const HELD = Object.freeze([1, 2, 4, 0xa0, 0xa1, 0xa2, 0xa3, 0xa4, 0xa5]);

/** What the case before has opened. */
let tidy: (() => Promise<void>) | null = null;

async function makeInput(): Promise<InputSubject & { readonly editor: () => Opened | null }> {
  await tidy?.();
  const { ui, lose } = await openLosableUi(api);
  const windows = openWindows(api);
  const input = await openInput(api, ui, windows);
  assert.ok(input !== null);
  const hands = openTarget(api);
  let editor: Opened | null = null;
  let asking: ChildProcess | null = null;
  let again: NodeJS.Timeout | undefined;
  tidy = async () => {
    tidy = null;
    clearInterval(again);
    await hands.release();
    await editor?.end();
    if (asking !== null) await end(asking);
    await input.close();
    windows.stop();
    await ui.close();
  };
  return {
    editor: () => editor,
    source: input.source,
    lose: async () => Promise.resolve(lose()),
    key: async (code, down) => {
      assert.equal(await hands.key(code, down), true);
      // What keyboards do by themselves.
      clearInterval(again);
      if (down) again = setInterval(() => void hands.key(code, true), REPEAT_MS);
    },
    click: async () => {
      await pointAt(hands, 400, 300);
      await hands.button(0, true);
      await hands.button(0, false);
    },
    plain: async () => {
      if (editor === null) editor = await openEditor(api, 'Plain');
      else await bringToFront(api, editor.window);
      return windows.placeOf(editor.window) ?? '';
    },
    secret: async () => {
      asking = spawn(process.execPath, [path.join(import.meta.dirname, 'password-field.ts')], {
        stdio: 'ignore',
      });
      await bringToFront(api, await windowOf(api, asking.pid ?? 0));
    },
    told: async () => Promise.resolve(null),
  };
}

async function pointAt(hands: InputTarget, x: number, y: number): Promise<void> {
  const at = { x: -1, y: -1 };
  for (let tries = 0; tries < 20 && (at.x !== x || at.y !== y); tries++) {
    await hands.move(x, y);
    await delay(SETTLE_MS);
    api.GetCursorPos(at);
  }
}

async function makeTarget(): Promise<TargetSubject> {
  await tidy?.();
  const target = openTarget(api);
  const editor = await openEditor(api, 'Written into');
  // A window that comes to the front under Wine lets go of the keys that the X server does not know to be held.
  await delay(3 * SETTLE_MS);
  const ask = (message: number, w: number, l: Buffer | null): number => {
    const outcome: [number] = [0];
    api.SendMessageTimeoutW(editor.field, message, w, l, 2, 2000, outcome);
    return outcome[0];
  };
  let from: number | null = null;
  return {
    target: {
      ...target,
      scroll: async (lines) => {
        if (from === null) {
          ask(SET_TEXT, 0, Buffer.from(`${'line\r\n'.repeat(300)}\0`, 'utf16le'));
          api.PostMessageW(editor.field, SCROLL_TO, 0, 100);
          await until(() => ask(FIRST_LINE, 0, null) === 100);
          await target.move(400, 300);
          from = 100;
        }
        return target.scroll(lines);
      },
    },
    pointer: async () => {
      await delay(SETTLE_MS);
      const at = { x: -1, y: -1 };
      api.GetCursorPos(at);
      return at;
    },
    down: async () => Promise.resolve(HELD.filter((key) => api.GetAsyncKeyState(key) < 0).length),
    scrolled: async () => {
      await delay(SETTLE_MS);
      return ask(FIRST_LINE, 0, null) - (from ?? 0);
    },
    lines: async () => {
      await until(() => editor.text().endsWith('\n'));
      return editor.text();
    },
    close: async () => {
      await target.release();
      await editor.end();
    },
  };
}

async function makeSurfaces(): Promise<SurfacesSubject> {
  await tidy?.();
  const ui = await openUi();
  const made = createSurfaces(api, ui);
  const screen = openScreen(api, ui);
  const hands = openTarget(api);
  const behind = await openEditor(api, 'Behind');
  const tap = async (...codes: readonly string[]): Promise<void> => {
    for (const code of codes) await hands.key(code, true);
    for (const code of codes.toReversed()) await hands.key(code, false);
  };
  return {
    surfaces: made.surfaces,
    tap,
    click: async (x, y) => {
      await pointAt(hands, x, y);
      await hands.button(0, true);
      await hands.button(0, false);
    },
    colourAt: async (x, y) => {
      const taken = await screen.grab({ x, y, width: 1, height: 1 });
      assert.ok(taken.ok);
      const [blue = 0, green = 0, red = 0] = taken.grab.pixels;
      return (red << 16) | (green << 8) | blue;
    },
    behind: async () => Promise.resolve(behind.text()),
    panelAt: async (title) => {
      const window = api.FindWindowExW(0, 0, 'LapwingWindow', title);
      const at = { x: 0, y: 0 };
      return Promise.resolve(window !== 0 && api.ClientToScreen(window, at) ? at : null);
    },
    closePanel: async (title) => {
      await bringToFront(api, api.FindWindowExW(0, 0, 'LapwingWindow', title));
      await delay(SETTLE_MS);
      await tap('AltLeft', 'F4');
    },
    end: async () => {
      screen.stop();
      await made.close();
      await behind.end();
      await ui.close();
    },
  };
}

inputContract(cases.test, makeInput);
targetContract(cases.test, makeTarget);
surfacesContract(cases.test, makeSurfaces);

cases.test('each key is told once, and soon', async () => {
  const { source, key, plain } = await makeInput();
  await plain();
  let from = 0;
  const times: number[] = [];
  const twenty = new Promise<void>((resolve) => {
    source.onKey(() => {
      times.push(performance.now() - from);
      if (times.length === 20) resolve();
    });
  });
  for (let at = 0; at < 20; at++) {
    const told = times.length;
    from = performance.now();
    await key('KeyA', true);
    await key('KeyA', false);
    await until(() => times.length > told);
  }
  await twenty;
  times.sort((one, other) => one - other);
  cases.note(
    `a key, from being pressed to being told: median ${times[10]?.toFixed(1)} ms, longest ${times[19]?.toFixed(1)} ms`,
  );
});

cases.test('knows the person, and how long nothing was used', async () => {
  await tidy?.();
  const session = openSession(api);
  const current = await session.current();
  assert.ok((current?.account.length ?? 0) > 0);
  assert.deepEqual(await session.current(), current);
  const hands = openTarget(api);
  await hands.move(10, 10);
  await hands.move(11, 10);
  const idle = await session.idle();
  assert.ok(idle !== null && idle < 5000);
  cases.note(`account ${String(current?.account)}, log-on ${String(current?.logOnId)}`);
});

cases.test('the sign is shown and changed, and an entry of it is chosen', async () => {
  await tidy?.();
  const ui = await openUi();
  const tray = createTray(ui);
  const hands = openTarget(api);
  const chosen: string[] = [];
  const entries = [
    { id: 'help', label: 'Ask for help', enabled: false },
    { id: 'about', label: 'What is watched & why', enabled: true },
  ];
  const sign = { tip: 'Looked after', watching: true, entries };
  assert.equal(await tray.show(sign, (entry) => chosen.push(entry)), true);
  assert.equal(await tray.show({ ...sign, watching: false }, (entry) => chosen.push(entry)), true);
  // As the notification area tells of the right button.
  const owner = api.FindWindowExW(0, 0, 'LapwingWindow', '');
  const choose = async (...codes: readonly string[]): Promise<void> => {
    api.PostMessageW(owner, SIGN_CLICKED, 1, 0x205);
    await until(() => api.FindWindowExW(0, 0, '#32768', null) !== 0);
    await bringToFront(api, owner);
    await delay(SETTLE_MS);
    for (const code of codes) {
      await hands.key(code, true);
      await hands.key(code, false);
    }
    await until(() => api.FindWindowExW(0, 0, '#32768', null) === 0);
  };
  await choose('Escape');
  await choose('ArrowUp', 'Enter');
  await until(() => chosen.length > 0);
  assert.deepEqual(chosen, ['about']);
  await tray.hide();
  await tray.hide();
  await ui.close();
});

cases.test('a whole seat opens, costs little while nothing happens, and lets go of everything', async () => {
  await tidy?.();
  const seat = await openSeat();
  const editor = await openEditor(api, 'Idle');
  await delay(500);
  const before = process.cpuUsage();
  await delay(IDLE_MS);
  const { user, system } = process.cpuUsage(before);
  cases.note(
    `a seat that idles: ${((user + system) / (IDLE_MS * 10)).toFixed(2)} % of a core, ${Math.round(process.memoryUsage().rss / 1e6)} MB after all these cases`,
  );
  assert.ok(seat.gaps.every((gap) => gap.endsWith('.')));
  assert.equal(
    await seat.surfaces?.cover(
      coverOf(() => 0x2040c0),
      () => undefined,
    ),
    true,
  );
  await seat.close();
  const hands = openTarget(api);
  await hands.text('free\n');
  await until(() => editor.text() === 'free\n');
  await editor.end();
});

await cases.run();
