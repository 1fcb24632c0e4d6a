/** What signs may stand for when letters are disguised, and the classes by which suspicious text is noticed. */

import { FIRST_SYMBOL, FoldClass } from './fold-table.ts';
import { classOfUnit } from './fold.ts';

/** Signs that stand for a letter, and the letters they may stand for, the likeliest first. */
const LEET: readonly (readonly [string, string])[] = [
  ['0', 'o'],
  ['1', 'il'],
  ['2', 'z'],
  ['3', 'e'],
  ['4', 'a'],
  ['5', 's'],
  ['6', 'gb'],
  ['7', 't'],
  ['8', 'b'],
  ['9', 'gq'],
  ['!', 'il'],
  ['|', 'il'],
  ['@', 'a'],
  ['$', 's'],
  ['+', 't'],
  ['\u20ac', 'e'],
  ['\u00a3', 'le'],
  ['\u00a2', 'c'],
  ['\u00a9', 'c'],
  ['\u00ae', 'r'],
  ['\u00a5', 'y'],
  ['\u00a7', 's'],
  ['\u00a1', 'i'],
  ['\u00d7', 'x'],
  ['\u2020', 't'],
  ['\u00b0', 'o'],
  ['(', 'c'],
  ['<', 'ck'],
  ['{', 'c'],
  ['[', 'c'],
  ['^', 'a'],
  ['\u2206', 'a'],
  ['\u2211', 'e'],
  ['\u00bf', 'i'],
  ['\u00b5', 'um'],
  ['\u2202', 'd'],
];

/** Letters that are drawn with several signs, the longest first. */
const DRAWN: readonly (readonly [string, string])[] = [
  ['\\/\\/', 'w'],
  ['/\\/\\', 'm'],
  ['|\\/|', 'm'],
  ['|-|', 'h'],
  ['|_|', 'u'],
  ['|\\|', 'n'],
  ['|v|', 'm'],
  ['/-\\', 'a'],
  ['\\_/', 'u'],
  ['|<', 'k'],
  ['|{', 'k'],
  ['|(', 'k'],
  ['|)', 'd'],
  ['|>', 'p'],
  ['|3', 'b'],
  ['|=', 'f'],
  ['|_', 'l'],
  ['|*', 'p'],
  ['1<', 'k'],
  ['1_', 'l'],
  ['13', 'b'],
  ['()', 'o'],
  ['[]', 'o'],
  ['{}', 'o'],
  ['<>', 'o'],
  ['\\/', 'v'],
  ['/\\', 'a'],
  ['><', 'x'],
  ['}{', 'x'],
  [')(', 'x'],
];

/** Signs that are put between letters and stand for nothing. */
const JOINERS =
  '.-_*~^|/\\,:;=+#%&"\'`()[]{}<>\u00b7\u2022\u2019\u2018\u201c\u201d\u2010\u2011\u2012\u2013\u2014\u2219\u22c5\u25cf\u2027\u2026\u30fb!?';

/** Signs put for a letter: any letter, or a vowel only. */
const ANY_LETTER = '*#';
const ANY_VOWEL = '%-_?\u2022\u25cf';

const NO_LETTERS: readonly number[] = [];
const NOT_DRAWN: readonly Drawing[] = [];

/** A letter made of several signs. */
export type Drawing = { readonly signs: string; readonly letter: number };

/** By unit below this; the few signs beyond it stand in the map. */
const NEAR = 0x100;

const leet = new Map(
  LEET.map(([sign, letters]) => [
    sign.charCodeAt(0),
    letters.split('').map((letter) => letter.charCodeAt(0)),
  ]),
);
const nearLeet = Array.from({ length: NEAR }, (_, unit) => leet.get(unit) ?? NO_LETTERS);
const joiners = unitsOf(JOINERS);
const anyLetter = unitsOf(ANY_LETTER);
const anyVowel = unitsOf(ANY_VOWEL);
const drawn = new Map<number, Drawing[]>();
for (const [signs, letter] of DRAWN) {
  const first = signs.charCodeAt(0);
  drawn.set(first, [...(drawn.get(first) ?? []), { signs, letter: letter.charCodeAt(0) }]);
}
const nearDrawn = Array.from({ length: NEAR }, (_, unit) => drawn.get(unit) ?? NOT_DRAWN);

/** The units of a row of signs. */
export function unitsOf(signs: string): ReadonlySet<number> {
  return new Set(Array.from(signs, (sign) => sign.charCodeAt(0)));
}

/** The letters (as units) that a sign may stand for. */
export function lettersOfSign(unit: number): readonly number[] {
  return (unit < NEAR ? nearLeet[unit] : leet.get(unit)) ?? NO_LETTERS;
}

/** The drawings that begin with this unit, each with the letter that it is. */
export function drawingsFrom(unit: number): readonly Drawing[] {
  return nearDrawn[unit] ?? NOT_DRAWN;
}

/** May stand between letters without a meaning. */
export function isJoiner(unit: number): boolean {
  return joiners.has(unit) || (unit >= 0x2000 && classOfUnit(unit) === FoldClass.separator);
}

/** 2 if the sign may stand for any letter, 1 if for a vowel, 0 for none. */
export function wildness(unit: number): 0 | 1 | 2 {
  return anyLetter.has(unit) ? 2 : anyVowel.has(unit) ? 1 : 0;
}

export function isVowel(letter: number): boolean {
  return letter === 0x61 || letter === 0x65 || letter === 0x69 || letter === 0x6f || letter === 0x75;
}

export function isDigit(unit: number): boolean {
  return unit >= 0x30 && unit <= 0x39;
}

/** A letter of any script by itself; digits are none. */
export function isLetter(unit: number): boolean {
  return classOfUnit(unit) >= FIRST_SYMBOL && !isDigit(unit);
}

export function isWhite(unit: number): boolean {
  const value = classOfUnit(unit);
  return value === FoldClass.space || value === FoldClass.newline;
}

/** Letters written upside down. */
const TURNED: ReadonlyMap<string, string> = new Map([
  ['\u0250', 'a'],
  ['q', 'b'],
  ['\u0254', 'c'],
  ['p', 'd'],
  ['\u01dd', 'e'],
  ['\u0259', 'e'],
  ['\u025f', 'f'],
  ['\u0183', 'g'],
  ['\u0253', 'g'],
  ['\u1d77', 'g'],
  ['\u0265', 'h'],
  ['\u1d09', 'i'],
  ['\u0131', 'i'],
  ['\u027e', 'j'],
  ['\u017f', 'j'],
  ['\u029e', 'k'],
  ['l', 'l'],
  ['\u05df', 'l'],
  ['\ua781', 'l'],
  ['\u026f', 'm'],
  ['u', 'n'],
  ['o', 'o'],
  ['d', 'p'],
  ['b', 'q'],
  ['\u0279', 'r'],
  ['s', 's'],
  ['\u0287', 't'],
  ['n', 'u'],
  ['\u028c', 'v'],
  ['\u028d', 'w'],
  ['x', 'x'],
  ['\u028e', 'y'],
  ['z', 'z'],
  ['\u0131\u0323', 'i'],
]);

/** Only those that are seen nowhere but in text turned upside down (or in phonetic script). */
const ONLY_TURNED = new Set(
  '\u0250\u0254\u01dd\u025f\u0183\u0265\u1d09\u027e\u029e\u026f\u0279\u0287\u028d\u028e\u1d77',
);

/** The letter that a character is when turned upside down, '' for none. */
export function turned(char: string): string {
  return TURNED.get(char.toLowerCase()) ?? '';
}

export function isOnlyTurned(char: string): boolean {
  return ONLY_TURNED.has(char);
}

/** Classes by which text is looked over; the letters' come first. Above them stands which letter it is. */
export const Look = Object.freeze({
  small: 0,
  capital: 1,
  /** a and i, which stand alone in ordinary text. */
  smallArticle: 2,
  capitalArticle: 3,
  space: 4,
  punctuation: 5,
  /** Signs and digits that stand for letters. */
  sign: 6,
  /** Rare, and always worth a second look. */
  rare: 7,
});

/** The low bits of a value of {@link looks} are its class. */
export const LOOK_BITS = 3;
const NO_LETTER = 31;

const STRONG = new Set(
  Array.from(
    '0123456789|@$+*#_\\<{^\u20ac\u00a3\u00a2\u00a9\u00ae\u00a5\u00a7\u00b5\u03bc\u2202\u00a1\u00d7\u2020\u00b0\u2206\u2211\u00bf',
    (sign) => sign.charCodeAt(0),
  ),
);

let memo: Uint8Array | undefined;

/** For each unit its class and, for a Latin letter, which. Made once, on first use. */
export function looks(): Uint8Array {
  memo ??= makeLooks();
  return memo;
}

function makeLooks(): Uint8Array {
  const table = new Uint8Array(0x10000);
  for (let unit = 0; unit < 0x10000; unit += 1) table[unit] = lookOf(unit);
  return table;
}

function lookOf(unit: number): number {
  const value = classOfUnit(unit);
  const rare = (NO_LETTER << LOOK_BITS) | Look.rare;
  if (unit === 0x26 || unit === 0x25 || unit === 0x5c || unit === 0xd83c) return rare;
  if (unit >= 0x0100 && unit < 0x2000 && isOnlyTurned(String.fromCharCode(unit))) return rare;
  if (STRONG.has(unit) || unit === 0xd835) return (NO_LETTER << LOOK_BITS) | Look.sign;
  if (value >= FIRST_SYMBOL) {
    if (isDigit(value)) return (NO_LETTER << LOOK_BITS) | Look.sign;
    const place = value >= 0x61 && value <= 0x7a ? value - 0x61 : value % (NO_LETTER - 1);
    const capital = unit >= 0x41 && unit <= 0x5a;
    const article = value === 0x61 || value === 0x69;
    const small = article ? Look.smallArticle : Look.small;
    return (place << LOOK_BITS) | (capital ? small + 1 : small);
  }
  // Ordinary text is full of them within words.
  if (value === FoldClass.apostrophe) return ((NO_LETTER - 2) << LOOK_BITS) | Look.smallArticle;
  if (value === FoldClass.drop || value === FoldClass.expand)
    return ((NO_LETTER - 2) << LOOK_BITS) | Look.small;
  const space = value === FoldClass.space || value === FoldClass.newline;
  return (NO_LETTER << LOOK_BITS) | (space ? Look.space : Look.punctuation);
}
