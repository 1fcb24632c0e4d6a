/** The browser allows two pictures within a second; a little more, since it counts by a clock of its own. */
const WINDOW_MS = 1020;
/** Between pictures that can wait, so that one of evidence never waits for longer. */
const SPREAD_MS = 510;

export interface PictureQueue {
  /** Takes its turn among those that cannot wait: before every other that has not begun. */
  evidence<T>(take: () => Promise<T>): Promise<T>;
  /** A live look: takes its turn when nothing of evidence waits. */
  live<T>(take: () => Promise<T>): Promise<T>;
  /** A frame of a recording: leaves a picture of evidence that comes meanwhile its place in the same second. */
  frame<T>(take: () => Promise<T>): Promise<T>;
}

/**
 * One picture at a time, never more than the browser allows. `take` is called in its turn and never rejects.
 * @param wait resolves after so many milliseconds
 */
export function createPictureQueue(now: () => number, wait: (ms: number) => Promise<void>): PictureQueue {
  const urgent: (() => Promise<void>)[] = [];
  const looks: (() => Promise<void>)[] = [];
  const frames: (() => Promise<void>)[] = [];
  let running = false;
  /** When the last two were over: the browser counts from when it was asked, some time after a turn has begun. */
  let [beforeLast, last] = [-Infinity, -Infinity];
  let begun = -Infinity;
  let lookedAt = -Infinity;
  let hurry: () => void = () => undefined;

  /** Milliseconds left of `ms` since `at`, by a clock that may have been moved back. */
  function within(at: number, ms: number): number {
    const left = at + ms - now();
    return left > ms ? 0 : Math.max(0, left);
  }

  function due(): number {
    const allowed = within(beforeLast, WINDOW_MS);
    if (urgent.length > 0) return allowed;
    // While somebody looks, frames share the turns of the looks: there is no other place for them.
    const shared = looks.length > 0 || within(lookedAt, WINDOW_MS) > 0;
    return Math.max(allowed, shared ? within(begun, SPREAD_MS) : within(last, WINDOW_MS));
  }

  /** Looks and frames in turn, so that neither keeps the other waiting for good. */
  function choose(): (() => Promise<void>) | undefined {
    const evidence = urgent.shift();
    if (evidence !== undefined) return evidence;
    const frame = begun === lookedAt || looks.length === 0 ? frames.shift() : undefined;
    if (frame !== undefined) return frame;
    lookedAt = now();
    return looks.shift();
  }

  async function run(): Promise<void> {
    running = true;
    while (urgent.length + looks.length + frames.length > 0) {
      // Until then, or until something comes that changes whose turn it is.
      for (let ms = due(); ms > 0; ms = due()) {
        const hurried = new Promise<void>((resolve) => {
          hurry = resolve;
        });
        await Promise.race([wait(ms), hurried]);
      }
      // Chosen after the wait: what came meanwhile may be more urgent.
      const next = choose();
      if (next === undefined) break;
      begun = now();
      await next();
      beforeLast = last;
      last = now();
    }
    running = false;
  }

  function queued<T>(line: (() => Promise<void>)[], take: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      line.push(() => take().then(resolve, reject));
      hurry();
      if (!running) void run();
    });
  }

  return {
    evidence: (take) => queued(urgent, take),
    live: (take) => queued(looks, take),
    frame: (take) => queued(frames, take),
  };
}
