import type { Cancel } from './cancel.ts';

/** A key as it went down, or repeated itself. */
export interface KeyStroke {
  /**
   * As `KeyboardEvent.key` names it: what the layout makes of it with dead keys composed (`é`), or a name such as
   * `Backspace`, `Enter`, `Shift`, `Dead`, `Unidentified`.
   */
  readonly key: string;
  /** Control, Alt or the system's own key was held, so that it is a command; AltGr that makes a character is none. */
  readonly command: boolean;
  /** The window that had the keyboard; null when it cannot be told. */
  readonly place: string | null;
}

/** What a field holds, where the toolkit of the program tells it. */
export interface FieldText {
  /** Unique over all places. */
  readonly fieldId: string;
  readonly place: string | null;
  readonly text: string;
  /** Offset of the caret, in UTF-16 units. */
  readonly caret: number;
}

/** What is known of the field that has the keyboard. */
export type FocusedField =
  /** A password, a PIN, a payment: nothing of it is read. */
  | 'secret'
  /** The toolkit tells its text: `onField` says it, and keys are not to be read. */
  | 'told'
  /** Only the keys say what is written. */
  | 'keys';

/** Whether what is used reaches the agent at all. */
export interface Hearing {
  /** False where the system takes the keyboard away from who reads it, again and again: words may be missing. */
  now(): boolean;
  onChange(changed: () => void): Cancel;
}

/** The keyboard as it is used, for reading alone. Nothing is written down and nothing is held back. */
export interface InputSource {
  onKey(pressed: (stroke: KeyStroke) => void): Cancel;
  /** After every change of a field whose program tells it; never for a secret one. */
  onField(changed: (field: FieldText) => void): Cancel;
  /** The keyboard went to another field; null: to none that is known. */
  onFocus(changed: (focused: FocusedField) => void): Cancel;
  /** A button of the pointer went down: the caret may be elsewhere afterwards. */
  onPointer(pressed: () => void): Cancel;
  focused(): FocusedField;
  /** Left out where the system never takes the keyboard away. */
  readonly hearing?: Hearing;
}

/** Keys and the pointer worked from afar. Coordinates are pixels of the desktop. */
export interface InputTarget {
  move(x: number, y: number): Promise<boolean>;
  /** `0` left, `1` middle, `2` right. */
  button(button: 0 | 1 | 2, down: boolean): Promise<boolean>;
  /** Lines, positive downwards. */
  scroll(lines: number): Promise<boolean>;
  /** @param code as `KeyboardEvent.code` names it. False for a key that the platform has not. */
  key(code: string, down: boolean): Promise<boolean>;
  /** Writes a text whatever the layout is. */
  text(text: string): Promise<boolean>;
  /** Lets go of everything that is held. */
  release(): Promise<void>;
}
