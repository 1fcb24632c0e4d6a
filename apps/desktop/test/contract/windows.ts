import assert from 'node:assert/strict';

import type { DesktopWindow, Windows } from '../../src/platform/contract/windows.ts';
import { casesOn, type DefineCase } from './cases.ts';

/** Windows, and what a person and programs do with them. */
export interface WindowsSubject {
  readonly windows: Windows;
  /** A program opens a window with this title, which gets the keyboard. Resolves once it is shown. */
  readonly open: (title: string) => Promise<OpenWindow>;
  readonly close: () => Promise<void>;
}

export interface OpenWindow {
  readonly rename: (title: string) => Promise<void>;
  /** The person turns to it. */
  readonly turnTo: () => Promise<void>;
  /** Its program ends without a word. */
  readonly crash: () => Promise<void>;
  readonly executable: string;
  readonly application: string;
}

/** Resolves once the window in front is as wanted; it may be so already. */
export async function frontThat(
  windows: Windows,
  wanted: (front: DesktopWindow | null) => boolean,
): Promise<DesktopWindow | null> {
  return new Promise((resolve) => {
    const look = (): void => {
      const front = windows.front();
      if (!wanted(front)) return;
      cancel();
      resolve(front);
    };
    const cancel = windows.onFront(look);
    look();
  });
}

/** What every `Windows` must hold to. */
export function windowsContract(test: DefineCase, make: () => Promise<WindowsSubject>): void {
  const on = casesOn(test, make, async (subject) => subject.close());

  on('knows of none where there is none', async ({ windows }) => {
    assert.deepEqual(await windows.list(), []);
    assert.equal(windows.front(), null);
    assert.equal(await windows.close('nothing'), false);
  });

  on('tells the window in front, and its program', async ({ windows, open }) => {
    const letter = await open('A letter');
    const front = await frontThat(windows, (one) => one?.title === 'A letter');
    assert.equal(front?.executable, letter.executable);
    assert.equal(front?.application, letter.application);
    assert.ok((front?.area.width ?? 0) > 0);
    assert.deepEqual([front?.shown, front?.secret], [true, false]);
    assert.deepEqual(
      (await windows.list()).map(({ place, title }) => ({ place, title })),
      [{ place: front?.place, title: 'A letter' }],
    );
  });

  on('tells of another title, in any script', async ({ windows, open }) => {
    const one = await open('First');
    const first = await frontThat(windows, (front) => front?.title === 'First');
    await one.rename('رسالة — 𝒳 – été');
    const second = await frontThat(windows, (front) => front?.title === 'رسالة — 𝒳 – été');
    assert.equal(second?.place, first?.place);
  });

  on('tells of another window in front, and lists the foremost first', async ({ windows, open }) => {
    const first = await open('First');
    await frontThat(windows, (front) => front?.title === 'First');
    await open('Second');
    await frontThat(windows, (front) => front?.title === 'Second');
    assert.deepEqual(
      (await windows.list()).map(({ title }) => title),
      ['Second', 'First'],
    );
    await first.turnTo();
    await frontThat(windows, (front) => front?.title === 'First');
    assert.deepEqual(
      (await windows.list()).map(({ title }) => title),
      ['First', 'Second'],
    );
  });

  on('closes a window, tells that it is gone, and never uses its place again', async (subject) => {
    const { windows, open } = subject;
    await open('Going');
    const front = await frontThat(windows, (one) => one?.title === 'Going');
    assert.ok(front !== null);
    const gone = new Promise<string>((resolve) => {
      windows.onGone(resolve);
    });
    assert.equal(await windows.close(front.place), true);
    assert.equal(await gone, front.place);
    await frontThat(windows, (one) => one === null);
    assert.equal(await windows.close(front.place), false);
    await open('Going');
    const next = await frontThat(windows, (one) => one?.title === 'Going');
    assert.notEqual(next?.place, front.place);
  });

  on('tells of a window whose program crashed', async ({ windows, open }) => {
    const one = await open('Crashing');
    const front = await frontThat(windows, (now) => now?.title === 'Crashing');
    const gone = new Promise<string>((resolve) => {
      windows.onGone(resolve);
    });
    await one.crash();
    assert.equal(await gone, front?.place);
    await frontThat(windows, (now) => now === null);
    assert.deepEqual(await windows.list(), []);
  });
}
