import type { FieldText, FocusedField, InputSource, KeyStroke } from '../contract/input.ts';

/** A keyboard without a system: what is done with it is what its InputSource tells. */
export interface FakeInput {
  readonly source: InputSource;
  /** Gives the keyboard to a field. */
  readonly focus: (focused: FocusedField, place: string | null) => void;
  /** A key goes down. In a field that is told, a single character is written at its end. */
  readonly press: (key: string, command?: boolean) => void;
  readonly click: () => void;
  /** The system takes the keyboard away; it is taken back at once. */
  readonly lose: () => void;
  /** It has stayed for long enough. */
  readonly stay: () => void;
}

const LOSSES = 3;

export function createFakeInput(): FakeInput {
  const keys = new Set<(stroke: KeyStroke) => void>();
  const fields = new Set<(field: FieldText) => void>();
  const focuses = new Set<(focused: FocusedField) => void>();
  const pointers = new Set<() => void>();
  const hearings = new Set<() => void>();
  let losses = 0;
  let focused: FocusedField = 'keys';
  let place: string | null = null;
  let text = '';

  function listen<T>(listeners: Set<T>, listener: T): () => void {
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
    };
  }

  return {
    source: {
      onKey: (pressed) => listen(keys, pressed),
      onField: (changed) => listen(fields, changed),
      onFocus: (changed) => listen(focuses, changed),
      onPointer: (pressed) => listen(pointers, pressed),
      focused: () => focused,
      hearing: {
        now: () => losses < LOSSES,
        onChange: (changed) => listen(hearings, changed),
      },
    },
    lose: () => {
      losses += 1;
      if (losses === LOSSES) for (const changed of hearings) changed();
    },
    stay: () => {
      const other = losses >= LOSSES;
      losses = 0;
      if (other) for (const changed of hearings) changed();
    },
    focus: (next, where) => {
      const other = next !== focused;
      focused = next;
      place = where;
      text = '';
      if (other) for (const changed of focuses) changed(next);
    },
    press: (key, command = false) => {
      if (focused === 'secret') return;
      for (const pressed of keys) pressed({ key, command, place });
      if (focused !== 'told' || command || Array.from(key).length !== 1) return;
      text += key;
      for (const changed of fields)
        changed({ fieldId: `${place ?? ''} field`, place, text, caret: text.length });
    },
    click: () => {
      for (const pressed of pointers) pressed();
    },
  };
}
