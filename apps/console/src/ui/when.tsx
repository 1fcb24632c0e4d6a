import { type ReactNode, useEffect, useState } from 'react';
import { relativeStaysFor, sayExactly, sayMoment, sayRelative } from './dates.ts';

/** A moment as `3 min ago`, with the date and time on hover; `both` shows the two side by side. */
export function When(props: { at: string; show?: 'relative' | 'moment' | 'both' }): ReactNode {
  const { at } = props;
  const show = props.show ?? 'relative';
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (show === 'moment') return undefined;
    const timer = setTimeout(() => setNow(Date.now()), relativeStaysFor(at, now));
    return () => clearTimeout(timer);
  }, [at, now, show]);
  const relative = sayRelative(at, now);
  return (
    <time dateTime={at} title={sayExactly(at)} className="number">
      {show === 'moment' ? sayMoment(at) : relative}
      {show === 'both' ? <span className="quiet"> · {sayMoment(at)}</span> : null}
    </time>
  );
}
