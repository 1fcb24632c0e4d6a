import { watch } from 'node:fs';
import { access } from 'node:fs/promises';

import type { Cancel } from '../contract/cancel.ts';
import type { PrintJob, Printing } from '../contract/printing.ts';
import { createListeners, type Listeners } from '../contract/listeners.ts';
import { createCups, type CupsJob, JOB } from './cups/cups.ts';
import { createRemembered } from '../node/remembered.ts';
import { createTurns } from '../node/turns.ts';

export interface PrintingParts {
  /** Where the agent remembers which printers it has stopped. */
  readonly keep: string;
  readonly socket?: string;
  /** Where CUPS keeps what is to be printed (`RequestRoot`): something changes there with every job. */
  readonly spool?: string;
}

export interface LinuxPrinting extends Printing {
  stop(): void;
}

const SOCKET = '/run/cups/cups.sock';
const SPOOL = '/var/spool/cups';
const SETTLE_MS = 100;
/** Looked at so often while a job waits, and where the folder of jobs cannot be watched. */
const AGAIN_MS = 1_000;
const UNWATCHED_MS = 10_000;

/**
 * Jobs of CUPS. It writes what is to be printed into its own folder, so that nothing is asked while nobody prints. While
 * printing is off its printers are stopped: a job is taken, held back, and cancelled, so that it can be told of; a
 * printer that refuses jobs would leave no trace of them. The person may not start a printer again (CUPS asks for an
 * administrator), and a stopped one stays so if the agent is ended.
 * @returns null where there is no CUPS
 */
export async function openPrinting(parts: PrintingParts): Promise<LinuxPrinting | null> {
  const { socket = SOCKET, spool = SPOOL } = parts;
  const there = await access(socket).then(
    () => true,
    () => false,
  );
  if (!there) return null;
  const cups = createCups(socket);
  const stoppedByUs = createRemembered(parts.keep);
  const printed = createListeners<[PrintJob]>();
  const refused = createListeners<[PrintJob]>();
  let allowed = true;
  let stopped = false;
  /** All jobs up to this one are told of. */
  let lowest = 1;
  const told = new Set<number>();
  /** Seen before they were over. */
  const open = new Map<number, CupsJob>();
  const cancelled = new Set<number>();
  let begun = false;
  let timer: NodeJS.Timeout | undefined;
  const inTurn = createTurns();

  function tell(to: Listeners<[PrintJob]>, job: CupsJob): void {
    const { id, printer, document, account, pages } = job;
    to.tell({ id, printer, document, account, pages });
  }

  /** What is over already when we begin is not told of. */
  async function begin(): Promise<boolean> {
    if (begun) return true;
    const [over, waiting] = [await cups.jobs('completed', lowest), await cups.jobs('not-completed', lowest)];
    if (over === null || waiting === null) return false;
    for (const { number } of over) told.add(number);
    for (const job of waiting) open.set(job.number, job);
    begun = true;
    forget();
    return true;
  }

  async function look(): Promise<void> {
    if (stopped || !(await begin())) return;
    const waiting = await cups.jobs('not-completed', lowest);
    const over = await cups.jobs('completed', lowest);
    if (waiting === null || over === null) return;
    const now = new Set([...waiting, ...over].map(({ number }) => number));
    for (const job of over) end(job);
    // Where CUPS keeps nothing of jobs that are over, one that we did not cancel has been printed.
    for (const job of open.values()) {
      const state = cancelled.has(job.number) ? JOB.canceled : JOB.completed;
      if (!now.has(job.number)) end({ ...job, state });
    }
    for (const job of waiting) open.set(job.number, job);
    if (!allowed) await refuse(waiting);
    forget();
    if (open.size > 0) later(AGAIN_MS);
  }

  function end(job: CupsJob): void {
    open.delete(job.number);
    if (told.has(job.number)) return;
    told.add(job.number);
    if (cancelled.delete(job.number)) {
      // It may have been printed in the moment before.
      tell(job.state === JOB.completed ? printed : refused, job);
    } else if (job.state === JOB.completed) tell(printed, job);
  }

  /** @returns false where a job could not be cancelled or a printer not be stopped */
  async function refuse(waiting: readonly CupsJob[]): Promise<boolean> {
    let all = await stopPrinters();
    for (const job of waiting) {
      const done = await cups.cancel(job.number);
      if (done) cancelled.add(job.number);
      else all = false;
    }
    if (waiting.length > 0) later(SETTLE_MS);
    return all;
  }

  /** Stops those that run, remembered first: whatever happens then, a later run knows of them. */
  async function stopPrinters(): Promise<boolean> {
    const printers = await cups.printers();
    if (printers === null) return false;
    const running = printers.filter((one) => !one.stopped).map(({ name }) => name);
    if (running.length === 0) return true;
    await stoppedByUs.write([...(await stoppedByUs.read()), ...running]);
    const done = await Promise.all(running.map(async (name) => cups.pause(name)));
    return done.every(Boolean);
  }

  async function startPrinters(): Promise<boolean> {
    const names = await stoppedByUs.read();
    const left: string[] = [];
    for (const name of names) if (!(await cups.resume(name))) left.push(name);
    await stoppedByUs.write(left);
    return left.length === 0;
  }

  /** Jobs before the lowest open one are never asked for again. */
  function forget(): void {
    const next = Math.min(...open.keys(), Math.max(0, ...told) + 1);
    if (!Number.isFinite(next)) return;
    lowest = Math.max(lowest, next);
    for (const number of told) if (number < lowest) told.delete(number);
  }

  function later(ms: number): void {
    if (stopped || timer !== undefined) return;
    timer = setTimeout(() => {
      timer = undefined;
      void inTurn(look).catch(() => undefined);
    }, ms);
    timer.unref();
  }

  const cancelWatch = watchSpool(spool, () => {
    later(SETTLE_MS);
  });
  await inTurn(begin).catch(() => false);

  return {
    onPrinted: printed.on,
    onRefused: refused.on,
    setAllowed: async (next) =>
      inTurn(async () => {
        allowed = next;
        if (next) return startPrinters();
        if (!(await stopPrinters())) return false;
        const waiting = await cups.jobs('not-completed', lowest);
        if (waiting === null) return false;
        for (const job of waiting) open.set(job.number, job);
        return refuse(waiting);
      }).catch(() => false),
    stop: () => {
      stopped = true;
      clearTimeout(timer);
      cancelWatch();
    },
  };
}

/** Where the folder cannot be watched, a look now and then has to do. */
function watchSpool(spool: string, changed: () => void): Cancel {
  try {
    // The documents come at once; what CUPS notes of a job may be written half a minute later.
    const watcher = watch(spool, { persistent: false }, changed);
    watcher.on('error', () => {
      watcher.close();
    });
    return () => {
      watcher.close();
    };
  } catch {
    const timer = setInterval(changed, UNWATCHED_MS);
    timer.unref();
    return () => {
      clearInterval(timer);
    };
  }
}
