const FEWEST_WORDS = 4;
const MOST_WORDS = 60;
/** A full stop after these ends no sentence. */
const ABBREVIATION =
  /(?:^|[\s("'[])(?:[A-Za-z]|e\.g|i\.e|etc|cf|vs|Mr|Mrs|Ms|Dr|St|Prof|No|vol|pp|ed|Fig|al)\.$/u;

/** Cuts a paragraph into its sentences, whatever their length. */
export function splitSentences(paragraph: string): string[] {
  const sentences: string[] = [];
  let from = 0;
  for (const end of paragraph.matchAll(/[.!?]["')\]]*\s+(?=["'([]?[A-Z0-9])/gu)) {
    const head = paragraph.slice(from, end.index + 1);
    if (head.endsWith('.') && ABBREVIATION.test(head)) continue;
    sentences.push(paragraph.slice(from, end.index + end[0].length).trim());
    from = end.index + end[0].length;
  }
  const rest = paragraph.slice(from).trim();
  return rest === '' ? sentences : [...sentences, rest];
}

/** A sentence of ordinary length: 4 to 60 words. */
export function isOrdinary(sentence: string): boolean {
  const words = sentence.split(/\s+/u).length;
  return words >= FEWEST_WORDS && words <= MOST_WORDS;
}

/**
 * Up to `wanted` distinct sentences of ordinary length, taken evenly from all parts: each part gives the same share
 * of its own, spread over its whole length. Those of `except` are left out.
 */
export function pickSentences(
  parts: readonly (readonly string[])[],
  wanted: number,
  except: readonly string[] = [],
): string[] {
  const seen = new Set(except);
  const pools = parts.map((paragraphs) => {
    const pool: string[] = [];
    for (const sentence of paragraphs.flatMap(splitSentences)) {
      if (!isOrdinary(sentence) || seen.has(sentence)) continue;
      seen.add(sentence);
      pool.push(sentence);
    }
    return pool;
  });
  const all = pools.flat();
  if (all.length <= wanted) return all;
  return Array.from({ length: wanted }, (_, place) => all[Math.floor((place * all.length) / wanted)] ?? '');
}
