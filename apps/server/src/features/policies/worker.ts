import { parentPort } from 'node:worker_threads';
import { checkTerm, compilePack, type TermProblem } from '@lapwing/detection/compile.ts';
import type { SpellingTable } from '@lapwing/detection/spelling.ts';
import type { Term } from '@lapwing/detection/term.ts';
import { warnOfTerm } from '@lapwing/detection/warn.ts';
import type { SealedPhrases } from './sealed.ts';
import { tryOut, type TryOutInput, type TryOutOutput } from './try-out.ts';

/** What is sent to this thread and comes back; all of it survives structured cloning. */
export interface Jobs {
  /** Throws RangeError for terms that together, or one of them, no pack can hold. */
  readonly compile: { readonly input: CompileInput; readonly output: Uint8Array };
  /** What keeps each of these terms out of a pack; only terms with a problem are named. */
  readonly check: {
    readonly input: { readonly terms: readonly Term[]; readonly classes: Classes };
    readonly output: ReadonlyArray<{ readonly id: string; readonly problems: readonly TermProblem[] }>;
  };
  /** What keeps each of these terms out of a pack, and what may make it noisy. */
  readonly review: {
    readonly input: { readonly terms: readonly Term[]; readonly classes: Classes };
    readonly output: ReadonlyArray<{
      readonly problems: readonly string[];
      readonly warnings: readonly string[];
    }>;
  };
  readonly tryOut: { readonly input: TryOutInput; readonly output: TryOutOutput };
}
export type JobName = keyof Jobs;
type Classes = Readonly<Record<string, readonly string[]>>;

export interface CompileInput {
  readonly terms: readonly Term[];
  readonly version: string;
  readonly classes: Classes;
  readonly spellings: SpellingTable;
  readonly sealed?: readonly SealedPhrases[] | undefined;
}

const DO: { readonly [Name in JobName]: (input: Jobs[Name]['input']) => Jobs[Name]['output'] } = {
  compile: ({ terms, version, classes, spellings, sealed }) =>
    compilePack(terms, { version, classes, spellings, sealed: sealed ?? [] }),
  review: ({ terms, classes }) =>
    terms.map((term) => {
      const problems = checkTerm(term, classes).map(({ message }) => message);
      const warnings = problems.length > 0 ? [] : warnOfTerm(term, classes).map(({ message }) => message);
      return { problems, warnings };
    }),
  tryOut,
  check: ({ terms, classes }) =>
    terms.flatMap((term) => {
      const problems = checkTerm(term, classes);
      return problems.length === 0 ? [] : [{ id: term.id, problems }];
    }),
};

function doJob<Name extends JobName>(name: Name, input: Jobs[Name]['input']): Jobs[Name]['output'] {
  return DO[name](input);
}

const port = parentPort;
port?.on('message', ({ id, name, input }: { id: number; name: JobName; input: never }) => {
  try {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
    port.postMessage({ id, ok: true, output: doJob(name, input) });
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- as above
    port.postMessage({ id, ok: false, message });
  }
});
