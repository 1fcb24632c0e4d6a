import type { SentenceWithMatch } from './sentence.ts';
import { markSentence } from './sentence.ts';

/** Words on each side that are looked through for one that says something. */
const BESIDE = 5;
/** As much as an allowance takes. */
const MOST = 200;

/**
 * A phrase of the sentence around its match that could be let pass: the match up to the next word before and after it
 * that says something, within its own clause. The match by itself is what should be reported. It is a proposal; whoever
 * lets it pass reads and changes it.
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
  // What is grown together with the match belongs to it.
  const joined = !/\s$/u.test(text);
  const from = words.findLastIndex((word, index) => says(word) || (joined && index === words.length - 1));
  return from === -1 ? '' : `${words.slice(from).join(' ')}${joined ? '' : ' '}`;
}

function firstWords(text: string): string {
  const words = text.trim().split(/\s+/u).filter(Boolean).slice(0, BESIDE);
  const joined = !/^\s/u.test(text);
  const to = words.findIndex((word, index) => says(word) || (joined && index === 0));
  return to === -1 ? '' : `${joined ? '' : ' '}${words.slice(0, to + 1).join(' ')}`;
}

/** Words that only hold a sentence together: a phrase that ends in one is no phrase. */
const HOLDING = new Set(
  (
    'a about again all also am an and any are as at be because been but by can could did do does for from had has have ' +
    'he her him his how i if in is it its just like me my no not of off on one or our out over really she so some than ' +
    'that the their them then there they this to too up very was we were what when which who will with would you your'
  ).split(' '),
);

function says(word: string): boolean {
  const plain = word.toLocaleLowerCase('en-GB').replaceAll(/[^\p{L}\p{N}]/gu, '');
  return plain !== '' && !HOLDING.has(plain);
}

function tidy(text: string): string {
  return text.replace(/\s+/gu, ' ').trim();
}
