import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { it } from 'node:test';

import { type KeptPipedSeat, keepPipedSeat, type StartedSeat } from '../src/keep-piped-seat.ts';
import type { SeatEnd } from '../src/platform/contract/seat-end.ts';
import { createFakeSession } from '../src/platform/fake/session.ts';
import { createFakeSurfaces } from '../src/platform/fake/surfaces.ts';
import { createLogFile } from '../src/platform/node/log-file.ts';
import { serveSeat } from '../src/seat-pipe/serve.ts';
import { createSeatNow, type SeatNow } from '../src/seat-now.ts';

interface Begun extends StartedSeat {
  /** Its process dies. */
  readonly die: () => void;
  readonly ended: () => boolean;
  readonly covered: () => boolean;
  readonly served: Promise<void>;
}

/** A seat process, as far as a pipe shows it. */
function begin(): Begun {
  const [toSeat, toAgent] = [new PassThrough(), new PassThrough()];
  const surfaces = createFakeSurfaces();
  let ended = false;
  const served = serveSeat({
    pipe: { input: toSeat, output: toAgent },
    seat: {
      session: createFakeSession(() => 0),
      screen: null,
      windows: null,
      input: null,
      target: null,
      surfaces: surfaces.surfaces,
      tray: null,
      sound: null,
      gaps: [],
      close: async () => {
        await surfaces.surfaces.cover(null, () => undefined);
      },
    },
    scale: 1,
  });
  return {
    pipe: { input: toAgent, output: toSeat },
    end: () => {
      ended = true;
    },
    how: async () => Promise.resolve('failed'),
    die: () => {
      toAgent.end();
      toSeat.end();
    },
    ended: () => ended,
    covered: () => surfaces.covered() !== null,
    served,
  };
}

/** Resolves once there is such a seat. */
async function until(seat: SeatNow, there: boolean): Promise<void> {
  if ((seat.current() !== null) === there) return;
  await new Promise<void>((resolve) => {
    const cancel = seat.onChange(() => {
      if ((seat.current() !== null) !== there) return;
      cancel();
      resolve();
    });
  });
}

function keep(
  seat: SeatNow,
  start: () => Promise<StartedSeat | null>,
): KeptPipedSeat & { readonly events: readonly string[]; readonly lost: () => readonly SeatEnd[] } {
  const events: string[] = [];
  const lost: SeatEnd[] = [];
  const kept = keepPipedSeat({
    start,
    seat,
    lost: (how) => void how.then((one) => lost.push(one)),
    log: (event) => events.push(event),
    soonMs: 5,
  });
  return { ...kept, events, lost: () => lost };
}

it('starts another seat when one dies, and tells that it was lost, and how it ended', async () => {
  const seat = createSeatNow();
  const begun: Begun[] = [];
  const kept = keep(seat, async () => {
    begun.push(begin());
    return Promise.resolve(begun.at(-1) ?? null);
  });
  await until(seat, true);
  begun[0]?.die();
  await until(seat, false);
  assert.equal(begun[0]?.ended(), true);
  await until(seat, true);
  assert.deepEqual(kept.lost(), ['failed']);
  assert.equal(begun.length, 2);
  await kept.stop();
  assert.equal(kept.lost().length, 1, 'one that is let go of is not lost');
});

it('ends a seat that says what makes no sense', async () => {
  const seat = createSeatNow();
  let ended = 0;
  let tries = 0;
  const kept = keep(seat, async () => {
    tries += 1;
    if (tries > 1) return Promise.resolve(begin());
    const input = new PassThrough();
    input.write(Buffer.alloc(8));
    return Promise.resolve({
      pipe: { input, output: new PassThrough() },
      end: () => {
        ended += 1;
      },
      how: async () => Promise.resolve('unknown'),
    });
  });
  await until(seat, true);
  assert.deepEqual([tries, ended, kept.lost()], [2, 1, []]);
  await kept.stop();
});

it('has no seat while nobody is there, and one as soon as somebody is', async () => {
  const seat = createSeatNow();
  let somebody = false;
  let asked: () => void = () => undefined;
  const first = new Promise<void>((resolve) => {
    asked = resolve;
  });
  const kept = keep(seat, async () => {
    asked();
    return Promise.resolve(somebody ? begin() : null);
  });
  await first;
  assert.equal(seat.current(), null);
  somebody = true;
  kept.moved();
  await until(seat, true);
  await kept.stop();
});

it('takes the seat to where the next person is', async () => {
  const seat = createSeatNow();
  const begun: Begun[] = [];
  const kept = keep(seat, async () => {
    begun.push(begin());
    return Promise.resolve(begun.at(-1) ?? null);
  });
  await until(seat, true);
  const before = seat.current();
  kept.moved();
  await until(seat, false);
  await until(seat, true);
  assert.notEqual(seat.current(), before);
  assert.equal(begun[0]?.ended(), true);
  await kept.stop();
});

it('tries again when the system refuses a seat, and not once it is stopped', async () => {
  const seat = createSeatNow();
  let tries = 0;
  const kept = keep(seat, async () => {
    tries += 1;
    return tries < 3 ? Promise.reject(new Error('refused')) : Promise.resolve(begin());
  });
  await until(seat, true);
  assert.deepEqual(kept.events, ['seat.not-started', 'seat.not-started', 'seat.there']);
  await kept.stop();
  assert.equal(tries, 3);
});

it('uncovers the screens when it stops', async () => {
  const seat = createSeatNow();
  const one = begin();
  const kept = keep(seat, async () => Promise.resolve(one));
  await until(seat, true);
  await seat.current()?.surfaces?.cover(
    {
      draw: ({ width, height }) => ({ width, height, pixels: new Uint8Array(width * height * 4) }),
      spots: () => [],
    },
    () => undefined,
  );
  assert.equal(one.covered(), true);
  await kept.stop();
  await one.served;
  assert.equal(one.covered(), false);
});

it('keeps a log within its bound, the older half in a file of its own', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'lapwing-log-'));
  const file = path.join(folder, 'agent.log');
  const write = createLogFile(file, 100);
  for (let line = 0; line < 30; line += 1) write(`line ${String(line)} of the log`);
  assert.ok(readFileSync(file).length <= 130);
  assert.ok(readFileSync(`${file}.1`).length <= 130);
  assert.match(readFileSync(file, 'utf8'), /line 29 of the log\n$/u);
  // Where nothing can be written it goes on all the same.
  createLogFile(path.join(folder, 'none', 'agent.log'))('lost');
  await rm(folder, { recursive: true });
});
