import assert from 'node:assert/strict';
import { test } from 'node:test';

import { capabilitiesOf } from '../src/features/devices/platform.ts';
import { openLinuxSeat, WAYLAND_GAP } from '../src/linux-seat.ts';
import { openDisplay } from '../src/platform/linux/x11/display.ts';
import { isXwayland } from '../src/platform/linux/x11/xwayland.ts';
import { lacking, startScreen } from './xvfb.ts';

const skip = lacking('Xvfb', 'openbox', 'xrandr');

test(
  'of a Wayland session it is said that nothing of it is seen or held, and nothing is claimed',
  { skip, timeout: 30_000 },
  async () => {
    const server = await startScreen();
    // An older Xwayland is known by what it calls its screens.
    await server.run('xrandr', '--setmonitor', 'XWAYLAND0', '1280/338x800/211+0+0', 'none');
    const display = await openDisplay(server.address);
    assert.equal(await isXwayland(display), true);
    const seat = await openLinuxSeat(display, server.display, { bus: null, sound: null });
    assert.equal(seat.kind, 'Wayland');
    assert.ok(seat.gaps.includes(WAYLAND_GAP));
    const able = capabilitiesOf(
      seat,
      { processes: {}, files: {}, printing: {}, removableMedia: {} },
      { logsOff: true, updates: false, pages: false },
    );
    for (const not of [
      'typed',
      'caption',
      'screenshot',
      'screen',
      'lock',
      'message',
      'remote-control',
    ] as const)
      assert.ok(!able.includes(not), not);
    for (const still of ['applications', 'file', 'printing', 'activity'] as const)
      assert.ok(able.includes(still), still);
    await seat.close();
    await seat.close();
    assert.ok(display.ended);
    await server.stop();
  },
);
