import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';

import type { Testing } from 'x11';

import type { KeyStroke } from '../src/platform/contract/input.ts';
import type { BusAddress } from '../src/platform/linux/dbus/bus.ts';
import { createInput, type X11Input } from '../src/platform/linux/input.ts';
import { openWindows, type X11Windows } from '../src/platform/linux/windows.ts';
import { type Display, openDisplay } from '../src/platform/linux/x11/display.ts';
import { inputContract } from './contract/input.ts';
import { splitInTwo } from './x11-painter.ts';
import { lacking, startScreen, type TestScreen } from './xvfb.ts';

const skip = lacking('Xvfb', 'openbox', 'xterm', 'mousepad', 'xdotool', 'setxkbmap', 'dbus-daemon');

/** Keycodes of a PC keyboard under X. */
const KEYCODES: Readonly<Record<string, number>> = Object.freeze({
  Backspace: 22,
  Tab: 23,
  KeyQ: 24,
  KeyE: 26,
  KeyR: 27,
  KeyT: 28,
  KeyP: 33,
  BracketLeft: 34,
  ControlLeft: 37,
  KeyA: 38,
  KeyS: 39,
  KeyL: 46,
  Semicolon: 47,
  Quote: 48,
  ShiftLeft: 50,
  KeyZ: 52,
  KeyC: 54,
  Space: 65,
  CapsLock: 66,
  AltRight: 108,
});

describe('the keyboard of an X session', { skip, timeout: 120_000 }, () => {
  let screen: TestScreen;
  let worker: Display;
  let watcher: Display;
  let testing: Testing;
  let input: X11Input;
  let windows: X11Windows;
  let plain: number;
  let hidden: number;
  let plainPlace: string;

  before(async () => {
    screen = await startScreen({ bus: true });
    [worker, watcher] = [await openDisplay(screen.address), await openDisplay(screen.address)];
    const found = await worker.extension('xtest');
    assert.ok(found !== null);
    testing = found;
    plain = await terminal('plain', 'stty raw -echo; cat >/dev/null');
    hidden = await terminal('hidden', 'stty -echo icanon; cat >/dev/null');
    windows = await openWindows(watcher);
    const made = await createInput(watcher, windows, session(), { wakeToolkits: true });
    assert.ok(made !== null);
    input = made;
    plainPlace = await bringToFront(plain);
  });
  after(async () => {
    input?.close();
    windows?.stop();
    worker?.close();
    watcher?.close();
    await screen?.stop();
  });

  function session(): BusAddress {
    return { address: screen.env['DBUS_SESSION_BUS_ADDRESS'] ?? '', uid: null };
  }

  async function terminal(title: string, work: string): Promise<number> {
    screen.start('xterm', ['-T', title, '-e', 'sh', '-c', work]);
    return screen.windowCalled(`^${title}$`);
  }

  /** Activates a window as the person does, and waits until it is known to be in front. */
  async function bringToFront(window: number): Promise<string> {
    await screen.run('xdotool', 'windowactivate', '--sync', String(window));
    return new Promise((resolve) => {
      const look = (): void => {
        const place = windows.front()?.place;
        if (place === undefined || windows.windowOf(place) !== window) return;
        cancel();
        resolve(place);
      };
      const cancel = windows.onFront(look);
      look();
    });
  }

  async function key(code: string, down: boolean): Promise<void> {
    testing.FakeInput(down ? 2 : 3, KEYCODES[code] ?? 0, 0, 0, 0, 0);
    await worker.settled();
  }

  async function strokes(count: number, work: () => Promise<void>): Promise<readonly KeyStroke[]> {
    const told: KeyStroke[] = [];
    const all = new Promise<void>((resolve, reject) => {
      const late = setTimeout(() => {
        reject(new Error(`only ${JSON.stringify(told)}`));
      }, 10_000);
      input.source.onKey((stroke) => {
        // What was typed elsewhere just before may still come.
        if (stroke.place !== plainPlace) return;
        told.push(stroke);
        if (told.length < count) return;
        clearTimeout(late);
        resolve();
      });
    });
    await work();
    await all;
    return told;
  }

  async function tap(...codes: readonly string[]): Promise<void> {
    for (const code of codes) {
      await key(code, true);
      await key(code, false);
    }
  }

  inputContract(
    (name, run) => {
      it(name, run);
    },
    async () => ({
      source: input.source,
      key,
      click: async () => {
        testing.FakeInput(4, 1, 0, 0, 0, 0);
        testing.FakeInput(5, 1, 0, 0, 0, 0);
        await worker.settled();
      },
      plain: async () => bringToFront(plain),
      secret: async () => {
        await bringToFront(hidden);
      },
      told: async () => {
        if (!existsSync('/usr/libexec/at-spi-bus-launcher')) return null;
        screen.start('mousepad');
        return bringToFront(await screen.windowCalled('Mousepad$'));
      },
    }),
  );

  it('another layout counts from the next key on, dead keys and AltGr with it', async () => {
    await bringToFront(plain);
    await screen.run('setxkbmap', 'de');
    const told = await strokes(8, async () => {
      await tap('BracketLeft', 'Semicolon', 'Quote');
      await key('AltRight', true);
      await tap('KeyQ', 'KeyE');
      await key('AltRight', false);
      await tap('BracketLeft', 'KeyZ');
    });
    assert.deepEqual(
      told.map((stroke) => [stroke.key, stroke.command]),
      ['ü', 'ö', 'ä', 'AltGraph', '@', '€', 'ü', 'y'].map((text) => [text, false]),
    );
    await screen.run('setxkbmap', 'es');
    const accents = await strokes(4, async () => tap('Quote', 'KeyE', 'BracketLeft', 'KeyA'));
    assert.deepEqual(
      accents.map((stroke) => stroke.key),
      ['Dead', 'é', 'Dead', 'à'],
    );
    await screen.run('setxkbmap', 'ara,us', '-option', 'grp:caps_toggle');
    const arabic = await strokes(4, async () => tap('KeyA', 'KeyL', 'CapsLock', 'KeyA'));
    assert.deepEqual(
      arabic.map((stroke) => stroke.key),
      ['ش', 'م', 'GroupNext', 'a'],
    );
    await screen.run('setxkbmap', 'us', '-option');
  });

  it('a key that is held is told again and again, and no more once it is up', async () => {
    await bringToFront(plain);
    const told = await strokes(8, async () => {
      let repeats = 0;
      const enough = new Promise<void>((resolve) => {
        const cancel = input.source.onKey((stroke) => {
          repeats += stroke.key === 'a' ? 1 : 0;
          if (repeats < 5) return;
          cancel();
          resolve();
        });
      });
      await key('KeyA', true);
      await enough;
      await key('KeyA', false);
      await tap('KeyC', 'KeyZ', 'KeyE');
    });
    const keys = told.map((stroke) => stroke.key).join('');
    assert.match(keys, /^a{5,6}(?:cze|cz)$/u);
    // Nothing is told again of keys that are up, however long nobody writes.
    const later = await strokes(1, async () => {
      await screen.run('sleep', '0.8');
      await tap('KeyQ');
    });
    assert.deepEqual(
      later.map((stroke) => stroke.key),
      ['q'],
    );
  });

  it('a text that a program types by mapping keys anew is read as it is meant', async () => {
    await bringToFront(plain);
    const told = await strokes(5, async () => {
      await screen.run('xdotool', 'type', '--delay', '150', 'ñŧжक');
      await tap('KeyA');
    });
    assert.equal(
      told
        .filter((stroke) => Array.from(stroke.key).length === 1)
        .map((stroke) => stroke.key)
        .join(''),
      'ñŧжकa',
    );
  });

  it('nothing is read while the screen is locked, nor by an input that starts then', async () => {
    await bringToFront(plain);
    const lock = worker.client.AllocID();
    const locked = focusedAs('secret');
    worker.client.CreateWindow(lock, worker.root, 0, 0, 1280, 800, 0, 0, 1, 0, { overrideRedirect: 1 });
    worker.client.MapWindow(lock);
    await locked;
    const other = await openDisplay(screen.address);
    const late = await createInput(other, windows, null);
    assert.equal(late?.source.focused(), 'secret');
    late.close();
    other.close();
    const told = await strokes(1, async () => {
      await tap('KeyS', 'KeyE');
      const free = focusedAs('keys');
      worker.client.DestroyWindow(lock);
      await free;
      await tap('KeyZ');
    });
    assert.deepEqual(
      told.map((stroke) => stroke.key),
      ['z'],
    );
    await splitInTwo(worker, { width: 1280, height: 800 });
    const half = worker.client.AllocID();
    worker.client.CreateWindow(half, worker.root, 640, 0, 640, 800, 0, 0, 1, 0, { overrideRedirect: 1 });
    worker.client.MapWindow(half);
    await focusedAs('secret');
    worker.client.UnmapWindow(half);
    await focusedAs('keys');
  });

  it('a password field is known by what its program tells', { skip: lacking('chromium') }, async () => {
    await bringToFront(plain);
    const page = '<title>sign in</title><input type=password autofocus>';
    screen.start('chromium', [
      '--no-sandbox',
      '--no-first-run',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--force-renderer-accessibility',
      `--user-data-dir=${screen.home}/chromium`,
      `--app=data:text/html,${encodeURIComponent(page)}`,
    ]);
    const window = await screen.windowCalled('^sign in');
    await bringToFront(window);
    await focusedAs('secret');
    const other = await openDisplay(screen.address);
    const late = await createInput(other, windows, session());
    assert.ok(late !== null);
    await focusedAs('secret', late);
    late.close();
    other.close();
    const told = await strokes(1, async () => {
      await tap('KeyS', 'KeyE', 'KeyC');
      const back = focusedAs('keys');
      await bringToFront(plain);
      await back;
      await tap('KeyZ');
    });
    assert.deepEqual(
      told.map((stroke) => stroke.key),
      ['z'],
    );
  });

  async function focusedAs(wanted: string, { source }: X11Input = input): Promise<void> {
    if (source.focused() === wanted) return;
    return new Promise((resolve) => {
      source.onFocus((focused) => {
        if (focused === wanted) resolve();
      });
    });
  }

  it('the time from a key to the listener is short', async (context) => {
    await bringToFront(plain);
    await strokes(1, async () => tap('KeyA'));
    await new Promise((resolve) => setTimeout(resolve, 100));
    const took: number[] = [];
    for (let count = 0; count < 20; count += 1) {
      const from = performance.now();
      await strokes(1, async () => {
        testing.FakeInput(2, KEYCODES['KeyA'] ?? 0, 0, 0, 0, 0);
        testing.FakeInput(3, KEYCODES['KeyA'] ?? 0, 0, 0, 0, 0);
      });
      took.push(performance.now() - from);
    }
    const median = took.sort((a, b) => a - b)[10] ?? Number.NaN;
    context.diagnostic(`key to listener: median ${median.toFixed(2)} ms`);
    assert.ok(median < 50, `${median} ms`);
  });
});
