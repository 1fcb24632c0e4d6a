import { seededRandom, shuffled } from './random.ts';

const SEED = 20_000;
/** How often terms stand in the text. */
export const HITS = Object.freeze({
  /** One in ten kB, still fifty times what the library as shipped finds in prose. */
  some: { singlesPerKb: 0.1, realRuns: 40 },
  /** One in each kB: what findings cost then outweighs the rest. */
  many: { singlesPerKb: 1, realRuns: 4 },
});

/**
 * `singlesPerKb`: single words that are in the text may stand in it so often together, for each kB of it.
 * `realRuns`: of the runs of words, one in so many stands in the text as it is.
 */
export type HitRate = { readonly singlesPerKb: number; readonly realRuns: number };

/** A run of words is only taken from the text if its rarest word stands no more often than this in a million. */
const RARE_PER_MILLION = 20;

/**
 * `count` plain terms in lower case made from the text itself, always the same for the same text: four in ten are
 * single words, four in ten pairs and two in ten triples. Most of them are not in the text, as most terms of a
 * school are not: words blended from two, and runs with their words swapped. `rate` says how many are.
 */
export function makeTerms(text: string, count: number, rate: HitRate = HITS.some): string[] {
  const words = text.toLowerCase().match(/[a-z]+/gu) ?? [];
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  const random = seededRandom(SEED);
  const long = shuffled(
    [...counts].filter(([word]) => word.length >= 5),
    random,
  );
  const terms = new Set<string>();
  addSingles(terms, long, Math.floor(count * 0.4), (text.length / 1000) * rate.singlesPerKb, random);

  const rare = Math.max(2, (words.length * RARE_PER_MILLION) / 1_000_000);
  const isRare = (word: string): boolean => word.length >= 4 && (counts.get(word) ?? 0) <= rare;
  const pairs = Math.floor(count * 0.8);
  for (let tries = 0; terms.size < count && tries < count * 200; tries += 1) {
    const length = terms.size < pairs ? 2 : 3;
    const at = Math.floor(random() * (words.length - length));
    const run = words.slice(at, at + length);
    if (!run.some(isRare) || run.join('').length < 8) continue;
    terms.add((tries % rate.realRuns === 0 ? run : run.toReversed()).join(' '));
  }
  // Only a very small text runs out of words.
  for (let i = 0; terms.size < count; i += 1) terms.add(`${words[i % words.length] ?? 'term'} ${nonce(i)}`);
  return shuffled([...terms], random);
}

/** Half of them words of the text, as long as they do not stand in it too often; the others look like such words. */
function addSingles(
  terms: Set<string>,
  long: readonly (readonly [string, number])[],
  count: number,
  mostHits: number,
  random: () => number,
): void {
  let hits = 0;
  for (const [word, times] of long) {
    if (terms.size >= count / 2 || hits + times > mostHits) break;
    // One common word would use up the hits of a hundred others.
    if (times > Math.max(2, mostHits / 200)) continue;
    hits += times;
    terms.add(word);
  }
  const known = new Set(long.map(([word]) => word));
  for (let tries = 0; terms.size < count && tries < count * 50; tries += 1) {
    const head = long[Math.floor(random() * long.length)]?.[0] ?? '';
    const tail = long[Math.floor(random() * long.length)]?.[0] ?? '';
    const blend = head.slice(0, (head.length + 1) >> 1) + tail.slice(tail.length >> 1);
    if (!known.has(blend)) terms.add(blend);
  }
}

/** A word that no text holds. */
function nonce(number: number): string {
  let word = 'zqx';
  for (let rest = number; rest > 0; rest = Math.floor(rest / 26))
    word += String.fromCharCode(97 + (rest % 26));
  return word;
}
