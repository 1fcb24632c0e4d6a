import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import * as fc from 'fast-check';

import type { Seat } from '../src/platform/contract/platform.ts';
import type { DesktopSession } from '../src/platform/contract/session.ts';
import { createOpener } from '../src/platform/linux/opener.ts';
import { addressOf, findDisplay, readCookie, serverOf } from '../src/platform/linux/x11/find-display.ts';
import { createSeatNow } from '../src/seat-now.ts';

function entry(number: string, name: string, data: Uint8Array): Buffer {
  const field = (bytes: Uint8Array): Buffer => {
    const length = Buffer.alloc(2);
    length.writeUInt16BE(bytes.length);
    return Buffer.concat([length, bytes]);
  };
  return Buffer.concat([
    Buffer.from([1, 0]),
    field(Buffer.from('host')),
    field(Buffer.from(number)),
    field(Buffer.from(name)),
    field(data),
  ]);
}

test('the cookie of a display is found among others, and a broken file is none', async () => {
  const [mine, other] = [Buffer.alloc(16, 1), Buffer.alloc(16, 2)];
  const file = Buffer.concat([
    entry('1', 'MIT-MAGIC-COOKIE-1', other),
    entry('0', 'XDM-AUTHORIZATION-1', other),
    entry('0', 'MIT-MAGIC-COOKIE-1', mine),
  ]);
  assert.deepEqual(Buffer.from(readCookie(file, ':0') ?? []), mine);
  assert.deepEqual(Buffer.from(readCookie(file, ':1.0') ?? []), other);
  assert.equal(readCookie(file, ':7'), null);
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(file.length), (bytes, cut) => {
      readCookie(bytes, ':0');
      const short = readCookie(file.subarray(0, cut), ':0');
      assert.ok(short === null || Buffer.from(short).equals(mine));
    }),
  );
  const folder = mkdtempSync(path.join(tmpdir(), 'lapwing-cookie-'));
  writeFileSync(path.join(folder, 'authority'), file);
  assert.equal((await addressOf(':0', path.join(folder, 'authority')))?.display, ':0');
  assert.equal(await addressOf(':0', path.join(folder, 'nothing')), null);
  rmSync(folder, { recursive: true });
});

test('behind Xwayland there is a display too, which gives way to one of the device itself', async () => {
  const proc = mkdtempSync(path.join(tmpdir(), 'lapwing-proc-'));
  const run = (pid: string, line: string): void => {
    mkdirSync(path.join(proc, pid));
    writeFileSync(path.join(proc, pid, 'cmdline'), line.replaceAll(' ', '\0'));
  };
  const cookies = path.join(proc, 'cookies');
  writeFileSync(
    cookies,
    Buffer.concat(['0', '3'].map((of) => entry(of, 'MIT-MAGIC-COOKIE-1', Buffer.alloc(16, 1)))),
  );
  assert.equal(await findDisplay(proc), null);
  run('20', `/usr/bin/Xwayland :0 -rootless -auth ${cookies} -listenfd 4`);
  assert.equal((await findDisplay(proc))?.display, ':0');
  run('30', `/usr/lib/xorg/Xorg :3 -auth ${cookies}`);
  assert.equal((await findDisplay(proc))?.display, ':3');
  rmSync(proc, { recursive: true });
});

test('an X server is known by its program, with the file of its cookies', () => {
  const of = (line: string): ReturnType<typeof serverOf> => serverOf(line.split(' '));
  assert.deepEqual(of('/usr/lib/xorg/Xorg :3 -seat seat0 -auth /run/authority -nolisten tcp'), {
    display: ':3',
    authority: '/run/authority',
  });
  assert.deepEqual(of('/usr/bin/X -auth /run/authority vt7'), { display: ':0', authority: '/run/authority' });
  for (const line of ['Xorg :0', 'Xorg :0 -auth', 'vim Xorg -auth x', '']) assert.equal(of(line), null, line);
});

test('nothing but a page of the web is opened, and nothing while nobody is there', async () => {
  const nobody = createOpener({ account: async () => Promise.resolve(null), environment: {}, own: 'x' });
  assert.equal(await nobody.open('https://rivers.example/'), false);
  const somebody = createOpener({ account: async () => Promise.resolve('x'), environment: {}, own: 'x' });
  for (const url of ['--help', 'file:///etc/passwd', 'https://a.example/ b', 'javascript:1', 'https://a"b/'])
    assert.equal(await somebody.open(url), false, url);
});

test('who listens hears of every seat in turn, and without one nothing is there', async () => {
  const now = createSeatNow();
  let heard = 0;
  const cancel = now.session.onChange(() => {
    heard += 1;
  });
  assert.equal(await now.session.current(), null);
  assert.deepEqual(await now.screen.grab(null), { ok: false, why: 'hidden' });
  assert.equal(await now.target.key('KeyA', true), false);
  const listeners = new Set<() => void>();
  const session: DesktopSession = {
    current: async () => Promise.resolve({ account: 'ana', displayName: null, logOnId: '1', since: null }),
    onChange: (changed) => {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
    idle: async () => Promise.resolve(0),
    logOff: async () => Promise.resolve('done'),
  };
  const seat: Seat = {
    session,
    screen: null,
    windows: null,
    input: null,
    target: null,
    surfaces: null,
    tray: null,
    sound: null,
    gaps: [],
    close: async () => Promise.resolve(),
  };
  const stamp = await now.screen.stamp();
  now.become(seat);
  assert.notEqual(await now.screen.stamp(), stamp);
  assert.equal((await now.session.current())?.account, 'ana');
  assert.equal(heard, 1, 'another seat is another person');
  for (const changed of listeners) changed();
  assert.equal(heard, 2);
  now.become(null);
  assert.equal(listeners.size, 0, 'nothing is left at the seat that is gone');
  cancel();
  now.become(seat);
  assert.equal(heard, 3);
  assert.equal(listeners.size, 0);
});
