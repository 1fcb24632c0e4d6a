import bidiJs from 'bidi-js';
import { z } from 'zod';
import type { Face, Font, Fonts } from './fonts.ts';
import { needsNoGlyph, visible } from './visible.ts';
import type { Styled, Theirs, Words } from './words.ts';

/** A part of a line with one font, one style and one direction, in the order in which it stands on paper. */
export interface Piece {
  readonly font: Font;
  /** What is drawn, in the order in which it is read. */
  readonly text: string;
  /** What it says: without mirrored brackets. */
  readonly said: string;
  readonly rightToLeft: boolean;
  readonly underlined: boolean;
  /** From the beginning of the line, and how wide; at a size of one point. */
  readonly x: number;
  readonly width: number;
}
export interface Line {
  readonly pieces: readonly Piece[];
  readonly width: number;
  /** The line belongs to the right edge. */
  readonly rightToLeft: boolean;
}

const FIRST_STRONG_ISOLATE = '\u2068';
const POP_ISOLATE = '\u2069';
/** More code units than any letter with its marks, or any picture of a family, has. */
const LONGEST_GRAPHEME = 32;

interface Style {
  readonly face: Face;
  readonly underlined: boolean;
}
/** What is never divided: a letter with its marks. */
interface Grapheme {
  readonly text: string;
  readonly font: Font;
  readonly style: Style;
  readonly level: number;
  readonly space: boolean;
}
/** One paragraph before it is broken: its text, and the style of each UTF-16 unit. */
interface Source {
  text: string;
  readonly styles: Style[];
}

// Its types say that the function is the module's `default`; what runs gives the function itself.
const createBidi = z.custom<typeof bidiJs.default>((given) => typeof given === 'function').parse(bidiJs);
const bidi = createBidi();
const segmenter = new Intl.Segmenter('en-GB', { granularity: 'grapheme' });

/**
 * Breaks words into lines: by the Unicode rules of direction (UAX 9; each paragraph from its first strong letter), never
 * within a letter, between words where that is possible, and within a word that is longer than a line.
 * @param width of a line at a size of one point
 */
export function breakLines(words: Words, width: number, fonts: Fonts, face: Face = 'plain'): Line[] {
  return sources(words, fonts, face).flatMap((source) => breakParagraph(source, width, fonts));
}

function sources(words: Words, fonts: Fonts, face: Face): Source[] {
  const list: ReadonlyArray<string | Styled | Theirs> = Array.isArray(words)
    ? words
    : [words as string | Styled | Theirs];
  const made: Source[] = [{ text: '', styles: [] }];
  const alone = list.length === 1;
  function add(text: string, style: Style): void {
    const source = made.at(-1);
    if (source === undefined) return;
    source.text += text;
    for (let unit = 0; unit < text.length; unit += 1) source.styles.push(style);
  }
  for (const item of list) {
    const foreign = typeof item === 'object' && 'theirs' in item;
    const parts = foreign ? item.theirs : [typeof item === 'string' ? { text: item } : item];
    // A paragraph of nothing else may take its direction from them.
    const isolated = foreign && !alone;
    const outer: Style = { face, underlined: false };
    if (isolated) add(FIRST_STRONG_ISOLATE, outer);
    for (const part of parts) {
      const style = { face: part.face ?? face, underlined: part.underlined ?? false };
      const [first = '', ...further] = visible(part.text, (codePoint) => fonts.has(codePoint)).split('\n');
      add(first, style);
      for (const line of further) {
        if (isolated) add(POP_ISOLATE, outer);
        made.push({ text: '', styles: [] });
        if (isolated) add(FIRST_STRONG_ISOLATE, outer);
        add(line, style);
      }
    }
    if (isolated) add(POP_ISOLATE, outer);
  }
  return made;
}

function breakParagraph(source: Source, width: number, fonts: Fonts): Line[] {
  const { levels, paragraphs } = bidi.getEmbeddingLevels(source.text, 'auto');
  const rightToLeft = ((paragraphs[0]?.level ?? 0) & 1) === 1;
  const lines: Line[] = [];
  let line: Grapheme[] = [];
  let used = 0;
  const finish = (): void => {
    lines.push(layLine(line, rightToLeft));
    line = [];
    used = 0;
  };
  for (const word of wordsOf(graphemesOf(source, levels, fonts))) {
    const solid = word.filter((grapheme) => !grapheme.space);
    const solidWidth = widthOf(solid);
    if (line.length > 0 && used + solidWidth > width) finish();
    if (solidWidth <= width) {
      line.push(...word);
      used += widthOf(word);
      continue;
    }
    for (const grapheme of word) {
      const own = grapheme.font.width(grapheme.text, false);
      if (line.length > 0 && !grapheme.space && used + own > width) finish();
      line.push(grapheme);
      used += own;
    }
  }
  if (line.length > 0 || lines.length === 0) finish();
  return lines;
}

function* graphemesOf(source: Source, levels: Uint8Array, fonts: Fonts): Generator<Grapheme> {
  for (const { segment, index } of segmenter.segment(source.text)) {
    if (segment === FIRST_STRONG_ISOLATE || segment === POP_ISOLATE) continue;
    const style = source.styles[index] ?? { face: 'plain', underlined: false };
    const level = levels[index] ?? 0;
    const space = segment === ' ' || segment === '\u3000';
    const whole = segment.length > LONGEST_GRAPHEME ? null : fontOf(segment, style.face, fonts);
    if (whole !== null) yield { text: drawable(segment, whole), font: whole, style, level, space };
    else {
      for (const character of segment) {
        if (needsNoGlyph(codePointOf(character))) continue;
        const font = fontOf(character, style.face, fonts) ?? fontOf(' ', style.face, fonts);
        if (font !== null) yield { text: character, font, style, level, space: false };
      }
    }
  }
}

/** Joiners help a font that knows them, and are an empty box in one that does not. */
function drawable(grapheme: string, font: Font): string {
  if (grapheme.length === 1) return grapheme;
  return Array.from(grapheme)
    .filter((character) => !needsNoGlyph(codePointOf(character)) || font.has(codePointOf(character)))
    .join('');
}

function fontOf(text: string, face: Face, fonts: Fonts): Font | null {
  const codePoints = Array.from(text, codePointOf).filter((codePoint) => !needsNoGlyph(codePoint));
  return fonts.find(face, codePoints);
}

function codePointOf(character: string): number {
  return character.codePointAt(0) ?? 0;
}

/** A word with the spaces behind it. */
function* wordsOf(graphemes: Iterable<Grapheme>): Generator<Grapheme[]> {
  let word: Grapheme[] = [];
  for (const grapheme of graphemes) {
    if (!grapheme.space && word.at(-1)?.space === true) {
      yield word;
      word = [];
    }
    word.push(grapheme);
  }
  if (word.length > 0) yield word;
}

interface Run {
  text: string;
  readonly font: Font;
  readonly style: Style;
  readonly level: number;
}

function runsOf(graphemes: readonly Grapheme[]): Run[] {
  const runs: Run[] = [];
  for (const grapheme of graphemes) {
    const last = runs.at(-1);
    const { font, style, level } = grapheme;
    const same =
      last !== undefined &&
      last.font === font &&
      last.level === level &&
      last.style.underlined === style.underlined &&
      last.style.face === style.face;
    if (same) last.text += grapheme.text;
    else runs.push({ text: grapheme.text, font, style, level });
  }
  return runs;
}

function widthOf(graphemes: readonly Grapheme[]): number {
  return runsOf(graphemes).reduce(
    (sum, run) => sum + run.font.width(drawn(run.text, run.level), isOdd(run.level)),
    0,
  );
}

function layLine(graphemes: readonly Grapheme[], rightToLeft: boolean): Line {
  let end = graphemes.length;
  while (end > 0 && graphemes[end - 1]?.space === true) end -= 1;
  let x = 0;
  const pieces = inOrder(runsOf(graphemes.slice(0, end))).map((run): Piece => {
    const text = drawn(run.text, run.level);
    const width = run.font.width(text, isOdd(run.level));
    const piece = {
      font: run.font,
      text,
      said: run.text,
      rightToLeft: isOdd(run.level),
      underlined: run.style.underlined,
      x,
      width,
    };
    x += width;
    return piece;
  });
  return { pieces, width: x, rightToLeft };
}

/** UAX 9, rule L2: from the highest level down to the lowest odd one, what is at least so high is turned around. */
function inOrder(runs: readonly Run[]): Run[] {
  const ordered = [...runs];
  const highest = Math.max(0, ...runs.map((run) => run.level));
  for (let level = highest; level > 0; level -= 1) {
    let from = 0;
    while (from < ordered.length) {
      let to = from;
      while ((ordered[to]?.level ?? -1) >= level) to += 1;
      if (to > from) ordered.splice(from, to - from, ...ordered.slice(from, to).toReversed());
      from = to + 1;
    }
  }
  return ordered;
}

/** UAX 9, rule L4: brackets that are read from the right look the other way. */
function drawn(text: string, level: number): string {
  if (!isOdd(level)) return text;
  return Array.from(text, (character) => bidi.getMirroredCharacter(character) ?? character).join('');
}

function isOdd(level: number): boolean {
  return (level & 1) === 1;
}
