import type { Clock } from './clock.ts';
import { type DefineCase, expect, expectSame } from './contract-suite.ts';

/** What every Clock must do. `pass` lets time go by, by waiting or by moving the hands. */
export function clockContract(
  test: DefineCase,
  make: () => Promise<{ readonly clock: Clock; readonly pass: (ms: number) => Promise<void> }>,
): void {
  test('a timer runs once, in its turn, and never at once', async () => {
    const { clock, pass } = await make();
    const ran: string[] = [];
    clock.setTimer(40, () => ran.push('late'));
    clock.setTimer(0, () => ran.push('early'));
    expectSame(ran, [], 'nothing at once');
    await pass(80);
    expectSame(ran, ['early', 'late'], 'each once');
  });

  test('a cancelled timer does not run, and cancelling twice is harmless', async () => {
    const { clock, pass } = await make();
    let ran = false;
    const cancel = clock.setTimer(10, () => {
      ran = true;
    });
    cancel();
    cancel();
    await pass(30);
    expect(!ran, 'it did not run');
  });

  test('the time is in milliseconds since 1970 and goes on', async () => {
    const { clock, pass } = await make();
    const before = clock.now();
    expect(before > Date.parse('2024-01-01T00:00:00.000Z'), 'a time of now');
    await pass(20);
    expect(clock.now() >= before + 10, 'it went on');
  });

  test('the count of what has passed goes on with the time, and never back', async () => {
    const { clock, pass } = await make();
    const before = clock.passed();
    await pass(20);
    expect(clock.passed() >= before + 10, 'it went on');
    expect(clock.passed() < before + 10_000, 'in milliseconds');
  });
}
