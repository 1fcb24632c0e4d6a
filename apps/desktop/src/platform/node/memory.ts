import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** What is just being done is over by then. */
const TIDY_AFTER_MS = 100;
/** Milliseconds until what a program begins with is over. */
const BEGUN_AFTER_MS = 10_000;

/** Gives back memory that is not used any more, which JavaScript by itself does only when it needs more. */
export interface Tidier {
  /** Something large was let go: shortly afterwards everything is gone through, once for all calls until then; 20 ms of work. */
  soon(): void;
  cancel(): void;
}

/** @param afterMs after the first reason */
export function createTidier(afterMs: number = TIDY_AFTER_MS): Tidier {
  let timer: NodeJS.Timeout | undefined;
  return {
    soon() {
      if (timer !== undefined) return;
      timer = setTimeout(() => {
        timer = undefined;
        tidy();
      }, afterMs);
      timer.unref();
    },
    cancel() {
      clearTimeout(timer);
      timer = undefined;
    },
  };
}

/**
 * What the agent begins with compiles nothing to fast code, which would take 8 MB for work that is done once
 * (`bundle/contents.ts`). Once that is over, what runs often, such as the reading of keys, is made fast: it takes a third
 * of the processor off a pupil who types.
 */
export function hurryOnceBegun(): void {
  setTimeout(() => setFlagsFromString('--opt'), BEGUN_AFTER_MS).unref();
}

function tidy(): void {
  setFlagsFromString('--expose-gc');
  // The function is only in contexts that are made now; nothing holds this one. The last resort hands back empty pages, too.
  runInNewContext("gc({ type: 'major', execution: 'sync', flavor: 'last-resort' })");
  setFlagsFromString('--no-expose-gc');
}
