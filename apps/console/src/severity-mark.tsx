import type { Severity } from '@lapwing/protocol/vocabulary.ts';
import type { ReactNode } from 'react';
import { SEVERITY_WORDS } from './severity.ts';
import { Pill } from './ui/states.tsx';

/** A severity as word, shape and colour together. */
export function SeverityMark(props: { severity: Severity; plain?: boolean }): ReactNode {
  const { word, shape, tone } = SEVERITY_WORDS[props.severity];
  return (
    <Pill tone={tone} shape={shape} plain={props.plain === true}>
      {word}
    </Pill>
  );
}

/** How many captures wait, with the shape and colour of the worst of them; nothing when none do. */
export function OpenMark(props: { count: number | null; worst: Severity | null }): ReactNode {
  if (props.count === null || props.count === 0) return null;
  const { shape, tone, word } = SEVERITY_WORDS[props.worst ?? 'minor'];
  return (
    <span className="open-mark number" data-tone={tone}>
      <span aria-hidden="true">{shape}</span>
      {props.count}
      <span className="unseen">
        {' '}
        {props.count === 1 ? 'capture waits' : 'captures wait'}, the worst {word}
      </span>
    </span>
  );
}
