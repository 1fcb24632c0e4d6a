import type { Face } from './fonts.ts';

/** Some words in one style. */
export interface Styled {
  readonly text: string;
  readonly face?: Face;
  readonly underlined?: boolean;
}
/** Words that somebody else wrote: whatever they are, they cannot change the direction or order of what stands around. */
export interface Theirs {
  readonly theirs: readonly Styled[];
}
/** What a paragraph, a cell or an item says. */
export type Words = string | Styled | Theirs | ReadonlyArray<string | Styled | Theirs>;

export function theirs(text: string): Theirs {
  return { theirs: [{ text }] };
}
export function bold(text: string): Styled {
  return { text, face: 'bold' };
}
/** For codes that are compared letter by letter. */
export function mono(text: string): Styled {
  return { text, face: 'mono' };
}

/**
 * A text with a part marked so that it is seen without colours: in brackets of a kind that nobody types, bold and underlined.
 * @param start of the part in UTF-16 units; what lies outside of the text is moved to its ends
 * @param end just after the part
 */
export function marked(text: string, start: number, end: number): Theirs {
  const from = Math.min(Math.max(0, start), text.length);
  const to = Math.min(Math.max(from, end), text.length);
  if (from === to) return theirs(text);
  return {
    theirs: [
      { text: text.slice(0, from) },
      { text: `${OPEN}${text.slice(from, to)}${CLOSE}`, face: 'bold', underlined: true },
      { text: text.slice(to) },
    ],
  };
}
const OPEN = '\u27E6';
const CLOSE = '\u27E7';
