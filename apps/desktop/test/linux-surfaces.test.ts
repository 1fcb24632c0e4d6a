import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';

import type { Done, Testing } from 'x11';

import { openScreen } from '../src/platform/linux/screen.ts';
import { createSurfaces } from '../src/platform/linux/surfaces.ts';
import { openWindows } from '../src/platform/linux/windows.ts';
import { type Display, openDisplay } from '../src/platform/linux/x11/display.ts';
import { coverOf, plainFace, surfacesContract, type SurfacesSubject } from './contract/surfaces.ts';
import { splitInTwo } from './x11-painter.ts';
import { lacking, startScreen, type TestScreen } from './xvfb.ts';

const skip = lacking('Xvfb', 'openbox', 'xterm', 'mousepad', 'xdotool');
const SIZE = { width: 1000, height: 700 };
const BLUE = 0x2040c0;
const SUBSTRUCTURE_NOTIFY = 1 << 19;
const KEYCODES: Readonly<Record<string, number>> = Object.freeze({
  Escape: 9,
  Backspace: 22,
  Tab: 23,
  Enter: 36,
  ControlLeft: 37,
  KeyA: 38,
  KeyB: 56,
  KeyX: 53,
  KeyY: 29,
  KeyZ: 52,
  AltLeft: 64,
  Space: 65,
  F4: 70,
});

describe('windows of ours on an X display', { skip, timeout: 120_000 }, () => {
  let server: TestScreen;
  let worker: Display;
  let testing: Testing;
  let typed: string;

  before(async () => {
    server = await startScreen(SIZE);
    worker = await openDisplay(server.address);
    const found = await worker.extension('xtest');
    assert.ok(found !== null);
    testing = found;
    typed = path.join(server.home, 'typed');
    writeFileSync(typed, '');
    server.start('xterm', ['-T', 'behind', '-e', 'sh', '-c', 'stty raw -echo; cat >>"$HOME/typed"']);
    await server.windowCalled('^behind$');
  });
  after(async () => {
    worker?.close();
    await server?.stop();
  });

  async function hold(code: string, down: boolean): Promise<void> {
    testing.FakeInput(down ? 2 : 3, KEYCODES[code] ?? 0, 0, 0, 0, 0);
    await worker.settled();
  }

  async function tap(...codes: readonly string[]): Promise<void> {
    for (const code of codes) await hold(code, true);
    for (const code of codes.toReversed()) await hold(code, false);
  }

  async function colourAt(x: number, y: number): Promise<number> {
    const { data } = await worker.ask((done: Parameters<Display['client']['GetImage']>[7]) => {
      worker.client.GetImage(2, worker.root, x, y, 1, 1, 0xffffffff, done);
    });
    return data.readUInt32LE(0) & 0xffffff;
  }

  async function make(): Promise<SurfacesSubject & { readonly display: Display }> {
    const display = await openDisplay(server.address);
    // As in the whole agent, which watches every window over the same connection, its own among them.
    await openWindows(display);
    const screen = await openScreen(display);
    assert.ok(screen !== null);
    const made = await createSurfaces(display, screen);
    assert.ok(made !== null);
    const behind = await server.windowCalled('^behind$');
    await server.run('xdotool', 'windowactivate', '--sync', String(behind));
    const start = readFileSync(typed, 'utf8').length;
    return {
      display,
      surfaces: made.surfaces,
      tap,
      click: async (x, y) => {
        testing.FakeInput(6, 0, 0, 0, x, y);
        testing.FakeInput(4, 1, 0, 0, 0, 0);
        testing.FakeInput(5, 1, 0, 0, 0, 0);
        await worker.settled();
      },
      colourAt,
      behind: async () => Promise.resolve(readFileSync(typed, 'utf8').slice(start)),
      panelAt: async (title) => {
        const found = await server.run('xdotool', 'search', '--onlyvisible', '--name', title).catch(() => '');
        const window = Number(found.trim().split('\n').at(-1));
        if (window === 0) return null;
        const at = await worker
          .ask((done: Parameters<Display['client']['TranslateCoordinates']>[4]) => {
            worker.client.TranslateCoordinates(window, worker.root, 0, 0, done);
          })
          .catch(() => null);
        return at === null ? null : { x: at.destX, y: at.destY };
      },
      closePanel: async (title) => {
        const window = await server.windowCalled(title);
        await server.run('xdotool', 'windowactivate', '--sync', String(window));
        await tap('AltLeft', 'F4');
      },
      end: async () => {
        made.close();
        await display.settled().catch(() => undefined);
        display.close();
      },
    };
  }

  surfacesContract((name, run) => {
    it(name, run);
  }, make);

  it('a window that is opened later does not come above the cover, and no key of the system gets out', async (context) => {
    const subject = await make();
    const from = performance.now();
    assert.equal(
      await subject.surfaces.cover(
        coverOf(() => BLUE),
        () => undefined,
      ),
      true,
    );
    const took = (performance.now() - from).toFixed(1);
    context.diagnostic(`cover of ${SIZE.width}x${SIZE.height}: ${took} ms`);
    assert.equal(await colourAt(500, 350), BLUE);
    const later = server.start('xterm', ['-T', 'later', '-geometry', '100x40+100+100']);
    await server.windowCalled('^later$');
    const above = worker.client.AllocID();
    worker.client.CreateWindow(above, worker.root, 50, 50, 300, 300, 0, 0, 1, 0, {
      backgroundPixel: 0xffffff,
      overrideRedirect: 1,
    });
    worker.client.MapWindow(above);
    worker.client.ConfigureWindow(above, { stackMode: 0 });
    await worker.settled();
    for (const keys of [
      ['AltLeft', 'Tab'],
      ['AltLeft', 'F4'],
      ['ControlLeft', 'AltLeft', 'Backspace'],
    ])
      await tap(...keys);
    await tap('KeyX');
    await new Promise((resolve) => {
      setTimeout(resolve, 200);
    });
    for (const [x, y] of [
      [60, 60],
      [150, 150],
      [500, 350],
    ] as const)
      assert.equal(await colourAt(x, y), BLUE, `${x},${y}`);
    assert.equal(await subject.behind(), '');
    await server.windowCalled('^behind$');
    await later.stop();
    worker.client.DestroyWindow(above);
    await subject.end();
  });

  it('one who takes the cover off the screen, or destroys it, gets it back', async () => {
    const subject = await make();
    await subject.surfaces.cover(
      coverOf(() => BLUE),
      () => undefined,
    );
    const tree = await worker.ask((done: Parameters<Display['client']['QueryTree']>[1]) => {
      worker.client.QueryTree(worker.root, done);
    });
    const top = tree.children.at(-1) ?? 0;
    worker.client.UnmapWindow(top);
    await covered();
    worker.client.DestroyWindow(top);
    await covered();
    await tap('KeyX');
    assert.equal(await subject.behind(), '');
    await subject.end();
  });

  async function covered(): Promise<void> {
    await worker.settled();
    const end = performance.now() + 5000;
    while ((await colourAt(500, 350)) !== BLUE) if (performance.now() > end) assert.fail('it is not covered');
  }

  it('a keyboard that another holds is said to be so, and taken when it is free', async () => {
    const subject = await make();
    const status = await worker.ask((done: Done<number>) => {
      worker.client.GrabKeyboard(worker.root, 0, 0, 1, 1, done);
    });
    assert.equal(status, 0);
    const held = new Promise<boolean>((resolve) => {
      subject.surfaces.onHeld(resolve);
    });
    assert.equal(
      await subject.surfaces.cover(
        coverOf(() => BLUE),
        () => undefined,
      ),
      false,
    );
    assert.equal(await colourAt(500, 350), BLUE, 'the cover stands all the same');
    worker.client.UngrabKeyboard(0);
    await worker.settled();
    assert.equal(await held, true);
    await tap('KeyX');
    assert.equal(await subject.behind(), '');
    await subject.end();
  });

  it('an open menu, which holds keyboard and pointer, is closed for the cover', async () => {
    const editor = server.start('mousepad');
    await server.run('xdotool', 'windowactivate', '--sync', String(await server.windowCalled('Mousepad$')));
    const subject = await make();
    await server.run('xdotool', 'windowactivate', '--sync', String(await server.windowCalled('Mousepad$')));
    const unselect = worker.select(worker.root, SUBSTRUCTURE_NOTIFY);
    const menu = new Promise<void>((resolve) => {
      worker.onEvent((event) => {
        if (event.name === 'MapNotify' && event['overrideRedirect'] === true) resolve();
      });
    });
    testing.FakeInput(6, 0, 0, 0, 500, 350);
    testing.FakeInput(4, 3, 0, 0, 0, 0);
    testing.FakeInput(5, 3, 0, 0, 0, 0);
    await menu;
    unselect();
    const held = new Promise<boolean>((resolve) => {
      subject.surfaces.onHeld(resolve);
    });
    assert.equal(
      await subject.surfaces.cover(
        coverOf(() => BLUE),
        () => undefined,
      ),
      false,
    );
    assert.equal(await held, true);
    assert.equal(await colourAt(500, 350), BLUE);
    await subject.end();
    await editor.stop();
  });

  it('every monitor is covered, and one that is new too', async () => {
    const subject = await make();
    const cover = {
      draw: ({ width, height, primary }: { width: number; height: number; primary: boolean }) =>
        plainFace(width, height, primary ? BLUE : 0x808080),
      spots: () => [],
    };
    await subject.surfaces.cover(cover, () => undefined);
    await splitInTwo(worker, SIZE);
    const end = performance.now() + 5000;
    while ((await colourAt(10, 350)) !== 0x808080 || (await colourAt(990, 350)) !== BLUE)
      if (performance.now() > end) assert.fail('a monitor is not covered');
    await tap('KeyX');
    assert.equal(await subject.behind(), '');
    await subject.end();
  });

  it('an agent that is killed leaves the screen free', async () => {
    const subject = await make();
    const child = spawn(process.execPath, [path.join(import.meta.dirname, 'cover-until-killed.ts')], {
      env: { ...process.env, LAPWING_TEST_DISPLAY: server.display, LAPWING_TEST_COOKIE: cookie() },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    assert.equal(await colourAt(500, 350), BLUE);
    await tap('KeyX');
    child.kill('SIGKILL');
    await once(child, 'exit');
    const end = performance.now() + 5000;
    while ((await colourAt(500, 350)) === BLUE) if (performance.now() > end) assert.fail('it is covered');
    await tap('KeyB');
    while ((await subject.behind()) !== 'b')
      if (performance.now() > end) assert.fail(`behind: ${await subject.behind()}`);
    await subject.end();
  });

  function cookie(): string {
    assert.ok(existsSync(typed));
    return Buffer.from(server.address.cookie ?? []).toString('hex');
  }
});
