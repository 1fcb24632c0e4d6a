import type { Passage, Place } from './passage.ts';

/** Letters looked at before a match for the quotation mark that opens, and after it for the one that closes. */
const REACH = 240;
/** Which signs close what one opens; German closes with the English opening sign. */
const OPENS: ReadonlyMap<string, readonly string[]> = new Map([
  ['\u201c', ['\u201d']],
  ['\u201e', ['\u201d', '\u201c']],
  ['\u00ab', ['\u00bb']],
  ['\u2018', ['\u2019']],
]);
const SPACE_OR_SIGN = /[\s([{\u2014\u2013:,-]/u;
const LETTER = /[\p{L}\p{N}]/u;

/** Whether the match stands between quotation marks: straight, curly or angled, double or single. */
export function isQuoted(passage: Passage, place: Place): boolean {
  const { text } = passage;
  const start = passage.starts[place.first] ?? 0;
  const end = passage.ends[place.last] ?? text.length;
  const before = text.slice(Math.max(0, start - REACH), start);
  const after = text.slice(end, end + REACH);
  for (const [open, closes] of OPENS) {
    const opened = before.lastIndexOf(open);
    if (opened < 0) continue;
    const since = before.slice(opened + 1);
    if (closes.some((close) => isClosing(after, close) && !isClosing(since, close))) return true;
  }
  if (countOf(before, '"') % 2 === 1 && after.includes('"')) return true;
  return opensSingle(before) && isClosing(after, "'");
}

/**
 * Whether every word of the match begins with a capital letter, and not because the text is all capitals or the
 * one word begins its sentence.
 */
export function isCapitalised(passage: Passage, place: Place): boolean {
  const { sentences } = passage;
  if (place.first === place.last && sentences[place.first - 1] !== sentences[place.first]) return false;
  let small = false;
  for (let at = place.first; at <= place.last; at += 1) {
    const word = passage.text.slice(passage.starts[at], passage.ends[at]);
    const first = word.charAt(0);
    if (first === first.toLowerCase()) return false;
    if (word !== word.toUpperCase()) small = true;
  }
  return small;
}

function countOf(text: string, sign: string): number {
  let count = 0;
  for (const char of text) if (char === sign) count += 1;
  return count;
}

/** A sign that is also an apostrophe closes only where no letter follows. */
function isClosing(text: string, sign: string): boolean {
  for (let at = text.indexOf(sign); at >= 0; at = text.indexOf(sign, at + 1)) {
    if (!LETTER.test(text.charAt(at + 1))) return true;
  }
  return false;
}

/** The last single straight quotation mark that opens comes after the last that closes. */
function opensSingle(before: string): boolean {
  for (let at = before.lastIndexOf("'"); at >= 0; at = at === 0 ? -1 : before.lastIndexOf("'", at - 1)) {
    const opens = at === 0 || SPACE_OR_SIGN.test(before.charAt(at - 1));
    if (opens) return true;
    if (!LETTER.test(before.charAt(at + 1))) return false;
  }
  return false;
}
