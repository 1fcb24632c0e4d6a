import type { PolicyKey, Severity, SiteClass, Source } from './term.ts';

/** What the caller knows about the text that it hands over. */
export type ScanOptions = {
  readonly source: Source;
  /** True when the surroundings are known to be study (a lesson's site, a set text), whatever the words say. */
  readonly studyFrame?: boolean | undefined;
  readonly siteClass?: SiteClass | undefined;
  /** What a school has decided about the terms; each as it was compiled if absent. */
  readonly terms?: TermView | undefined;
};

/** What a school has decided, as it holds for one text; `createWatch` makes it of a school's rules. */
export type TermView = {
  /** Whether the term is looked for at all. `own`: the text comes from one of the term's own sources. */
  sought(term: string, policy: PolicyKey, own: boolean): boolean;
  /** In place of the term's own; undefined where that holds. */
  severity(term: string): Severity | undefined;
  /** Whether what was found is let pass. */
  allowed(finding: Finding): boolean;
};

/** A term found in a text, judged in its context. All offsets are UTF-16 units. */
export type Finding = {
  /** The term's id. */
  readonly term: string;
  readonly policy: PolicyKey;
  /** Other policies that the term belongs to. */
  readonly categories: readonly PolicyKey[];
  readonly severity: Severity;
  /** The term's own severity, or the school's for it, before the judge looked at the context. */
  readonly severityBefore: Severity;
  /** Ids of the rules that led here, in the order in which they spoke; `explainRule` says each in a sentence. */
  readonly because: readonly string[];
  readonly source: Source;
  /** The sentence around the match, cut at whole words to some 300 characters. */
  readonly sentence: string;
  /** Where `sentence` begins in the text. */
  readonly sentenceStart: number;
  /** The match in the text: `text.slice(start, end) === matched`. */
  readonly start: number;
  readonly end: number;
  readonly matched: string;
  readonly sealed: boolean;
  /** The pack that holds the term, by the name under which it was loaded. */
  readonly pack: string;
};
