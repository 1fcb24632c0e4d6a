import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, it } from 'node:test';

import * as fc from 'fast-check';

import { joinBus, socketOf } from '../src/platform/linux/dbus/bus.ts';
import { decodeMessage, encodeMessage, KINDS, messageLength } from '../src/platform/linux/dbus/message.ts';
import { marshal, unmarshal, WireError } from '../src/platform/linux/dbus/wire.ts';
import { lacking } from './xvfb.ts';

const text = fc.string().map((value) => value.replaceAll('\0', ''));
/** A signature of one type, and a value of it. */
const typedValue: fc.Arbitrary<readonly [string, unknown]> = fc.letrec<{ any: readonly [string, unknown] }>(
  (tie) => ({
    any: fc.oneof(
      { maxDepth: 4 },
      fc.tuple(fc.constant('u'), fc.nat(0xffffffff)),
      fc.tuple(fc.constant('i'), fc.integer()),
      fc.tuple(fc.constant('b'), fc.boolean()),
      fc.tuple(fc.constant('t'), fc.bigInt({ min: 0n, max: 0xffffffffffffffffn })),
      fc.tuple(fc.constant('s'), text),
      fc.tuple(fc.constant('d'), fc.double({ noNaN: true })),
      fc.tuple(fc.constant('ay'), fc.uint8Array()),
      tie('any').map(([signature, value]) => ['v', { signature, value }] as const),
      tie('any')
        .filter(([signature]) => signature !== 'y')
        .chain(([signature, value]) =>
          fc.nat(3).map((count) => [`a${signature}`, Array.from({ length: count }, () => value)] as const),
        ),
      fc
        .array(tie('any'), { minLength: 1, maxLength: 3 })
        .map((parts) => [`(${parts.map(([s]) => s).join('')})`, parts.map(([, v]) => v)] as const),
    ),
  }),
).any;

describe('a bus', { skip: lacking('dbus-daemon'), timeout: 30_000 }, () => {
  const NOBODY = 65_534;
  const BUS = {
    destination: 'org.freedesktop.DBus',
    path: '/org/freedesktop/DBus',
    interface: 'org.freedesktop.DBus',
  };

  it(
    'of another person is joined by the service as that person, which stays who it is',
    { skip: process.getuid?.() !== 0 && 'needs root' },
    async () => {
      const child = spawn('dbus-daemon', ['--session', '--nofork', '--nopidfile', '--print-address=1'], {
        uid: NOBODY,
        gid: NOBODY,
        env: { PATH: process.env['PATH'] },
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      try {
        const lines: readonly unknown[] = await once(child.stdout, 'data');
        const address = String(lines[0]).trim();
        const bus = await joinBus({ address, uid: NOBODY });
        assert.ok(bus !== null);
        assert.equal(process.geteuid?.(), 0);
        assert.deepEqual(
          await bus.call({ ...BUS, member: 'GetConnectionUnixUser', signature: 's', body: [bus.name] }),
          [NOBODY],
        );
        assert.equal(await bus.call({ ...BUS, member: 'NoSuchMethod' }), null);
        const ended = new Promise<void>((resolve) => {
          bus.onEnd(resolve);
        });
        child.kill();
        await ended;
        assert.equal(await bus.call({ ...BUS, member: 'GetId' }), null);
        assert.equal(await joinBus({ address, uid: NOBODY }), null);
      } finally {
        child.kill();
      }
    },
  );
});

describe('what D-Bus writes', () => {
  it('is read back as it was written', () => {
    fc.assert(
      fc.property(fc.array(typedValue, { maxLength: 4 }), fc.nat(600), (values, before) => {
        const signature = `s${values.map(([one]) => one).join('')}`;
        const body = ['x'.repeat(before), ...values.map(([, value]) => value)];
        assert.deepEqual(unmarshal(signature, marshal(signature, body), true), body);
      }),
    );
  });

  it('a message keeps its parts, and its length is told by its beginning', () => {
    fc.assert(
      fc.property(text, typedValue, (member, [signature, value]) => {
        const bytes = encodeMessage(
          { kind: KINDS.signal, path: '/a/b', interface: 'c.d', member, signature, body: [value] },
          7,
        );
        assert.equal(messageLength(bytes), bytes.length);
        const message = decodeMessage(bytes);
        assert.deepEqual(
          [message.serial, message.path, message.interface, message.member, message.body],
          [7, '/a/b', 'c.d', member, [value]],
        );
      }),
    );
  });

  it('bytes of anybody are refused and nothing else happens', () => {
    fc.assert(
      fc.property(fc.constantFrom(0x6c, 0x42, 0x00), fc.uint8Array({ maxLength: 200 }), (order, rest) => {
        const bytes = Uint8Array.from([order, ...rest]);
        try {
          const length = messageLength(bytes);
          if (length !== null && length <= bytes.length) decodeMessage(bytes.subarray(0, length));
        } catch (error) {
          assert.ok(error instanceof WireError, String(error));
        }
      }),
      { numRuns: 500 },
    );
  });

  it('an array of nothing, said to be long, is refused', () => {
    assert.throws(() => unmarshal('a(u)', Buffer.from('ffffff7f00000000', 'hex'), true), WireError);
    assert.throws(() => unmarshal('a'.repeat(40).concat('u'), Buffer.alloc(8), true), WireError);
  });

  it('an address names a socket', () => {
    assert.equal(socketOf('unix:path=/run/user/1000/bus,guid=ab'), '/run/user/1000/bus');
    assert.equal(socketOf('unix:abstract=/dbus-x%20y'), '\0/dbus-x y');
    assert.equal(socketOf('disabled:'), null);
    assert.equal(socketOf('tcp:host=localhost,port=1'), null);
  });
});
