import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, it } from 'node:test';

import * as fc from 'fast-check';

import { decodeIpp, encodeIpp } from '../src/platform/linux/cups/ipp.ts';
import { openPrinting, type LinuxPrinting } from '../src/platform/linux/printing.ts';
import { printingContract } from './contract/printing.ts';
import { startCups, type TestCups } from './cups.ts';
import { lacking } from './xvfb.ts';

const without = process.getuid?.() === 0 ? lacking('cupsd', 'lp', 'lpadmin') : 'needs root';

async function openIn(cups: TestCups): Promise<LinuxPrinting> {
  const printing = await openPrinting({
    keep: path.join(cups.folder, 'stopped.json'),
    socket: cups.socket,
    spool: cups.spool,
  });
  assert.ok(printing !== null);
  return printing;
}

async function print(cups: TestCups, printer: string, document: string): Promise<void> {
  const file = path.join(cups.folder, 'document');
  await writeFile(file, `${document}\n`);
  await cups.command('lp', '-U', 'pupil', '-d', printer, '-t', document, file);
}

const stateOf = async (cups: TestCups, printer: string): Promise<string> =>
  /disabled|idle|printing/u.exec(await cups.command('lpstat', '-p', printer))?.[0] ?? '';

describe('printing of Linux', { skip: without, timeout: 120_000 }, () => {
  for (const history of [true, false])
    describe(`where CUPS keeps ${history ? 'a' : 'no'} history`, () => {
      printingContract(it, async () => {
        const cups = await startCups(history);
        await cups.addPrinter('Hall');
        const printing = await openIn(cups);
        return {
          printing,
          printer: 'Hall',
          account: 'pupil',
          print: async (document) => print(cups, 'Hall', document),
          cameOut: async (document) => Promise.resolve(cups.paper().includes(document)),
          close: async () => {
            printing.stop();
            await cups.close();
          },
        };
      });
    });

  it('puts back just what it stopped, also after it was ended, and cancels what waits', async () => {
    const cups = await startCups();
    try {
      for (const name of ['Hall', 'Library']) await cups.addPrinter(name);
      await cups.command('cupsdisable', 'Library');
      await print(cups, 'Library', 'Waits');
      const first = await openIn(cups);
      assert.equal(await first.setAllowed(false), true);
      assert.deepEqual(
        [await stateOf(cups, 'Hall'), await stateOf(cups, 'Library')],
        ['disabled', 'disabled'],
      );
      assert.equal((await cups.command('lpstat', '-o')).trim(), '');
      // A printer that comes while printing is off is stopped with its first job.
      await cups.addPrinter('New');
      const refused = new Promise<string>((resolve) => {
        first.onRefused((job) => {
          if (job.printer === 'New') resolve(job.document);
        });
      });
      await cups.command('cupsdisable', 'New');
      await cups.command('cupsenable', 'New');
      await cups.command('lp', '-d', 'New', '-H', 'hold', '-t', 'Late', path.join(cups.folder, 'document'));
      assert.equal(await refused, 'Late');
      assert.equal(await stateOf(cups, 'New'), 'disabled');
      first.stop();
      const second = await openIn(cups);
      assert.equal(await second.setAllowed(true), true);
      assert.deepEqual(
        [await stateOf(cups, 'Hall'), await stateOf(cups, 'Library'), await stateOf(cups, 'New')],
        ['idle', 'disabled', 'idle'],
      );
      assert.equal(await second.setAllowed(true), true);
      second.stop();
    } finally {
      await cups.close();
    }
  });

  it('is nothing where there is no CUPS, and says so when CUPS has gone', async () => {
    assert.equal(await openPrinting({ keep: '/nonexistent/a', socket: '/nonexistent/b' }), null);
    const cups = await startCups();
    await cups.addPrinter('Hall');
    const printing = await openIn(cups);
    await cups.close();
    await mkdir(cups.folder, { recursive: true });
    assert.equal(await printing.setAllowed(false), false);
    printing.stop();
  });
});

describe('IPP', () => {
  it('is read as it was written, and anything else is refused', () => {
    const name = fc.string({ minLength: 1, maxLength: 30 });
    const attribute = fc.oneof(
      fc.record({
        name,
        type: fc.constant('name' as const),
        values: fc.array(fc.string(), { minLength: 1, maxLength: 3 }),
      }),
      fc.record({
        name,
        type: fc.constant('integer' as const),
        values: fc.array(fc.integer(), { minLength: 1, maxLength: 3 }),
      }),
      fc.record({
        name,
        type: fc.constant('boolean' as const),
        values: fc.array(fc.boolean(), { minLength: 1, maxLength: 3 }),
      }),
    );
    fc.assert(
      fc.property(fc.uniqueArray(attribute, { selector: (one) => one.name, maxLength: 5 }), (attributes) => {
        const reply = decodeIpp(encodeIpp(0x0123, attributes));
        assert.equal(reply?.status, 0x0123);
        assert.deepEqual(
          [...(reply.groups[0]?.attributes ?? [])],
          attributes.map((one) => [one.name, one.values]),
        );
      }),
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const whole = Buffer.concat([Buffer.from([2, 0, 0, 0, 0, 0, 0, 1]), bytes]);
        decodeIpp(whole);
        decodeIpp(Buffer.from(bytes));
      }),
    );
  });
});
