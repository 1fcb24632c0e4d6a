import { foldPhrase } from './fold.ts';
import { commonWordsWith, frequencyOf } from './frequency.ts';
import type { Term } from './term.ts';
import { compileWording, resolveWording, type Expansions, type WordClasses } from './wording.ts';

/** What may make a term noisy. It can be used all the same: whoever writes it is told while writing. */
export type TermWarning = {
  readonly code: 'short' | 'common' | 'inside-words';
  /** The phrase that the warning is about, folded. */
  readonly phrase: string;
  readonly message: string;
};

/** Fewer letters stand in names, units and other languages. */
const SHORT = 4;
/** As often as one word in ten thousand of ordinary English. */
const COMMON = 1e-4;
/** As often as one word in 2,500: what a sentence is made of, whatever it says. */
const EVERYDAY = 4e-4;
/** One warning of a kind is enough for one wording of many phrases. */
const MOST = 20;

/**
 * Warns of wordings that would fire often and for nothing: under four letters, words that are common in English, and
 * pieces of common words where the term looks inside words. For a term that `checkTerm` accepts; others get none.
 *
 * @param known kept by the caller while many terms are looked at: what their word classes stand for is worked out once
 */
export function warnOfTerm(
  term: Term,
  classes: WordClasses = {},
  known: Expansions = new Map(),
): TermWarning[] {
  const warnings: TermWarning[] = [];
  const boundary = term.boundary ?? 'word';
  for (const wording of term.wordings) {
    const resolved = resolveWording(wording, classes);
    const compiled = resolved.ok ? compileWording(resolved.wording, boundary !== 'word', known) : resolved;
    if (!compiled.ok) continue;
    const { steps } = compiled.wording;
    const [only] = steps;
    if (steps.length > 1 || typeof only !== 'object') continue;
    warnings.push(...firstOfEachKind(only.flatMap((phrase) => warningsOf(phrase, boundary, term))));
    if (warnings.length >= MOST) break;
  }
  return warnings.slice(0, MOST);
}

/**
 * Whether a phrase says so little that letting it pass would let nearly everything pass: under four letters, or made of
 * everyday words alone (`i want to`). Of words that are not English nothing is known, and they are not general.
 */
export function isTooGeneral(phrase: string): boolean {
  const folded = foldPhrase(phrase);
  return (
    folded.replaceAll(' ', '').length < SHORT ||
    folded.split(' ').every((word) => frequencyOf(word) >= EVERYDAY)
  );
}

function warningsOf(phrase: string, boundary: NonNullable<Term['boundary']>, term: Term): TermWarning[] {
  const warnings: TermWarning[] = [];
  const add = (code: TermWarning['code'], message: string): void => {
    warnings.push({ code, phrase, message });
  };
  if (phrase.replaceAll(' ', '').length < SHORT)
    add(
      'short',
      `"${phrase}" has fewer than ${SHORT} letters and may stand in names, units and short forms.`,
    );
  if (term.needs === undefined && frequencyOf(phrase) >= COMMON)
    add('common', `"${phrase}" is common in ordinary English. Add words that make it telling.`);
  const words = commonWordsWith(phrase, boundary);
  if (words.length > 0)
    add(
      'inside-words',
      `"${phrase}" also stands in ${words.join(', ')}. Look for it as a whole word instead.`,
    );
  return warnings;
}

function firstOfEachKind(warnings: readonly TermWarning[]): TermWarning[] {
  return warnings.filter((one, place) => warnings.findIndex(({ code }) => code === one.code) === place);
}
