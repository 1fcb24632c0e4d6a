import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, watch, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Done } from 'x11';

import { openTarget } from '../src/platform/linux/target.ts';
import { openDisplay, type Display } from '../src/platform/linux/x11/display.ts';
import { targetContract, type TargetSubject } from './contract/target.ts';
import { lacking, startScreen, type TestScreen } from './xvfb.ts';

const skip = lacking('Xvfb', 'openbox', 'xterm', 'mousepad', 'xdotool', 'setxkbmap');
const BUTTONS = 0x1f00;

/** Resolves with the text of a file once it is as wanted. */
async function fileThat(file: string, wanted: (text: string) => boolean): Promise<string> {
  return new Promise((resolve) => {
    const look = (): void => {
      const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
      if (!wanted(text)) return;
      watcher.close();
      resolve(text);
    };
    const watcher = watch(path.dirname(file), look);
    look();
  });
}

async function keysOf(display: Display): Promise<readonly (readonly number[])[]> {
  const { min_keycode: first, max_keycode: last } = display.connected;
  return display.ask((done: Done<readonly (readonly number[])[]>) => {
    display.client.GetKeyboardMapping(first, last - first + 1, done);
  });
}

describe('the hands at an X display', { skip, timeout: 120_000 }, () => {
  let server: TestScreen;
  let folders = 0;
  before(async () => {
    server = await startScreen();
  });
  after(async () => server.stop());

  async function make(): Promise<TargetSubject> {
    const [display, eye] = await Promise.all([openDisplay(server.address), openDisplay(server.address)]);
    const target = await openTarget(display);
    assert.ok(target !== null);
    folders++;
    const folder = path.join(server.home, `written-${folders}`);
    mkdirSync(folder);
    const file = path.join(folder, 'lines');
    const terminal = server.start('xterm', ['-u8', '-e', `cat > ${file}`]);
    await server.run('xdotool', 'windowfocus', '--sync', String(await server.windowOf(terminal)));
    // A window of the test takes the wheel.
    const pad = await makePad(eye);
    return {
      target,
      pointer: async () => {
        const { rootX, rootY } = await pointerOf(eye);
        return { x: rootX, y: rootY };
      },
      down: async () => {
        const [{ keyMask }, keys] = await Promise.all([pointerOf(eye), keysDown(eye)]);
        return bits(keyMask & BUTTONS) + keys;
      },
      scrolled: async () => {
        await eye.settled();
        return pad.scrolled();
      },
      lines: async () => fileThat(file, (text) => text.endsWith('\n')),
      close: async () => {
        await target.release();
        await terminal.stop();
        display.close();
        eye.close();
      },
    };
  }
  targetContract(it, make);

  it('gives back the keys that it borrowed', async () => {
    const display = await openDisplay(server.address);
    const target = await openTarget(display);
    const keys = await keysOf(display);
    await target?.text('Łódź');
    assert.notDeepEqual(await keysOf(display), keys);
    await target?.release();
    assert.deepEqual(await keysOf(display), keys);
    display.close();
  });

  it('writes the same with another layout, and with a second one switched on', async () => {
    const text = 'Quay, Zebra! (ж) <ß>\n';
    for (const [layout, switched] of [
      ['de', false],
      ['us,ru', false],
      ['us,ru', true],
    ] as const) {
      const { target, lines, close } = await make();
      await server.run('setxkbmap', layout, '-option', 'grp:alt_shift_toggle');
      if (switched) {
        await target.key('AltLeft', true);
        await target.key('ShiftLeft', true);
        await target.release();
      }
      await target.text(text);
      assert.equal(await lines(), text, layout);
      await close();
    }
    await server.run('setxkbmap', 'us', '-option');
  });

  it('writes as it should with Caps Lock on, and leaves it on', async () => {
    const { target, lines, close } = await make();
    await target.key('CapsLock', true);
    await target.key('CapsLock', false);
    await target.text('small Ж ж');
    await target.key('KeyA', true);
    await target.key('KeyA', false);
    await target.key('CapsLock', true);
    await target.key('CapsLock', false);
    await target.key('Enter', true);
    assert.equal(await lines(), 'small Ж жA\n');
    await close();
  });

  it('writes more characters than there are keys to borrow', async () => {
    const { target, lines, close } = await make();
    const text = String.fromCodePoint(...Array.from({ length: 45 }, (_, index) => 0x4e00 + index));
    assert.equal(await target.text(text), true);
    await target.key('Enter', true);
    assert.equal(await lines(), `${text}\n`);
    await close();
  });

  it('writes into a text editor, and saves with Control and S', async () => {
    const display = await openDisplay(server.address);
    const target = await openTarget(display);
    const folder = path.join(server.home, 'letters');
    mkdirSync(folder);
    const file = path.join(folder, 'letter.txt');
    writeFileSync(file, '');
    const editor = server.start('mousepad', [file]);
    await server.run('xdotool', 'windowfocus', '--sync', String(await server.windowOf(editor)));
    await target?.text('Liebe Zoë,\nمرحبا!');
    await target?.key('ControlLeft', true);
    await target?.key('KeyS', true);
    await target?.release();
    assert.equal((await fileThat(file, (text) => text.includes('!'))).trimEnd(), 'Liebe Zoë,\nمرحبا!');
    await editor.stop();
    await target?.release();
    display.close();
  });

  it('says no, and does not reject, once the server is gone', async () => {
    const other = await startScreen({ windowManager: false });
    const display = await openDisplay(other.address);
    const target = await openTarget(display);
    assert.ok(target !== null);
    const ended = new Promise((resolve) => display.onEnd(resolve));
    await other.kill();
    await ended;
    assert.equal(await target.move(1, 1), false);
    assert.equal(await target.text('x'), false);
    await target.release();
    await other.stop();
  });
});

async function pointerOf(
  display: Display,
): Promise<{ readonly rootX: number; readonly rootY: number; readonly keyMask: number }> {
  return display.ask(
    (
      done: Done<{
        readonly rootX: number;
        readonly rootY: number;
        readonly child: number;
        readonly keyMask: number;
      }>,
    ) => {
      display.client.QueryPointer(display.root, done);
    },
  );
}

/** How many keys are down (QueryKeymap). */
async function keysDown(display: Display): Promise<number> {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt8(44, 0);
  bytes.writeUInt16LE(1, 2);
  return display.request(bytes, (body) =>
    [...body.subarray(0, 32)].map(bits).reduce((all, some) => all + some, 0),
  );
}

function bits(value: number): number {
  return value.toString(2).replaceAll('0', '').length;
}

/** Counts turns of the wheel over the whole desktop, taken before any window gets them. */
async function makePad(display: Display): Promise<{ scrolled: () => number }> {
  let lines = 0;
  display.onEvent((event) => {
    if (event.name !== 'ButtonPress') return;
    if (event['keycode'] === 4) lines--;
    if (event['keycode'] === 5) lines++;
  });
  for (const button of [4, 5]) {
    // GrabButton with any modifier: asynchronous, told of presses.
    const grab = Buffer.alloc(24);
    grab.writeUInt8(28, 0);
    grab.writeUInt16LE(6, 2);
    grab.writeUInt32LE(display.root, 4);
    grab.writeUInt16LE(1 << 2, 8);
    grab.writeUInt8(1, 10);
    grab.writeUInt8(1, 11);
    grab.writeUInt8(button, 20);
    grab.writeUInt16LE(0x8000, 22);
    display.send(grab);
  }
  await display.settled();
  return { scrolled: () => lines };
}
