import { type ReactNode, useId } from 'react';
import { Action } from './button.tsx';
import './figures.css';

export interface ProgressProps {
  label: string;
  /** Done so far; without it, nobody knows how long it takes. */
  value?: number;
  /** All there is to do; 100 when left out. */
  max?: number;
  /** In words, for example `1,200 of 30,000 rows`; the share in per cent when left out. */
  say?: string;
  onCancel?: () => void;
  cancelLabel?: string;
  /** It is being cancelled: the button says so and waits. */
  cancelling?: boolean;
}

/** How far long work has come, with a way to stop it. */
export function Progress(props: ProgressProps): ReactNode {
  const id = useId();
  const max = Math.max(props.max ?? 100, Number.MIN_VALUE);
  const share = props.value === undefined ? null : Math.min(1, Math.max(0, props.value / max));
  const said = props.say ?? (share === null ? 'Working' : `${Math.floor(share * 100)} %`);
  return (
    <div className="progress">
      <div className="progress-words">
        <span id={id}>{props.label}</span>
        <span className="quiet number">{said}</span>
      </div>
      <div className="progress-row">
        <div
          className="progress-bar"
          role="progressbar"
          aria-labelledby={id}
          aria-valuetext={said}
          {...(share === null
            ? {}
            : { 'aria-valuemin': 0, 'aria-valuemax': 100, 'aria-valuenow': Math.floor(share * 100) })}
        >
          <span data-unknown={share === null} style={share === null ? {} : { width: `${share * 100}%` }} />
        </div>
        {props.onCancel === undefined ? null : (
          <Action onPress={props.onCancel} busy={props.cancelling === true}>
            {props.cancelling === true ? 'Cancelling' : (props.cancelLabel ?? 'Cancel')}
          </Action>
        )}
      </div>
    </div>
  );
}

/** A share of a whole as a short bar beside its words, for example memory in use. */
export function Meter(props: { label: string; value: number; max: number; say: string }): ReactNode {
  const id = useId();
  const share = props.max <= 0 ? 0 : Math.min(1, Math.max(0, props.value / props.max));
  return (
    <div className="meter">
      <div className="progress-words">
        <span id={id}>{props.label}</span>
        <span className="quiet number">{props.say}</span>
      </div>
      <div
        className="progress-bar"
        role="meter"
        aria-labelledby={id}
        aria-valuemin={0}
        aria-valuemax={props.max}
        aria-valuenow={Math.min(Math.max(props.value, 0), props.max)}
        aria-valuetext={props.say}
      >
        <span style={{ width: `${share * 100}%` }} />
      </div>
    </div>
  );
}
