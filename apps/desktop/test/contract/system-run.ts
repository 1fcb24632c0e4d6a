import assert from 'node:assert/strict';
import type { SystemRun } from '../../src/platform/contract/system-run.ts';
import { type DefineCase } from './cases.ts';

/** What every SystemRun must do. */
export function systemRunContract(test: DefineCase, make: () => SystemRun): void {
  test('the run of the system has one name for as long as it lasts', async () => {
    const [one, other] = await Promise.all([make().boot(), make().boot()]);
    assert.equal(one, other);
    if (one !== null) assert.match(one, /^\S{1,80}$/u);
  });

  test('time since the start of the system only goes on', async () => {
    const run = make();
    const before = run.up();
    const from = performance.now();
    while (performance.now() - from < 30) await run.boot();
    const passed = run.up() - before;
    assert.ok(before > 0);
    assert.ok(passed >= 10 && passed < 5000, String(passed));
  });

  test('a system that goes on is not on its way down', async () => {
    assert.notEqual(await make().goingDown(), true);
  });
}
