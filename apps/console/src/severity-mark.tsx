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
