import type { PackWording } from './pack.ts';
import type { Passage, Place } from './passage.ts';

/** One step of a wording, ready to be looked up. */
export type PhraseSet = {
  readonly phrases: ReadonlySet<string>;
  /** The step may be left out. */
  readonly optional: boolean;
  /** Words of the longest phrase. */
  readonly longest: number;
};

/** A wording reaches this many words at most to either side of its anchor: the bits of one integer. */
const FARTHEST = 31;

export function phraseSet(phrases: readonly string[]): PhraseSet {
  let longest = 0;
  for (const phrase of phrases) if (phrase !== '') longest = Math.max(longest, phrase.split(' ').length);
  const some = phrases.filter((phrase) => phrase !== '');
  return { phrases: new Set(some), optional: some.length < phrases.length, longest };
}

/**
 * Follows a wording from its anchor, which stands at `place`, to both sides, all possibilities at once. Answers the
 * longest stretch of words that the wording stands for, or undefined if the rest of it is not there.
 */
export function followWording(
  passage: Passage,
  place: Place,
  wording: PackWording,
  setOf: (number: number) => PhraseSet,
): Place | undefined {
  const { steps, anchor } = wording;
  // Bit n: the wording so far reaches n words beyond its anchor.
  let before = 1;
  for (let at = anchor - 1; at >= 0; at -= 1) {
    before = stepped(passage, place.first, before, steps[at] ?? 0, -1, setOf);
    if (before === 0) return undefined;
  }
  let after = 1;
  for (let at = anchor + 1; at < steps.length; at += 1) {
    after = stepped(passage, place.last, after, steps[at] ?? 0, 1, setOf);
    if (after === 0) return undefined;
  }
  return { first: place.first - highest(before), last: place.last + highest(after) };
}

function highest(bits: number): number {
  return 31 - Math.clz32(bits);
}

/** Where one step leads from each of the reaches in `reached`; all within the sentence of the anchor. */
function stepped(
  { words, sentences }: Passage,
  edge: number,
  reached: number,
  step: number,
  direction: 1 | -1,
  setOf: (number: number) => PhraseSet,
): number {
  const sentence = sentences[edge];
  let next = 0;
  if (step < 0) {
    next = reached;
    for (let gap = 0; gap < -step; gap += 1) next |= next << 1;
    let room = 0;
    const most = highest(next);
    while (room < most && sentences[edge + (room + 1) * direction] === sentence) room += 1;
    return room >= FARTHEST ? next : next & ((1 << (room + 1)) - 1);
  }
  const { phrases, optional, longest } = setOf(step);
  if (optional) next = reached;
  for (let reach = 0; reach < FARTHEST && reached >>> reach !== 0; reach += 1) {
    if (((reached >>> reach) & 1) === 0) continue;
    let phrase = '';
    for (let count = 1; count <= longest && reach + count <= FARTHEST; count += 1) {
      const at = edge + (reach + count) * direction;
      if (sentences[at] !== sentence) break;
      const word = words[at] ?? '';
      phrase = count === 1 ? word : direction === 1 ? `${phrase} ${word}` : `${word} ${phrase}`;
      if (phrases.has(phrase)) next |= 1 << (reach + count);
    }
  }
  return next;
}
