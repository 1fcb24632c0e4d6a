import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { openScreen } from '../src/platform/linux/screen.ts';
import { openDisplay } from '../src/platform/linux/x11/display.ts';
import { screenContract, type ScreenSubject } from './contract/screen.ts';
import { paintOn, splitInTwo } from './x11-painter.ts';
import { lacking, startScreen, type TestScreen } from './xvfb.ts';

const SIZE = { width: 800, height: 600 };
const SUBSTRUCTURE_NOTIFY = 1 << 19;

describe('the screen of an X display', { skip: lacking('Xvfb', 'xdotool'), timeout: 60_000 }, () => {
  let server: TestScreen;
  before(async () => {
    server = await startScreen({ ...SIZE, windowManager: false });
  });
  after(async () => server.stop());

  async function make(): Promise<ScreenSubject> {
    const [display, painter] = await Promise.all([openDisplay(server.address), openDisplay(server.address)]);
    const screen = await openScreen(display);
    assert.ok(screen !== null);
    return {
      screen,
      paint: async (area, colour) => {
        await paintOn(painter, area, colour);
      },
      split: async () => splitInTwo(painter, SIZE),
      stampOtherThan: async (stamp) => {
        // What the server tells of comes before the answer to a later question.
        await display.settled();
        const now = screen.stamp();
        assert.notEqual(now, stamp);
        return now;
      },
      close: async () => {
        screen.stop();
        display.close();
        painter.close();
        return Promise.resolve();
      },
    };
  }
  screenContract(it, make);

  it('takes nothing while the display is not what is seen', async () => {
    const display = await openDisplay(server.address);
    let shown = false;
    const screen = await openScreen(display, () => shown);
    assert.deepEqual(await screen?.grab(null), { ok: false, why: 'hidden' });
    shown = true;
    assert.equal((await screen?.grab(null))?.ok, true);
    screen?.stop();
    display.close();
  });

  it('takes the whole desktop, whatever windows on it are told of', async () => {
    const [display, painter] = await Promise.all([openDisplay(server.address), openDisplay(server.address)]);
    const screen = await openScreen(display);
    // As where there is no window manager: all that happens to windows is told of the root window.
    const deselect = display.select(display.root, SUBSTRUCTURE_NOTIFY);
    await display.settled();
    const window = await paintOn(painter, { x: 10, y: 10, width: 50, height: 40 }, 0xd0_10_20);
    await server.run('xdotool', 'windowsize', '--sync', String(window), '70', '60');
    await display.settled();
    const taken = await screen?.grab(null);
    assert.ok(taken?.ok === true);
    assert.deepEqual([taken.grab.width, taken.grab.height], [SIZE.width, SIZE.height]);
    deselect();
    screen?.stop();
    for (const one of [display, painter]) one.close();
  });

  it('fails, and does not reject, once the server is gone', async () => {
    const other = await startScreen({ ...SIZE, windowManager: false });
    const display = await openDisplay(other.address);
    const screen = await openScreen(display);
    assert.ok(screen !== null);
    assert.equal((await screen.grab(null)).ok, true);
    const gone = new Promise((resolve) => display.onEnd(resolve));
    await other.kill();
    await gone;
    assert.deepEqual(await screen.grab(null), { ok: false, why: 'failed' });
    assert.equal((await screen.monitors()).length, 1);
    screen.stamp();
    screen.stop();
    await other.stop();
  });
});
