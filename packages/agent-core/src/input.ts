import type { FieldDescription } from './field-exclusion.ts';

/** Where the text was seen. */
export interface Surroundings {
  /** The platform's own name for the tab or window; findings in one place belong together. */
  readonly place: string;
  /** For example `Chrome 156`. */
  readonly application: string;
  /** The page's or window's title. */
  readonly title: string;
  /** Absolute address of the page; null outside a browser. */
  readonly url: string | null;
  /** Address of the page that a frame is part of, where it is another; what is excluded there is excluded within. */
  readonly outerUrl?: string | null;
}

/** The whole text of a field, after every change, by whatever means. */
export interface TypedInput {
  readonly kind: 'typed';
  /** Unique over all places. */
  readonly fieldId: string;
  /** What the field is; excluded kinds are dropped whatever else is said. */
  readonly field: FieldDescription;
  readonly text: string;
  /** Offset of the caret, in UTF-16 units. */
  readonly caret: number;
  /** True while an input method composes. */
  readonly composing: boolean;
  readonly at: Surroundings;
}

/** The person left the field, pressed Enter or sent the form. */
export interface SettledInput {
  readonly kind: 'settled';
  readonly fieldId: string;
  readonly reason: 'blur' | 'enter' | 'submit';
}

/** A page was opened or changed its address; `search` is the query when it is a search engine's page. */
export interface NavigatedInput {
  readonly kind: 'navigated';
  readonly search: string | null;
  readonly at: Surroundings;
}

/** The window's or page's title is now the one in `at`. */
export interface CaptionInput {
  readonly kind: 'caption';
  readonly at: Surroundings;
}

/** Text that became visible on a page: at first all of it in chunks, later what was added. */
export interface PageTextInput {
  readonly kind: 'page-text';
  readonly text: string;
  readonly at: Surroundings;
}

/** Something on the page moved that is no text: it was scrolled, or came to the front. */
export interface StirredInput {
  readonly kind: 'stirred';
  readonly at: Surroundings;
}

/** A program was started or a file named: what it is called is all that is looked at. */
export interface NamedInput {
  readonly kind: 'named';
  readonly source: 'application' | 'file';
  readonly text: string;
  readonly at: Surroundings;
}

/** The place is closed; its fields are settled and forgotten. */
export interface GoneInput {
  readonly kind: 'gone';
  readonly place: string;
}

export type AgentInput =
  | TypedInput
  | SettledInput
  | NavigatedInput
  | CaptionInput
  | PageTextInput
  | StirredInput
  | NamedInput
  | GoneInput;
