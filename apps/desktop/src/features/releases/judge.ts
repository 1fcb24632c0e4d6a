/** What is seen of the version that was put in place, at one moment. */
export interface Seen {
  /** Milliseconds since it was looked at before. */
  readonly since: number;
  /** Its process; null while there is none. */
  readonly pid: number | null;
  /** It says that it is connected to the server. */
  readonly connected: boolean;
  /** Whoever asks beside it reaches the server. */
  readonly reachable: boolean;
}

export type Verdict = 'wait' | 'good' | 'bad';

/** So often may it be another process before it counts as one that does not stay up. */
const MOST_STARTS = 4;
/** For so many times the time of proof it may be without its server, although the device reaches that. */
const ALONE = 3;

/**
 * Judges a version by what is seen of it: good once it has stayed up and connected for the time of proof. Bad when it is
 * not up for so long, comes and goes, or does not find the server though the device does. A device without a network is
 * waited for: that is not the version's fault.
 * @param proveMs milliseconds
 */
export function createJudge(proveMs: number): (seen: Seen) => Verdict {
  let pid: number | null = null;
  let starts = 0;
  let steady = 0;
  let gone = 0;
  let alone = 0;
  return (seen) => {
    // A device that slept in between has seen nothing of that time.
    const since = Math.min(seen.since, proveMs / 2);
    if (seen.pid === null) {
      steady = 0;
      gone += since;
      return gone >= proveMs ? 'bad' : 'wait';
    }
    if (seen.pid !== pid) {
      pid = seen.pid;
      starts += 1;
      steady = 0;
    }
    if (starts > MOST_STARTS) return 'bad';
    if (!seen.connected) {
      steady = 0;
      if (seen.reachable) alone += since;
      return alone >= proveMs * ALONE ? 'bad' : 'wait';
    }
    steady += since;
    return steady >= proveMs ? 'good' : 'wait';
  };
}
