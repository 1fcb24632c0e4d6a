/** How often each device has asked lately. In memory: it only keeps somebody from drumming on a button. */
export interface Pace {
  /** Whether the device may ask once more now; it counts either way. */
  take(deviceKey: string): boolean;
}

const WITHIN_MS = 60_000;
const PRUNE_ABOVE = 5000;

/** @param most within a minute */
export function createPace(most: number, now: () => number): Pace {
  const asked = new Map<string, number[]>();
  const lately = (times: readonly number[]): number[] => times.filter((at) => now() - at < WITHIN_MS);
  return {
    take(deviceKey) {
      if (asked.size > PRUNE_ABOVE) {
        for (const [key, times] of asked) if (lately(times).length === 0) asked.delete(key);
      }
      // More than so many need not be remembered to know that it is too many.
      const times = [...lately(asked.get(deviceKey) ?? []), now()].slice(-(most + 1));
      asked.set(deviceKey, times);
      return times.length <= most;
    },
  };
}
