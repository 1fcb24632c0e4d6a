import bidiJs from 'bidi-js';
import type { Font as ShapedFont } from 'harfbuzzjs';
import { z } from 'zod';
import type { FoundFont } from './find.ts';
import { SCRIPTS, scriptOf } from './scripts.ts';
import { fontFileOf, type FontFace, readFaces } from './sfnt.ts';

type Fonts = ReadonlyMap<string, FoundFont | null>;

/** Draws lines of text as outlines, whatever they are written in and mixed of. */
export interface Outlines {
  /**
   * A picture with outlines in place of each of its lines that has one of some signs, or letters that join to such.
   * @param fonts with which those signs are drawn; null: with the box of our own
   */
  of(svg: string, fonts: Fonts): string;
}

/** A font as it is shaped with. */
interface Usable {
  readonly font: ShapedFont;
  readonly unitsPerEm: number;
  readonly paths: Map<number, string>;
  readonly has: (sign: string) => boolean;
}

/** A stretch of a line in one font, one script and one direction. */
interface Run {
  text: string;
  readonly usable: Usable;
  script: number | null;
  readonly level: number;
}

/** As `lineOf` writes it. */
const LINE = /<text (?<attributes>[^<>]*)>(?<written>[^<]*)<\/text>/gu;
const ATTRIBUTE = /(?<name>[\w:-]+)="(?<value>[^"]*)"/gu;
const ENTITIES: Readonly<Record<string, string>> = Object.freeze({
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
  '&amp;': '&',
});
/** Stays with the letter before it. */
const JOINS = /[\p{M}\p{Default_Ignorable_Code_Point}]/u;
const UNSEEN = /\p{Default_Ignorable_Code_Point}/u;
const STEERS = /[\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;
/** In which a run is shaped; signs that belong to no script go with those before them. */
const SCRIPTS_SHAPED = SCRIPTS.length - 2;

// Its types say that the function is the module's `default`; what runs gives the function itself.
const bidi = z.custom<typeof bidiJs.default>((given) => typeof given === 'function').parse(bidiJs)();

/**
 * The drawing program draws letters of one glyph each, and what Arabic joins. The rest is shaped by HarfBuzz, which is
 * loaded when there is something for it. Rejects where it cannot be.
 * @param plain the font of the agent, and `bold`
 */
export async function openOutlines(plain: Uint8Array, bold: Uint8Array): Promise<Outlines> {
  const { Blob, Buffer, Direction, Face, Font, shape } = await import('harfbuzzjs');
  const opened = new Map<FoundFont, Usable>();
  const own = { plain: usable(plain), bold: usable(bold) };

  function usable(bytes: Uint8Array): Usable {
    const face = new Face(new Blob(bytes));
    const [signs]: readonly (FontFace | undefined)[] = readFaces(fontFileOf(bytes));
    return {
      font: new Font(face),
      unitsPerEm: Math.max(16, face.upem),
      paths: new Map(),
      has: (sign) => (signs?.glyph(sign.codePointAt(0) ?? 0) ?? 0) !== 0,
    };
  }

  function foreign(font: FoundFont): Usable {
    const known = opened.get(font) ?? usable(font.bytes);
    opened.set(font, known);
    return known;
  }

  /** The font in which all letters of a script are drawn that join, as soon as ours lacks one of them. */
  function joinedFonts(fonts: Fonts): ReadonlyMap<number, Usable> {
    const joined = new Map<number, Usable>();
    for (const [sign, font] of fonts) {
      const script = scriptOf(sign);
      if (font !== null && SCRIPTS[script]?.joined === true && !joined.has(script))
        joined.set(script, foreign(font));
    }
    return joined;
  }

  function runsOf(
    text: string,
    isBold: boolean,
    fonts: Fonts,
    joined: ReadonlyMap<number, Usable>,
  ): readonly Run[] {
    const first = isBold ? [own.bold, own.plain] : [own.plain, own.bold];
    const embedding = bidi.getEmbeddingLevels(text, 'ltr');
    const runs: Run[] = [];
    /** Which run a unit of the text went to. */
    const places: number[] = [];
    let at = 0;
    for (const sign of text) {
      const level = embedding.levels[at] ?? 0;
      const last = runs.at(-1);
      for (let unit = 0; unit < sign.length; unit += 1) places.push(-1);
      at += sign.length;
      if (STEERS.test(sign)) continue;
      const joins = last?.level === level && (fonts.has(sign) || JOINS.test(sign));
      const stays = joins && (last.usable.has(sign) || UNSEEN.test(sign));
      const found = fonts.get(sign) ?? null;
      const index = scriptOf(sign);
      const whole = joined.get(index);
      let font = first.find(({ has }) => has(sign)) ?? (found === null ? own.plain : foreign(found));
      if (whole?.has(sign) === true) font = whole;
      if (stays) font = last.usable;
      const script = index < SCRIPTS_SHAPED && !JOINS.test(sign) ? index : null;
      if (
        last?.usable === font &&
        last.level === level &&
        (script === null || last.script === null || last.script === script)
      ) {
        last.text += sign;
        last.script ??= script;
      } else runs.push({ text: sign, usable: font, script, level });
      places.fill(runs.length - 1, at - sign.length, at);
    }
    const order = new Set(bidi.getReorderedIndices(text, embedding).map((index) => places[index] ?? -1));
    return [...order].flatMap((place) => runs[place] ?? []);
  }

  function drawn({ text, usable: one, level }: Run, from: number): { paths: string; to: number } {
    const buffer = new Buffer();
    buffer.addText(text);
    buffer.setDirection(level % 2 === 1 ? Direction.RTL : Direction.LTR);
    buffer.guessSegmentProperties();
    shape(one.font, buffer);
    let paths = '';
    let x = from;
    for (const { codepoint, xAdvance = 0, xOffset = 0, yOffset = 0 } of buffer.getGlyphInfosAndPositions()) {
      const outline = one.paths.get(codepoint) ?? one.font.glyphToPath(codepoint);
      one.paths.set(codepoint, outline);
      const part = 1 / one.unitsPerEm;
      if (outline !== '')
        paths += `<path transform="translate(${n(x + xOffset * part)} ${n(-yOffset * part)}) scale(${n(part)} ${n(-part)})" d="${outline}"/>`;
      x += xAdvance * part;
    }
    return { paths, to: x };
  }

  function outlined(
    attributes: string,
    written: string,
    fonts: Fonts,
    joined: ReadonlyMap<number, Usable>,
  ): string {
    const values = new Map(
      [...attributes.matchAll(ATTRIBUTE)].map(([, name = '', value = '']) => [name, value]),
    );
    const number = (name: string): number => Number(values.get(name) ?? 0);
    const text = written.replaceAll(/&(?:lt|gt|quot|#39|amp);/gu, (entity) => ENTITIES[entity] ?? '');
    let paths = '';
    let wide = 0;
    for (const run of runsOf(text, values.get('font-weight') === '700', fonts, joined)) {
      const made = drawn(run, wide);
      paths += made.paths;
      wide = made.to;
    }
    const size = number('font-size');
    const room = number('textLength');
    const squeezed = room > 0 && wide > 0 ? room / (wide * size) : 1;
    const anchor = values.get('text-anchor');
    const before = anchor === 'middle' ? 0.5 : anchor === 'end' ? 1 : 0;
    const left = number('x') - wide * size * squeezed * before;
    return `<g fill="${values.get('fill') ?? '#000'}" transform="translate(${n(left)} ${n(number('y'))}) scale(${n(size * squeezed)} ${n(size)})">${paths}</g>`;
  }

  return {
    of(svg, fonts) {
      const joined = joinedFonts(fonts);
      return svg.replaceAll(LINE, (whole, attributes: string, written: string) =>
        Array.from(written).some((sign) => fonts.has(sign) || joined.has(scriptOf(sign)))
          ? outlined(attributes, written, fonts, joined)
          : whole,
      );
    },
  };
}

function n(value: number): string {
  return Number.isFinite(value) ? String(Math.round(value * 1e6) / 1e6) : '0';
}
