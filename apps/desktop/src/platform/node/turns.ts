/** Does `run` once all that was asked for before is over, however that ended. */
export type InTurn = <T>(run: () => T | Promise<T>) => Promise<T>;

/** One thing at a time, in the order in which they are asked for. */
export function createTurns(): InTurn {
  let last: Promise<unknown> = Promise.resolve();
  return async (run) => {
    const next = last.then(run);
    last = next.catch(() => undefined);
    return next;
  };
}
