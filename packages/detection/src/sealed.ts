/**
 * Lists of phrases that nobody is to read: a pack holds no letter of them, only what tells that some words of a text
 * are one of them. SPEC.md, SEALED.
 */

import { BREAK, foldPhrase, foldText, SPACE } from './fold.ts';
import { asciiJson, asciiOf, bytesOfAscii } from './pack-format.ts';
import { sha256Words } from './sha256.ts';
import { POLICY_KEYS, SEVERITIES, type PolicyKey, type Severity } from './term.ts';

/** A list, such as the one that the Internet Watch Foundation gives to its members. */
export type SealedList = {
  /** Findings have it for their term. */
  readonly id: string;
  readonly policy: PolicyKey;
  readonly severity: Severity;
  readonly phrases: readonly string[];
};

/** What a device knows of a list. */
export type SealedAbout = Omit<SealedList, 'phrases'>;

export type SealedPhrases = {
  readonly lists: readonly SealedAbout[];
  readonly salt: Int32Array;
  /** Bit n: there are phrases of n words. */
  readonly lengths: number;
  /** Bits by the quick hash of a phrase; most words of a text end here. */
  readonly bits: Int32Array;
  /** Threes, in rising order of the first two: 64 bits of the strong hash, and the number of the list. */
  readonly entries: Int32Array;
};

/** Something sealed in a text; offsets are UTF-16 units. */
export type SealedMatch = { readonly list: SealedAbout; readonly start: number; readonly end: number };

/** Words of a sealed phrase, at most. */
export const MAX_SEALED_WORDS = 16;
/** Units of a sealed phrase, at most. */
export const MAX_SEALED_LENGTH = 200;

const HEADER = 8;
/** Bits for each phrase: one word in a hundred costs a strong hash for nothing. */
const BITS_EACH = 16;
const PROBES = 3;

/** Why a phrase cannot be on a sealed list; undefined if it can. */
export function sealedPhraseProblem(phrase: string): 'empty' | 'too-long' | undefined {
  const folded = foldPhrase(phrase);
  if (folded === '') return 'empty';
  const words = folded.split(' ').length;
  return words > MAX_SEALED_WORDS || folded.length > MAX_SEALED_LENGTH ? 'too-long' : undefined;
}

/**
 * The two sections of a pack. Equal lists make equal bytes in whatever order they and their phrases come. Throws
 * RangeError for a phrase that `sealedPhraseProblem` names; the message does not say the phrase.
 */
export function compileSealed(lists: readonly SealedList[]): { about: Uint8Array; phrases: Uint8Array } {
  const sorted = [...lists].sort((a, b) => (a.id < b.id ? -1 : 1));
  const folded = sorted.flatMap(({ id, phrases }, list) => {
    for (const [place, phrase] of phrases.entries()) {
      const problem = sealedPhraseProblem(phrase);
      if (problem !== undefined)
        throw new RangeError(`Phrase ${place + 1} of the sealed list ${id} is ${problem}.`);
    }
    return [...new Set(phrases.map(foldPhrase))].sort().map((phrase) => ({ phrase, list }));
  });
  if (folded.length === 0) return { about: new Uint8Array(), phrases: new Uint8Array() };
  // The salt differs with all of the content, so that no table of hashes fits two packs.
  const all = asciiJson(folded.map(({ phrase, list }) => [phrase, sorted[list]?.id]));
  const salt = sha256Words(bytesOfAscii(all)).slice(0, 4);
  const bitCount = 2 ** Math.ceil(Math.log2(folded.length * BITS_EACH));
  const bits = new Int32Array(Math.max(1, bitCount >> 5));
  let lengths = 0;
  const entries = folded.map(({ phrase, list }) => {
    const { symbols, length } = foldText(phrase);
    const words = wordHashes(symbols, length, salt);
    lengths |= 1 << words.length;
    let quick = salt[1] ?? 0;
    for (const word of words) quick = mixed(quick, word);
    for (let probe = 0; probe < PROBES; probe += 1) {
      const bit = bitOf(quick, probe, bits);
      bits[bit >> 5] = (bits[bit >> 5] ?? 0) | (1 << (bit & 31));
    }
    const [high = 0, low = 0] = strongHash(salt, symbols, 1, length - 1);
    return [high, low, list];
  });
  entries.sort(([a = 0, b = 0, c = 0], [d = 0, e = 0, f = 0]) => a - d || b - e || c - f);
  const header = [folded.length, bits.length, lengths, ...salt, 0];
  const numbers = Int32Array.from([...header, ...bits, ...entries.flat()]);
  const about = sorted.map(({ id, policy, severity }) => ({ id, policy, severity }));
  return { about: bytesOfAscii(asciiJson(about)), phrases: new Uint8Array(numbers.buffer) };
}

/** What the sections hold; undefined if nothing, or what does not fit together. */
export function readSealed(about: Uint8Array, phrases: Uint8Array): SealedPhrases | undefined {
  if (phrases.length < HEADER * 4) return undefined;
  const numbers = new Int32Array(phrases.buffer, phrases.byteOffset, phrases.byteLength >> 2);
  const [count = 0, bitWords = 0, lengths = 0] = numbers;
  const fits = count > 0 && bitWords > 0 && Number.isInteger(Math.log2(bitWords));
  if (!fits || numbers.length !== HEADER + bitWords + count * 3) return undefined;
  const lists = readAbout(about);
  if (lists === undefined) return undefined;
  return {
    lists,
    salt: numbers.subarray(3, 7),
    lengths,
    bits: numbers.subarray(HEADER, HEADER + bitWords),
    entries: numbers.subarray(HEADER + bitWords),
  };
}

/** Every sealed phrase in the text, as whole words within a sentence. */
export function findSealed(sealed: SealedPhrases, text: string): SealedMatch[] {
  const { symbols, starts, length } = foldText(text);
  const { salt, lengths, bits } = sealed;
  const found: SealedMatch[] = [];
  const longest = 31 - Math.clz32(lengths & ((2 << MAX_SEALED_WORDS) - 1));
  /** Of the last words of this sentence: where each begins, and the quick hashes of what begins with it. */
  const begins = new Int32Array(MAX_SEALED_WORDS);
  const quick = new Int32Array(MAX_SEALED_WORDS);
  let words = 0;
  for (let at = 0; at < length;) {
    const symbol = symbols[at] ?? SPACE;
    if (symbol === SPACE || symbol === BREAK) {
      if (symbol === BREAK) words = 0;
      at += 1;
      continue;
    }
    const begin = at;
    let hash = salt[0] ?? 0;
    for (; at < length && (symbols[at] ?? SPACE) !== SPACE; at += 1) hash = stirred(hash, symbols[at] ?? 0);
    const slot = words % MAX_SEALED_WORDS;
    begins[slot] = begin;
    quick[slot] = salt[1] ?? 0;
    words += 1;
    for (let count = 1; count <= Math.min(words, longest); count += 1) {
      const first = (words - count) % MAX_SEALED_WORDS;
      const key = mixed(quick[first] ?? 0, hash);
      quick[first] = key;
      if (((lengths >>> count) & 1) === 0 || !holdsBits(bits, key)) continue;
      const from = begins[first] ?? 0;
      for (const list of listsOf(sealed, strongHash(salt, symbols, from, at)))
        found.push({ list, start: starts[from] ?? 0, end: starts[at] ?? text.length });
    }
  }
  return found;
}

function listsOf({ entries, lists }: SealedPhrases, [high = 0, low = 0]: Int32Array): SealedAbout[] {
  let from = 0;
  let to = entries.length / 3;
  while (from < to) {
    const middle = (from + to) >> 1;
    const one = entries[middle * 3] ?? 0;
    if (one < high || (one === high && (entries[middle * 3 + 1] ?? 0) < low)) from = middle + 1;
    else to = middle;
  }
  const found: SealedAbout[] = [];
  for (; entries[from * 3] === high && entries[from * 3 + 1] === low; from += 1) {
    const list = lists[entries[from * 3 + 2] ?? -1];
    if (list !== undefined) found.push(list);
  }
  return found;
}

function wordHashes(symbols: Uint16Array, length: number, salt: Int32Array): number[] {
  const hashes: number[] = [];
  let hash = salt[0] ?? 0;
  for (let at = 1; at < length; at += 1) {
    const symbol = symbols[at] ?? SPACE;
    if (symbol !== SPACE) {
      hash = stirred(hash, symbol);
      continue;
    }
    hashes.push(hash);
    hash = salt[0] ?? 0;
  }
  return hashes;
}

function stirred(hash: number, symbol: number): number {
  return Math.imul(hash ^ symbol, 0x01000193);
}

/** Spreads what is known over all bits (the end of MurmurHash3, which is in the public domain). */
function mixed(before: number, word: number): number {
  let hash = Math.imul(before, 0x2545f491) ^ word;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

function holdsBits(bits: Int32Array, key: number): boolean {
  for (let probe = 0; probe < PROBES; probe += 1) {
    const bit = bitOf(key, probe, bits);
    if ((((bits[bit >> 5] ?? 0) >>> (bit & 31)) & 1) === 0) return false;
  }
  return true;
}

function bitOf(key: number, probe: number, bits: Int32Array): number {
  const spread = probe === 0 ? key : Math.imul(key, probe * 2 + 0x5bd1e995) ^ (key >>> (probe * 7));
  return spread & (bits.length * 32 - 1);
}

/** 64 bits of SHA-256 over the salt and the symbols. */
function strongHash(salt: Int32Array, symbols: Uint16Array, from: number, to: number): Int32Array {
  const bytes = new Uint8Array(16 + (to - from) * 2);
  const view = new DataView(bytes.buffer);
  for (const [place, value] of salt.entries()) view.setInt32(place * 4, value);
  for (let at = from; at < to; at += 1) view.setUint16(16 + (at - from) * 2, symbols[at] ?? 0);
  return sha256Words(bytes).subarray(0, 2);
}

function readAbout(bytes: Uint8Array): SealedAbout[] | undefined {
  let value: unknown;
  try {
    value = JSON.parse(asciiOf(bytes));
  } catch {
    return undefined;
  }
  if (!Array.isArray(value)) return undefined;
  const lists: SealedAbout[] = [];
  for (const one of value as readonly unknown[]) {
    if (typeof one !== 'object' || one === null || !('id' in one && 'policy' in one && 'severity' in one))
      return undefined;
    const { id } = one;
    const policy = POLICY_KEYS.find((key) => key === one.policy);
    const severity = SEVERITIES.find((key) => key === one.severity);
    if (typeof id !== 'string' || policy === undefined || severity === undefined) return undefined;
    lists.push({ id, policy, severity });
  }
  return lists;
}
