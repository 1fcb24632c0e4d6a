/** A sentence as the staff will read it, and where it begins in the text. */
export type CutSentence = { readonly sentence: string; readonly start: number };

const ENDS = new Set('.!?\u2026\u203d\u061f\u06d4\u3002\uff01\uff1f\u0964\u0965\n\r\u2028\u2029');
const FULL_STOP = 0x2e;
const SPACE = 0x20;
/** Of the ends above that are ASCII, the question mark is the last. */
const LAST_ASCII_END = 0x3f;
const LAST_ASCII = 0x7f;
const CLOSES = new Set('"\')]}\u2019\u201d\u00bb');
const WHITE = /\s/u;

/**
 * The sentence around `start`..`end`, at most `max` characters (the match itself is never cut), beginning and
 * ending at whole words.
 */
export function cutSentence(text: string, start: number, end: number, max = 300): CutSentence {
  const room = Math.max(0, max - (end - start));
  const ahead = Math.min(start, room >> 1);
  let from = start;
  while (from > start - ahead && !isEnd(text, from - 1)) from -= 1;
  const cutHead = from > 0 && from === start - ahead && !isEnd(text, from - 1);

  const behind = room - (start - from);
  let to = end;
  while (to < text.length && to < end + behind && !isEnd(text, to)) to += 1;
  if (to < text.length && isEnd(text, to) && to < end + behind) {
    while (to < text.length && to < end + behind && ENDS.has(text[to] ?? '') && !isNewline(text[to])) to += 1;
    while (to < text.length && to < end + behind && CLOSES.has(text[to] ?? '')) to += 1;
  } else if (to < text.length) {
    const space = lastSpace(text, end, to);
    if (space > end) to = space;
  }
  if (cutHead) {
    const space = nextSpace(text, from, start);
    if (space >= 0) from = space;
  }
  // Never half of a surrogate pair: where no space was found, one unit more or less does not matter.
  if (from < start && isLow(text, from)) from += 1;
  if (to > end && isLow(text, to)) to -= 1;
  while (from < start && WHITE.test(text[from] ?? '')) from += 1;
  while (to > end && WHITE.test(text[to - 1] ?? '')) to -= 1;
  return { sentence: text.slice(from, to), start: from };
}

/** A stop ends a sentence only before a space, a closing sign or the end: not in 3.5 or lapwing.example. */
function isEnd(text: string, at: number): boolean {
  // Most units are letters and spaces, and this looks at each: what can be no end goes at once.
  const unit = text.charCodeAt(at);
  if (unit === SPACE || (unit > LAST_ASCII_END && unit <= LAST_ASCII)) return false;
  if (!ENDS.has(text[at] ?? '')) return false;
  if (unit !== FULL_STOP) return true;
  const next = text[at + 1];
  return next === undefined || WHITE.test(next) || ENDS.has(next) || CLOSES.has(next);
}

function isNewline(char: string | undefined): boolean {
  return char === '\n' || char === '\r' || char === '\u2028' || char === '\u2029';
}

function isLow(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  return unit >= 0xdc00 && unit <= 0xdfff;
}

function lastSpace(text: string, after: number, before: number): number {
  for (let i = before; i > after; i -= 1) if (WHITE.test(text[i] ?? '')) return i;
  return -1;
}

function nextSpace(text: string, from: number, before: number): number {
  for (let i = from; i < before; i += 1) if (WHITE.test(text[i] ?? '')) return i + 1;
  return -1;
}
