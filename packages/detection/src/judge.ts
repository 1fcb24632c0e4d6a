import {
  CONDEMNED,
  FIRST_PERSON,
  GAME,
  HOW_TO,
  HOW_TO_AFTER,
  INTENT,
  JEST,
  NEGATION,
  NO_NEGATION,
  REPORTED,
  SPEAKING,
  STUDY,
  TARGET_AFTER,
  TARGET_BEFORE,
} from './cues.ts';
import type { ScanOptions } from './finding.ts';
import { BREAK, symbolsToString, type Folded } from './fold.ts';
import { POLICY_FRAMES, type RuleId } from './rules.ts';
import { SEVERITIES, severityRank, type Frame, type PolicyKey, type Severity } from './term.ts';

/** What the judge needs to know of a term, with all phrases folded. */
export type JudgedTerm = {
  readonly policy: PolicyKey;
  readonly severity: Severity;
  readonly frames: { readonly [frame in Frame]?: boolean | undefined };
  readonly needs: { readonly phrases: readonly string[]; readonly within: number } | undefined;
  readonly unless: readonly string[];
  readonly softenedBy: readonly string[];
};

/** A match before judgement: symbols `from`..`to` of `folded`. */
export type Candidate = { readonly folded: Folded; readonly from: number; readonly to: number };

/** `drop`: there is no finding. */
export type Judgement = 'drop' | { readonly severity: Severity; readonly because: readonly RuleId[] };

/** Symbols looked at on either side of a match: some five lines. */
const REACH = 400;
const SENTENCE_REACH = 250;
const OPENING = /["\u201c\u201e\u00ab\u2018][^"\u201d\u00bb\u2019]*$/u;
const CLOSING = /^[^"\u201c\u201e\u00ab]*["\u201d\u00bb\u2019]/u;
const HOW_TO_SOURCES = new Set(['search', 'ai-prompt', 'typed', 'chat']);
const READ_SOURCES = new Set(['page', 'html', 'caption', 'url', 'search', 'file']);

/** Looks at a match in its context and says how serious it is, and why. `text` is what was folded. */
export function judge(term: JudgedTerm, candidate: Candidate, text: string, options: ScanOptions): Judgement {
  const context = contextOf(candidate, text);
  const because: RuleId[] = [];
  if (touchedBy(context, term.unless)) return 'drop';
  if (term.needs !== undefined) {
    if (!standsNear(context, term.needs.phrases, term.needs.within)) return 'drop';
    because.push('match.near');
  }
  const heeds = (frame: Frame): boolean => term.frames[frame] ?? POLICY_FRAMES[term.policy][frame];
  const before = severityRank(term.severity);

  const game = heeds('game') && (options.siteClass === 'games' || GAME.test(context.around));
  const intent = heeds('intent') && speaksOfIntent(context);
  const study = heeds('study') && inStudy(context, options);

  let raise = 0;
  // What someone is going to do in a game is not what they are going to do.
  if (intent && !game) {
    raise += 1;
    because.push('judge.intent');
  }
  if (heeds('how-to') && !study && HOW_TO_SOURCES.has(options.source) && asksHow(context)) {
    raise += 1;
    because.push('judge.how-to');
  }
  const reported = heeds('quotation') && isReported(context);
  if (heeds('target') && !reported && isAimed(context)) {
    raise += 1;
    because.push('judge.target');
  }

  let lower = 0;
  const lowerFor = (rule: RuleId): void => {
    lower += 1;
    because.push(rule);
  };
  if (heeds('negation') && isNegated(context)) lowerFor('judge.negation');
  if (reported) lowerFor('judge.quotation');
  if (study && intent) because.push('judge.intent-over-study');
  else if (study) lowerFor('judge.study');
  if (game) lowerFor('judge.game');
  if (heeds('jest') && JEST.test(context.around)) lowerFor('judge.jest');
  if (term.softenedBy.some((phrase) => context.around.includes(` ${phrase} `))) lowerFor('judge.softened');

  const raised = Math.min(before + raise, SEVERITIES.length - 1);
  const severity = SEVERITIES[raised - Math.min(lower, 2)];
  return severity === undefined ? 'drop' : { severity, because };
}

/** Folded pieces of the surroundings, each with a space at both ends. */
type Context = {
  /** Of the sentence: before the match, the match, after it, and all of it. */
  readonly before: string;
  readonly match: string;
  readonly after: string;
  readonly sentence: string;
  /** Of the sentence and of some five lines: all but the match, which is no context to itself. */
  readonly around: string;
  readonly wide: () => string;
  readonly quoted: () => boolean;
};

function contextOf({ folded, from, to }: Candidate, text: string): Context {
  const first = Math.max(0, from - REACH);
  const last = Math.min(folded.length, to + REACH);
  let start = from;
  while (start > first && from - start < SENTENCE_REACH && folded.symbols[start - 1] !== BREAK) start -= 1;
  let end = to;
  while (end < last && end - to < SENTENCE_REACH && folded.symbols[end] !== BREAK) end += 1;
  const match = symbolsToString(folded, from, to);
  const before = spaced(symbolsToString(folded, start, from));
  const after = spaced(symbolsToString(folded, to, end));
  return {
    before,
    match: spaced(match),
    after,
    sentence: before.trimEnd() + spaced(match) + after.trimStart(),
    around: before + '|' + after,
    wide: () => linesOf(folded, first, from) + '|' + linesOf(folded, to, last),
    quoted: () =>
      OPENING.test(text.slice(offset(folded, Math.max(start, from - 80)), offset(folded, from))) &&
      CLOSING.test(text.slice(offset(folded, to), offset(folded, Math.min(end, to + 80)))),
  };
}

function linesOf(folded: Folded, from: number, to: number): string {
  return spaced(symbolsToString(folded, from, to).replaceAll('\n', ' ').replace(/ +/gu, ' '));
}

function offset(folded: Folded, symbol: number): number {
  return folded.starts[symbol] ?? 0;
}

function spaced(words: string): string {
  const trimmed = words.trim();
  return trimmed === '' ? ' ' : ` ${trimmed} `;
}

/** The last (or first, for a negative count) words of a piece, spaced. */
function wordsOf(piece: string, count: number): string {
  const words = piece.trim().split(' ');
  return spaced((count < 0 ? words.slice(0, -count) : words.slice(-count)).join(' '));
}

function touchedBy({ before, match, sentence }: Context, phrases: readonly string[]): boolean {
  const from = before.trimEnd().length + 1;
  const to = from + match.trim().length;
  return phrases.some((phrase) => {
    const whole = ` ${phrase} `;
    for (let at = sentence.indexOf(whole); at >= 0; at = sentence.indexOf(whole, at + 1)) {
      if (at + 1 < to && at + 1 + phrase.length > from) return true;
    }
    return false;
  });
}

function standsNear({ before, after }: Context, phrases: readonly string[], within: number): boolean {
  const left = wordsOf(before, within);
  const right = wordsOf(after, -within);
  return phrases.some((phrase) => left.includes(` ${phrase} `) || right.includes(` ${phrase} `));
}

function speaksOfIntent({ before, match }: Context): boolean {
  const said = spaced(`${wordsOf(before, 12).trim()} ${match.trim()}`);
  return FIRST_PERSON.test(said) && INTENT.test(said);
}

function inStudy({ around, wide }: Context, options: ScanOptions): boolean {
  if (options.studyFrame === true) return true;
  if (READ_SOURCES.has(options.source)) {
    const { siteClass } = options;
    if (siteClass === 'education' || siteClass === 'health' || siteClass === 'news') return true;
    return STUDY.test(wide());
  }
  return STUDY.test(around);
}

function asksHow({ before, match, after }: Context): boolean {
  return HOW_TO.test(wordsOf(before, 8)) || HOW_TO.test(match) || HOW_TO_AFTER.test(wordsOf(after, -6));
}

function isNegated({ before }: Context): boolean {
  const near = wordsOf(before, 5);
  return NEGATION.test(near) && !NO_NEGATION.test(wordsOf(before, 8));
}

function isReported({ before, after, sentence, quoted }: Context): boolean {
  if (SPEAKING.test(sentence) && quoted()) return true;
  return REPORTED.test(wordsOf(before, 7)) || CONDEMNED.test(wordsOf(after, -8));
}

function isAimed({ before, after }: Context): boolean {
  return TARGET_BEFORE.test(wordsOf(before, 3)) || TARGET_AFTER.test(wordsOf(after, -3));
}
