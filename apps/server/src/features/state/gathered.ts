/** Work asked for many times in a short while and done once. */
export interface Gathered {
  /** Has the work of this key done within the time of gathering; what is asked while it is being done is done after it. */
  ask(key: string): void;
  stop(): void;
}

/**
 * @param gatherMs milliseconds from the first asking to the work
 * @param work must not reject
 */
export function createGathered(gatherMs: number, work: (key: string) => Promise<void>): Gathered {
  const timers = new Map<string, NodeJS.Timeout>();
  const busy = new Set<string>();
  const again = new Set<string>();
  let stopped = false;

  async function run(key: string): Promise<void> {
    timers.delete(key);
    busy.add(key);
    await work(key);
    busy.delete(key);
    if (again.delete(key)) ask(key);
  }
  function ask(key: string): void {
    if (stopped || timers.has(key)) return;
    if (busy.has(key)) {
      again.add(key);
      return;
    }
    timers.set(
      key,
      setTimeout(() => void run(key), gatherMs),
    );
  }
  return {
    ask,
    stop() {
      stopped = true;
      for (const timer of timers.values()) clearTimeout(timer);
      timers.clear();
    },
  };
}
