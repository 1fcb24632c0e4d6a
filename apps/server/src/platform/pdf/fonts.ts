import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import Pdf from 'pdfkit';
import { z } from 'zod';
import { unpackWoff } from './woff.ts';

export const FACES = ['plain', 'bold', 'mono'] as const;
export type Face = (typeof FACES)[number];

/** One font file, opened once for all documents. */
export interface Font {
  /** Its name within a document. */
  readonly name: string;
  /** What pdfkit embeds; it lays text out in the direction that `LEFT_TO_RIGHT` and `RIGHT_TO_LEFT` ask for. */
  readonly embeddable: object;
  has(codePoint: number): boolean;
  /** Width of the text at a size of one point. */
  width(text: string, rightToLeft: boolean): number;
  /** Whether whoever copies the drawn letters gets this text. */
  spells(text: string, rightToLeft: boolean): boolean;
}

/** The fonts that come with Lapwing: the same document on every server, whatever is installed there. */
export interface Fonts {
  /** The first font of the face that has all these code points; null when none has. */
  find(face: Face, codePoints: readonly number[]): Font | null;
  /** Whether any font can draw it. */
  has(codePoint: number): boolean;
  /** Lets go of the words that were measured. */
  forget(): void;
}

/** What pdfkit is given as `features`: it hands them through to the font's layout. */
export const LEFT_TO_RIGHT: 'kern'[] = ['kern'];
export const RIGHT_TO_LEFT: 'rtlm'[] = ['rtlm'];

interface Position {
  xAdvance: number;
  yAdvance: number;
  xOffset: number;
  yOffset: number;
}
interface Glyph {
  codePoints: readonly number[];
}
interface Run {
  readonly glyphs: readonly Glyph[];
  readonly positions: readonly Position[];
}

/** What Lapwing uses of a font that pdfkit has opened; pdfkit's types do not show it. */
const Opened = z.object({
  font: z.custom<{
    readonly unitsPerEm: number;
    readonly characterSet: readonly number[];
    hasGlyphForCodePoint(codePoint: number): boolean;
    glyphForCodePoint(codePoint: number): unknown;
    layout(
      text: string,
      features: readonly string[],
      script: undefined,
      language: undefined,
      direction: 'ltr' | 'rtl',
    ): Run;
  }>((font) => typeof font === 'object' && font !== null && 'layout' in font && 'unitsPerEm' in font),
});

const DEJAVU = 'dejavu-fonts-ttf/ttf/';
const FILES: Readonly<Record<Face, readonly string[]>> = Object.freeze({
  plain: [`${DEJAVU}DejaVuSans.ttf`],
  bold: [`${DEJAVU}DejaVuSans-Bold.ttf`, `${DEJAVU}DejaVuSans.ttf`],
  mono: [`${DEJAVU}DejaVuSansMono.ttf`, `${DEJAVU}DejaVuSans.ttf`],
});
const EMOJI = '@fontsource/noto-emoji/';
const REPLACEMENT = 0xfffd;
/** Words measured that are kept; pages repeat theirs, and a hostile text has no end of different ones. */
const MOST_MEASURED = 4000;

/** Opens nothing yet: a font is read when a text first needs it. */
export function createFonts(): Fonts {
  const open = new Map<string, Font>();
  const measured = new Map<string, Run>();
  let emoji: ReadonlyArray<{ file: string; ranges: ReadonlyArray<readonly [number, number]> }> | null = null;

  function fontOf(file: string): Font {
    const known = open.get(file);
    if (known !== undefined) return known;
    const font = openFont(file, measured);
    open.set(file, font);
    return font;
  }
  function* candidates(face: Face, codePoint: number): Generator<Font> {
    for (const file of FILES[face]) yield fontOf(file);
    emoji ??= emojiFiles();
    for (const { file, ranges } of emoji) {
      if (ranges.some(([first, last]) => codePoint >= first && codePoint <= last)) yield fontOf(file);
    }
  }
  return {
    find(face, codePoints) {
      const [first] = codePoints;
      if (first === undefined) return null;
      for (const font of candidates(face, first)) {
        if (codePoints.every((codePoint) => font.has(codePoint))) return font;
      }
      return null;
    },
    has(codePoint) {
      for (const font of candidates('plain', codePoint)) if (font.has(codePoint)) return true;
      return false;
    },
    forget: () => measured.clear(),
  };
}

function openFont(file: string, measured: Map<string, Run>): Font {
  const bytes = readFileSync(fileURLToPath(import.meta.resolve(file)));
  // Only of a TrueType font can pdfkit embed the letters that are used and no others.
  const trueType = file.endsWith('.woff') ? unpackWoff(bytes) : bytes;
  const document = new Pdf({ autoFirstPage: false, font: '' }).font(trueType);
  const base = Opened.parse({ font: Opened.parse(Reflect.get(document, '_font')).font }).font;
  const covers = new Map<number, boolean>();
  // A glyph keeps the letters that it was first asked for by, and an accented letter asks for the bare one by its number
  // alone; whoever copies from the document would then copy nothing.
  for (const codePoint of base.characterSet) if (!isForm(codePoint)) base.glyphForCodePoint(codePoint);

  function run(text: string, direction: 'ltr' | 'rtl'): Run {
    const key = `${file} ${direction} ${text}`;
    const known = measured.get(key);
    if (known !== undefined) return known;
    if (measured.size >= MOST_MEASURED) measured.clear();
    const made = base.layout(text, [], undefined, undefined, direction);
    // Half of a letter that the font puts together from two.
    for (const glyph of made.glyphs) if (glyph.codePoints.length === 0) glyph.codePoints = [REPLACEMENT];
    measured.set(key, made);
    return made;
  }
  const embeddable = Object.create(base, {
    // pdfkit scales the positions in place, so each caller gets its own.
    layout: {
      value: (text: string, features: readonly string[] | undefined) => {
        const made = run(text, features?.[0] === RIGHT_TO_LEFT[0] ? 'rtl' : 'ltr');
        const positions = made.positions.map(({ xAdvance, yAdvance, xOffset, yOffset }) => ({
          xAdvance,
          yAdvance,
          xOffset,
          yOffset,
        }));
        return {
          glyphs: made.glyphs,
          positions,
          get advanceWidth() {
            return positions.reduce((sum, position) => sum + position.xAdvance, 0);
          },
        };
      },
    },
  }) as object;
  return {
    name: file,
    embeddable,
    has(codePoint) {
      const known = covers.get(codePoint);
      if (known !== undefined) return known;
      const covered = base.hasGlyphForCodePoint(codePoint);
      covers.set(codePoint, covered);
      return covered;
    },
    width(text, rightToLeft) {
      const { positions } = run(text, rightToLeft ? 'rtl' : 'ltr');
      return positions.reduce((sum, position) => sum + position.xAdvance, 0) / base.unitsPerEm;
    },
    spells(text, rightToLeft) {
      const { glyphs } = run(text, rightToLeft ? 'rtl' : 'ltr');
      return String.fromCodePoint(...glyphs.flatMap((glyph) => glyph.codePoints)) === text;
    },
  };
}

/** Two letters drawn as one, and the shapes of letters within a word: they stand for the letters themselves. */
function isForm(codePoint: number): boolean {
  return codePoint >= 0xfb00 && codePoint <= 0xfefc;
}

/** The package splits its font by ranges of code points; its list says which file has which. */
function emojiFiles(): Array<{ file: string; ranges: Array<[number, number]> }> {
  const list = readFileSync(fileURLToPath(import.meta.resolve(`${EMOJI}unicode.json`)), 'utf8');
  const parsed = z.record(z.string().regex(/^\[\d+\]$/), z.string()).parse(JSON.parse(list));
  return Object.entries(parsed).map(([part, ranges]) => ({
    file: `${EMOJI}files/noto-emoji-${part.slice(1, -1)}-400-normal.woff`,
    ranges: ranges.split(',').map((range) => {
      const [first = '', last = first] = range.replace(/^u\+/iu, '').split('-');
      return [Number.parseInt(first, 16), Number.parseInt(last, 16)];
    }),
  }));
}
