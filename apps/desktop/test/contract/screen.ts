import assert from 'node:assert/strict';

import type { Area, DesktopScreen } from '../../src/platform/contract/screen.ts';
import { casesOn, type DefineCase } from './cases.ts';

/** A screen, and what a program and the person in front of it can do to it. */
export interface ScreenSubject {
  readonly screen: DesktopScreen;
  /** Fills an area of the desktop with one colour. @param colour `0xRRGGBB` */
  readonly paint: (area: Area, colour: number) => Promise<void>;
  /** Makes two monitors of the desktop, side by side, the right one the primary. */
  readonly split: () => Promise<void>;
  /** Resolves when the stamp has become another one. */
  readonly stampOtherThan: (stamp: number) => Promise<number>;
  readonly close: () => Promise<void>;
}

const RED = 0xd0_10_20;

/** What every `DesktopScreen` must hold to. */
export function screenContract(test: DefineCase, make: () => Promise<ScreenSubject>): void {
  const on = casesOn(test, make, async (subject) => subject.close());

  on('takes the whole desktop, as large as its monitors', async ({ screen }) => {
    const [first, ...others] = await screen.monitors();
    assert.ok(first?.primary === true);
    assert.equal(others.length, 0);
    const taken = await screen.grab(null);
    assert.ok(taken.ok);
    assert.deepEqual([taken.grab.x, taken.grab.y], [0, 0]);
    assert.deepEqual([taken.grab.width, taken.grab.height], [first.width, first.height]);
    assert.equal(taken.grab.pixels.length, first.width * first.height * 4);
    assert.ok(Math.abs(taken.grab.takenAt - Date.now()) < 10_000);
  });

  on('takes the same picture whatever memory it may use', async ({ screen, paint }) => {
    await paint({ x: 20, y: 30, width: 40, height: 10 }, RED);
    const plain = await screen.grab(null);
    assert.ok(plain.ok);
    for (const room of [0, 100, plain.grab.pixels.length, plain.grab.pixels.length + 999]) {
      const taken = await screen.grab(null, new Uint8Array(room).fill(7));
      assert.ok(taken.ok);
      assert.equal(taken.grab.pixels.length, plain.grab.pixels.length);
      assert.equal(Buffer.compare(taken.grab.pixels, plain.grab.pixels), 0);
    }
  });

  on('takes what was painted, blue green red', async ({ screen, paint }) => {
    await paint({ x: 20, y: 30, width: 40, height: 10 }, RED);
    const taken = await screen.grab({ x: 19, y: 29, width: 42, height: 12 });
    assert.ok(taken.ok);
    const at = (x: number, y: number): number[] => [
      ...taken.grab.pixels.subarray((y * 42 + x) * 4, (y * 42 + x) * 4 + 3),
    ];
    assert.deepEqual(at(1, 1), [0x20, 0x10, 0xd0]);
    assert.deepEqual(at(40, 10), [0x20, 0x10, 0xd0]);
    assert.notDeepEqual(at(0, 0), [0x20, 0x10, 0xd0]);
    assert.notDeepEqual(at(41, 11), [0x20, 0x10, 0xd0]);
  });

  on('leaves out what lies outside the desktop', async ({ screen }) => {
    const [monitor] = await screen.monitors();
    assert.ok(monitor !== undefined);
    const taken = await screen.grab({ x: monitor.width - 10, y: -5, width: 50, height: 20 });
    assert.ok(taken.ok);
    const { x, y, width, height, pixels } = taken.grab;
    assert.deepEqual({ x, y, width, height }, { x: monitor.width - 10, y: 0, width: 10, height: 15 });
    assert.equal(pixels.length, 10 * 15 * 4);
    for (const outside of [
      { x: monitor.width, y: 0, width: 5, height: 5 },
      { x: 0, y: -50, width: 5, height: 5 },
      { x: 0, y: 0, width: 0, height: 5 },
    ]) {
      assert.deepEqual(await screen.grab(outside), { ok: false, why: 'failed' });
    }
  });

  on('takes several at once, each as it was asked for', async ({ screen, paint }) => {
    await paint({ x: 0, y: 0, width: 100, height: 100 }, RED);
    const taken = await Promise.all(
      Array.from({ length: 8 }, async (_, index) =>
        screen.grab(index % 2 === 0 ? null : { x: 0, y: 0, width: 10 + index, height: 10 }),
      ),
    );
    for (const [index, one] of taken.entries()) {
      assert.ok(one.ok);
      if (index % 2 === 1) assert.equal(one.grab.width, 10 + index);
      assert.deepEqual([...one.grab.pixels.subarray(0, 3)], [0x20, 0x10, 0xd0]);
    }
  });

  on('gives another stamp after something was painted, and the same while nothing is', async (subject) => {
    const { screen, paint, stampOtherThan } = subject;
    await paint({ x: 0, y: 0, width: 50, height: 50 }, RED);
    const first = await screen.stamp();
    await paint({ x: 10, y: 10, width: 5, height: 5 }, 0x00_ff_00);
    const second = await stampOtherThan(first);
    assert.notEqual(second, first);
    const seen = await screen.grab({ x: 10, y: 10, width: 1, height: 1 });
    assert.ok(seen.ok);
    assert.deepEqual([...seen.grab.pixels.subarray(0, 3)], [0, 0xff, 0]);
    const third = await screen.stamp();
    await screen.grab(null);
    assert.equal(await screen.stamp(), third);
  });

  on('tells where something was drawn, or that it cannot', async ({ screen, paint, stampOtherThan }) => {
    await paint({ x: 0, y: 0, width: 50, height: 50 }, RED);
    const first = await screen.stamp();
    const still = await screen.changedSince(first);
    assert.ok(still === null || still.width * still.height === 0);
    const painted = [
      { x: 120, y: 90, width: 30, height: 20 },
      { x: 10, y: 150, width: 5, height: 5 },
    ];
    let stamp = first;
    for (const area of painted) {
      await paint(area, 0x00_ff_00);
      stamp = await stampOtherThan(stamp);
    }
    const changed = await screen.changedSince(first);
    if (changed === null) return;
    for (const { x, y, width, height } of painted) {
      assert.ok(changed.x <= x && changed.y <= y);
      assert.ok(changed.x + changed.width >= x + width && changed.y + changed.height >= y + height);
    }
    assert.equal(await screen.changedSince(first - 1000), null);
  });

  on('tells of monitors that come', async ({ screen, split }) => {
    const [before] = await screen.monitors();
    assert.ok(before !== undefined);
    const told = new Promise<void>((resolve) => {
      screen.onMonitors(resolve);
    });
    await split();
    await told;
    const after = await screen.monitors();
    assert.equal(after.length, 2);
    assert.deepEqual(
      after.map(({ primary }) => primary),
      [true, false],
    );
    assert.ok((after[0]?.x ?? 0) > (after[1]?.x ?? 0));
    const right = await screen.grab(after[0] ?? null);
    assert.ok(right.ok);
    assert.equal(right.grab.width, after[0]?.width);
  });
}
