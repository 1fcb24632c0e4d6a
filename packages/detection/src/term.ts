/**
 * The vocabulary of detection: policies, severities, sources, and the shape of a term. The managed library and
 * a school's own policies share it, so that one engine, one editor and one pack serve both.
 */

/** The managed policies, by the key used in data, in URLs and on the wire. Sorted. */
export const POLICY_KEYS = Object.freeze([
  'adult-content',
  'bullying',
  'counter-radicalisation',
  'disinformation',
  'drugs',
  'eating-disorders',
  'filter-evasion',
  'gambling',
  'grooming',
  'illegal-content',
  'lgbt-derogatory',
  'misogyny',
  'race-religious-hatred',
  'self-harm',
  'sexting',
  'suicide',
  'weapons-violence',
] as const);

export type PolicyKey = (typeof POLICY_KEYS)[number];

/** From least to most urgent: the order is meaning, compare with {@link severityRank}. */
export const SEVERITIES = Object.freeze(['minor', 'moderate', 'severe'] as const);

export type Severity = (typeof SEVERITIES)[number];

/** Where a text was seen. */
export const SOURCES = Object.freeze([
  'typed',
  'caption',
  'page',
  'html',
  'url',
  'search',
  'application',
  'file',
  'chat',
  'ai-prompt',
] as const);

export type Source = (typeof SOURCES)[number];

/**
 * Which sides of a match must stand at a word boundary: both (`word`), only the beginning (`start`), only the
 * end (`end`), or neither (`inside`).
 */
export const BOUNDARIES = Object.freeze(['word', 'start', 'end', 'inside'] as const);

export type Boundary = (typeof BOUNDARIES)[number];

/** What kind of place the text stands in, when the caller knows. */
export const SITE_CLASSES = Object.freeze([
  'education',
  'health',
  'news',
  'games',
  'social',
  'chat',
  'ai',
  'other',
] as const);

export type SiteClass = (typeof SITE_CLASSES)[number];

/** Surroundings that can change how serious a match is. Each is one rule of the judge. */
export const FRAMES = Object.freeze([
  'study',
  'negation',
  'quotation',
  'game',
  'jest',
  'intent',
  'how-to',
  'target',
] as const);

export type Frame = (typeof FRAMES)[number];

/**
 * The term fires only if one of `any` (words or phrases) stands within `within` words of the match; in its sentence,
 * or with `beyond` in a neighbouring one, too.
 */
export type Need = {
  readonly any: readonly string[];
  readonly within: number;
  readonly beyond?: boolean | undefined;
};

/**
 * One thing to look for. Only `id`, `wordings`, `policy`, `severity` and `definition` must be given; the
 * defaults of the rest are named beside them.
 *
 * A wording is a phrase in ordinary letters. `(a|b)` stands for either, `[a]` for a or nothing, `<3>` for up to
 * three words of any kind, `cut~` for all inflections of cut, `{name}` for any member of the word class `name`;
 * case, accents, apostrophes, punctuation and the width of spaces do not matter. Use `literalWording` for text of a person
 * who does not know this notation.
 */
export type Term = {
  /** Stable for ever, lower case: `suicide.want-to-die`. A school's own term has an id of the school's. */
  readonly id: string;
  readonly wordings: readonly string[];
  readonly policy: PolicyKey;
  readonly severity: Severity;
  /** What it means and why it matters: plain English, two sentences at most. Not sent to the device. */
  readonly definition: string;
  /** BCP 47; `en` if absent. */
  readonly language?: string | undefined;
  /** Other policies that this term also belongs to. */
  readonly categories?: readonly PolicyKey[] | undefined;
  /** `DEFAULT_SOURCES` if absent. */
  readonly sources?: readonly Source[] | undefined;
  /** `word` if absent. */
  readonly boundary?: Boundary | undefined;
  /** See through disguises (leetspeak, repeated, spaced or dotted letters); off if absent. */
  readonly unmask?: boolean | undefined;
  /**
   * Find it as pupils misspell and shorten it, too. If absent: yes for wordings of several words and where `unmask`
   * is on; a single misspelt word may be another word.
   */
  readonly spelling?: boolean | undefined;
  readonly needs?: Need | undefined;
  /** Phrases that, sharing words with the match, make it harmless for certain: the finding is dropped. */
  readonly unless?: readonly string[] | undefined;
  /** Words or phrases that, in the same sentence, lower the severity by one step. */
  readonly softenedBy?: readonly string[] | undefined;
  /** Switches single frames of the judge on or off for this term; absent: as its policy has it. */
  readonly frames?: { readonly [frame in Frame]?: boolean | undefined } | undefined;
  /** Hidden from everyone in the policy, and its evidence sealed (illegal content). */
  readonly sealed?: boolean | undefined;
};

/** Sources of a term that names none. */
export const DEFAULT_SOURCES: readonly Source[] = Object.freeze([
  'typed',
  'caption',
  'page',
  'search',
  'chat',
  'ai-prompt',
]);

/** 0 for minor, 1 for moderate, 2 for severe. */
export function severityRank(severity: Severity): number {
  return SEVERITIES.indexOf(severity);
}

/** A wording that means exactly this text: the signs of the notation become spaces, which matching ignores. */
export function literalWording(text: string): string {
  return text.replace(/[()[\]|<>{}~]/gu, ' ');
}
