/** School time, which may run faster than the clock, and waiting in it. */
export interface Tempo {
  /** Milliseconds of school time. */
  now(): number;
  /** How much faster than the clock it runs. */
  readonly pace: number;
  /** Waits that long in school time. @returns false when the day was ended meanwhile */
  wait(ms: number): Promise<boolean>;
  readonly ended: () => boolean;
}

/** @param signal ends the day: everybody who waits goes home at once */
export function createTempo(pace: number, signal: AbortSignal): Tempo {
  const begun = Date.now();
  return {
    pace,
    now: () => begun + (Date.now() - begun) * pace,
    ended: () => signal.aborted,
    wait(ms) {
      if (signal.aborted) return Promise.resolve(false);
      return new Promise((resolve) => {
        const done = (): void => {
          clearTimeout(timer);
          signal.removeEventListener('abort', done);
          resolve(!signal.aborted);
        };
        const timer = setTimeout(done, Math.max(0, ms / pace));
        signal.addEventListener('abort', done);
      });
    },
  };
}
