/** A sentence in three parts: before the match, the match, after it. */
export interface MarkedSentence {
  readonly before: string;
  readonly match: string;
  readonly after: string;
}

export interface SentenceWithMatch {
  readonly sentence: string;
  /** UTF-16 units, as the engine counts. */
  readonly start: number;
  readonly end: number;
}

/** Cuts a sentence at its match. Offsets outside it, the wrong way round or within a character are put right. */
export function markSentence(text: SentenceWithMatch): MarkedSentence {
  const { sentence } = text;
  const start = snap(sentence, Math.max(0, Math.min(text.start, sentence.length)), -1);
  const end = snap(sentence, Math.max(start, Math.min(text.end, sentence.length)), 1);
  return { before: sentence.slice(0, start), match: sentence.slice(start, end), after: sentence.slice(end) };
}

/** The same for one line: of what stands before the match only the nearest `keep` units, from a word's beginning. */
export function excerptSentence(text: SentenceWithMatch, keep: number): MarkedSentence {
  const marked = markSentence(text);
  if (marked.before.length <= keep) return marked;
  const from = snap(marked.before, marked.before.length - keep, 1);
  const near = marked.before.slice(from);
  const space = near.search(/\s/);
  return { ...marked, before: `…${space === -1 ? near : near.slice(space + 1)}` };
}

/** Moves an offset off the middle of a surrogate pair. */
function snap(text: string, offset: number, direction: 1 | -1): number {
  const low = text.charCodeAt(offset);
  const high = text.charCodeAt(offset - 1);
  const inside = low >= 0xdc00 && low <= 0xdfff && high >= 0xd800 && high <= 0xdbff;
  return inside ? offset + direction : offset;
}
