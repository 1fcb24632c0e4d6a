import { FOUR_CS, type ConcernPart, type FourC } from '@lapwing/protocol/features/concerns/api.ts';
import { type ReactNode, useId } from 'react';
import { fieldError, formError } from '../../api/failure.ts';
import { Form, FormFoot } from '../../ui/form.tsx';
import { Window } from '../../ui/dialog.tsx';
import { Tick } from '../../ui/field.tsx';
import { FOUR_C_WORDS, PART_WORDS } from './words.ts';

/** A day, by the browser's own calendar. */
export function DayInput(props: {
  label: string;
  value: string;
  onChange: (value: string) => void;
  error?: string | undefined;
  max?: string;
}): ReactNode {
  const id = useId();
  const wrong = props.error !== undefined;
  return (
    <div className="field">
      <label className="field-label" htmlFor={id}>
        {props.label}
      </label>
      <input
        id={id}
        type="date"
        className="input"
        value={props.value}
        aria-invalid={wrong || undefined}
        aria-describedby={wrong ? `${id}error` : undefined}
        {...(props.max === undefined ? {} : { max: props.max })}
        onChange={(event) => props.onChange(event.target.value)}
      />
      {wrong ? (
        <span className="field-error" id={`${id}error`}>
          {props.error}
        </span>
      ) : null}
    </div>
  );
}

/** When something happened: day and hour. */
export function MomentInput(props: {
  date: string;
  time: string;
  onChange: (fields: { date?: string; time?: string }) => void;
  error?: string | undefined;
}): ReactNode {
  const id = useId();
  return (
    <div className="concern-moment">
      <DayInput
        label="Happened on"
        value={props.date}
        error={props.error}
        onChange={(date) => props.onChange({ date })}
      />
      <div className="field">
        <label className="field-label" htmlFor={id}>
          at
        </label>
        <input
          id={id}
          type="time"
          className="input"
          value={props.time}
          onChange={(event) => props.onChange({ time: event.target.value })}
        />
      </div>
    </div>
  );
}

/** A form in a window of its own. What is typed is kept when the window is closed without sending. */
export function FormWindow(props: {
  title: string;
  submit: string;
  busy: boolean;
  error: Error | null;
  /** Names of fields at which a refusal is said; any other stands above the form. */
  fields: readonly string[];
  onSubmit: () => void;
  onClose: () => void;
  children: ReactNode;
}): ReactNode {
  return (
    <Window title={props.title} open onClose={props.onClose}>
      <Form
        busy={props.busy}
        problem={props.error === null ? undefined : formError(props.error, props.fields)}
        onSubmit={props.onSubmit}
      >
        {props.children}
        <FormFoot onCancel={props.onClose} submit={props.submit} busy={props.busy} />
      </Form>
    </Window>
  );
}

/** What is wrong with a field; nothing while nothing was sent. */
export function wrongAt(error: Error | null, field: string): string | undefined {
  return error === null ? undefined : fieldError(error, field);
}

export function FourCTicks(props: {
  value: readonly FourC[];
  onChange: (value: readonly FourC[]) => void;
}): ReactNode {
  return (
    <fieldset className="concern-choices">
      <legend className="field-label">The four Cs</legend>
      {FOUR_CS.map((one) => (
        <Tick
          key={one}
          checked={props.value.includes(one)}
          onChange={(on) =>
            props.onChange(FOUR_CS.filter((other) => (other === one ? on : props.value.includes(other))))
          }
        >
          {FOUR_C_WORDS[one].word} <span className="quiet small">{FOUR_C_WORDS[one].means}</span>
        </Tick>
      ))}
    </fieldset>
  );
}

/** One of a few, all in view. */
export function Radios<Key extends string>(props: {
  legend: ReactNode;
  name: string;
  value: Key | '';
  options: readonly { readonly key: Key; readonly label: string }[];
  onChange: (value: Key) => void;
}): ReactNode {
  return (
    <fieldset className="concern-radios">
      <legend>{props.legend}</legend>
      <div className="row">
        {props.options.map((option) => (
          <label key={option.key} className="tick">
            <input
              type="radio"
              name={props.name}
              checked={props.value === option.key}
              onChange={() => props.onChange(option.key)}
            />
            <span>{option.label}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

const PARTS: readonly ConcernPart[] = Object.freeze(['subject', 'other-pupil', 'staff', 'outside']);

/** The parts that somebody can have, for a choice. */
export const PART_OPTIONS = Object.freeze(PARTS.map((key) => ({ key, label: PART_WORDS[key] })));
