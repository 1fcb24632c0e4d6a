import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { mkdir, mkdtemp, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createManualClock, type ManualClock } from '@lapwing/agent-core/contracts/fakes/manual-clock.ts';
import { createMemoryStateStore } from '@lapwing/agent-core/contracts/fakes/memory-state-store.ts';
import type { TamperingFound } from '@lapwing/agent-core/tampering.ts';
import * as fc from 'fast-check';

import { createClockMoves } from '../src/features/devices/clock-moves.ts';
import { endOf, type RunNote } from '../src/features/devices/last-run.ts';
import { type TamperWatch, watchTampering } from '../src/features/devices/tampering.ts';
import { keepLinuxSeat } from '../src/keep-linux-seat.ts';
import type { SeatEnd } from '../src/platform/contract/seat-end.ts';
import type { OwnFilesSeen } from '../src/platform/contract/own-files.ts';
import { type Display, openDisplay } from '../src/platform/linux/x11/display.ts';
import { createSystemRun, goingDownBy } from '../src/platform/linux/system-run.ts';
import { createOwnFiles } from '../src/platform/node/own-files.ts';
import { CHANGING_FILE, createRunNotes, ENDED_FILE } from '../src/platform/node/run-notes.ts';
import { createSeatNow } from '../src/seat-now.ts';
import { systemRunContract } from './contract/system-run.ts';
import { lacking, startScreen } from './xvfb.ts';

const HOUR = 3_600_000;

let folder = '';
before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'lapwing-tampering-'));
});
after(async () => rm(folder, { recursive: true }));

describe('the run of Linux', { skip: process.platform !== 'linux' }, () => {
  systemRunContract(it, createSystemRun);

  it('is known by what systemd says of it', () => {
    assert.equal(goingDownBy('stopping'), true);
    for (const state of ['running', 'degraded', 'starting']) assert.equal(goingDownBy(state), false);
    for (const state of ['', 'offline', 'unknown']) assert.equal(goingDownBy(state), null);
  });
});

/** A device whose system goes on while agents on it come and go. */
async function device() {
  const own = await mkdtemp(path.join(folder, 'device-'));
  const clock = createManualClock();
  const state = createMemoryStateStore();
  const people = new Set<() => void>();
  const found: TamperingFound[] = [];
  const lost = new Set<(how: Promise<SeatEnd>) => void>();
  const rig = {
    own,
    clock,
    found,
    told: () => undefined as void,
    logOn: null as string | null,
    /** Somebody else logged on, or a seat is there again. */
    look: () => {
      for (const listener of people) listener();
    },
    boot: 'first' as string | null,
    /** Before the agent's own count began, and what was slept through. */
    upBefore: 5000,
    goingDown: null as boolean | null,
    files: null as OwnFilesSeen | null,
    version: '1.0',
    said: null as { time: number; passed: number } | null,
    /** The server says the time. */
    hear: (time: number) => {
      rig.said = { time, passed: clock.passed() };
    },
    loseSeat: (how: SeatEnd) => {
      for (const listener of lost) listener(Promise.resolve(how));
    },
    start: async (): Promise<TamperWatch> =>
      watchTampering({
        run: {
          boot: async () => Promise.resolve(rig.boot),
          up: () => rig.upBefore + clock.passed(),
          goingDown: async () => Promise.resolve(rig.goingDown),
        },
        notes: createRunNotes(own),
        state,
        ownFiles: { look: async (seen) => Promise.resolve(same(seen, rig.files)) },
        version: rig.version,
        clock,
        session: {
          current: async () =>
            Promise.resolve(
              rig.logOn === null
                ? null
                : { account: 'akhan', displayName: null, logOnId: rig.logOn, since: null },
            ),
          onChange: (changed) => {
            people.add(changed);
            return () => people.delete(changed);
          },
        },
        onSeatLost: (listener) => {
          lost.add(listener);
          return () => lost.delete(listener);
        },
        serverSaid: () => rig.said,
        tampered: async (one) => {
          found.push(one);
          rig.told();
          return Promise.resolve();
        },
        log: () => undefined,
      }),
    /** As a kill ends it: nothing more is said. */
    kill: (watch: TamperWatch) => watch.stop(),
  };
  return rig;
}

function same(before: OwnFilesSeen | null, now: OwnFilesSeen | null): OwnFilesSeen | null {
  return before !== null && before.marks === now?.marks ? before : now;
}

const kinds = (found: readonly TamperingFound[]): string[] => found.map(({ what }) => what);

describe('how the last run ended', () => {
  it('a first start has nothing to tell', async () => {
    const rig = await device();
    (await rig.start()).stop();
    assert.deepEqual(rig.found, []);
  });

  it('an agent that said nothing was killed, for as long as the system went on without it', async () => {
    const rig = await device();
    const first = await rig.start();
    await rig.clock.advance(130_000);
    rig.kill(first);
    const seen = rig.clock.now() - 10_000;
    await rig.clock.advance(40_000);
    const second = await rig.start();
    assert.deepEqual(rig.found, [{ what: 'agent-killed', seconds: 50, at: seen }]);
    await second.goodbye();
    rig.found.length = 0;
    rig.boot = 'second';
    (await rig.start()).stop();
    assert.deepEqual(rig.found, [], 'and is told of once');
  });

  it('a power cut is no kill', async () => {
    const rig = await device();
    rig.kill(await rig.start());
    rig.boot = 'second';
    rig.upBefore = -rig.clock.passed();
    (await rig.start()).stop();
    assert.deepEqual(rig.found, []);
  });

  it('an agent that is stopped while the system goes on says so at once, and not again', async () => {
    const rig = await device();
    rig.goingDown = false;
    await (await rig.start()).goodbye();
    assert.deepEqual(rig.found, [{ what: 'service-stopped', seconds: null }]);
    (await rig.start()).stop();
    assert.equal(rig.found.length, 1);
  });

  it('where the system does not say whether it ends, the next start tells', async () => {
    const rig = await device();
    await (await rig.start()).goodbye();
    assert.deepEqual(rig.found, []);
    await rig.clock.advance(20_000);
    const second = await rig.start();
    assert.deepEqual(
      rig.found.map(({ what, seconds }) => [what, seconds]),
      [['service-stopped', 20]],
    );
    await second.goodbye();
    rig.boot = 'second';
    (await rig.start()).stop();
    assert.equal(rig.found.length, 1, 'a shutdown is none');
  });

  it('neither a shutdown, nor a fault of its own, nor an installer is anybody’s doing', async () => {
    const rig = await device();
    rig.goingDown = true;
    await (await rig.start()).goodbye();
    const second = await rig.start();
    second.ended();
    const third = await rig.start();
    await writeFile(path.join(rig.own, CHANGING_FILE), '');
    rig.goingDown = false;
    await third.goodbye();
    rig.kill(await rig.start());
    assert.deepEqual(rig.found, []);
    (await rig.start()).stop();
    assert.deepEqual(kinds(rig.found), ['agent-killed'], 'the installer excuses one start alone');
  });

  it('a crash that whoever keeps the agent running has noted is nobody’s doing, and a kill is', async () => {
    const rig = await device();
    const ended = async (how: string): Promise<void> => {
      rig.kill(await rig.start());
      await writeFile(path.join(rig.own, ENDED_FILE), `${how}\n`);
    };
    for (const how of ['core-dump SEGV', 'signal ABRT', 'watchdog ABRT', 'oom-kill KILL', 'exit-code 139']) {
      await ended(how);
      rig.kill(await rig.start());
      assert.deepEqual(rig.found, [], how);
      // The note counts for one start.
      (await rig.start()).ended();
      assert.deepEqual(kinds(rig.found.splice(0)), ['agent-killed'], how);
    }
    for (const how of ['signal KILL', 'signal TERM', 'exit-code 137', 'success 0', '', 'watch me']) {
      await ended(how);
      (await rig.start()).ended();
      assert.deepEqual(kinds(rig.found.splice(0)), ['agent-killed'], how);
    }
  });

  it('is never told of across two runs of the system, whatever was noted', () => {
    const note = fc.record({
      boot: fc.constantFrom('a', 'b'),
      wall: fc.nat(1e12),
      up: fc.nat(1e9),
      end: fc.constantFrom<RunNote['end']>('due', 'asked', 'told', 'itself', null),
    });
    fc.assert(
      fc.property(note, note, (last, now) => {
        const end = endOf(last, now);
        if (end === null) return;
        assert.equal(last.boot, now.boot);
        assert.ok((end.seconds ?? -1) >= 0);
        assert.ok(last.end === null || last.end === 'asked');
      }),
    );
  });

  it('without names of runs, the moment of the start tells them apart', () => {
    const last: RunNote = { boot: null, wall: 10 * HOUR, up: 2 * HOUR, end: null };
    assert.equal(endOf(last, { boot: null, wall: 11 * HOUR, up: 3 * HOUR })?.what, 'agent-killed');
    assert.equal(endOf(last, { boot: null, wall: 20 * HOUR, up: 3 * HOUR }), null);
    assert.equal(endOf(last, { boot: null, wall: 11 * HOUR, up: HOUR }), null);
  });
});

describe('the clock', () => {
  const truthOf = (clock: ManualClock): number => Date.parse('2026-11-14T10:00:00.000Z') + clock.passed();

  it('that is moved is told of within a minute, with by how much and which way', async () => {
    const rig = await device();
    const watch = await rig.start();
    rig.hear(rig.clock.now());
    rig.clock.set(rig.clock.now() - 2 * HOUR);
    await rig.clock.advance(60_000);
    await rig.clock.advance(60_000);
    assert.deepEqual(kinds(rig.found), ['clock-moved']);
    assert.equal(rig.found[0]?.seconds, -7200);
    watch.stop();
  });

  it('that was moved while the agent was away is told of too', async () => {
    const rig = await device();
    await (await rig.start()).goodbye();
    rig.clock.set(rig.clock.now() + HOUR);
    const watch = await rig.start();
    await rig.clock.advance(60_000);
    assert.deepEqual(
      kinds(rig.found),
      ['service-stopped'],
      'without the server nobody knows which time is right',
    );
    rig.hear(truthOf(rig.clock));
    await rig.clock.advance(60_000);
    assert.deepEqual(kinds(rig.found), ['service-stopped', 'clock-moved']);
    assert.equal(rig.found[1]?.seconds, 3600);
    watch.stop();
  });

  it('that was wrong and is put right is left alone, and so is sleep', async () => {
    const rig = await device();
    rig.clock.set(rig.clock.now() - 5 * HOUR);
    const watch = await rig.start();
    rig.hear(truthOf(rig.clock));
    rig.clock.set(truthOf(rig.clock) + 300);
    await rig.clock.advance(60_000);
    // It sleeps: the count of the run stands still, that of the system goes on.
    rig.upBefore += 9 * HOUR;
    rig.clock.set(rig.clock.now() + 9 * HOUR);
    await rig.clock.advance(60_000);
    assert.deepEqual(rig.found, []);
    watch.stop();
  });

  it('counts each move away from the truth and none towards it', () => {
    const start = { wall: 1e12, up: 0 };
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -100, max: 100 }), { maxLength: 12 }),
        fc.integer({ min: -500, max: 500 }),
        fc.integer({ min: 0, max: 12 }),
        (minutes, wrongAtFirst, knownFrom) => {
          const moves = createClockMoves(start);
          let wrong = wrongAtFirst * 60_000;
          let expected = 0;
          let told = 0;
          for (const [at, by] of minutes.entries()) {
            const next = wrong + by * 60_000;
            if (by !== 0 && Math.abs(next) > Math.abs(wrong)) expected += 1;
            wrong = next;
            const up = (at + 1) * 1000;
            const truth = start.wall - wrongAtFirst * 60_000 + up;
            told += moves.look({ wall: truth + wrong, up }, at >= knownFrom ? truth : null).length;
          }
          const up = 20_000;
          const truth = start.wall - wrongAtFirst * 60_000 + up;
          told += moves.look({ wall: truth + wrong, up }, truth).length;
          assert.equal(told, expected);
        },
      ),
    );
  });
});

describe('the agent’s own files', () => {
  it('that changed are told of once; those of another version are as they should be', async () => {
    const rig = await device();
    rig.files = { marks: '1', content: 'as made' };
    (await rig.start()).ended();
    rig.files = { marks: '2', content: 'as made' };
    (await rig.start()).ended();
    assert.deepEqual(rig.found, [], 'touched and the same');
    rig.files = { marks: '3', content: 'changed' };
    (await rig.start()).ended();
    (await rig.start()).ended();
    assert.deepEqual(kinds(rig.found), ['files-changed']);
    rig.files = { marks: '4', content: 'the next' };
    rig.version = '1.1';
    const running = await rig.start();
    rig.files = { marks: '5', content: 'changed again' };
    const told = new Promise<void>((resolve) => {
      rig.told = resolve;
    });
    await rig.clock.advance(HOUR);
    await told;
    assert.deepEqual(kinds(rig.found), ['files-changed', 'files-changed']);
    running.stop();
  });

  it('are read as a whole folder: what is changed, added, taken away or led elsewhere', async () => {
    const program = path.join(folder, 'program');
    await mkdir(path.join(program, 'parts'), { recursive: true });
    await writeFile(path.join(program, 'agent.js'), 'watch()');
    await writeFile(path.join(program, 'parts', 'one'), '1');
    const files = createOwnFiles(program);
    const first = await files.look(null);
    assert.ok(first !== null);
    assert.equal(await files.look(first), first);
    await utimes(path.join(program, 'agent.js'), 1, 1);
    const touched = await files.look(first);
    assert.notEqual(touched?.marks, first.marks);
    assert.equal(touched?.content, first.content);
    let seen: OwnFilesSeen | null = touched;
    const changes = [
      async () => writeFile(path.join(program, 'agent.js'), 'sleep()'),
      async () => writeFile(path.join(program, 'parts', 'two'), '1'),
      async () => rm(path.join(program, 'parts', 'one')),
      async () => symlink('/dev/null', path.join(program, 'parts', 'one')),
    ];
    for (const change of changes) {
      await change();
      const next = await files.look(seen);
      assert.notEqual(next?.content, seen?.content);
      seen = next;
    }
    await rm(program, { recursive: true });
    assert.equal(await files.look(seen), null);
  });
});

describe('the seat', () => {
  it('that is lost while the same person stays is told of as what it was, and nobody is blamed without a proof', async () => {
    for (const [how, what] of [
      ['killed', 'seat-killed'],
      ['failed', 'seat-failed'],
      ['unknown', 'seat-ended'],
    ] as const) {
      const rig = await device();
      rig.logOn = 'first';
      const watch = await rig.start();
      await rig.clock.advance(1);
      const at = rig.clock.now();
      rig.loseSeat(how);
      await rig.clock.advance(4000);
      rig.look();
      await rig.clock.advance(1);
      assert.deepEqual(rig.found, [{ what, seconds: 4, at }]);
      watch.stop();
    }
  });

  it('that is lost by logging off is nobody’s doing', async () => {
    const rig = await device();
    rig.logOn = 'first';
    const watch = await rig.start();
    await rig.clock.advance(1);
    rig.loseSeat('killed');
    rig.logOn = null;
    rig.look();
    rig.logOn = 'second';
    rig.look();
    await rig.clock.advance(1);
    assert.deepEqual(rig.found, []);
    watch.stop();
  });
});

it('a killed process leaves the note, and one that fails says that it was its own doing', async () => {
  const own = await mkdtemp(path.join(folder, 'process-'));
  const notes = createRunNotes(own);
  const program = `
    const { createRunNotes } = await import(${JSON.stringify(new URL('../src/platform/node/run-notes.ts', import.meta.url).href)});
    const notes = createRunNotes(${JSON.stringify(own)});
    process.on('exit', () => notes.write('itself'));
    notes.write('running');
    process.stdout.write('up');
    if (process.argv[1] === 'fail') throw new Error('a fault');
    setInterval(() => undefined, 1000);`;
  const run = (how: string) =>
    spawn(process.execPath, ['--input-type=module', '-e', program, how], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  const killed = run('wait');
  await once(killed.stdout, 'data');
  killed.kill('SIGKILL');
  await once(killed, 'exit');
  assert.equal(await notes.read(), 'running');
  await once(run('fail'), 'exit');
  assert.equal(await notes.read(), 'itself');
});

describe('the seat at a real display', { skip: lacking('Xvfb', 'openbox'), timeout: 60_000 }, () => {
  it('is told of when somebody cuts it off, comes back, and is not told of when it is let go of', async () => {
    const screen = await startScreen();
    const seat = createSeatNow();
    const events = new EventEmitter();
    let own: Display | null = null;
    let lost = 0;
    const kept = keepLinuxSeat({
      where: async () => Promise.resolve(screen.address),
      personal: async (display) => {
        own = display;
        return Promise.resolve({ bus: null, sound: null });
      },
      seat,
      lost: () => {
        lost += 1;
      },
      log: (event) => events.emit(event),
    });
    await once(events, 'seat.there');
    const window = cutOffBy(own);
    const there = once(events, 'seat.there');
    const other = await openDisplay(screen.address);
    await window.shown;
    // As xkill does.
    other.client.KillClient(window.id);
    await there;
    assert.equal(lost, 1);
    assert.ok(seat.current() !== null);
    await kept.stop();
    assert.equal(lost, 1);
    other.close();
    await screen.stop();
  });
});

/** A window of the agent's own connection, by which somebody can name it. */
function cutOffBy(display: Display | null): { readonly id: number; readonly shown: Promise<void> } {
  assert.ok(display !== null);
  const id = display.client.AllocID();
  display.client.CreateWindow(id, display.root, 0, 0, 1, 1, 0, 0, 2, 0, {});
  return { id, shown: display.settled() };
}
