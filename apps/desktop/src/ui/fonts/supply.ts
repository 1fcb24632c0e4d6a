import { type FoundFont, findFonts } from './find.ts';
import type { LettersNote } from './note.ts';
import { SCRIPTS, scriptOf, signsIn } from './scripts.ts';
import type { FontFace } from './sfnt.ts';

/** What a text needs that our own fonts have not. */
export interface Needed {
  /** Null for what no font of the device has. */
  readonly fonts: ReadonlyMap<string, FoundFont | null>;
  readonly note: LettersNote;
}

/** The fonts of the device for what our own have not. */
export interface Supply {
  /** Null for a text that our own fonts have: nothing is read for it. */
  for(text: string): Needed | null;
}

/** Nobody reads a text of more different signs at once. */
const MOST_SIGNS = 2500;
/** Fonts that are kept for the next picture. */
const MOST_KEPT_BYTES = 100_000_000;
/** The box that stands for what no font has. */
const BOX_EM = 0.6;

/**
 * @param own the fonts that go with the agent
 * @param folders where the device has its fonts
 */
export function createSupply(
  own: readonly FontFace[],
  folders: readonly string[],
  find: typeof findFonts = findFonts,
): Supply {
  const sought = new Map<string, FoundFont | null>();

  function seek(signs: readonly string[]): void {
    const kept = new Set(sought.values());
    const bytes = [...kept].reduce((sum, font) => sum + (font?.bytes.length ?? 0), 0);
    if (bytes > MOST_KEPT_BYTES || sought.size > MOST_SIGNS) sought.clear();
    const fresh = signs.filter((sign) => !sought.has(sign));
    if (fresh.length === 0) return;
    for (const sign of fresh) sought.set(sign, null);
    for (const font of find(fresh, folders))
      for (const sign of fresh) if (font.signs.has(sign) && sought.get(sign) === null) sought.set(sign, font);
  }

  return {
    for(text) {
      const signs = signsIn(text)
        .filter((sign) => own.every((face) => face.glyph(sign.codePointAt(0) ?? 0) === 0))
        .slice(0, MOST_SIGNS);
      if (signs.length === 0) return null;
      seek(signs);
      const fonts = new Map(signs.map((sign) => [sign, sought.get(sign) ?? null]));
      const lacking = new Set<number>();
      for (const [sign, font] of fonts) if (font === null) lacking.add(scriptOf(sign));
      return {
        fonts,
        note: {
          widths: Array.from(fonts, ([sign, font]) => [sign, font?.signs.get(sign) ?? BOX_EM]),
          lacking: [...lacking].map((script) => SCRIPTS[script]?.name ?? ''),
        },
      };
    },
  };
}
