import { FIRST_SYMBOL, FoldClass } from './fold-table.ts';
import { classOfUnit, foldText, foldUnit, SPACE, type Folded } from './fold.ts';

/** Signs that stand for a letter, and the letters they may stand for. */
const LEET: ReadonlyMap<string, string> = new Map([
  ['0', 'o'],
  ['1', 'il'],
  ['!', 'il'],
  ['|', 'il'],
  ['3', 'e'],
  ['\u20ac', 'e'],
  ['4', 'a'],
  ['@', 'a'],
  ['5', 's'],
  ['$', 's'],
  ['7', 't'],
  ['+', 't'],
  ['8', 'b'],
  ['9', 'g'],
]);

const LEET_SIGNS = new Set([0x24, 0x2b, 0x40, 0x20ac]);

/** A sign put for a vowel: f*ck. */
const WILD = new Set('*#%');
const VOWELS = 'aeiou';
const JOINERS = new Set(".-_*~^|/,'\u00b7\u2022\u2019");
const LEADING = new Set('("\'[{<*_~\u201c\u2018');
const TRAILING = new Set('.,!?;:)"\']}>*_~\u201d\u2019\u2026');
const LONGEST_TOKEN = 60;
const CONTEXT = 150;

/** The words that may be hidden: all words of terms that allow unmasking, by a key that disguises share. */
export type HiddenWords = {
  readonly byKey: ReadonlyMap<string, readonly string[]>;
  readonly all: ReadonlySet<string>;
};

export function hiddenWords(words: Iterable<string>): HiddenWords {
  const all = new Set(words);
  const byKey = new Map<string, string[]>();
  for (const word of all) {
    const key = keyOf(word);
    byKey.set(key, [...(byKey.get(key) ?? []), word]);
  }
  return { byKey, all };
}

/** A piece of text with the disguised words in it put plain; `masked` says which symbols are from those. */
export type Unmasked = { readonly folded: Folded; readonly masked: Uint8Array };

type Plain = { readonly start: number; readonly end: number; readonly word: string };

/**
 * The surroundings of all disguised words in the text, each with the words put plain; nothing for a text that
 * has none. Only words of `hidden` are put plain, so what stands in no term stays as it is.
 */
export function unmask(text: string, hidden: HiddenWords): Unmasked[] {
  const plain = plainWords(text, hidden);
  const out: Unmasked[] = [];
  for (let first = 0; first < plain.length;) {
    let last = first;
    while (last + 1 < plain.length && (plain[last + 1]?.start ?? 0) - (plain[last]?.end ?? 0) < CONTEXT)
      last += 1;
    out.push(putPlain(text, plain.slice(first, last + 1)));
    first = last + 1;
  }
  return out;
}

function putPlain(text: string, words: readonly Plain[]): Unmasked {
  const symbols: number[] = [];
  const starts: number[] = [];
  const masked: number[] = [];
  const add = (symbol: number, start: number, isMasked: 0 | 1): void => {
    if (symbol === SPACE && symbols.at(-1) === SPACE) return;
    symbols.push(symbol);
    starts.push(start);
    masked.push(isMasked);
  };
  const addText = (from: number, to: number): void => {
    const folded = foldText(text, from, to);
    for (let i = 0; i < folded.length; i += 1) add(folded.symbols[i] ?? SPACE, folded.starts[i] ?? from, 0);
  };
  const begin = wordEdge(text, Math.max(0, (words[0]?.start ?? 0) - CONTEXT), 1);
  const finish = wordEdge(text, Math.min(text.length, (words.at(-1)?.end ?? 0) + CONTEXT), -1);
  let at = Math.min(begin, words[0]?.start ?? begin);
  for (const { start, end, word } of words) {
    addText(at, start);
    add(SPACE, start, 0);
    for (let i = 0; i < word.length; i += 1) add(word.charCodeAt(i), start, 1);
    add(SPACE, end, 0);
    at = end;
  }
  addText(at, Math.max(at, finish));
  const length = symbols.length;
  starts.push(Math.max(at, finish));
  return {
    folded: { symbols: Uint16Array.from(symbols), starts: Int32Array.from(starts), length },
    masked: Uint8Array.from(masked),
  };
}

/** From `at`, on to the nearest white space in the direction given; the ends of the text are such too. */
function wordEdge(text: string, at: number, direction: 1 | -1): number {
  let edge = at;
  for (let n = 0; n < LONGEST_TOKEN && edge > 0 && edge < text.length; n += 1, edge += direction) {
    if (isWhite(text.charCodeAt(edge))) break;
  }
  return Math.max(0, Math.min(text.length, edge));
}

function isWhite(unit: number): boolean {
  const value = classOfUnit(unit);
  return value === FoldClass.space || value === FoldClass.newline;
}

function plainWords(text: string, hidden: HiddenWords): Plain[] {
  const found: Plain[] = [];
  let singles: Plain[] = [];
  const endSingles = (): void => {
    if (singles.length >= 3) found.push(...splitLetters(singles, hidden));
    singles = [];
  };
  const { length } = text;
  let i = 0;
  while (i < length) {
    while (i < length && isWhite(text.charCodeAt(i))) i += 1;
    const start = i;
    // One look at each sign of the token: is there anything odd in it at all?
    let letters = 0;
    let odd = false;
    let sign = false;
    let run = 1;
    let before = 0;
    for (; i < length; i += 1) {
      const unit = text.charCodeAt(i);
      const value = classOfUnit(unit);
      if (value >= FIRST_SYMBOL && !(unit >= 0x30 && unit <= 0x39)) {
        letters += 1;
        run = value === before ? run + 1 : 1;
        if (run > 2 || sign) odd = true;
        before = value;
      } else {
        if (value === FoldClass.space || value === FoldClass.newline) break;
        before = 0;
        // Signs after the last letter are punctuation, unless they are such as stand for letters.
        if (value !== FoldClass.apostrophe) sign = true;
        if (value >= FIRST_SYMBOL || LEET_SIGNS.has(unit)) odd = true;
      }
    }
    if (i === start) break;
    // A gap of more than one space parts spelt-out words.
    const gap = singles.length > 0 && start - (singles.at(-1)?.end ?? start) > 1;
    if (letters === 1 && i - start <= 2) {
      if (gap) endSingles();
      const at = foldUnit(text.charCodeAt(start)) === 0 ? start + 1 : start;
      const letter = foldUnit(text.charCodeAt(at));
      if (letter !== 0) singles.push({ start, end: i, word: String.fromCharCode(letter) });
      continue;
    }
    endSingles();
    if (odd && letters >= 2 && i - start <= LONGEST_TOKEN) found.push(...plainToken(text, start, i, hidden));
  }
  endSingles();
  return found;
}

/** Spelt-out letters as words of terms, if they are made of such from end to end of some stretch. */
function splitLetters(singles: readonly Plain[], hidden: HiddenWords): Plain[] {
  const out: Plain[] = [];
  let at = 0;
  while (at < singles.length) {
    let word = '';
    let longest: Plain | undefined;
    let taken = 1;
    for (let end = at; end < singles.length && end - at < 20; end += 1) {
      word += singles[end]?.word ?? '';
      if (word.length > 1 && hidden.all.has(word)) {
        longest = { start: singles[at]?.start ?? 0, end: singles[end]?.end ?? 0, word };
        taken = end - at + 1;
      }
    }
    if (longest !== undefined) out.push(longest);
    at += taken;
  }
  return out;
}

/** A word that a token hides, if it hides one. */
function plainToken(text: string, from: number, to: number, hidden: HiddenWords): Plain[] {
  let start = from;
  let end = to;
  while (start < end && LEADING.has(text[start] ?? '')) start += 1;
  while (end > start && TRAILING.has(text[end - 1] ?? '')) end -= 1;
  const choices: string[] = [];
  let letters = 0;
  let evidence = false;
  for (let i = start; i < end; i += 1) {
    const char = text[i] ?? '';
    const unit = text.charCodeAt(i);
    const value = classOfUnit(unit);
    const leet = LEET.get(char);
    if (leet !== undefined) {
      choices.push(leet);
      evidence = true;
    } else if (value >= FIRST_SYMBOL) {
      choices.push(String.fromCharCode(value));
      letters += 1;
      if (choices.length > 2 && choices.at(-2) === choices.at(-1) && choices.at(-3) === choices.at(-1))
        evidence = true;
    } else if (WILD.has(char) && letters > 0) {
      choices.push(VOWELS);
      evidence = true;
    } else if (JOINERS.has(char)) {
      evidence = true;
    } else if (value !== FoldClass.drop) {
      return [];
    }
  }
  if (!evidence || letters < 2) return [];
  const word =
    wordOf(choices, hidden) ??
    wordOf(
      choices.filter((choice) => choice !== VOWELS),
      hidden,
    );
  return word === undefined ? [] : [{ start, end, word }];
}

function wordOf(choices: readonly string[], hidden: HiddenWords): string | undefined {
  const wild = choices.indexOf(VOWELS);
  const options = wild < 0 ? [''] : VOWELS.split('');
  if (wild >= 0 && choices.includes(VOWELS, wild + 1)) return undefined;
  for (const vowel of options) {
    const concrete = choices.map((choice) => (choice === VOWELS ? vowel : choice));
    const key = keyOf(concrete.map((choice) => choice[0] ?? '').join(''));
    const word = hidden.byKey.get(key)?.find((one) => one.length > 2 && stretches(concrete, one));
    if (word !== undefined) return word;
  }
  return undefined;
}

/** Letters without repeats, i and l as one: what all disguises of a word share. */
function keyOf(word: string): string {
  let out = '';
  for (const char of word) {
    const letter = char === 'i' ? 'l' : char;
    if (out.at(-1) !== letter) out += letter;
  }
  return out;
}

/** Can the signs be read as the word, a letter of it standing once or drawn out to three and more? */
function stretches(choices: readonly string[], word: string, at = 0, letter = 0): boolean {
  if (letter === word.length) return at === choices.length;
  const char = word[letter] ?? '';
  let inWord = 1;
  while (word[letter + inWord] === char) inWord += 1;
  let most = 0;
  while (at + most < choices.length && choices[at + most]?.includes(char) === true) most += 1;
  for (let taken = most; taken >= inWord; taken -= 1) {
    if (taken !== inWord && taken < 3) continue;
    if (stretches(choices, word, at + taken, letter + inWord)) return true;
  }
  return false;
}

/** True if any symbol of a match was put plain. */
export function isMasked(masked: Uint8Array, from: number, to: number): boolean {
  return masked.subarray(from, to).includes(1);
}
