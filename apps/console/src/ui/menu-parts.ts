import type { ReactNode } from 'react';

/** One line of a menu. */
export interface MenuEntry {
  key: string;
  label: string;
  /** A second, quiet line. */
  hint?: string;
  icon?: ReactNode;
  /** The key that does the same outside the menu. */
  shortcut?: string;
  /** Why it cannot be done now: the line stays in the menu, can be reached, says so, and does nothing. */
  unavailable?: string | undefined;
  /** For what is on or off. */
  checked?: boolean;
  /** What takes something away. */
  look?: 'stop';
  /** Goes to an address instead of doing something. */
  href?: string;
  onPress?: () => void;
  /** A menu of its own beside this line. */
  more?: readonly MenuEntry[];
}

/** Lines that belong together; a line is drawn between one part and the next. */
export interface MenuPart {
  key: string;
  title?: string;
  /** A second, quiet line of the title. */
  hint?: string;
  entries: readonly MenuEntry[];
  /** Exactly one of the entries holds, the checked one; all of them need `checked`. */
  oneOf?: boolean;
}
