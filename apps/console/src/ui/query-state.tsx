import type { ReactNode } from 'react';
import { Failed, Loading, State } from './states.tsx';

interface Trouble {
  readonly title: string;
  readonly text: string;
  /** `missing` is not there, `forbidden` is not for this person. */
  readonly kind: 'missing' | 'forbidden' | 'failed';
}

/** What stands in a place whose content is not there: bones while it comes, else why not and what to do. */
export function Awaiting(props: { trouble: Trouble | null; onRetry: () => void; lines?: number }): ReactNode {
  const { trouble } = props;
  if (trouble === null) return <Loading lines={props.lines ?? 9} />;
  if (trouble.kind === 'failed')
    return <Failed title={trouble.title} text={trouble.text} onRetry={props.onRetry} />;
  return (
    <State title={trouble.title} icon={trouble.kind === 'missing' ? 'missing' : 'locked'}>
      {trouble.text}
    </State>
  );
}
