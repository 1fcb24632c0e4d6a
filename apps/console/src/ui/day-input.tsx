import { type ReactNode, useId } from 'react';

/**
 * A day by the browser's own field, which knows the reader's way of writing one, with its label beside it.
 * @param props.value `2026-11-14`; null for none
 */
export function DayInput(props: {
  label: string;
  value: string | null;
  onChange: (day: string | null) => void;
}): ReactNode {
  const id = useId();
  return (
    <span className="row day-input">
      <label htmlFor={id} className="quiet small">
        {props.label}
      </label>
      <input
        id={id}
        type="date"
        className="input"
        value={props.value ?? ''}
        onChange={(event) => props.onChange(event.target.value === '' ? null : event.target.value)}
      />
    </span>
  );
}
