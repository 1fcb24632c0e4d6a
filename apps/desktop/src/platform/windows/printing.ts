import type { PrintJob, Printing } from '../contract/printing.ts';
import type { Remembered } from '../node/remembered.ts';
import { createListeners } from '../contract/listeners.ts';
import { createTurns } from '../node/turns.ts';
import type { Spooler, SpoolerJob } from './spooler.ts';
import type { Ui } from './ui.ts';

export interface WindowsPrinting extends Printing {
  stop(): void;
}

/** The system tells of each change; this is for one that it did not tell of. */
const AGAIN_MS = 5_000;
const SPOOLER_MS = 30_000;

/**
 * Jobs of the device's printers. While printing is off its printers are paused, so that a job is held back, told of, and
 * cancelled. A person may not start a printer again (Windows asks for an administrator), and a paused one stays so if the
 * agent is ended.
 * @param changed tells that jobs or printers have changed
 * @param keep which printers the agent has paused
 */
export function createPrinting(
  spooler: Spooler,
  changed: (run: () => void) => () => void,
  keep: Remembered,
): WindowsPrinting {
  const printed = createListeners<[PrintJob]>();
  const refused = createListeners<[PrintJob]>();
  /** Seen before they were over. */
  const open = new Map<string, SpoolerJob>();
  /** Told of, or there before us, while the system still has them. */
  const told = new Set<string>();
  const cancelled = new Set<string>();
  let allowed = true;
  let stopped = false;
  let begun = false;
  let timer: NodeJS.Timeout | undefined;
  const inTurn = createTurns();

  /** Null where one does not say. */
  function jobs(): ReadonlyMap<string, SpoolerJob> | null {
    const printers = spooler.printers();
    if (printers === null) return null;
    const all = new Map<string, SpoolerJob>();
    for (const { name } of printers) for (const job of spooler.jobs(name) ?? []) all.set(idOf(job), job);
    return all;
  }

  function look(): void {
    if (stopped) return;
    const now = jobs();
    if (now === null) return;
    for (const [id, job] of now) {
      // What is on paper when we begin is not told of.
      if (!begun && job.printed) told.add(id);
      if (told.has(id)) continue;
      open.set(id, job);
      if (job.printed) end(id, job);
    }
    begun = true;
    for (const [id, job] of open) if (!now.has(id)) end(id, job);
    for (const id of told) if (!now.has(id)) told.delete(id);
    if (!allowed) refuse();
    clearTimeout(timer);
    timer = undefined;
    if (open.size === 0 || stopped) return;
    timer = setTimeout(() => void inTurn(look).catch(() => undefined), AGAIN_MS);
    timer.unref();
  }

  function end(id: string, job: SpoolerJob): void {
    open.delete(id);
    told.add(id);
    const { printer, document, account, pages } = job;
    // It may have been printed in the moment before.
    if (cancelled.delete(id) && !job.printed) refused.tell({ id, printer, document, account, pages });
    else if (!job.deleted) printed.tell({ id, printer, document, account, pages });
  }

  /** @returns false where a job could not be cancelled */
  function refuse(): boolean {
    let all = true;
    for (const [id, job] of open) {
      if (cancelled.has(id)) continue;
      if (spooler.cancel(job)) cancelled.add(id);
      else if (isWaiting(id, job)) all = false;
    }
    return all;
  }

  /** It may have come to its end meanwhile. */
  function isWaiting(id: string, { printer }: SpoolerJob): boolean {
    return spooler.jobs(printer)?.some((job) => idOf(job) === id && !job.deleted) ?? true;
  }

  /** Pauses those that run, remembered first: whatever happens then, a later run knows of them. */
  async function pause(): Promise<boolean> {
    const printers = spooler.printers();
    if (printers === null) return false;
    const running = printers.filter(({ paused }) => !paused).map(({ name }) => name);
    if (running.length === 0) return true;
    await keep.write([...(await keep.read()), ...running]);
    return running.map((name) => spooler.pause(name)).every(Boolean);
  }

  async function resume(): Promise<boolean> {
    const left: string[] = [];
    const there = new Set(spooler.printers()?.map(({ name }) => name));
    for (const name of await keep.read()) if (there.has(name) && !spooler.resume(name)) left.push(name);
    await keep.write(left);
    return left.length === 0;
  }

  const cancel = changed(
    () =>
      void inTurn(async () => {
        // One that is new prints nothing either.
        if (!allowed && !stopped) await pause();
        look();
      }).catch(() => undefined),
  );
  void inTurn(look).catch(() => undefined);
  return {
    onPrinted: printed.on,
    onRefused: refused.on,
    setAllowed: async (next) =>
      inTurn(async () => {
        allowed = next;
        if (next) return resume();
        if (!(await pause())) return false;
        look();
        return refuse();
      }).catch(() => false),
    stop: () => {
      stopped = true;
      clearTimeout(timer);
      cancel();
    },
  };
}

function idOf({ printer, number, given }: SpoolerJob): string {
  return `${printer}/${number}/${given}`;
}

/**
 * Tells that jobs or printers have changed, also after the spooler was started anew. Null where the system does not tell.
 */
export async function watchPrinters(ui: Ui): Promise<((run: () => void) => () => void) | null> {
  const ask = async (): Promise<boolean> => ui.ask({ do: 'watch', what: 'printers' });
  if (!(await ask())) return null;
  return (run) => {
    let timer: NodeJS.Timeout | undefined;
    const again = async (): Promise<void> => {
      clearTimeout(timer);
      if (await ask()) return;
      timer = setTimeout(() => void again().then(run), SPOOLER_MS);
      timer.unref();
    };
    const cancel = ui.on(({ tell }) => {
      if (tell !== 'printers') return;
      run();
      void again();
    });
    return () => {
      clearTimeout(timer);
      cancel();
    };
  };
}
