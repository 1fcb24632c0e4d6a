import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';

import { DisplayEnded, openDisplay, type Display } from '../src/platform/linux/x11/display.ts';
import { keepDisplay } from '../src/platform/linux/x11/keep-display.ts';
import { isXwayland } from '../src/platform/linux/x11/xwayland.ts';
import { lacking, startScreen, type TestScreen } from './xvfb.ts';

const skip = lacking('Xvfb', 'openbox');

describe('the connection to a display', { skip, timeout: 60_000 }, () => {
  let screen: TestScreen;
  before(async () => {
    screen = await startScreen();
  });
  after(async () => screen.stop());

  it('asks, and is told of a refusal', async () => {
    const display = await openDisplay(screen.address);
    const atom = await display.atom('_LAPWING_TEST');
    assert.equal(await display.atom('_LAPWING_TEST'), atom);
    assert.equal(await display.atomName(atom), '_LAPWING_TEST');
    await assert.rejects(
      display.ask((done) => {
        display.client.GetGeometry(0x7fffff, done);
      }),
      (error: Error & { error?: number }) => error.error === 9,
    );
    display.close();
  });

  it('survives the refusal of a request that is not answered', async () => {
    const display = await openDisplay(screen.address);
    const refused = new Promise<Error>((resolve) => display.onRefused(resolve));
    display.client.DeleteProperty(0x7fffff, 1);
    assert.ok('error' in (await refused));
    await display.settled();
    display.close();
  });

  it('puts the wishes of several for events of one window together', async () => {
    const display = await openDisplay(screen.address);
    const property = await display.atom('_LAPWING_TEST');
    const stopFirst = display.select(display.root, 1 << 22);
    const stopSecond = display.select(display.root, 1 << 19);
    stopSecond();
    stopSecond();
    const changed = new Promise((resolve) => {
      display.onEvent((event) => {
        if (event.name === 'PropertyNotify' && event['atom'] === property) resolve(event);
      });
    });
    display.client.ChangeProperty(0, display.root, property, 31, 8, Buffer.from('x'));
    await changed;
    stopFirst();
    display.close();
  });

  it('refuses a wrong cookie, no cookie and a display of another machine', async () => {
    await assert.rejects(openDisplay({ ...screen.address, cookie: new Uint8Array(16) }));
    await assert.rejects(openDisplay({ ...screen.address, cookie: null }));
    await assert.rejects(openDisplay({ display: 'elsewhere:0', cookie: null }), /display of this device/u);
    await assert.rejects(openDisplay({ display: ':64999', cookie: null }), /no X server/u);
  });

  it('works on while a program has the server to itself', async () => {
    const [display, program] = [await openDisplay(screen.address), await openDisplay(screen.address)];
    await display.settled();
    const grab = Buffer.alloc(4);
    grab.writeUInt8(36, 0);
    grab.writeUInt16LE(1, 2);
    program.send(grab);
    await program.settled();
    await display.settled();
    program.close();
    display.close();
  });

  it('is told apart when somebody cuts it off, and when the agent itself is at fault', async () => {
    const [cut, faulty, other] = await Promise.all([1, 2, 3].map(async () => openDisplay(screen.address)));
    assert.ok(cut !== undefined && faulty !== undefined && other !== undefined);
    const endOf = async (display: Display): Promise<Error> =>
      new Promise((resolve) => display.onEnd(resolve));
    const ends = Promise.all([endOf(cut), endOf(faulty)]);
    const window = cut.client.AllocID();
    cut.client.CreateWindow(window, cut.root, 0, 0, 1, 1, 0, 0, 2, 0, {});
    await cut.settled();
    // As xkill does.
    other.client.KillClient(window);
    const property = await other.atom('_LAPWING_FAULT');
    faulty.onEvent(() => {
      throw new Error('a fault of the agent');
    });
    faulty.select(faulty.root, 1 << 22);
    await faulty.settled();
    other.client.ChangeProperty(0, other.root, property, 31, 8, Buffer.from('x'));
    const [byOther, byFault] = await ends;
    assert.ok(byOther instanceof DisplayEnded && byFault instanceof DisplayEnded);
    assert.deepEqual([byOther.cutOff, byFault.cutOff], [true, false]);
    other.close();
  });

  it('is not taken for one with Wayland behind it', async () => {
    const display = await openDisplay(screen.address);
    assert.equal(await isXwayland(display), false);
    display.close();
  });

  it('knows the extensions of the server, asked for by two at once', async () => {
    const display = await openDisplay(screen.address);
    const [first, second] = await Promise.all([display.extension('damage'), display.extension('damage')]);
    assert.ok(first !== null);
    assert.equal(first, second);
    display.close();
    assert.equal(await display.extension('randr'), null);
  });
});

describe('the end of a display', { skip, timeout: 60_000 }, () => {
  it('is told once, ends what was asked, and a new server is found', async () => {
    const first = await startScreen({ windowManager: false });
    let screen: TestScreen | null = first;
    const opened: Display[] = [];
    const reasons: Error[] = [];
    const events = new EventTarget();
    const stop = keepDisplay(
      async () => Promise.resolve(screen?.address ?? null),
      (display) => {
        opened.push(display);
        events.dispatchEvent(new Event('opened'));
      },
      (why) => {
        reasons.push(why);
        events.dispatchEvent(new Event('ended'));
      },
    );
    await once(events, 'opened');
    const [display] = opened;
    assert.ok(display !== undefined);
    await display.atom('_LAPWING_FIRST');
    process.kill(first.pid, 'SIGSTOP');
    const asked = display.ask((done) => {
      display.client.GetGeometry(display.root, done);
    });
    const rejected = assert.rejects(asked, DisplayEnded);
    const ended = once(events, 'ended');
    screen = null;
    await first.kill();
    await Promise.all([rejected, ended]);
    assert.equal(display.ended, true);
    await assert.rejects(display.atom('_ANY'), DisplayEnded);
    display.client.DeleteProperty(display.root, 1);
    display.send(Buffer.alloc(4));
    display.select(display.root, 1);
    const openedAgain = once(events, 'opened');
    screen = await startScreen({ windowManager: false });
    await openedAgain;
    // Another server has other numbers for names.
    const [, next] = opened;
    assert.ok(next !== undefined);
    await next.atom('_LAPWING_ANOTHER');
    assert.equal(await next.atomName(await next.atom('_LAPWING_FIRST')), '_LAPWING_FIRST');
    assert.equal(reasons.length, 1);
    stop();
    assert.equal(opened[1]?.ended, true);
    await Promise.all([first.stop(), screen.stop()]);
    assert.equal(reasons.length, 1);
  });

  it('comes of a server that sends rubbish, and of one that says nothing', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'lapwing-x-'));
    const answers: readonly (Buffer | null)[] = [
      Buffer.alloc(4096, 0xff),
      Buffer.alloc(64, 0),
      Buffer.concat([Buffer.from([1, 0, 11, 0, 0, 0, 255, 255]), Buffer.alloc(600, 7)]),
      Buffer.alloc(0),
      null,
    ];
    for (const [number, answer] of answers.entries()) {
      const server: Server = createServer((socket) => {
        socket.on('error', () => undefined);
        socket.once('data', () => {
          if (answer !== null) socket.end(answer);
        });
      });
      server.listen(path.join(folder, `X${number}`));
      await once(server, 'listening');
      await assert.rejects(openDisplay({ display: `:${number}`, cookie: null }, { folder, waitMs: 300 }));
      server.close();
    }
    rmSync(folder, { recursive: true });
  });
});
