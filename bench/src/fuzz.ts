import type { Engine } from '@lapwing/detection/engine.ts';
import { SOURCES } from '@lapwing/detection/term.ts';
import { seededRandom } from './random.ts';

const MOST_IN_BLOCK = 200_000;

/** Makes of `length` characters a text that is hard in one way. */
type Maker = (length: number, random: () => number) => string;

export type FuzzRow = {
  readonly kind: string;
  readonly characters: number;
  /** In millions of characters a second. */
  readonly slowest: number;
  readonly mean: number;
  /** Time of the slowest block against that of its half: about 2 where time grows with the length. */
  readonly doubling: number;
  /** The message of what was thrown; the bar is that nothing is. */
  readonly thrown: string | null;
};

/**
 * Feeds about `millions` million characters of hostile text through the engine in blocks of at most 200,000. `words` are
 * words of the terms, so that much of the text begins as a match does.
 */
export function fuzz(engine: Engine, words: readonly string[], millions: number): FuzzRow[] {
  const makers = makersOf(words);
  const each = Math.ceil((millions * 1_000_000) / makers.length);
  const blocks = Math.ceil(each / MOST_IN_BLOCK);
  const size = Math.ceil(each / blocks);
  return makers.map(([kind, make], place) => runKind(engine, kind, make, { blocks, size, seed: place }));
}

function runKind(
  engine: Engine,
  kind: string,
  make: Maker,
  { blocks, size, seed }: { readonly blocks: number; readonly size: number; readonly seed: number },
): FuzzRow {
  const random = seededRandom(seed + 1);
  let slowest = Number.POSITIVE_INFINITY;
  let slowestText = '';
  let spent = 0;
  let characters = 0;
  let thrown: string | null = null;
  for (let block = 0; block < blocks && thrown === null; block += 1) {
    const text = make(size, random);
    const source = SOURCES[block % SOURCES.length] ?? 'typed';
    const began = performance.now();
    try {
      engine.scan(text, { source });
    } catch (error) {
      thrown = error instanceof Error ? error.message : String(error);
    }
    const took = Math.max(0.001, performance.now() - began);
    spent += took;
    characters += text.length;
    const speed = text.length / 1000 / took;
    if (speed < slowest) {
      slowest = speed;
      slowestText = text;
    }
  }
  const mean = characters / 1000 / spent;
  return {
    kind,
    characters,
    slowest,
    mean,
    doubling: thrown === null ? doubling(engine, slowestText) : 0,
    thrown,
  };
}

function doubling(engine: Engine, text: string): number {
  const time = (part: string): number => {
    const began = performance.now();
    engine.scan(part, { source: 'typed' });
    return performance.now() - began;
  };
  const half = text.slice(0, text.length >> 1);
  time(half);
  const once = Math.min(time(half), time(half), time(half));
  const twice = Math.min(time(text), time(text), time(text));
  return twice / Math.max(0.001, once);
}

const RANGES: readonly (readonly [number, number])[] = [
  [0x20, 0x7e],
  [0xa0, 0x24f],
  [0x300, 0x36f],
  [0x370, 0x52f],
  [0x590, 0x6ff],
  [0x900, 0xdff],
  [0x2000, 0x206f],
  [0x4e00, 0x9fff],
  [0xd800, 0xdfff],
  [0xfb50, 0xffff],
  [0x1d400, 0x1d7ff],
  [0x1f1e6, 0x1f64f],
  [0xe0000, 0xe01ef],
];

function makersOf(words: readonly string[]): (readonly [string, Maker])[] {
  const pick = <T>(things: readonly T[], random: () => number): T | undefined =>
    things[Math.floor(random() * things.length)];
  const joined =
    (next: (random: () => number) => string): Maker =>
    (length, random) => {
      const parts: string[] = [];
      for (let size = 0; size < length;) {
        const part = next(random);
        parts.push(part);
        size += Math.max(1, part.length);
      }
      return parts.join('').slice(0, length);
    };
  const character = (random: () => number): string => {
    const [from, to] = pick(RANGES, random) ?? [0x20, 0x7e];
    const code = from + Math.floor(random() * (to - from + 1));
    // Half of a pair on its own is text that browsers do hand over.
    return code >= 0xd800 && code <= 0xdfff ? String.fromCharCode(code) : String.fromCodePoint(code);
  };
  const word = (random: () => number): string => pick(words, random) ?? 'word';
  const spoilt = (random: () => number): string => {
    const letters = Array.from(word(random));
    const at = Math.floor(random() * letters.length);
    letters[at] = pick(['1', '3', '@', '*', '.', ' ', '\u0301', '\u200b', 'x'], random) ?? '';
    return letters.join('');
  };
  return [
    ['all scripts mixed', joined(character)],
    ['any UTF-16 unit', joined((random) => String.fromCharCode(Math.floor(random() * 0x10000)))],
    ['words of terms', joined((random) => `${word(random)} `)],
    ['words of terms run together', joined(word)],
    ['words of terms spoilt', joined((random) => `${spoilt(random)} `)],
    ['beginnings of terms', joined((random) => `${word(random).slice(0, -1)} `)],
    ['letters spaced', joined((random) => `${Array.from(word(random)).join(' ')} `)],
    ['letters dotted', joined((random) => `${Array.from(word(random)).join('.')}.`)],
    ['letters drawn out', joined((random) => (word(random)[0] ?? 'a').repeat(1 + Math.floor(random() * 50)))],
    ['one letter', (length) => 'a'.repeat(length)],
    ['one letter, spaced', (length) => 'a '.repeat(length / 2)],
    ['one sign', (length) => '*'.repeat(length)],
    ['combining marks', (length) => `a${'\u0301'.repeat(length - 1)}`],
    ['zero width', joined((random) => `${Array.from(word(random)).join('\u200b')} `)],
    ['digits and signs', joined((random) => pick(Array.from('0134578@$!|*+-_.#'), random) ?? '0')],
    [
      'quotation marks and apostrophes',
      joined((random) => pick(['"', "'", '\u2019', '\u201c', 'a', ' '], random) ?? '"'),
    ],
    ['no sentence end', joined((random) => `i want to ${word(random)} you and `)],
    ['many short sentences', joined((random) => `${word(random)}. `)],
  ];
}
