import type { ReactNode } from 'react';
import { initialsOf } from './initials.ts';

/**
 * Text that somebody else wrote: a name, a title, a room. It is kept apart from the words around it, so that
 * right-to-left writing or a directional override in it cannot turn them round.
 */
export function Name(props: { children: string; cut?: boolean; className?: string }): ReactNode {
  return (
    <bdi
      dir="auto"
      className={`${props.cut === true ? 'cut' : ''} ${props.className ?? ''}`}
      {...(props.cut === true ? { title: props.children } : {})}
    >
      {props.children}
    </bdi>
  );
}

/** Two letters for a round sign beside a name; decoration, never read out. */
export function Initials(props: { name: string }): ReactNode {
  return (
    <span className="initials" aria-hidden="true">
      <bdi>{initialsOf(props.name)}</bdi>
    </span>
  );
}
