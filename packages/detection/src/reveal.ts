/** Words in disguise put plain and misspelt words put right, so that the same automaton finds them. See SPEC.md, UNMASK. */

import { wordsInDisguise } from './unmask-find.ts';
import type { Misspelt } from './respell.ts';
import type { Spot } from './unmask-spot.ts';
import type { HiddenWords } from './unmask-words.ts';
import { isWhite } from './unmask-signs.ts';

export { compileHidden, readHidden, type HiddenWords } from './unmask-words.ts';

/** Values of {@link Revealed.masked}. */
export const Mask = Object.freeze({
  /** As it stands in the text. */
  none: 0,
  /** Put plain: a match with such units is one that was disguised. */
  disguised: 1,
  /**
   * From plain letters of several words without a gap (`killyourself`). A match of one word that has no other
   * units than these is a part of an innocent longer word and does not count.
   */
  glued: 2,
  /** A misspelt word put right, or text-speak written out: no disguise. */
  spelt: 3,
});

/** A piece of a text with the disguised words in it put plain. */
export type Revealed = {
  readonly text: string;
  /** Offset in the original of each unit of `text`, and of its end. They never fall. */
  readonly offsets: Int32Array;
  /** For each unit one of {@link Mask}. */
  readonly masked: Uint8Array;
};

/** How much of the text around disguised words comes with them, in units. */
const AROUND = 300;
/** A token with several readings makes several pieces, up to so many. */
const MOST_VARIANTS = 4;
const LONGEST_TOKEN = 64;

/**
 * The surroundings of all disguised and misspelt words, each with the words put plain; none for a text that has
 * none. Only words of `hidden` are put plain, and what is `misspelt` is put right. Where signs can be read in several ways a piece comes for each, so pieces can
 * overlap. Time grows with the length of the text; nothing throws.
 */
export function reveal(text: string, hidden: HiddenWords, misspelt: readonly Misspelt[] = []): Revealed[] {
  const disguised = hidden.nodes < 2 ? [] : wordsInDisguise(text, hidden);
  const spots = withMisspelt(disguised, misspelt);
  const pieces: Revealed[] = [];
  for (let first = 0; first < spots.length;) {
    let last = first;
    while (last + 1 < spots.length && (spots[last + 1]?.start ?? 0) - (spots[last]?.end ?? 0) < AROUND)
      last += 1;
    const group = spots.slice(first, last + 1);
    const variants = group.reduce((most, { readings }) => Math.max(most, readings.length), 1);
    for (let variant = 0; variant < Math.min(variants, MOST_VARIANTS); variant += 1) {
      pieces.push(putPlain(text, group, variant));
    }
    first = last + 1;
  }
  return pieces;
}

/** Both in one order; what is disguised goes before what only looks misspelt. */
function withMisspelt(disguised: readonly Spot[], misspelt: readonly Misspelt[]): readonly Spot[] {
  if (misspelt.length === 0) return disguised;
  const spots: Spot[] = [];
  let next = 0;
  for (const { start, end, words } of misspelt) {
    for (let spot = disguised[next]; spot !== undefined && spot.start < end; spot = disguised[next]) {
      spots.push(spot);
      next += 1;
    }
    if ((spots.at(-1)?.end ?? 0) > start) continue;
    const readings = words.map((word) => [{ word, at: start }]);
    spots.push({ start, end, readings, weak: false, glued: false, spelt: true });
  }
  return [...spots, ...disguised.slice(next)];
}

function putPlain(text: string, spots: readonly Spot[], variant: number): Revealed {
  const begin = pieceEdge(text, Math.max(0, (spots[0]?.start ?? 0) - AROUND), 1, spots[0]?.start ?? 0);
  const finish = pieceEdge(
    text,
    Math.min(text.length, (spots.at(-1)?.end ?? 0) + AROUND),
    -1,
    spots.at(-1)?.end ?? 0,
  );
  const words = spots.map(({ readings }) => readings[Math.min(variant, readings.length - 1)] ?? []);
  let length = Math.max(0, finish - begin);
  for (const [place, { start, end }] of spots.entries()) {
    length -= end - start;
    for (const { word } of words[place] ?? []) length += word.length + 1;
    length += 2;
  }
  const offsets = new Int32Array(length + 1);
  const masked = new Uint8Array(length + 1);
  let out = '';
  let at = begin;
  const addPlain = (to: number): void => {
    out += text.slice(at, to);
    for (let i = at, place = out.length - (to - at); i < to; i += 1, place += 1) offsets[place] = i;
  };
  const add = (part: string, from: number, mask: number): void => {
    offsets.fill(from, out.length, out.length + part.length);
    masked.fill(mask, out.length, out.length + part.length);
    out += part;
  };
  for (const [place, { start, end, glued, spelt }] of spots.entries()) {
    const mask = spelt === true ? Mask.spelt : glued ? Mask.glued : Mask.disguised;
    if (start > at) addPlain(start);
    // Neighbours that are letters would make one word with what was put plain.
    if (out !== '') add(' ', start, Mask.none);
    for (const [nth, { word, at: from }] of (words[place] ?? []).entries()) {
      if (nth > 0) add(' ', from, Mask.none);
      add(word, from, mask);
    }
    add(' ', end, Mask.none);
    at = end;
  }
  if (finish > at) addPlain(finish);
  offsets[out.length] = Math.max(at, finish);
  return {
    text: out,
    offsets: offsets.subarray(0, out.length + 1),
    masked: masked.subarray(0, out.length),
  };
}

/** On to white space in the direction given, within some units and not beyond `limit`; never inside a pair. */
function pieceEdge(text: string, from: number, direction: 1 | -1, limit: number): number {
  let edge = from;
  for (let n = 0; n < LONGEST_TOKEN && edge !== limit && edge > 0 && edge < text.length; n += 1) {
    if (isWhite(text.charCodeAt(edge))) return edge;
    edge += direction;
  }
  const unit = text.charCodeAt(edge);
  return edge !== limit && edge > 0 && unit >= 0xdc00 && unit <= 0xdfff ? edge + direction : edge;
}
