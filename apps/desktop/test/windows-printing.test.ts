// Wine has no printers, and tells of no jobs: the spooler is made here, as Windows' own behaves. What is asked of the
// real one, and what is read of its answers, is in `windows/device.ts` and below.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import * as fc from 'fast-check';

import { createPrinting } from '../src/platform/windows/printing.ts';
import { readJobs, readPrinters, type Spooler, type SpoolerJob } from '../src/platform/windows/spooler.ts';
import { readFacts } from '../src/platform/windows/drives.ts';
import { isOwn, outermost } from '../src/platform/windows/files.ts';
import { printingContract } from './contract/printing.ts';

interface MadeSpooler extends Spooler {
  readonly add: (printer: string, paused?: boolean) => void;
  readonly print: (printer: string, document: string) => void;
  readonly paper: readonly string[];
  readonly isPaused: (printer: string) => boolean | undefined;
  readonly changed: (run: () => void) => () => void;
}

/** A printer prints what it has as soon as it is not paused; a job that is over is known no more. */
function makeSpooler(): MadeSpooler {
  const printers = new Map<string, boolean>();
  let jobs: SpoolerJob[] = [];
  const paper: string[] = [];
  const listeners = new Set<() => void>();
  let last = 0;
  const tell = (): void => {
    for (const listener of listeners) listener();
  };
  /** Later, so that a job is seen before it is over. */
  const work = (): void => {
    setImmediate(() => {
      const ready = jobs.filter(({ printer }) => printers.get(printer) === false);
      if (ready.length === 0) return;
      jobs = jobs.filter((job) => !ready.includes(job));
      paper.push(...ready.map(({ document }) => document));
      tell();
    });
  };
  const set = (printer: string, paused: boolean): boolean => {
    if (!printers.has(printer)) return false;
    printers.set(printer, paused);
    tell();
    work();
    return true;
  };
  return {
    printers: () => [...printers].map(([name, paused]) => ({ name, paused })),
    jobs: (printer) => (printers.has(printer) ? jobs.filter((job) => job.printer === printer) : null),
    cancel: ({ number }) => {
      const before = jobs.length;
      jobs = jobs.filter((job) => job.number !== number);
      tell();
      return jobs.length < before;
    },
    pause: (printer) => set(printer, true),
    resume: (printer) => set(printer, false),
    add: (printer, paused = false) => {
      printers.set(printer, paused);
      tell();
    },
    print: (printer, document) => {
      last += 1;
      jobs.push({
        number: last,
        printer,
        document,
        account: 'pupil',
        pages: 1,
        deleted: false,
        printed: false,
        given: '',
      });
      tell();
      work();
    },
    paper,
    isPaused: (printer) => printers.get(printer),
    changed: (run) => {
      listeners.add(run);
      return () => listeners.delete(run);
    },
  };
}

/** What would be on the disk. */
function makeKept(): {
  read: () => Promise<readonly string[]>;
  write: (names: readonly string[]) => Promise<void>;
} {
  let kept: readonly string[] = [];
  return {
    read: async () => Promise.resolve(kept),
    write: async (names) => {
      kept = names;
      return Promise.resolve();
    },
  };
}

describe('printing on Windows', { timeout: 30_000 }, () => {
  printingContract(it, async () => {
    const spooler = makeSpooler();
    spooler.add('Hall');
    const printing = createPrinting(spooler, spooler.changed, makeKept());
    return Promise.resolve({
      printing,
      printer: 'Hall',
      account: 'pupil',
      print: async (document) => {
        spooler.print('Hall', document);
        return Promise.resolve();
      },
      cameOut: async (document) => Promise.resolve(spooler.paper.includes(document)),
      close: async () => {
        printing.stop();
        return Promise.resolve();
      },
    });
  });

  it('puts back just what it paused, also after it was ended, and pauses a printer that comes meanwhile', async () => {
    const spooler = makeSpooler();
    const kept = makeKept();
    spooler.add('Hall');
    spooler.add('Library', true);
    spooler.print('Library', 'Waits');
    const first = createPrinting(spooler, spooler.changed, kept);
    const refused: string[] = [];
    let come: () => void = () => undefined;
    first.onRefused(({ document }) => {
      refused.push(document);
      come();
    });
    assert.equal(await first.setAllowed(false), true);
    spooler.add('New');
    spooler.print('New', 'Late');
    await new Promise<void>((resolve) => {
      come = () => {
        if (refused.length === 2) resolve();
      };
      come();
    });
    assert.deepEqual(refused.toSorted(), ['Late', 'Waits']);
    assert.deepEqual(
      ['Hall', 'Library', 'New'].map((name) => spooler.isPaused(name)),
      [true, true, true],
    );
    first.stop();
    const second = createPrinting(spooler, spooler.changed, kept);
    assert.equal(await second.setAllowed(true), true);
    assert.deepEqual(
      ['Hall', 'Library', 'New'].map((name) => spooler.isPaused(name)),
      [false, true, false],
    );
    assert.deepEqual(spooler.paper, []);
    second.stop();
  });

  it('says that it cannot be turned off where the spooler does not answer', async () => {
    const spooler: Spooler = { ...makeSpooler(), printers: () => null };
    const printing = createPrinting(spooler, () => () => undefined, makeKept());
    assert.equal(await printing.setAllowed(false), false);
    printing.stop();
  });
});

/** A structure with texts behind it, as the spooler fills them in. */
function fill(size: number, place: bigint, texts: Readonly<Record<number, string>>): Buffer {
  const behind: Buffer[] = [];
  const head = Buffer.alloc(size);
  let at = size;
  for (const [offset, text] of Object.entries(texts)) {
    const bytes = Buffer.from(`${text}\0`, 'utf16le');
    head.writeBigUInt64LE(place + BigInt(at), Number(offset));
    behind.push(bytes);
    at += bytes.length;
  }
  return Buffer.concat([head, ...behind]);
}

describe('what Windows writes of printers and drives', () => {
  it('is read at its places', () => {
    const place = 0x7f00_1234_0000n;
    const job = fill(96, place, { 8: 'Hall', 24: 'akhan', 32: 'Ünïcode ملف' });
    job.writeUInt32LE(7, 0);
    job.writeUInt32LE(0x80, 56);
    job.writeUInt32LE(3, 68);
    const [read] = readJobs(job, place, 1);
    assert.deepEqual(
      [read?.number, read?.printer, read?.document, read?.account, read?.pages, read?.printed, read?.deleted],
      [7, 'Hall', 'Ünïcode ملف', 'akhan', 3, true, false],
    );
    const printer = fill(136, place, { 8: 'Hall' });
    printer.writeUInt32LE(1, 124);
    assert.deepEqual(readPrinters(printer, place, 1), [{ name: 'Hall', paused: true }]);
  });

  it('is read whatever it says', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 400 }), fc.nat(9), (bytes, count) => {
        readJobs(Buffer.from(bytes), 0n, count);
        readPrinters(Buffer.from(bytes), 0n, count);
        readFacts(Buffer.from(bytes));
      }),
    );
  });

  it('names a stick by its maker, and no wire as one', () => {
    const bytes = Buffer.alloc(128);
    bytes.writeUInt32LE(64, 12);
    bytes.writeUInt32LE(96, 16);
    bytes.writeUInt32LE(7, 28);
    bytes.write('Acme    \0', 64);
    bytes.write('Stick 16\0', 96);
    assert.deepEqual(readFacts(bytes), { maker: 'Acme', product: 'Stick 16', bus: 7 });
    bytes.write('NVMe    \0', 64);
    bytes.writeUInt32LE(17, 28);
    assert.equal(readFacts(bytes).maker, null);
  });

  it('takes no folder of another person, and no whole drive, for the person’s own', () => {
    const home = 'C:\\People\\akhan';
    for (const one of ['C:\\People\\AKhan\\Documents', 'D:\\akhan', '\\\\server\\homes\\akhan'])
      assert.equal(isOwn(one, home), true, one);
    for (const one of ['C:\\', 'D:\\', 'C:\\People', home, 'C:\\People\\akhan2\\Documents', 'C:\\People\\bo'])
      assert.equal(isOwn(one, home), false, one);
  });

  it('has no folder of a person within another', () => {
    assert.deepEqual(outermost(['C:\\U\\a\\Docs', 'C:\\U\\A\\docs\\Pictures', 'C:\\U\\a\\Docs2']), [
      'C:\\U\\a\\Docs',
      'C:\\U\\a\\Docs2',
    ]);
  });
});
