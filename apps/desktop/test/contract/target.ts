import assert from 'node:assert/strict';

import type { InputTarget } from '../../src/platform/contract/input.ts';
import { casesOn, type DefineCase } from './cases.ts';

/** Hands at a desktop with a field that has the keyboard, and what can be seen of them. */
export interface TargetSubject {
  readonly target: InputTarget;
  readonly pointer: () => Promise<{ readonly x: number; readonly y: number }>;
  /** How many keys and buttons are down. */
  readonly down: () => Promise<number>;
  /** Lines that were scrolled so far, positive downwards. */
  readonly scrolled: () => Promise<number>;
  /** Resolves with what the field holds once that ends with a line end. */
  readonly lines: () => Promise<string>;
  readonly close: () => Promise<void>;
}

/** What every `InputTarget` must hold to. */
export function targetContract(test: DefineCase, make: () => Promise<TargetSubject>): void {
  const on = casesOn(test, make, async (subject) => subject.close());
  const tap = async (target: InputTarget, code: string): Promise<void> => {
    assert.equal(await target.key(code, true), true);
    assert.equal(await target.key(code, false), true);
  };

  on('moves the pointer, and not to where there is nothing', async ({ target, pointer }) => {
    assert.equal(await target.move(40, 30), true);
    assert.deepEqual(await pointer(), { x: 40, y: 30 });
    assert.equal(await target.move(50.4, 60.6), true);
    assert.deepEqual(await pointer(), { x: 50, y: 61 });
    assert.equal(await target.move(-5, 1e9), true);
    assert.equal((await pointer()).x, 0);
    assert.equal(await target.move(Number.NaN, 1), false);
  });

  on('holds buttons and keys, and lets go of all', async ({ target, down }) => {
    assert.equal(await target.button(0, true), true);
    assert.equal(await target.key('ShiftLeft', true), true);
    assert.equal(await target.key('ShiftLeft', true), true);
    assert.equal(await down(), 2);
    assert.equal(await target.key('ShiftLeft', false), true);
    assert.equal(await down(), 1);
    assert.equal(await target.key('AltLeft', true), true);
    await target.release();
    assert.equal(await down(), 0);
    await target.release();
  });

  on('scrolls both ways', async ({ target, scrolled }) => {
    assert.equal(await target.scroll(3), true);
    assert.equal(await scrolled(), 3);
    assert.equal(await target.scroll(-5), true);
    assert.equal(await scrolled(), -2);
    assert.equal(await target.scroll(0), true);
    assert.equal(await target.scroll(Number.NaN), false);
    assert.equal(await scrolled(), -2);
  });

  on('presses keys by where they are, and knows which it has not', async ({ target, lines }) => {
    await tap(target, 'KeyH');
    await target.key('ShiftLeft', true);
    await tap(target, 'KeyI');
    await target.key('ShiftLeft', false);
    assert.equal(await target.key('LaunchRocket', true), false);
    assert.equal(await target.key('', true), false);
    await tap(target, 'Enter');
    assert.equal(await lines(), 'hI\n');
  });

  on('writes text of any script', async ({ target, lines }) => {
    const text = 'Été à Łódź: مرحبا 你好 שלום 👩‍🏫 €½';
    assert.equal(await target.text(text), true);
    await tap(target, 'Enter');
    assert.equal(await lines(), `${text}\n`);
  });

  on('writes text as it is though keys are held', async ({ target, lines, down }) => {
    await target.key('ControlLeft', true);
    assert.equal(await target.text('plain'), true);
    assert.equal(await down(), 0);
    await tap(target, 'Enter');
    assert.equal(await lines(), 'plain\n');
  });

  on('writes texts in the order in which they were asked for, without tearing them', async (subject) => {
    const { target, lines } = subject;
    await Promise.all(['one ', 'δύο ', 'три ', 'four'].map(async (part) => target.text(part)));
    await tap(target, 'Enter');
    assert.equal(await lines(), 'one δύο три four\n');
  });
}
