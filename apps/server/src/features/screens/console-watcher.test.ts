import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readPicture, type Picture } from '@lapwing/protocol/features/screens/picture.ts';
import { ScreensFrame } from '@lapwing/protocol/features/screens/watch.ts';
import { createConsoleWatcher, MOST_PICTURE_BYTES_WAITING, type ConsoleWatcher } from './console-watcher.ts';
import type { Wish } from './demand.ts';
import { manualTimers, type ManualTimers } from './manual-timers.fixture.ts';
import type { Copy } from './small-copies.ts';

const DESKS = [1, 2, 3].map((count) => `00000000-0000-4000-8000-00000000000${count}`);
const [ONE = '', TWO = '', THREE = ''] = DESKS;
const GLANCE: Wish = { purpose: 'glance', width: 320, everyMs: 2000 };
const LOOK: Wish = { purpose: 'look', width: 1280, everyMs: 1000 };
const LIVE = { state: 'live', front: { application: '', title: '', site: null }, answeredBy: null } as const;

interface Rig {
  readonly watcher: ConsoleWatcher;
  readonly timers: ManualTimers;
  /** What the console got, in words: a device and the time of its picture, or its state. */
  readonly got: string[];
  /** The network takes everything that waits. */
  readonly drain: () => void;
  /** Bytes that wait before the network takes them; none while it is quick. */
  readonly slow: { bytes: number };
  readonly copies: Array<(copy: Copy) => void>;
}

function rig(wishes: Record<string, Wish>): Rig {
  const timers = manualTimers();
  const got: string[] = [];
  const slow = { bytes: 0 };
  const taken: Array<() => void> = [];
  const copies: Array<(copy: Copy) => void> = [];
  const watcher = createConsoleWatcher({
    schoolId: 'school',
    name: 'Eight',
    timers,
    link: {
      send(text) {
        const frame = ScreensFrame.parse(JSON.parse(text));
        if (frame.type === 'screens/state') got.push(`${frame.deviceId.slice(-1)} ${frame.state}`);
      },
      sendBytes(bytes, whenTaken) {
        const picture = readPicture(bytes);
        got.push(`${picture?.id.slice(-1)} ${picture?.takenAt}${picture?.width === 320 ? '' : ' large'}`);
        if (whenTaken !== undefined) taken.push(whenTaken);
      },
      waitingBytes: () => slow.bytes,
    },
    copies: { of: () => new Promise((resolve) => copies.push(resolve)) },
  });
  watcher.wants(new Map(Object.entries(wishes)));
  const drain = (): void => {
    slow.bytes = 0;
    for (const whenTaken of taken.splice(0)) whenTaken();
  };
  return { watcher, timers, got, drain, slow, copies };
}
function picture(takenAt: number, width = 320): Picture {
  const bytes = new Uint8Array([1]);
  return { id: ONE, takenAt, width, height: 200, mediaType: 'image/jpeg', bytes };
}

describe('a console that watches', () => {
  it('loses pictures while its network is slow, but never the newest of a screen, nor a state', () => {
    const { watcher, got, drain, slow } = rig({ [ONE]: LOOK, [TWO]: LOOK });
    watcher.picture(ONE, picture(1));
    slow.bytes = MOST_PICTURE_BYTES_WAITING + 1;
    watcher.picture(ONE, picture(2));
    watcher.picture(TWO, picture(3));
    watcher.picture(ONE, picture(4));
    watcher.stands(TWO, LIVE);
    assert.deepEqual(got, ['1 1', '2 live']);
    drain();
    // Desk 1 was seen just now; it has its pace to wait.
    assert.deepEqual(got, ['1 1', '2 live', '2 3']);
  });

  it('is not sent a screen more often than it wants, but always the last picture', () => {
    const { watcher, timers, got } = rig({ [ONE]: GLANCE });
    for (let count = 1; count <= 10; count += 1) {
      watcher.picture(ONE, picture(count));
      timers.pass(100);
    }
    timers.pass(10_000);
    assert.deepEqual(got, ['1 1', '1 10']);
  });

  it('is sent nothing while its rights are being looked at, and afterwards only what it still wants', () => {
    const { watcher, got } = rig({ [ONE]: GLANCE, [TWO]: GLANCE });
    watcher.hold();
    watcher.hold();
    watcher.stands(ONE, LIVE);
    watcher.picture(ONE, picture(1));
    watcher.picture(TWO, picture(2));
    watcher.picture(THREE, picture(3));
    watcher.release();
    assert.deepEqual(got, []);
    watcher.unknown(TWO);
    watcher.release();
    assert.deepEqual(got, ['1 live', '2 unknown', '1 1']);
  });

  it('gets nothing of before once a screen is private or gone', () => {
    const { watcher, timers, got } = rig({ [ONE]: GLANCE });
    watcher.picture(ONE, picture(1));
    watcher.picture(ONE, picture(2));
    watcher.stands(ONE, { ...LIVE, state: 'private' });
    timers.pass(10_000);
    assert.deepEqual(got, ['1 1', '1 private']);
  });

  it('gets a small copy where the screen streams large for somebody else', async () => {
    const { watcher, got, copies } = rig({ [ONE]: GLANCE, [TWO]: LOOK });
    watcher.picture(ONE, picture(1, 1280));
    watcher.picture(TWO, picture(2, 1280));
    copies[0]?.(picture(1));
    await Promise.resolve();
    assert.deepEqual(got, ['2 2 large', '1 1']);
  });

  it('gets the copy of a screen later when none could be made, and none that became forbidden meanwhile', async () => {
    const { watcher, timers, got, copies } = rig({ [ONE]: GLANCE });
    watcher.picture(ONE, picture(1, 1280));
    copies[0]?.('busy');
    await Promise.resolve();
    assert.equal(copies.length, 1);
    timers.pass(GLANCE.everyMs);
    assert.equal(copies.length, 2);
    watcher.stands(ONE, { ...LIVE, state: 'asks-first' });
    copies[1]?.(picture(1));
    await Promise.resolve();
    timers.pass(10_000);
    assert.deepEqual(got, ['1 asks-first']);
    watcher.picture(ONE, picture(2, 1280));
    copies[2]?.('broken');
    await Promise.resolve();
    timers.pass(10_000);
    assert.equal(copies.length, 3);
  });
});
