import assert from 'node:assert/strict';

import type { PrintJob, Printing } from '../../src/platform/contract/printing.ts';
import { type DefineCase, gather } from './cases.ts';

/** A device with a printer, and a person who prints. */
export interface PrintingSubject {
  readonly printing: Printing;
  readonly printer: string;
  readonly account: string;
  /** A program gives a document to the printer. */
  readonly print: (document: string) => Promise<void>;
  /** Whether paper came out with it. */
  readonly cameOut: (document: string) => Promise<boolean>;
  readonly close: () => Promise<void>;
}

/** What every `Printing` must hold to. */
export function printingContract(test: DefineCase, make: () => Promise<PrintingSubject>): void {
  const on = (
    name: string,
    run: (
      subject: PrintingSubject,
      told: readonly (readonly [string, PrintJob])[],
      until: (count: number) => Promise<void>,
    ) => Promise<void>,
  ): void => {
    test(name, async () => {
      const subject = await make();
      const { told, take, until } = gather<readonly [string, PrintJob]>();
      const cancels = [
        subject.printing.onPrinted((job) => take(['printed', job])),
        subject.printing.onRefused((job) => take(['refused', job])),
      ];
      try {
        await run(subject, told, until);
      } finally {
        await subject.printing.setAllowed(true);
        for (const cancel of cancels) cancel();
        await subject.close();
      }
    });
  };

  on('tells of each job once, with printer, document and account', async (subject, told, until) => {
    const { print, printer, account } = subject;
    await print('Rivers essay');
    await until(1);
    assert.ok(await subject.cameOut('Rivers essay'));
    await print('Ünïcode ملف');
    await until(2);
    assert.deepEqual(
      told.map(([kind, job]) => [kind, job.printer, job.document, job.account]),
      [
        ['printed', printer, 'Rivers essay', account],
        ['printed', printer, 'Ünïcode ملف', account],
      ],
    );
    assert.notEqual(told[0]?.[1].id, told[1]?.[1].id);
  });

  on('prints nothing while it is off, and says what was refused', async (subject, told, until) => {
    const { printing, print, cameOut } = subject;
    assert.equal(await printing.setAllowed(false), true);
    assert.equal(await printing.setAllowed(false), true);
    await print('Secret');
    await until(1);
    assert.deepEqual(
      told.map(([kind, job]) => [kind, job.document]),
      [['refused', 'Secret']],
    );
    assert.equal(await cameOut('Secret'), false);
    assert.equal(await printing.setAllowed(true), true);
    assert.equal(await printing.setAllowed(true), true);
    await print('Open again');
    await until(2);
    assert.deepEqual(
      told.map(([kind, job]) => [kind, job.document]),
      [
        ['refused', 'Secret'],
        ['printed', 'Open again'],
      ],
    );
    assert.equal(await cameOut('Secret'), false);
    assert.equal(await cameOut('Open again'), true);
  });
}
