import { type ReactNode, useEffect, useState } from 'react';
import { sayLeft } from './dates.ts';

/** This moment, in milliseconds since 1970, anew at every turn of the second while `on`. */
export function useNow(on: boolean): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (!on) return undefined;
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [on]);
  return now;
}

/** What is left until an end, counted down where it stands: `2:41`, `24 min`, `to 16:00`. Nobody is told of each second. */
export function TimeLeft(props: { until: string }): ReactNode {
  const now = useNow(true);
  const left = sayLeft(props.until, now);
  return (
    <span className="number" role="timer" aria-live="off">
      {left}
      {left.startsWith('to ') ? null : <span className="unseen"> left</span>}
    </span>
  );
}
