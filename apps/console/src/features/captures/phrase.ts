import type { SentenceWithMatch } from './sentence.ts';
import { markSentence } from './sentence.ts';

/** Words on each side of a match that a proposed phrase takes along: the match by itself is what should be reported. */
const BESIDE = 2;
/** As much as an allowance takes. */
const MOST = 200;

/**
 * A phrase of the sentence around its match that could be let pass: the match with up to two words before and after it,
 * within its own clause. It is a proposal; whoever lets it pass reads and changes it.
 */
export function proposePhrase(text: SentenceWithMatch): string {
  const { before, match, after } = markSentence(text);
  const lead = lastWords(lastClause(before));
  const trail = firstWords(firstClause(after));
  const near = tidy(`${lead}${match}${trail}`);
  return near.length <= MOST ? near : tidy(match).slice(0, MOST).trim();
}

const CLAUSE = /[.!?;:,\n\r…«»"“”()[\]]/u;

function lastClause(text: string): string {
  const parts = text.split(CLAUSE);
  return parts.at(-1) ?? '';
}

function firstClause(text: string): string {
  return text.split(CLAUSE)[0] ?? '';
}

function lastWords(text: string): string {
  const words = text.trim().split(/\s+/u).filter(Boolean).slice(-BESIDE);
  return words.length === 0 ? '' : `${words.join(' ')}${/\s$/u.test(text) ? ' ' : ''}`;
}

function firstWords(text: string): string {
  const words = text.trim().split(/\s+/u).filter(Boolean).slice(0, BESIDE);
  return words.length === 0 ? '' : `${/^\s/u.test(text) ? ' ' : ''}${words.join(' ')}`;
}

function tidy(text: string): string {
  return text.replace(/\s+/gu, ' ').trim();
}
