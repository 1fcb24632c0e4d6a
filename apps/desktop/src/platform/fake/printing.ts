import type { PrintJob, Printing } from '../contract/printing.ts';
import { createListeners } from '../contract/listeners.ts';

/** Printers that print what a test gives them. */
export interface FakePrinting extends Printing {
  print(job: Partial<PrintJob>): void;
  /** From now on printing cannot be turned off or on. */
  fail(fails: boolean): void;
  allowed(): boolean;
}

export function createFakePrinting(): FakePrinting {
  const printed = createListeners<[PrintJob]>();
  const refused = createListeners<[PrintJob]>();
  let isAllowed = true;
  let fails = false;
  let last = 0;
  return {
    onPrinted: printed.on,
    onRefused: refused.on,
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
      (isAllowed ? printed : refused).tell(whole);
    },
    fail: (next) => {
      fails = next;
    },
    allowed: () => isAllowed,
  };
}
