import { fontFileOf, MEASURED, readFaces } from './fonts/sfnt.ts';

/** How wide a font draws what is written, without shaping: enough for lines that must not run out of their column. */
export interface Font {
  /** Width of a text that is drawn one em high, in ems. */
  width(text: string): number;
}

/** Signs that the font has not, until it is known with which one they are drawn. */
const EAST_ASIAN =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Bopomofo}\p{Script=Hangul}\u3000-\u303f\uff01-\uff60]/u;
const EAST_ASIAN_EM = 1;
const SPACING_MARK = /\p{Mc}/u;
const SPACING_MARK_EM = 0.4;
const UNKNOWN_EM = 0.7;
const WIDE_EM = 1.25;
const BASIC_PLANE = 0x10000;
/** Signs that join to others or steer them take no room. */
const WITHOUT_WIDTH = /[\p{Mn}\p{Me}\p{Cf}]/u;

/**
 * Reads the widths of a font; its other tables are not kept. Throws for what is none.
 * @param others how wide signs are drawn that it has not, in ems, as far as that is known
 */
export function readFont(bytes: Uint8Array, others: ReadonlyMap<string, number> = new Map()): Font {
  const [whole] = readFaces(fontFileOf(bytes));
  const measured = whole?.alone(MEASURED) ?? null;
  const [face] = measured === null ? [] : readFaces(fontFileOf(measured));
  if (face === undefined) throw new Error('The font does not say how wide it is.');
  return {
    width(text) {
      let ems = 0;
      for (const letter of text) {
        if (WITHOUT_WIDTH.test(letter)) continue;
        const code = letter.codePointAt(0) ?? 0;
        const glyph = face.glyph(code);
        ems += glyph === 0 ? (others.get(letter) ?? likelyWidth(letter, code)) : face.width(glyph);
      }
      return ems;
    },
  };
}

function likelyWidth(letter: string, code: number): number {
  if (EAST_ASIAN.test(letter)) return EAST_ASIAN_EM;
  if (SPACING_MARK.test(letter)) return SPACING_MARK_EM;
  return code < BASIC_PLANE ? UNKNOWN_EM : WIDE_EM;
}
