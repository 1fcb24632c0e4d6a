import assert from 'node:assert/strict';
import { it } from 'node:test';

import type { WindowsApi } from '../src/platform/windows/api.ts';
import { createHookWatch, type HookWatch } from '../src/platform/windows/hook-watch.ts';

const TICKS = 2 ** 32;
const MINUTE = 60_000;

/** What of Windows tells whether something was used, played. */
interface Played {
  readonly watch: HookWatch;
  readonly told: readonly boolean[];
  /** Time passes. */
  pass(ms: number): void;
  /** A key goes down. @param hooked whether the hooks are there */
  key(number: number, hooked: boolean): void;
  pointer(hooked: boolean): void;
  /** As the timer of the thread does. @param gone what was there before was there no more @returns whether they were set anew */
  look(gone?: boolean): boolean;
  /** What is in front keeps its keys from the hooks. */
  front: 'own' | 'higher' | 'sign-in';
}

function play(since = 1000): Played {
  let tick = since;
  let used = since;
  const bits = new Uint8Array(256);
  const told: boolean[] = [];
  const api: Partial<WindowsApi> = {
    GetTickCount: () => tick,
    GetLastInputInfo: (info) => {
      info.dwTime = used;
      return true;
    },
    GetAsyncKeyState: (key) => {
      const bit = bits[key] ?? 0;
      bits[key] = 0;
      return bit;
    },
    sizeOf: () => 8,
    OpenInputDesktop: () => (rig.front === 'sign-in' ? 0 : 5),
    GetUserObjectInformationW: (_object, _which, into) => into.write('Default\0', 'utf16le') > 0,
    CloseDesktop: () => true,
    GetForegroundWindow: () => 7,
    GetWindowThreadProcessId: (_window, pid) => {
      pid[0] = 9;
      return 3;
    },
    OpenProcess: () => (rig.front === 'higher' ? 0 : 11),
    CloseHandle: () => true,
  };
  // Nothing else of Windows is asked: it would throw.
  const watch = createHookWatch(api as WindowsApi, (hears) => told.push(hears));
  const rig: Played = {
    watch,
    told,
    front: 'own',
    pass: (ms) => {
      tick = (tick + ms) % TICKS;
    },
    key: (number, hooked) => {
      used = tick;
      bits[number] = 1;
      if (hooked) watch.heard(number);
    },
    pointer: (hooked) => {
      used = tick;
      if (hooked) watch.heard(null);
    },
    look: (gone = false) => {
      const due = watch.due();
      if (due) watch.renewed(gone);
      return due;
    },
  };
  watch.start();
  return rig;
}

/** So many milliseconds of typing, with the looks that belong to it. @returns how often the hooks were set anew */
function type(rig: Played, ms: number, hooked: (renewals: number) => boolean): number {
  let renewals = 0;
  for (let at = 0; at < ms; at += 100) {
    rig.pass(100);
    rig.key(0x41 + (at % 7), hooked(renewals));
    if (at % 2000 === 1900 && rig.look()) renewals += 1;
  }
  return renewals;
}

const A = 0x41;

it('leaves hooks alone that are called, and those of a device that nobody uses', () => {
  const rig = play();
  assert.equal(
    type(rig, 5 * MINUTE, () => true),
    0,
  );
  rig.pass(8 * 60 * MINUTE);
  assert.equal(rig.look(), false);
  assert.deepEqual(rig.told, []);
});

it('sets hooks anew within seconds that were taken away while somebody types, and makes nothing of it', () => {
  const rig = play();
  type(rig, MINUTE, () => true);
  assert.equal(
    type(rig, 3000, () => false),
    1,
  );
  assert.equal(
    type(rig, MINUTE, () => true),
    0,
  );
  assert.deepEqual([rig.watch.hears(), rig.told], [true, []]);
});

it('does so across the end of the system’s count, and after weeks in which nothing was used', () => {
  const rig = play(TICKS - 1500);
  assert.equal(
    type(rig, 2000, () => false),
    1,
  );
  for (let day = 0; day < 60; day++) {
    rig.pass(24 * 60 * MINUTE);
    assert.equal(rig.look(), false, `day ${String(day)}`);
  }
  assert.equal(
    type(rig, 2000, () => false),
    1,
  );
});

it('says so when they are lost again and again, and no longer once they have stayed', () => {
  const rig = play();
  type(rig, 10_000, () => false);
  assert.deepEqual([rig.watch.hears(), rig.told], [false, [false]]);
  for (let minute = 0; minute < 11; minute++) type(rig, MINUTE, () => true);
  assert.deepEqual([rig.watch.hears(), rig.told], [true, [false, true]]);
});

it('does not say that they have stayed while no key shows it', () => {
  const rig = play();
  type(rig, 10_000, () => false);
  for (let look = 0; look < 2000; look++) {
    rig.pass(2000);
    rig.pointer(true);
    rig.look();
  }
  assert.equal(rig.watch.hears(), false);
});

it('looks twice a minute for keys while the pointer alone is heard, and makes nothing of a person who types nothing', () => {
  const rig = play();
  let renewals = 0;
  for (let at = 0; at < 10 * MINUTE; at += 1000) {
    rig.pass(1000);
    rig.pointer(true);
    if (at % 2000 === 0 && rig.look()) renewals += 1;
  }
  assert.ok(renewals > 10 && renewals <= 20, String(renewals));
  assert.deepEqual(rig.told, []);
});

it('makes nothing of a touch, of which hooks are not told', () => {
  const rig = play();
  for (let at = 0; at < 10 * MINUTE; at += 2000) {
    rig.pass(2000);
    rig.pointer(false);
    rig.look();
  }
  assert.deepEqual(rig.told, []);
});

it('makes nothing of what is typed where Windows keeps keys from hooks: sign-in, questions of the system, higher rights', () => {
  for (const front of ['sign-in', 'higher'] as const) {
    const rig = play();
    for (let time = 0; time < 8; time++) {
      rig.front = front;
      type(rig, 7000, () => false);
      rig.front = 'own';
      // Back, and nothing typed yet: what was typed there shows here.
      rig.pass(2000);
      rig.pointer(false);
      rig.look();
      type(rig, 4000, () => true);
    }
    assert.deepEqual(rig.told, [], front);
  }
});

it('counts hooks as lost that were there no more, whatever was typed', () => {
  const rig = play();
  for (let time = 0; time < 3; time++) {
    rig.pass(3000);
    rig.pointer(false);
    assert.equal(rig.look(true), true);
  }
  assert.deepEqual(rig.told, [false]);
  assert.equal(rig.watch.hears(), false);
  rig.key(A, true);
});
