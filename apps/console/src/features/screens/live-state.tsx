import type { WatchedState } from '@lapwing/protocol/features/screens/watch.ts';
import { type ReactNode, useState } from 'react';
import { useTicker } from './use-ticker.ts';
import { STATE_WORDS } from './words.ts';

/** Seconds that the person at the device has to answer, as the school's devices are told. */
const ASK_SECONDS = 10;

/** What stands in place of a large picture: the word, what it means, and while somebody is asked how long that takes. */
export function LiveState(props: {
  state: WatchedState;
  /** Milliseconds since 1970. */
  since: number;
  answeredBy: 'person' | 'silence' | null;
}): ReactNode {
  const { state, answeredBy } = props;
  const { word, detail } = STATE_WORDS[state === 'asks-first' ? 'waiting' : state];
  return (
    <div className="live-state" role="status">
      <strong>{word}</strong>
      <span>
        {state === 'denied' && answeredBy === 'silence'
          ? 'There was no answer in time, and without one it stays closed.'
          : state === 'denied' && answeredBy === 'person'
            ? 'The person at the device said no.'
            : detail}
      </span>
      {state === 'asking' ? <Countdown since={props.since} /> : null}
    </div>
  );
}

function Countdown(props: { since: number }): ReactNode {
  const [now, setNow] = useState(() => Date.now());
  useTicker(true, () => {
    const next = Date.now();
    if (Math.floor(next / 250) !== Math.floor(now / 250)) setNow(next);
  });
  const left = Math.max(0, Math.ceil(ASK_SECONDS - (now - props.since) / 1000));
  return (
    <span className="number" aria-hidden="true">
      {left === 0 ? 'Any moment now' : `${left} s left`}
    </span>
  );
}
