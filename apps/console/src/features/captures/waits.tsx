import type { CaptureSummary } from '@lapwing/protocol/features/captures/api.ts';
import { type ReactNode, useEffect, useState } from 'react';
import { sayExactly } from '../../ui/dates.ts';
import { When } from '../../ui/when.tsx';
import { sayWaits } from './waiting-words.ts';

/** Milliseconds after which the words may have changed. */
const REFRESH = 20_000;

/** How long an open capture waits; when a closed one happened. The exact moment is on hover. */
export function Waits(props: { capture: CaptureSummary }): ReactNode {
  const { capture } = props;
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), REFRESH);
    return () => clearInterval(timer);
  }, []);
  const words = sayWaits(capture, now);
  if (words === null) return <When at={capture.happenedAt} />;
  return (
    <time dateTime={capture.happenedAt} title={sayExactly(capture.happenedAt)} className="number">
      {words}
    </time>
  );
}
