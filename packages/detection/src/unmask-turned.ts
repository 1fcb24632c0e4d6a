/** Text turned upside down, and words in regional indicators (the letters that make flags). */

import { isOnlyTurned, isWhite, turned } from './unmask-signs.ts';
import { plainSpot, type Spot } from './unmask-spot.ts';
import { isHiddenWord, type HiddenWords } from './unmask-words.ts';
import type { ReadWord } from './unmask-read.ts';

const LONGEST = 120;
const MARKS = ",.!?\u00bf\u00a1\u02d9'\u2018\u2019";

/** Words upside down around `at`, read from their end and, failing that, from their beginning. */
export function readTurned(hidden: HiddenWords, text: string, at: number, after: number): Spot | undefined {
  let from = at;
  while (from > after && at - from < LONGEST && isTurnable(text, from - 1)) from -= 1;
  let to = at;
  while (to < text.length && to - at < LONGEST && isTurnable(text, to)) to += 1;
  while (from < to && isWhite(text.charCodeAt(from))) from += 1;
  while (to > from && isWhite(text.charCodeAt(to - 1))) to -= 1;
  let certain = 0;
  let plain = '';
  for (let i = from; i < to; i += 1) {
    const char = text.charAt(i);
    if (isOnlyTurned(char)) certain += 1;
    plain += turned(char) === '' ? ' ' : turned(char);
  }
  if (certain === 0) return undefined;
  for (const order of [plain.split('').toReversed().join(''), plain]) {
    const words: ReadWord[] = order
      .split(' ')
      .filter((word) => word !== '')
      .map((word) => ({ word, at: from }));
    const known = words.filter(({ word }) => word.length > 2 && isHiddenWord(hidden, word));
    // Latin letters stand among those that are turned: most of the words must be known.
    if (known.length > 0 && known.length * 2 >= words.length) return plainSpot(from, to, words);
  }
  return undefined;
}

function isTurnable(text: string, at: number): boolean {
  const char = text.charAt(at);
  return turned(char) !== '' || char === ' ' || MARKS.includes(char);
}

const SPACE = 0x20;
const FIRST_INDICATOR = 0x1f1e6;
const LAST_INDICATOR = 0x1f1ff;

/** Codes of countries, as pairs of letters without a gap (ISO 3166-1). */
const COUNTRIES =
  'adaeafagaialamaoaqarasatauawaxazbabbbdbebfbgbhbibjblbmbnbobqbrbsbtbvbwbybzcacccdcfcgchcickclcmcncocrcucvcwcxcyczdedjdkdmdodzeceeegeheresetfifjfkfmfofrgagbgdgegfggghgiglgmgngpgqgrgsgtgugwgyhkhmhnhrhthuidieiliminioiqirisitjejmjojpkekgkhkikmknkpkrkwkykzlalblclilklrlsltlulvlymamcmdmemfmgmhmkmlmmmnmompmqmrmsmtmumvmwmxmymznancnenfngninlnonpnrnunzompapepfpgphpkplpmpnprpsptpwpyqarerorsrurwsasbscsdsesgshsisjskslsmsnsosrssstsvsxsysztctdtftgthtjtktltmtntotrtttvtwtzuaugumusuyuzvavcvevgvivnvuwfwsyeytzazmzw';

const countries = new Set(COUNTRIES.match(/../gu));

/** A word in regional indicators, from `at` on; flags side by side are none. `end` is where they end. */
export function readIndicators(
  hidden: HiddenWords,
  text: string,
  at: number,
): { readonly end: number; readonly spot: Spot | undefined } {
  let end = at;
  let word = '';
  for (; end < text.length && word.length < LONGEST; end += 2) {
    const point = text.codePointAt(end) ?? 0;
    if (point === SPACE && isIndicator(text, end + 1)) {
      end -= 1;
      continue;
    }
    if (point < FIRST_INDICATOR || point > LAST_INDICATOR) break;
    word += String.fromCharCode(0x61 + point - FIRST_INDICATOR);
  }
  const known = word.length > 2 && isHiddenWord(hidden, word);
  if (!known || isFlags(word)) return { end, spot: undefined };
  return { end, spot: plainSpot(at, end, [{ word, at }]) };
}

function isIndicator(text: string, at: number): boolean {
  const point = text.codePointAt(at) ?? 0;
  return point >= FIRST_INDICATOR && point <= LAST_INDICATOR;
}

function isFlags(word: string): boolean {
  return word.length % 2 === 0 && (word.match(/../gu) ?? []).every((pair) => countries.has(pair));
}
