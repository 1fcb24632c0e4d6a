import { type ReactNode, useId } from 'react';
import './adjust.css';

// The browser's own controls: as accessible as any library's, at no weight.

export interface SliderProps {
  label: string;
  value: number;
  min: number;
  max: number;
  step?: number;
  onChange: (value: number) => void;
  /** The value in words, for example `Large`; read out instead of the number. */
  say?: (value: number) => string;
  hideLabel?: boolean;
  disabled?: boolean;
}

/** A number chosen along a line; arrow keys, Home and End work as usual. */
export function Slider(props: SliderProps): ReactNode {
  const id = useId();
  return (
    <div className="slider">
      <label htmlFor={id} className={props.hideLabel === true ? 'unseen' : ''}>
        {props.label}
      </label>
      <input
        id={id}
        type="range"
        min={props.min}
        max={props.max}
        step={props.step ?? 1}
        value={props.value}
        disabled={props.disabled === true}
        aria-valuetext={props.say?.(props.value)}
        onChange={(event) => props.onChange(event.target.valueAsNumber)}
      />
    </div>
  );
}

export interface ToggleProps {
  children: ReactNode;
  on: boolean;
  onChange: (on: boolean) => void;
  hint?: ReactNode;
  disabled?: boolean;
}

/** A switch: what it says is in force at once. What is only sent with a form is a tick. */
export function Toggle(props: ToggleProps): ReactNode {
  const id = useId();
  return (
    <label className="toggle" data-disabled={props.disabled === true || undefined}>
      <input
        type="checkbox"
        // oxlint-disable-next-line jsx-a11y/role-has-required-aria-props -- the box says itself whether it is ticked
        role="switch"
        checked={props.on}
        disabled={props.disabled === true}
        aria-describedby={props.hint === undefined ? undefined : id}
        onChange={(event) => props.onChange(event.target.checked)}
      />
      <span>
        {props.children}
        {props.hint === undefined ? null : (
          <span id={id} className="field-hint toggle-hint">
            {props.hint}
          </span>
        )}
      </span>
    </label>
  );
}

export interface SegmentedChoiceProps<Key extends string> {
  label: string;
  value: Key;
  options: readonly { key: Key; label: string; icon?: ReactNode; unavailable?: boolean }[];
  onChange: (value: Key) => void;
  hideLabel?: boolean;
}

/** One of two to five, all in view, side by side; arrow keys move between them. */
export function SegmentedChoice<Key extends string>(props: SegmentedChoiceProps<Key>): ReactNode {
  const name = useId();
  return (
    <fieldset className="segments">
      <legend className={props.hideLabel === true ? 'unseen' : 'field-label'}>{props.label}</legend>
      <div className="segments-row">
        {props.options.map((option) => (
          <label key={option.key} className="segment">
            <input
              type="radio"
              className="unseen"
              name={name}
              value={option.key}
              checked={option.key === props.value}
              disabled={option.unavailable === true}
              onChange={() => props.onChange(option.key)}
            />
            {option.icon}
            {option.label}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
