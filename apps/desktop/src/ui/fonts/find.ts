import { closeSync, type Dirent, fstatSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import path from 'node:path';

import { DRAWN, type FontFace, type FontFile, type FontStyle, readFaces } from './sfnt.ts';
import { scriptOf } from './scripts.ts';

/** A font of the device that is drawn with, and which of the signs that were looked for it has. */
export interface FoundFont {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** How wide it draws each, in ems. */
  readonly signs: ReadonlyMap<string, number>;
}

interface Candidate {
  readonly file: string;
  readonly index: number;
  readonly size: number;
  readonly signs: ReadonlyMap<string, number>;
  readonly style: FontStyle;
}

/** How much is looked at at most: beyond it, what was found by then is used. */
export interface SearchBounds {
  readonly files: number;
  readonly depth: number;
  readonly ms: number;
  readonly fonts: number;
  /** Of all fonts together. */
  readonly bytes: number;
}

export const SEARCH_BOUNDS: SearchBounds = Object.freeze({
  files: 6000,
  depth: 6,
  ms: 2500,
  fonts: 12,
  bytes: 80_000_000,
});

const FONT_FILE = /\.(?:ttf|otf|ttc|otc)$/iu;
const MOST_FILE_BYTES = 120_000_000;
/** Of the fonts for one script; a second may have what the first has not. */
const MOST_OF_A_SCRIPT = 2;
const KANA = /[\p{Script=Hiragana}\p{Script=Katakana}]/u;
const HANGUL = /\p{Script=Hangul}/u;

/** Whose way of writing the signs is meant that China, Japan and Korea share: a bit of the code pages, and names of fonts. */
const WRITTEN_IN = Object.freeze({
  japanese: { codePage: 17, named: /(?:CJK|Sans|Serif)-?jp/iu },
  chinese: { codePage: 18, named: /(?:CJK|Sans|Serif)-?(?:sc|cn)/iu },
  korean: { codePage: 19, named: /(?:CJK|Sans|Serif)-?kr/iu },
});
const EAST_ASIAN_PAGES = [17, 18, 19, 20];

/**
 * Looks through folders for fonts that have signs: for each script the one that has most of them, and of several the
 * plainest. Folders and files that cannot be read are passed over.
 * @param signs single code points; all that they were found in says which language they are
 * @param now milliseconds that pass
 */
export function findFonts(
  signs: readonly string[],
  folders: readonly string[],
  bounds: SearchBounds = SEARCH_BOUNDS,
  now: () => number = () => performance.now(),
): readonly FoundFont[] {
  const until = now() + bounds.ms;
  const candidates: Candidate[] = [];
  for (const file of filesIn(folders, bounds)) {
    if (now() > until) break;
    candidates.push(...candidatesOf(file, signs));
  }
  const written = writtenIn(signs);
  const left = new Set(signs);
  const fonts: FoundFont[] = [];
  let bytes = 0;
  const byScript = Map.groupBy(signs, scriptOf);
  for (const [, ofScript] of [...byScript].toSorted(([one], [other]) => one - other)) {
    for (let round = 0; round < MOST_OF_A_SCRIPT && fonts.length < bounds.fonts; round += 1) {
      const missing = ofScript.filter((sign) => left.has(sign));
      const found = missing.length === 0 ? null : best(candidates, missing, written);
      if (found === null || bytes + found.bytes.length > bounds.bytes) break;
      bytes += found.bytes.length;
      fonts.push(found);
      for (const sign of found.signs.keys()) left.delete(sign);
    }
  }
  return fonts;
}

function writtenIn(signs: readonly string[]): (typeof WRITTEN_IN)[keyof typeof WRITTEN_IN] {
  if (signs.some((sign) => KANA.test(sign))) return WRITTEN_IN.japanese;
  return signs.some((sign) => HANGUL.test(sign)) ? WRITTEN_IN.korean : WRITTEN_IN.chinese;
}

function best(
  candidates: readonly Candidate[],
  signs: readonly string[],
  written: (typeof WRITTEN_IN)[keyof typeof WRITTEN_IN],
): FoundFont | null {
  const ranked = candidates
    .map((candidate) => ({ candidate, has: signs.filter((sign) => candidate.signs.has(sign)).length }))
    .filter(({ has }) => has > 0)
    .toSorted(
      (one, other) => other.has - one.has || lapse(one.candidate, written) - lapse(other.candidate, written),
    );
  for (const { candidate } of ranked.slice(0, 4)) {
    const bytes = withFaces(candidate.file, (faces) => faces[candidate.index]?.alone(DRAWN) ?? null);
    if (bytes !== null) return { bytes, signs: candidate.signs };
  }
  return null;
}

/** How far a font is from one for reading; between two that are alike, the smaller is made for fewer scripts. */
function lapse(
  { style, size }: Candidate,
  { codePage, named }: (typeof WRITTEN_IN)[keyof typeof WRITTEN_IN],
): number {
  const pages = EAST_ASIAN_PAGES.filter((page) => ((style.codePages >>> page) & 1) !== 0);
  const elsewhere = pages.length > 0 && !pages.includes(codePage);
  return (
    (style.leaning ? 1e6 : 0) +
    Math.min(1000, Math.abs(style.weight - 400)) * 1000 +
    (elsewhere ? 90_000 : 0) +
    (style.plain ? 0 : 40_000) +
    (/mono/iu.test(style.name) ? 20_000 : 0) +
    (pages.length > 0 && !named.test(style.name) ? 5000 : 0) +
    pages.length * 500 +
    Math.min(size / 1e6, 400)
  );
}

function candidatesOf(file: string, signs: readonly string[]): readonly Candidate[] {
  return (
    withFaces(file, (faces, size) =>
      faces.flatMap((face, index) => {
        const had = new Map<string, number>();
        for (const sign of signs) {
          const glyph = face.glyph(sign.codePointAt(0) ?? 0);
          if (glyph !== 0 && face.outlined(glyph)) had.set(sign, face.width(glyph));
        }
        return had.size === 0 ? [] : [{ file, index, size, signs: had, style: face.style() }];
      }),
    ) ?? []
  );
}

function withFaces<Value>(
  file: string,
  use: (faces: readonly FontFace[], size: number) => Value,
): Value | null {
  let opened: number | null = null;
  try {
    // A pipe would be waited for.
    if (!statSync(file).isFile()) return null;
    opened = openSync(file, 'r');
    const stat = fstatSync(opened);
    if (!stat.isFile() || stat.size > MOST_FILE_BYTES) return null;
    return use(readFaces(openedFile(opened, stat.size)), stat.size);
  } catch {
    return null;
  } finally {
    if (opened !== null) closeSync(opened);
  }
}

function openedFile(opened: number, size: number): FontFile {
  return {
    size,
    read: (at, length) => {
      if (at < 0 || length < 0 || at + length > size) return null;
      const bytes = new Uint8Array(length);
      return readSync(opened, bytes, 0, length, at) === length ? bytes : null;
    },
  };
}

function filesIn(folders: readonly string[], bounds: SearchBounds): readonly string[] {
  const files: string[] = [];
  let seen = 0;
  const walk = (folder: string, depth: number): void => {
    for (const entry of entriesOf(folder)) {
      seen += 1;
      if (seen > bounds.files) return;
      const place = path.join(folder, entry.name);
      if (FONT_FILE.test(entry.name)) files.push(place);
      else if (depth < bounds.depth && (entry.isDirectory() || (entry.isSymbolicLink() && isFolder(place))))
        walk(place, depth + 1);
    }
  };
  for (const folder of folders) walk(folder, 0);
  return files;
}

function entriesOf(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

function isFolder(place: string): boolean {
  try {
    return statSync(place).isDirectory();
  } catch {
    return false;
  }
}
