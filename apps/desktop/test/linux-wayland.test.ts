import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, watch, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, beforeEach, describe, it, test } from 'node:test';

import { capabilitiesOf } from '../src/features/devices/platform.ts';
import { createSeatFacts } from '../src/features/devices/seat-parts.ts';
import { keepLinuxSeat, type KeptSeat } from '../src/keep-linux-seat.ts';
import { openLinuxSeat, WAYLAND_GAP } from '../src/linux-seat.ts';
import { compositorsIn, waylandPerson, type WaylandPlaces } from '../src/platform/linux/log-on/wayland.ts';
import { type DisplayAddress, openDisplay } from '../src/platform/linux/x11/display.ts';
import { addressOf } from '../src/platform/linux/x11/find-display.ts';
import { isXwayland } from '../src/platform/linux/x11/xwayland.ts';
import type { Seat } from '../src/platform/contract/platform.ts';
import { createSeatNow, type SeatNow } from '../src/seat-now.ts';
import { lacking, startScreen } from './xvfb.ts';

const MACHINE = { processes: {}, files: {}, printing: {}, removableMedia: {} };
const OPTIONS = { logsOff: true, updates: false, pages: false };
/** What a seat on X.Org has: what is claimed while nothing is known. */
const USUAL = { screen: true, windows: true, input: true, target: true, surfaces: true, sound: false };

function claimsNothing(able: readonly string[]): void {
  for (const not of ['typed', 'caption', 'screenshot', 'screen', 'lock', 'message', 'remote-control'])
    assert.ok(!able.includes(not), not);
  for (const still of ['applications', 'file', 'printing', 'activity'])
    assert.ok(able.includes(still), still);
}

const skip = lacking('Xvfb', 'openbox', 'xrandr');

test(
  'of a Wayland session it is said that nothing of it is seen or held, and nothing is claimed',
  { skip, timeout: 30_000 },
  async () => {
    const server = await startScreen();
    // An older Xwayland is known by what it calls its screens.
    await server.run('xrandr', '--setmonitor', 'XWAYLAND0', '1280/338x800/211+0+0', 'none');
    const display = await openDisplay(server.address);
    assert.equal(await isXwayland(display), true);
    const seat = await openLinuxSeat(display, server.display, { bus: null, sound: null });
    assert.equal(seat.kind, 'Wayland');
    assert.ok(seat.gaps.includes(WAYLAND_GAP));
    const able = capabilitiesOf(seat, MACHINE, OPTIONS);
    claimsNothing(able);
    await seat.close();
    await seat.close();
    assert.ok(display.ended);
    await server.stop();
  },
);

/** A seat that is kept, and what is told of it to the server. */
function keep(places: WaylandPlaces, where: () => Promise<DisplayAddress | null>) {
  const seat = createSeatNow();
  const events = new EventEmitter();
  const factsOf = createSeatFacts(USUAL);
  const kept: KeptSeat = keepLinuxSeat({
    where,
    seat,
    wayland: places,
    personal: async () => Promise.resolve({ bus: null, sound: null }),
    log: (event) => events.emit(event),
  });
  return {
    seat,
    kept,
    told: () => {
      const { parts, kind } = factsOf(seat.current(), true);
      return { able: capabilitiesOf(parts, MACHINE, OPTIONS), kind };
    },
  };
}

/** Resolves once the seat is such a one. */
async function seatThat(now: SeatNow, isIt: (seat: Seat | null) => boolean): Promise<Seat | null> {
  while (!isIt(now.current()))
    await new Promise<void>((resolve) => {
      const cancel = now.onChange(() => {
        cancel();
        resolve();
      });
    });
  return now.current();
}

describe('a Wayland session that has no X display', { timeout: 60_000 }, () => {
  let folder = '';
  let logind = '';
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'lapwing-wayland-'));
    logind = path.join(folder, 'sessions');
    mkdirSync(logind);
  });
  const places = (): WaylandPlaces => ({
    logind,
    runtime: path.join(folder, 'user'),
    sockets: path.join(folder, 'unix'),
    account: async (uid) => Promise.resolve({ name: `person${String(uid)}`, displayName: null }),
  });
  const write = (id: string, change: Readonly<Record<string, string>> = {}): void => {
    const values = { UID: '1001', ACTIVE: '1', STATE: 'active', REMOTE: '0', TYPE: 'wayland', ...change };
    const more = { CLASS: 'user', SEAT: 'seat0', REALTIME: '1763800000123456', ...change };
    const lines = Object.entries({ ...values, ...more }).map(([name, value]) => `${name}=${value}`);
    writeFileSync(path.join(logind, id), `${lines.join('\n')}\n`);
  };

  it('is claimed to give nothing, and says so in words; who is there is known by logind', async () => {
    write('3');
    const { seat, kept, told } = keep(places(), async () => Promise.resolve(null));
    const bare = await seatThat(seat, (one) => one !== null);
    assert.equal(bare?.kind, 'Wayland');
    assert.ok(bare.gaps.includes(WAYLAND_GAP));
    const { able, kind } = told();
    claimsNothing(able);
    assert.equal(kind, 'Wayland');
    const current = await seat.session.current();
    assert.deepEqual(
      [current?.account, current?.since, current?.logOnId],
      ['person1001', 1_763_800_000_123, 'logind-3-1763800000123'],
    );
    assert.equal(await seat.session.idle(), null);
    // They log off: nothing is claimed anew by that, and another person has a seat of their own.
    rmSync(path.join(logind, '3'));
    await seatThat(seat, (one) => one === null);
    claimsNothing(told().able);
    write('4', { UID: '1002' });
    await seatThat(seat, (one) => one !== null);
    assert.equal((await seat.session.current())?.account, 'person1002');
    await kept.stop();
    assert.equal(seat.current(), null);
    rmSync(folder, { recursive: true });
  });

  it('is none of a sign-in screen, of X.Org, or from afar', async () => {
    write('c1', { CLASS: 'greeter' });
    write('5', { TYPE: 'x11' });
    write('6', { SEAT: '', REMOTE: '1' });
    write('7', { STATE: 'closing', ACTIVE: '0' });
    assert.equal(await waylandPerson(places()), null);
    write('8', { ACTIVE: '0', STATE: 'online', UID: '1008' });
    write('9', { UID: '1009' });
    assert.equal((await waylandPerson(places()))?.uid, 1009, 'that which stands on the screens');
    rmSync(folder, { recursive: true });
  });

  it('is found by its socket where there is no logind', () => {
    const listed = `Num       RefCount Protocol Flags    Type St Inode Path
0000000000000000: 00000002 00000000 00010000 0001 01 4711 /run/user/1001/wayland-0
0000000000000000: 00000003 00000000 00000000 0001 03 4712 /run/user/1001/wayland-1
0000000000000000: 00000002 00000000 00010000 0001 01 4713 /run/user/1001/bus
0000000000000000: 00000002 00000000 00010000 0001 01 4714 /srv/1001/wayland-0
0000000000000000: 00000002 00000000 00010000 0001 01 4715 @/run/user/1001/wayland-0
0000000000000000: 00000002 00000000 00010000 0002 01 4716
`;
    assert.deepEqual(compositorsIn(listed, '/run/user'), [
      { file: '/run/user/1001/wayland-0', inode: '4711' },
    ]);
    assert.deepEqual(compositorsIn('', '/run/user'), []);
  });
});

describe('a real compositor', { skip: lacking('weston', 'Xwayland'), timeout: 60_000 }, () => {
  let folder = '';
  let runtime = '';
  const running: ChildProcess[] = [];
  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'lapwing-weston-'));
    runtime = path.join(folder, String(process.getuid?.()));
    mkdirSync(runtime);
    chmodSync(runtime, 0o700);
    const watcher = watch(runtime);
    const there = once(watcher, 'change');
    running.push(
      spawn('weston', ['--backend=headless-backend.so', '--idle-time=0', '--socket=wayland-7'], {
        env: { ...process.env, XDG_RUNTIME_DIR: runtime },
        stdio: 'ignore',
      }),
    );
    await there;
    watcher.close();
  });
  after(async () => {
    for (const child of running.toReversed()) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      const gone = once(child, 'exit');
      child.kill('SIGTERM');
      await gone;
    }
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });
  const places = (): WaylandPlaces => ({ logind: path.join(folder, 'no-logind'), runtime: folder });

  it('is known without Xwayland and with it, as the same log-on, and no more is claimed by either', async () => {
    let display: DisplayAddress | null = null;
    const { seat, kept, told } = keep(places(), async () => Promise.resolve(display));
    await seatThat(seat, (one) => one !== null);
    claimsNothing(told().able);
    assert.equal(told().kind, 'Wayland');
    const without = await seat.session.current();
    assert.ok(without !== null);
    const bare = seat.current();

    const authority = path.join(folder, 'cookie');
    const name = `:${String(1000 + (process.pid % 1000))}`;
    writeFileSync(authority, cookieFile());
    const xwayland = spawn('Xwayland', [name, '-auth', authority, '-displayfd', '1', '-nolisten', 'tcp'], {
      env: { ...process.env, XDG_RUNTIME_DIR: runtime, WAYLAND_DISPLAY: 'wayland-7' },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    running.push(xwayland);
    await once(xwayland.stdout, 'data');
    display = await addressOf(name, authority);
    assert.ok(display !== null);
    await seatThat(seat, (one) => one !== null && one !== bare);
    claimsNothing(told().able);
    assert.equal(seat.current()?.kind, 'Wayland');
    assert.equal((await seat.session.current())?.logOnId, without.logOnId);

    // It ends by itself once nothing needs it, which is nobody's doing.
    const behind = seat.current();
    display = null;
    xwayland.kill('SIGKILL');
    await seatThat(seat, (one) => one !== null && one !== behind);
    claimsNothing(told().able);
    assert.equal((await seat.session.current())?.logOnId, without.logOnId);
    await kept.stop();
  });
});

/** One entry of an Xauthority file, for every display: family, address, number, name and data. */
function cookieFile(): Buffer {
  const field = (value: Buffer): Buffer => Buffer.concat([Buffer.from([0, value.length]), value]);
  const name = Buffer.from('MIT-MAGIC-COOKIE-1');
  const fields = [Buffer.alloc(0), Buffer.alloc(0), name, Buffer.alloc(16, 7)].map(field);
  return Buffer.concat([Buffer.from([0xff, 0xff]), ...fields]);
}
