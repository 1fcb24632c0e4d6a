import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import path from 'node:path';

import { keepPipedSeat } from '../../src/keep-piped-seat.ts';
import type { SeatEnd } from '../../src/platform/contract/seat-end.ts';
import { windowsApi } from '../../src/platform/windows/api.ts';
import { holdProcess } from '../../src/platform/windows/service/held-process.ts';
import { openMeeting } from '../../src/seat-pipe/meeting.ts';
import { createSeatNow } from '../../src/seat-now.ts';
import { createCases } from './cases.ts';

// How a seat's process ended, told from outside of it: real ones, that really fail and are really killed.

const cases = createCases();
const api = windowsApi();
const MEET_MS = 20_000;
const TERMINATE = 1;

interface Ending {
  readonly pid: number;
  /** The seat is asked to end in its way. */
  readonly ask: () => void;
}

/** Keeps one such seat until it is lost. @returns how it ended */
async function lost(way: string, end: (ending: Ending) => Promise<void> | void): Promise<SeatEnd> {
  const seat = createSeatNow();
  let pid = 0;
  let tell: (how: Promise<SeatEnd>) => void = () => undefined;
  const told = new Promise<SeatEnd>((resolve) => {
    tell = (how) => resolve(how);
  });
  let begun = false;
  const kept = keepPipedSeat({
    seat,
    lost: tell,
    log: () => undefined,
    start: async () => {
      if (begun) return null;
      begun = true;
      const meeting = await openMeeting(`\\\\.\\pipe\\lapwing-test-${randomUUID()}`);
      const { path: place, secret } = meeting.place;
      const program = path.join(import.meta.dirname, 'failing-seat.ts');
      const child = spawn(
        process.execPath,
        ['--disable-warning=ExperimentalWarning', program, way, place, secret],
        { stdio: 'ignore' },
      );
      pid = child.pid ?? 0;
      const held = holdProcess(api, pid);
      const socket = await meeting.seat(MEET_MS);
      assert.ok(socket !== null, 'the seat did not come');
      return { pipe: { input: socket, output: socket }, ...held };
    },
  });
  if (seat.current() === null)
    await new Promise<void>((resolve) => {
      const cancel = seat.onChange(() => {
        cancel();
        resolve();
      });
    });
  await end({ pid, ask: () => void seat.session.logOff(0) });
  const how = await told;
  await kept.stop();
  return how;
}

// Wine's taskkill ends programs as if they had ended well.
for (const [name, code] of [
  ['Task Manager', 1],
  ['Stop-Process of PowerShell', 0xffff_ffff],
] as const)
  cases.test(`a seat that is ended as by ${name} was killed`, async () => {
    const how = await lost('stay', ({ pid }) => {
      const process = api.OpenProcess(TERMINATE, false, pid);
      assert.equal(api.TerminateProcess(process, code), true);
      api.CloseHandle(process);
    });
    assert.equal(how, 'killed');
  });

for (const [way, name] of [
  ['throw', 'throws what nobody catches'],
  ['abort', 'aborts, as Node does when its memory is full'],
  ['crash', 'reads where it must not'],
  ['thread', 'loses its thread of windows and hooks'],
] as const)
  cases.test(`a seat that ${name} has failed, and nobody has killed it`, async () => {
    assert.equal(await lost(way, ({ ask }) => ask()), 'failed');
  });

cases.test(
  'of one that ends without a fault, or hangs until its agent ends it, nobody says more than that',
  async () => {
    assert.equal(await lost('leave', ({ ask }) => ask()), 'unknown');
    const from = performance.now();
    assert.equal(await lost('hang', ({ ask }) => ask()), 'unknown');
    cases.note(`a seat that hangs was ended after ${((performance.now() - from) / 1000).toFixed(1)} s`);
  },
);

await cases.run();
