import { appendFileSync } from 'node:fs';

/** Cases that run one after the other on Windows, or under Wine, and what came of them. */
export interface Cases {
  readonly test: (name: string, run: () => Promise<void>) => void;
  /** @param why in words */
  readonly skip: (name: string, why: string) => void;
  /** A figure to be seen in the report. */
  readonly note: (text: string) => void;
  /** Runs them and ends the process: 1 when one has failed. */
  readonly run: () => Promise<never>;
}

const LATEST_MS = 40_000;

/** What is found is written into the file that is named first, a line each; without one it is shown. */
export function createCases(): Cases {
  const [, , file] = process.argv;
  const waiting: { readonly name: string; readonly run: () => Promise<void> }[] = [];
  let failed = false;
  const write = (name: string, kind: 'passed' | 'failed' | 'skipped' | 'note', detail = ''): void => {
    if (file === undefined) process.stdout.write(`${kind}: ${name}${detail === '' ? '' : `\n${detail}`}\n`);
    else appendFileSync(file, `${JSON.stringify({ name, kind, detail })}\n`);
  };
  return {
    test: (name, run) => {
      waiting.push({ name, run });
    },
    skip: (name, why) => {
      write(name, 'skipped', why);
    },
    note: (text) => {
      write(text, 'note');
    },
    run: async () => {
      for (const { name, run } of waiting) {
        try {
          await withinTime(run);
          write(name, 'passed');
        } catch (error) {
          failed = true;
          write(name, 'failed', error instanceof Error ? (error.stack ?? error.message) : String(error));
        }
      }
      return process.exit(failed ? 1 : 0);
    },
  };
}

async function withinTime(run: () => Promise<void>): Promise<void> {
  let late: NodeJS.Timeout | undefined;
  await Promise.race([
    run(),
    new Promise<void>((_, reject) => {
      late = setTimeout(() => {
        reject(new Error(`It was not over within ${LATEST_MS / 1000} s.`));
      }, LATEST_MS);
    }),
  ]);
  clearTimeout(late);
}
