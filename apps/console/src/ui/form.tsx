import type { ReactNode } from 'react';
import { Action } from './button.tsx';
import { Notice } from './states.tsx';

/**
 * A form that is sent once at a time. What is wrong with the whole of it stands above its fields; what is wrong with one
 * field is said at the field.
 */
export function Form(props: {
  children: ReactNode;
  problem?: string | undefined;
  busy: boolean;
  onSubmit: () => void;
  look?: 'stack' | 'card' | 'entrance';
  label?: string;
}): ReactNode {
  const look = props.look ?? 'stack';
  return (
    <form
      {...(look === 'entrance' ? {} : { className: look })}
      aria-label={props.label}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!props.busy) props.onSubmit();
      }}
    >
      {props.problem === undefined ? null : <Notice tone="stop">{props.problem}</Notice>}
      {props.children}
    </form>
  );
}

/** The last row of a form in a window. */
export function FormFoot(props: { onCancel: () => void; submit: string; busy: boolean }): ReactNode {
  return (
    <div className="dialog-foot">
      <Action onPress={props.onCancel}>Cancel</Action>
      <Action look="main" submit busy={props.busy}>
        {props.submit}
      </Action>
    </div>
  );
}
