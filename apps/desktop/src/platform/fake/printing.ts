import type { PrintJob, Printing } from '../contract/printing.ts';

/** Printers that print what a test gives them. */
export interface FakePrinting extends Printing {
  print(job: Partial<PrintJob>): void;
  /** From now on printing cannot be turned off or on. */
  fail(fails: boolean): void;
  allowed(): boolean;
}

export function createFakePrinting(): FakePrinting {
  const printed = new Set<(job: PrintJob) => void>();
  const refused = new Set<(job: PrintJob) => void>();
  let isAllowed = true;
  let fails = false;
  let last = 0;
  const listen = (to: Set<(job: PrintJob) => void>, run: (job: PrintJob) => void): (() => void) => {
    const listener = (job: PrintJob): void => {
      run(job);
    };
    to.add(listener);
    return () => to.delete(listener);
  };
  return {
    onPrinted: (run) => listen(printed, run),
    onRefused: (run) => listen(refused, run),
    setAllowed: async (next) => {
      if (!fails) isAllowed = next;
      return Promise.resolve(!fails);
    },
    print: (job) => {
      last += 1;
      const whole = {
        id: `job-${last}`,
        printer: 'Hall',
        document: 'Essay',
        account: 'pupil',
        pages: 1,
        ...job,
      };
      for (const listener of isAllowed ? printed : refused) listener(whole);
    },
    fail: (next) => {
      fails = next;
    },
    allowed: () => isAllowed,
  };
}
