/** Characters of one text that are shown; a longer one is cut, and says so. */
export const MOST_CHARACTERS = 20_000;
/** Numbers take more room than the characters that they stand for. */
const MOST_SHOWN = 24_000;
/** Marks on one letter; more are a tower over the lines above. */
const MOST_MARKS = 4;

const LINES = /\r\n?|[\n\u0085\u2028\u2029]/gu;
const TOWERS = new RegExp(String.raw`(\p{M}{${MOST_MARKS}})(\p{M}+)`, 'gu');
/** England's flag and its like: the letters after it are part of the picture. */
const FLAG_LETTERS = /(\u{1F3F4})[\u{E0061}-\u{E007A}]{2,6}\u{E007F}/gu;
/**
 * Controls, marks and overrides of direction, invisible and unassigned characters. Joiners stay, since Persian and
 * Indian names and pictures of families need them; so do the characters that choose how an emoji looks.
 */
const UNSEEN = /(?![\n\u200C\u200D])[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}\u3164\uFFA0\u115F\u1160\u2800]/u;

/**
 * A text of which every character can be seen on paper: whatever cannot is written by its number, such as [U+202E], so
 * that no hidden character can hide or turn around what stands beside it. Ends of lines become `\n`, tabs a space.
 * @param canDraw whether there is a glyph for the code point
 */
export function visible(text: string, canDraw: (codePoint: number) => boolean): string {
  const kept = cut(text);
  const cleaned = kept
    .toWellFormed()
    .replaceAll(LINES, '\n')
    .replaceAll('\t', ' ')
    .replaceAll(FLAG_LETTERS, '$1')
    .replaceAll(
      TOWERS,
      (_whole, few: string, rest: string) => `${few}[${Array.from(rest).length} more marks]`,
    );
  let shown = '';
  let read = 0;
  let numbers: string[] = [];
  const flush = (): void => {
    if (numbers.length > 0) shown += `[${numbers.join(' ')}]`;
    numbers = [];
  };
  for (const character of cleaned) {
    const codePoint = character.codePointAt(0) ?? 0;
    const plain = codePoint >= 0x20 && codePoint < 0x7f;
    if (
      plain ||
      (!UNSEEN.test(character) && (character === '\n' || needsNoGlyph(codePoint) || canDraw(codePoint)))
    ) {
      flush();
      shown += character;
    } else {
      // One bracket holds few, so that a line can break between them.
      if (numbers.length >= 6) flush();
      numbers.push(`U+${codePoint.toString(16).toUpperCase().padStart(4, '0')}`);
    }
    read += character.length;
    if (shown.length >= MOST_SHOWN) break;
  }
  flush();
  const left = text.length - kept.length + cleaned.length - read;
  return left === 0 ? shown : `${shown} [cut: ${left.toLocaleString('en-GB')} more characters]`;
}

/** Joiners, and what chooses how the emoji before it looks. */
export function needsNoGlyph(codePoint: number): boolean {
  return codePoint === 0x200c || codePoint === 0x200d || (codePoint >= 0xfe00 && codePoint <= 0xfe0f);
}

function cut(text: string): string {
  if (text.length <= MOST_CHARACTERS) return text;
  const head = text.slice(0, MOST_CHARACTERS);
  // The last grapheme may go on behind the cut.
  const tail = head.slice(-200);
  const last = Array.from(new Intl.Segmenter('en-GB').segment(tail)).at(-1);
  return head.slice(0, MOST_CHARACTERS - 200 + (last === undefined || last.index === 0 ? 200 : last.index));
}
