import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { Action } from './button.tsx';
import './figures.css';

/** A word that was put on something, for example a group that a device is in; with `onRemove` it can be taken off. */
export function Tag(props: {
  children: string;
  onRemove?: () => void;
  unavailable?: string | undefined;
}): ReactNode {
  const { onRemove } = props;
  return (
    <span className="tag">
      <bdi className="cut">{props.children}</bdi>
      {onRemove === undefined ? null : (
        <Action
          look="icon"
          label={`Take off ${props.children}`}
          onPress={onRemove}
          unavailable={props.unavailable}
        >
          <X size={12} aria-hidden />
        </Action>
      )}
    </span>
  );
}

/** A small number beside a word. `label` says what is counted, for example `3 waiting, 1 severe`. */
export function Badge(props: {
  count: number;
  label: string;
  tone?: 'stop' | 'accent';
  most?: number;
}): ReactNode {
  const most = props.most ?? 999;
  return (
    <span className="badge number" data-tone={props.tone}>
      <span aria-hidden="true">{props.count > most ? `${most}+` : props.count}</span>
      <span className="unseen">{props.label}</span>
    </span>
  );
}
