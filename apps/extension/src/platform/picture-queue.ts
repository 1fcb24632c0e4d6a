/** The browser allows two pictures a second. */
const PICTURE_EVERY_MS = 510;

export interface PictureQueue {
  /** Takes its turn among those that cannot wait: before every live look that has not begun. */
  evidence<T>(take: () => Promise<T>): Promise<T>;
  /** Takes its turn when nothing else waits. */
  live<T>(take: () => Promise<T>): Promise<T>;
}

/**
 * One picture at a time, never more than the browser allows. `take` is called in its turn and never rejects.
 * @param wait resolves after so many milliseconds
 */
export function createPictureQueue(now: () => number, wait: (ms: number) => Promise<void>): PictureQueue {
  const urgent: (() => Promise<void>)[] = [];
  const patient: (() => Promise<void>)[] = [];
  let running = false;
  let last = -Infinity;

  async function run(): Promise<void> {
    running = true;
    while (urgent.length + patient.length > 0) {
      const since = now() - last;
      if (since >= 0 && since < PICTURE_EVERY_MS) await wait(PICTURE_EVERY_MS - since);
      // Chosen after the wait: what came meanwhile may be more urgent.
      const next = urgent.shift() ?? patient.shift();
      if (next === undefined) break;
      last = now();
      await next();
    }
    running = false;
  }

  function queued<T>(line: (() => Promise<void>)[], take: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      line.push(() => take().then(resolve, reject));
      if (!running) void run();
    });
  }

  return {
    evidence: (take) => queued(urgent, take),
    live: (take) => queued(patient, take),
  };
}
