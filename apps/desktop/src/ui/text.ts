import type { Font } from './font.ts';

export type Direction = 'ltr' | 'rtl';

/** Controls that turn everything after them; what isolates a part stays, since names are isolated by it. */
const TURNING = /[\u202a-\u202e]/gu;
/** What no XML may hold, and what would move the pen; line ends are one by then. */
const UNDRAWN = /(?!\n)[\p{Cc}\ufffe\uffff]/gu;
const LINE_ENDS = /\r\n?|[\v\f\u0085\u2028\u2029]/gu;
/** Marks heaped on one letter until they cover the lines around it. */
const HEAPED = /(\p{M}{4})\p{M}+/gu;
/** What only colours a small picture, or says that it is one: all are drawn in the colour of the text. */
const COLOURING = /\p{Emoji_Modifier}|[\ufe0e\ufe0f\u{e0020}-\u{e007f}]/gu;
const OPENS = /[\u2066-\u2068]/u;
const CLOSES = '\u2069';
const LEFT_MARK = '\u200e';
const RIGHT_MARK = '\u200f';
const RIGHT_TO_LEFT =
  /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}\p{Script=Hanifi_Rohingya}]/u;
const LETTER = /\p{L}/u;
/** Lines are looked at letter by letter; nobody reads more than this at once. */
const MOST_LETTERS = 6000;
const MOST_EVEN = 4;
const EVEN_STEPS = 7;
const GRAPHEMES = new Intl.Segmenter('en', { granularity: 'grapheme' });
/** Finds the words of Thai, Lao, Khmer and Burmese, between which nothing stands. */
const WORDS = new Intl.Segmenter('en', { granularity: 'word' });
/** Lines break at each of these letters. */
const IDEOGRAPHIC =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Bopomofo}\p{Script=Yi}\u3000-\u303f\uff01-\uffe6]/u;
const SPACELESS = new RegExp(
  `${IDEOGRAPHIC.source}|[\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}\\p{Script=Tibetan}]`,
  'u',
);
/** What no line begins with and what none ends with (Unicode TR 14: CL, EX, NS and OP; JIS X 4051). */
const NEVER_FIRST =
  /^[\p{Pe}\p{Pf}\p{M}\u2069\u200b-\u200d、。，．・,.:;!?：；！？%％…‥ー々〻ヽヾゝゞ～〜ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶๆฯ།་]/u;
const NEVER_LAST = /[\p{Ps}\p{Pi}\u2066-\u2068$£¥＄￡￥#＃]$/u;

/** Text of somebody else made fit to be drawn: nothing in it can turn, hide or cover what stands around it. */
export function drawable(text: string): string {
  const plain = text
    .toWellFormed()
    .replaceAll(LINE_ENDS, '\n')
    .replaceAll(UNDRAWN, ' ')
    .replaceAll(TURNING, '')
    .replaceAll(COLOURING, '')
    .replaceAll(HEAPED, '$1');
  return plain.length <= MOST_LETTERS ? plain : `${plain.slice(0, MOST_LETTERS).toWellFormed()}…`;
}

/** The way a paragraph is read: that of its first letter or mark which is not in a part of its own (TR 9, P2 and P3). */
export function directionOf(text: string): Direction {
  let depth = 0;
  for (const letter of text) {
    if (OPENS.test(letter)) depth += 1;
    else if (letter === CLOSES) depth = Math.max(0, depth - 1);
    else if (depth === 0 && letter === RIGHT_MARK) return 'rtl';
    else if (depth === 0 && letter === LEFT_MARK) return 'ltr';
    else if (depth === 0 && LETTER.test(letter)) return RIGHT_TO_LEFT.test(letter) ? 'rtl' : 'ltr';
  }
  return 'ltr';
}

/**
 * Breaks a text into lines that fit: at spaces, between words and signs that are written without any, and within words
 * that are too long for a line.
 *
 * @param size of the letters, in the unit of `width`
 * @param most lines; what is left over is cut with an ellipsis
 */
export function wrap(text: string, font: Font, size: number, width: number, most: number): readonly string[] {
  const lines: string[] = [];
  const room = width / size;
  for (const paragraph of drawable(text).trimEnd().split('\n')) {
    for (const line of linesOf(paragraph, font, room)) {
      if (lines.length === most) {
        lines[most - 1] = `${(lines[most - 1] ?? '').replace(/.{1,2}$/u, '')}…`;
        return closed(lines);
      }
      lines.push(line);
    }
  }
  return closed(lines);
}

/** The same, with no more lines than that, as even as they can be. */
export function wrapEvenly(
  text: string,
  font: Font,
  size: number,
  width: number,
  most: number,
): readonly string[] {
  let lines = wrap(text, font, size, width, most);
  const count = lines.length;
  if (count < 2 || count > MOST_EVEN || lines.at(-1)?.endsWith('…') === true) return lines;
  let [narrow, wide] = [width / 2, width];
  for (let step = 0; step < EVEN_STEPS; step += 1) {
    const middle = (narrow + wide) / 2;
    const tried = wrap(text, font, size, middle, count + 1);
    // A word that is broken to be even is no gain.
    if (tried.length === count && unbrokenWords(tried, lines)) {
      wide = middle;
      lines = tried;
    } else narrow = middle;
  }
  return lines;
}

function unbrokenWords(tried: readonly string[], lines: readonly string[]): boolean {
  const bare = (list: readonly string[]): string => list.join(' ').replaceAll(/[\u2066-\u2069]/gu, '');
  return bare(tried) === bare(lines);
}

function linesOf(paragraph: string, font: Font, room: number): readonly string[] {
  const lines: string[] = [];
  const space = font.width(' ');
  let line = '';
  let used = 0;
  for (const word of paragraph.split(/ +/u)) {
    for (const [index, part] of unbroken(word).entries()) {
      const wide = font.width(part);
      const gap = index === 0 && line !== '' ? ' ' : '';
      const before = gap === '' ? 0 : space;
      if (used + before + wide <= room) {
        line += gap + part;
        used += before + wide;
        continue;
      }
      if (line !== '') lines.push(line);
      const pieces = wide <= room ? [part] : piecesOf(part, font, room);
      lines.push(...pieces.slice(0, -1));
      line = pieces.at(-1) ?? '';
      used = font.width(line);
    }
  }
  return [...lines, line];
}

/** The parts of what stands between two spaces, between which a line may break. */
function unbroken(word: string): readonly string[] {
  if (!SPACELESS.test(word)) return [word];
  const parts: string[] = [];
  for (const { segment } of WORDS.segment(word)) {
    const pieces = IDEOGRAPHIC.test(segment)
      ? Array.from(GRAPHEMES.segment(segment), (one) => one.segment)
      : [segment];
    for (const piece of pieces) {
      const last = parts.at(-1);
      const breaks =
        last === undefined ||
        ((SPACELESS.test(last) || SPACELESS.test(piece)) &&
          !NEVER_FIRST.test(piece) &&
          !NEVER_LAST.test(last));
      if (breaks) parts.push(piece);
      else parts[parts.length - 1] = last + piece;
    }
  }
  return parts;
}

function piecesOf(word: string, font: Font, room: number): readonly string[] {
  const pieces: string[] = [];
  let piece = '';
  let used = 0;
  for (const { segment } of GRAPHEMES.segment(word)) {
    const wide = font.width(segment);
    if (used + wide > room && piece !== '') {
      pieces.push(piece);
      piece = '';
      used = 0;
    }
    piece += segment;
    used += wide;
  }
  return piece === '' ? pieces : [...pieces, piece];
}

/** A part that goes its own way and is broken over lines is closed at the end of each and opened again on the next. */
function closed(lines: readonly string[]): readonly string[] {
  let open: string[] = [];
  return lines.map((line) => {
    const before = open.join('');
    let kept = '';
    for (const letter of line) {
      if (OPENS.test(letter)) open = [...open, letter];
      else if (letter === CLOSES) {
        // One that closes nothing of its own would close what stands around the text.
        if (open.length === 0) continue;
        open = open.slice(0, -1);
      }
      kept += letter;
    }
    return `${before}${kept}${CLOSES.repeat(open.length)}`;
  });
}

/** For the text of an element or a quoted attribute. */
export function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
