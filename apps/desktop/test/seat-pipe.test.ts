import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { after, describe, it } from 'node:test';

import * as fc from 'fast-check';

import type { Opener } from '../src/platform/contract/opener.ts';
import type { Seat } from '../src/platform/contract/platform.ts';
import { createFakeInput } from '../src/platform/fake/input.ts';
import { createFakeSound } from '../src/platform/fake/quiet-parts.ts';
import { createFakeScreen } from '../src/platform/fake/screen.ts';
import { createFakeSession } from '../src/platform/fake/session.ts';
import { createFakeSurfaces } from '../src/platform/fake/surfaces.ts';
import { createFakeTarget } from '../src/platform/fake/target.ts';
import { createFakeWindows } from '../src/platform/fake/windows.ts';
import type { Pipe } from '../src/seat-pipe/channel.ts';
import { createFrameReader, encodeFrame, type Frame, MOST_BODY, MOST_HEAD } from '../src/seat-pipe/frames.ts';
import { createMirror } from '../src/seat-pipe/mirror.ts';
import { openSeatProxy } from '../src/seat-pipe/proxy.ts';
import { serveSeat } from '../src/seat-pipe/serve.ts';
import { inputContract } from './contract/input.ts';
import { screenContract } from './contract/screen.ts';
import { sessionContract } from './contract/session.ts';
import { surfacesContract } from './contract/surfaces.ts';
import { targetContract } from './contract/target.ts';
import { trayContract } from './contract/tray.ts';
import { windowsContract } from './contract/windows.ts';
import { playSurfaces } from './played-surfaces.ts';

const ends: Pipe[] = [];
after(() => {
  for (const { output } of ends) output.end();
});

/** Two ends of a pipe within this process, and how many bytes went to the agent. */
function pipes(): { readonly agent: Pipe; readonly seat: Pipe; readonly sent: () => number } {
  const [toSeat, toAgent] = [new PassThrough(), new PassThrough()];
  let sent = 0;
  toAgent.on('data', (piece: Buffer) => {
    sent += piece.length;
  });
  const agent = { input: toAgent, output: toSeat };
  ends.push(agent);
  return {
    agent,
    seat: { input: toSeat, output: toAgent },
    sent: () => sent,
  };
}

/** A fake seat, the seat as the agent sees it, and what tells that all that was said has been heard. */
async function across(options: { readonly silenceMs?: number; readonly answerMs?: number } = {}) {
  const fakes = {
    session: createFakeSession(() => performance.now()),
    screen: createFakeScreen(Date.now),
    windows: createFakeWindows(),
    input: createFakeInput(),
    target: createFakeTarget(),
    sound: createFakeSound(),
    surfaces: createFakeSurfaces({ width: 320, height: 200 }),
  };
  let closed = 0;
  const own: Seat = {
    ...fakes,
    input: fakes.input.source,
    surfaces: fakes.surfaces.surfaces,
    tray: fakes.surfaces.tray,
    gaps: ['There is no microphone.'],
    close: async () => {
      closed += 1;
      return Promise.resolve();
    },
  };
  const wires = pipes();
  const opened: string[] = [];
  const opener: Opener = {
    open: async (url) => {
      opened.push(url);
      return Promise.resolve(true);
    },
  };
  const served = serveSeat({ pipe: wires.seat, seat: own, opener, scale: 1, ...options });
  let over: () => void = () => undefined;
  const gone = new Promise<void>((resolve) => {
    over = resolve;
  });
  const proxy = await openSeatProxy({ pipe: wires.agent, over: () => over(), ...options });
  assert.ok(proxy !== null);
  return {
    ...fakes,
    ...wires,
    seat: proxy.seat,
    opener: proxy.opener,
    opened,
    settle: async () => proxy.ping(),
    served,
    gone,
    closed: () => closed,
    /** What a fake did at once is heard of at the other end. */
    did: async (act: () => void): Promise<void> => {
      act();
      await proxy.ping();
    },
  };
}

function there<Part>(part: Part | null): Part {
  assert.ok(part !== null);
  return part;
}

describe('the seat at the other end of a pipe', () => {
  sessionContract(it, async () => {
    const { session, seat, did } = await across();
    return {
      session: seat.session,
      logOn: async () => {
        await did(() => session.become({ account: 'akhan', displayName: 'Aisha Khan', since: null }));
        return 'akhan';
      },
      leave: async () => did(() => session.become(null)),
      use: async () => did(() => session.use()),
      close: async () => seat.close(),
    };
  });

  screenContract(it, async () => {
    const { screen, seat, did } = await across();
    const seen = there(seat.screen);
    return {
      screen: seen,
      paint: async (area, colour) => did(() => screen.paint(area, colour)),
      split: async () =>
        did(() =>
          screen.plug([
            { id: 'FAKE-1', primary: false, x: 0, y: 0, width: 160, height: 200 },
            { id: 'FAKE-2', primary: true, x: 160, y: 0, width: 160, height: 200 },
          ]),
        ),
      stampOtherThan: async (stamp) => {
        const now = await seen.stamp();
        assert.notEqual(now, stamp);
        return now;
      },
      close: async () => seat.close(),
    };
  });

  windowsContract(it, async () => {
    const { windows, seat, did } = await across();
    return {
      windows: there(seat.windows),
      open: async (title) => {
        let place = '';
        await did(() => {
          place = windows.open({ title, application: 'Writer', executable: 'writer' });
        });
        return {
          executable: 'writer',
          application: 'Writer',
          rename: async (next) => did(() => windows.rename(place, next)),
          turnTo: async () => did(() => windows.focus(place)),
          crash: async () => did(() => windows.vanish(place)),
        };
      },
      close: async () => seat.close(),
    };
  });

  inputContract(
    (name, run) => {
      it(name, run);
    },
    async () => {
      const { input, seat, did } = await across();
      const held = new Set<string>();
      return {
        source: there(seat.input),
        key: async (code, down) =>
          did(() => {
            if (!down) held.delete(code);
            else if (code.startsWith('Key')) {
              const letter = code.slice(3);
              const times = code === 'KeyE' ? 4 : 1;
              for (let time = 0; time < times; time += 1)
                input.press(held.has('ShiftLeft') ? letter : letter.toLowerCase(), held.has('ControlLeft'));
            } else {
              held.add(code);
              input.press(code === 'Space' ? ' ' : code.replace(/Left$/u, ''));
            }
          }),
        click: async () => did(() => input.click()),
        lose: async () => did(() => input.lose()),
        plain: async () => {
          await did(() => input.focus('keys', 'window 1'));
          return 'window 1';
        },
        secret: async () => did(() => input.focus('secret', 'window 2')),
        told: async () => {
          await did(() => input.focus('told', 'window 3'));
          return 'window 3';
        },
      };
    },
  );

  targetContract(it, async () => {
    const { target, seat } = await across();
    return {
      target: there(seat.target),
      pointer: async () => Promise.resolve(target.pointer),
      down: async () => Promise.resolve(target.held.size),
      scrolled: async () => Promise.resolve(target.scrolled),
      lines: async () => Promise.resolve(target.written),
      close: async () => seat.close(),
    };
  });

  trayContract(
    (name, run) => {
      it(name, run);
    },
    async () => {
      const { surfaces, seat, did } = await across();
      return {
        tray: there(seat.tray),
        shown: async () => Promise.resolve(surfaces.sign()),
        choose: async (label) =>
          did(() =>
            surfaces.choose(surfaces.sign()?.entries.find((entry) => entry.label === label)?.id ?? ''),
          ),
        end: async () => seat.close(),
      };
    },
  );

  surfacesContract(
    (name, run) => {
      it(name, run);
    },
    async () => {
      const wires = pipes();
      const { surfaces, person } = playSurfaces({ width: 320, height: 200 });
      const seat: Seat = {
        session: createFakeSession(() => 0),
        screen: createFakeScreen(Date.now),
        windows: null,
        input: null,
        target: null,
        tray: null,
        sound: null,
        gaps: [],
        surfaces,
        close: async () => Promise.resolve(),
      };
      void serveSeat({ pipe: wires.seat, seat, scale: 1 });
      const proxy = there(await openSeatProxy({ pipe: wires.agent, over: () => undefined }));
      return {
        surfaces: there(proxy.seat.surfaces),
        // What was drawn at the other end is here once that has answered.
        ...person(async () => proxy.ping()),
        end: async () => proxy.seat.close(),
      };
    },
  );

  it('says what the seat cannot do, mutes, and lets go of it', async () => {
    const { seat, sound, opener, opened, closed, served, gone } = await across();
    assert.deepEqual(seat.gaps, ['There is no microphone.']);
    assert.equal(await seat.sound?.setMuted(true), true);
    assert.equal(sound.muted(), true);
    assert.equal(await opener?.open('https://lapwing.example/'), true);
    assert.deepEqual(opened, ['https://lapwing.example/']);
    await seat.close();
    await Promise.all([served, gone]);
    assert.ok(closed() > 0);
    assert.equal(await seat.session.idle(), null);
    assert.equal(await seat.session.logOff(0), 'failed');
    assert.deepEqual(await seat.screen?.grab(null), { ok: false, why: 'failed' });
    assert.equal(await seat.surfaces?.cover(null, () => undefined), false);
  });

  it('sends a picture once, and then what of it has changed', async () => {
    const { seat, screen, sent, settle } = await across();
    screen.paint({ x: 0, y: 0, width: 320, height: 200 }, 0x10_20_30);
    await seat.screen?.grab(null);
    const whole = sent();
    assert.ok(whole > 320 * 200 * 4);
    await seat.screen?.grab(null);
    assert.ok(sent() - whole < 1000, `${String(sent() - whole)} bytes for a picture that is the same`);
    screen.paint({ x: 70, y: 70, width: 1, height: 1 }, 0xff_00_00);
    await settle();
    const before = sent();
    const taken = await seat.screen?.grab({ x: 69, y: 69, width: 3, height: 3 });
    assert.ok(sent() - before < 1000);
    assert.deepEqual([...(taken?.ok === true ? taken.grab.pixels : [])].slice(16, 19), [0, 0, 0xff]);
  });
});

describe('a seat that is gone, hung or hostile', () => {
  it('is let go of when the agent is gone, so that nothing stays covered', async () => {
    const { agent, served, closed } = await across();
    agent.output.end();
    await served;
    assert.equal(closed(), 1);
  });

  it('is let go of when the agent says nothing any more', async () => {
    const wires = pipes();
    let closed = false;
    const { seat } = await across();
    await serveSeat({
      pipe: wires.seat,
      seat: {
        ...seat,
        close: async () => {
          closed = true;
          return Promise.resolve();
        },
      },
      scale: 1,
      silenceMs: 20,
    });
    assert.equal(closed, true);
  });

  it('answers nothing any more once it hangs, and is over', async () => {
    const { seat, session, gone } = await across({ answerMs: 20 });
    session.idle = async () => new Promise(() => undefined);
    assert.equal(await seat.session.idle(), null);
    await gone;
    assert.equal(await seat.session.current(), null);
  });

  for (const [what, say] of [
    ['another answer than was asked for', { answer: 1, value: 'yes' }],
    ['an event that there is not', { tell: 'launch' }],
    ['a window without a place', { tell: 'front', front: { title: 'x' } }],
    ['no object', 7],
  ] as const)
    it(`is over when it says ${what}`, async () => {
      const { seat: wire, agent } = pipes();
      let over: () => void = () => undefined;
      const gone = new Promise<void>((resolve) => {
        over = resolve;
      });
      const opening = openSeatProxy({ pipe: agent, over: () => over() });
      for (const piece of encodeFrame(HELLO)) wire.output.write(piece);
      const proxy = there(await opening);
      const asked = proxy.seat.windows?.list();
      for (const piece of encodeFrame(say)) wire.output.write(piece);
      await gone;
      assert.deepEqual(await asked, []);
    });

  it('is none that says something else first', async () => {
    const { seat: wire, agent } = pipes();
    const opening = openSeatProxy({ pipe: agent, over: () => undefined });
    for (const piece of encodeFrame({ tell: 'pointer' })) wire.output.write(piece);
    assert.equal(await opening, null);
  });

  it('ends when the agent asks for what there is not', async () => {
    const { agent, served } = await across();
    for (const piece of encodeFrame({ ask: 1, of: { do: 'run', program: 'cmd' } })) agent.output.write(piece);
    await served;
  });
});

const HELLO = {
  tell: 'hello',
  pid: 5,
  has: {
    screen: true,
    windows: true,
    input: true,
    target: true,
    surfaces: true,
    tray: true,
    sound: true,
    opener: true,
    browsers: false,
  },
  gaps: [],
  scale: 1,
  monitors: [],
  front: null,
  focused: 'keys',
  hears: true,
};

describe('frames', () => {
  const frame = fc.record({
    head: fc.jsonValue(),
    body: fc.uint8Array({ maxLength: 300 }),
  });

  it('come out as they went in, however they were cut on the way', () => {
    fc.assert(
      fc.property(
        fc.array(frame, { maxLength: 8 }),
        fc.array(fc.integer({ min: 1, max: 40 })),
        (frames, cuts) => {
          const wire = Buffer.concat(frames.flatMap(({ head, body }) => encodeFrame(head, [body])));
          const read: Frame[] = [];
          const push = createFrameReader((one) => read.push(one));
          let at = 0;
          for (let turn = 0; at < wire.length; turn += 1) {
            const size = cuts.length === 0 ? wire.length : (cuts[turn % cuts.length] ?? 1);
            assert.equal(push(wire.subarray(at, at + size)), true);
            at += size;
          }
          assert.deepEqual(
            read.map(({ head, body }) => ({ head: JSON.stringify(head), body: [...body] })),
            frames.map(({ head, body }) => ({ head: JSON.stringify(head), body: [...body] })),
          );
        },
      ),
    );
  });

  it('are refused when they are too large, before memory is made for them, or no JSON', () => {
    const prefix = (head: number, body: number): Buffer => {
      const bytes = Buffer.alloc(8);
      bytes.writeUInt32LE(head, 0);
      bytes.writeUInt32LE(body, 4);
      return bytes;
    };
    for (const hostile of [
      prefix(0, 0),
      prefix(MOST_HEAD + 1, 0),
      prefix(0xffff_ffff, 0xffff_ffff),
      prefix(2, MOST_BODY + 1),
      Buffer.concat([prefix(2, 0), Buffer.from('{{')]),
    ]) {
      const push = createFrameReader(() => assert.fail('It was taken.'));
      assert.equal(push(hostile), false);
      assert.equal(push(Buffer.concat(encodeFrame({}) as Uint8Array[])), false, 'nothing is read after it');
    }
    assert.throws(() => encodeFrame('x'.repeat(MOST_HEAD)), /too large/u);
  });

  it('never throw, whatever comes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        createFrameReader(() => undefined)(bytes);
      }),
    );
  });
});

it('both pictures of the desktop are the same after any changes, in any areas', () => {
  const side = fc.integer({ min: 1, max: 150 });
  fc.assert(
    fc.property(
      side,
      side,
      fc.array(fc.tuple(fc.nat(), fc.nat(), fc.nat(), fc.nat(), fc.nat(0xff)), { maxLength: 6 }),
      (width, height, changes) => {
        const [near, far] = [createMirror(width, height), createMirror(width, height)];
        for (const [left, top, wide, high, colour] of changes) {
          const [x, y] = [left % width, top % height];
          const area = { x, y, width: 1 + (wide % (width - x)), height: 1 + (high % (height - y)) };
          const pixels = near.part(area);
          pixels.fill(colour, 0, 1 + (wide % pixels.length));
          const { tiles, pixels: parts } = near.renew({ ...area, pixels });
          assert.equal(far.put(tiles, Buffer.concat(parts)), true);
          assert.equal(Buffer.compare(far.part(area), pixels), 0);
        }
        const whole = { x: 0, y: 0, width, height };
        assert.equal(Buffer.compare(near.part(whole), far.part(whole)), 0);
      },
    ),
    { numRuns: 60 },
  );
  const mirror = createMirror(10, 10);
  assert.equal(mirror.put([[5, 5, 6, 1]], new Uint8Array(24)), false, 'beyond the edge');
  assert.equal(mirror.put([[0, 0, 2, 2]], new Uint8Array(15)), false, 'too few');
  assert.equal(mirror.put([[0, 0, 2, 2]], new Uint8Array(17)), false, 'too many');
});
