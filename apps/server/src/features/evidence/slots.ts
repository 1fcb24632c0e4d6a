/** Lets only so many run at once; the others wait in the order in which they came. */
export interface Slots {
  run<Result>(work: () => Promise<Result>): Promise<Result>;
  /** How many wait now. */
  waiting(): number;
}

export function createSlots(atOnce: number): Slots {
  let running = 0;
  const waiting: Array<() => void> = [];
  return {
    waiting: () => waiting.length,
    async run(work) {
      // Whoever ends hands the slot over, so that nobody can slip in between.
      if (running < atOnce) running += 1;
      else await new Promise<void>((resolve) => waiting.push(resolve));
      try {
        return await work();
      } finally {
        const next = waiting.shift();
        if (next === undefined) running -= 1;
        else next();
      }
    },
  };
}
