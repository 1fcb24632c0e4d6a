/** The browser allows two pictures within a second; a little more, since it counts by a clock of its own. */
const WINDOW_MS = 1020;
/** Between pictures that can wait, so that one of evidence never waits for longer. */
const SPREAD_MS = 510;

export interface PictureQueue {
  /** Takes its turn among those that cannot wait: before every other that has not begun. */
  evidence<T>(take: () => Promise<T>): Promise<T>;
  /** Takes its turn when nothing else waits. */
  patient<T>(take: () => Promise<T>): Promise<T>;
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
  let beforeLast = -Infinity;
  let hurry: () => void = () => undefined;

  /** Milliseconds left of `ms` since `at`, by a clock that may have been moved back. */
  function within(at: number, ms: number): number {
    const left = at + ms - now();
    return left > ms ? 0 : Math.max(0, left);
  }

  function due(): number {
    const allowed = within(beforeLast, WINDOW_MS);
    return urgent.length > 0 ? allowed : Math.max(allowed, within(last, SPREAD_MS));
  }

  async function run(): Promise<void> {
    running = true;
    while (urgent.length + patient.length > 0) {
      // Until then, or until something comes that cannot wait.
      for (let ms = due(); ms > 0; ms = due()) {
        const hurried = new Promise<void>((resolve) => {
          hurry = resolve;
        });
        await Promise.race([wait(ms), hurried]);
      }
      // Chosen after the wait: what came meanwhile may be more urgent.
      const next = urgent.shift() ?? patient.shift();
      if (next === undefined) break;
      beforeLast = last;
      last = now();
      await next();
    }
    running = false;
  }

  function queued<T>(line: (() => Promise<void>)[], take: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      line.push(() => take().then(resolve, reject));
      if (line === urgent) hurry();
      if (!running) void run();
    });
  }

  return {
    evidence: (take) => queued(urgent, take),
    patient: (take) => queued(patient, take),
  };
}
