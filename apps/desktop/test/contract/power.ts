import assert from 'node:assert/strict';

import type { Power } from '../../src/platform/contract/power.ts';
import { type DefineCase, gather } from './cases.ts';

/** A device that sleeps and wakes as the suite says. */
export interface PowerSubject {
  readonly power: Power;
  readonly sleep: () => Promise<void>;
  readonly wake: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** What every `Power` must hold to. */
export function powerContract(test: DefineCase, make: () => Promise<PowerSubject>): void {
  test('tells of sleep and of waking, each once, and of none to who does not listen any more', async () => {
    const { power, sleep, wake, close } = await make();
    const { told, take, until } = gather<string>();
    const tell = (what: string) => () => take(what);
    try {
      const cancels = [power.onSleep(tell('sleep')), power.onWake(tell('wake'))];
      const left = power.onSleep(tell('left'));
      left();
      left();
      await sleep();
      await until(1);
      await wake();
      await until(2);
      await sleep();
      await until(3);
      for (const cancel of cancels) cancel();
      power.onWake(tell('later'));
      await wake();
      await until(4);
      assert.deepEqual(told, ['sleep', 'wake', 'sleep', 'later']);
    } finally {
      await close();
    }
  });
}
