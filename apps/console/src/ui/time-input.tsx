import { type ReactNode, useState } from 'react';
import { minutesOf, readTime } from './times.ts';

/** A time of day as it is written here: 08:50, whatever the browser's own language would make of it. */
export function TimeInput(props: {
  label: string;
  value: string;
  fixed?: boolean;
  onChange: (value: string) => void;
}): ReactNode {
  const [text, setText] = useState(props.value);
  const [before, setBefore] = useState(props.value);
  if (before !== props.value) {
    // Another one stands there now: what was typed belongs to what was there.
    setBefore(props.value);
    setText(props.value);
  }
  return (
    <input
      className="input time"
      inputMode="numeric"
      aria-label={props.label}
      aria-invalid={Number.isNaN(minutesOf(readTime(text)))}
      placeholder="08:50"
      maxLength={5}
      value={text}
      disabled={props.fixed === true}
      onChange={(event) => setText(event.target.value)}
      onBlur={() => {
        const read = readTime(text);
        setText(read);
        if (read !== props.value) props.onChange(read);
      }}
    />
  );
}
