import { textOf } from './api.ts';
import { type DeviceApi, placeOf } from './device-api.ts';

export interface SpoolerPrinter {
  readonly name: string;
  readonly paused: boolean;
}

export interface SpoolerJob {
  /** One printer's, given anew after long. */
  readonly number: number;
  readonly printer: string;
  readonly document: string;
  readonly account: string | null;
  readonly pages: number | null;
  /** It is being taken away, by the person or by us. */
  readonly deleted: boolean;
  /** It is on paper. */
  readonly printed: boolean;
  /** When it was given to the printer, as the system writes it: with the number it names a job for good. */
  readonly given: string;
}

/** What has to be printed, and by which printers. Each answer is null or false where the system does not do it. */
export interface Spooler {
  printers(): readonly SpoolerPrinter[] | null;
  jobs(printer: string): readonly SpoolerJob[] | null;
  cancel(job: SpoolerJob): boolean;
  pause(printer: string): boolean;
  resume(printer: string): boolean;
}

/** Those of the device itself. One of a print server is the whole school's: it is not ours to pause. */
const LOCAL = 2;
const PRINTER = Object.freeze({ bytes: 136, name: 8, status: 124, paused: 1 });
const JOB = Object.freeze({
  bytes: 96,
  number: 0,
  printer: 8,
  account: 24,
  document: 32,
  status: 56,
  pages: 68,
  printedPages: 72,
  given: 76,
  givenBytes: 16,
});
const DELETED = 0x4 | 0x100;
const PRINTED = 0x80 | 0x1000;
const MOST_JOBS = 500;
const COMMAND = Object.freeze({ deleteJob: 5, pause: 1, resume: 2 });
const USE = 8;
const ADMINISTER = 4;
const TRIES = 3;

/** The spooler of Windows (winspool). */
export function openSpooler(device: DeviceApi): Spooler {
  /** Asks how much room is needed, and again with so much. */
  function fill(
    ask: (into: Buffer, needed: [number], count: [number]) => boolean,
  ): { readonly bytes: Buffer; readonly count: number } | null {
    let bytes = Buffer.alloc(4096);
    for (let tries = 0; tries < TRIES; tries++) {
      const needed: [number] = [0];
      const count: [number] = [0];
      if (ask(bytes, needed, count)) return { bytes, count: count[0] };
      if (needed[0] <= bytes.length) return null;
      bytes = Buffer.alloc(needed[0] + 1024);
    }
    return null;
  }
  function at<T>(printer: string, access: number, run: (handle: number) => T): T | null {
    const handle: [number] = [0];
    // PRINTER_DEFAULTS
    const wanted = Buffer.alloc(24);
    wanted.writeUInt32LE(access, 16);
    if (!device.OpenPrinterW(printer, handle, wanted)) return null;
    try {
      return run(handle[0]);
    } finally {
      device.ClosePrinter(handle[0]);
    }
  }
  const command = (printer: string, how: number): boolean =>
    at(printer, ADMINISTER, (handle) => device.SetPrinterW(handle, 0, null, how)) ?? false;

  return {
    printers: () => {
      const filled = fill((into, needed, count) =>
        device.EnumPrintersW(LOCAL, null, 2, into, into.length, needed, count),
      );
      return filled === null ? null : readPrinters(filled.bytes, placeOf(filled.bytes), filled.count);
    },
    jobs: (printer) =>
      at(printer, USE, (handle) => {
        const filled = fill((into, needed, count) =>
          device.EnumJobsW(handle, 0, MOST_JOBS, 1, into, into.length, needed, count),
        );
        return filled === null ? null : readJobs(filled.bytes, placeOf(filled.bytes), filled.count);
      }),
    cancel: ({ printer, number }) =>
      at(printer, ADMINISTER, (handle) => device.SetJobW(handle, number, 0, null, COMMAND.deleteJob)) ??
      false,
    pause: (printer) => command(printer, COMMAND.pause),
    resume: (printer) => command(printer, COMMAND.resume),
  };
}

/**
 * PRINTER_INFO_2W, on 64 bits.
 * @param place address of the bytes: the texts lie behind the structures, and are named by address
 */
export function readPrinters(bytes: Buffer, place: bigint, count: number): readonly SpoolerPrinter[] {
  return within(bytes, count, PRINTER.bytes).map((one) => ({
    name: textIn(bytes, place, one + PRINTER.name),
    paused: (bytes.readUInt32LE(one + PRINTER.status) & PRINTER.paused) !== 0,
  }));
}

/** JOB_INFO_1W, on 64 bits, as `readPrinters`. */
export function readJobs(bytes: Buffer, place: bigint, count: number): readonly SpoolerJob[] {
  return within(bytes, count, JOB.bytes).map((one) => {
    const status = bytes.readUInt32LE(one + JOB.status);
    const account = textIn(bytes, place, one + JOB.account);
    const pages = Math.max(bytes.readUInt32LE(one + JOB.pages), bytes.readUInt32LE(one + JOB.printedPages));
    return {
      number: bytes.readUInt32LE(one + JOB.number),
      printer: textIn(bytes, place, one + JOB.printer),
      document: textIn(bytes, place, one + JOB.document),
      account: account === '' ? null : account,
      pages: pages === 0 ? null : pages,
      deleted: (status & DELETED) !== 0,
      printed: (status & PRINTED) !== 0,
      given: bytes.toString('hex', one + JOB.given, one + JOB.given + JOB.givenBytes),
    };
  });
}

/** Where each of so many structures begins; those that the bytes do not reach are left. */
function within(bytes: Buffer, count: number, size: number): readonly number[] {
  return Array.from({ length: Math.min(count, Math.floor(bytes.length / size)) }, (_, at) => at * size);
}

function textIn(bytes: Buffer, place: bigint, pointer: number): string {
  const offset = bytes.readBigUInt64LE(pointer) - place;
  if (offset < 0n || offset >= BigInt(bytes.length)) return '';
  return textOf(bytes.subarray(Number(offset)));
}
