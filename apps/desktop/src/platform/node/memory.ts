import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** What is just being done is over by then. */
const TIDY_AFTER_MS = 3000;

/** Gives back memory that is not used any more, which JavaScript by itself does only when it needs more. */
export interface Tidier {
  /** Something large was let go: shortly after the last call everything is gone through, 20 ms of work. */
  soon(): void;
  cancel(): void;
}

/** @param afterMs after the last reason */
export function createTidier(afterMs: number = TIDY_AFTER_MS): Tidier {
  let timer: NodeJS.Timeout | undefined;
  return {
    soon() {
      clearTimeout(timer);
      timer = setTimeout(tidy, afterMs);
      timer.unref();
    },
    cancel: () => clearTimeout(timer),
  };
}

/**
 * What the agent begins with compiles nothing to fast code, which would take 8 MB for work that is done once
 * (`bundle/contents.ts`). From the first time on what runs long, such as the search in a long text, is made fast.
 */
function tidy(): void {
  setFlagsFromString('--opt');
  setFlagsFromString('--expose-gc');
  // The function is only in contexts that are made now; nothing holds this one.
  runInNewContext('gc()');
  setFlagsFromString('--no-expose-gc');
}
