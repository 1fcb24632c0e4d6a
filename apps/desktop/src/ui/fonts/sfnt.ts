/** Where the bytes of a font file are. Null for what lies, wholly or in part, beyond its end. */
export interface FontFile {
  readonly size: number;
  read(at: number, length: number): Uint8Array | null;
}

/** One font of a file. Everything in it may be wrong: whoever made the file says it. */
export interface FontFace {
  /** Number of the glyph of a sign; 0: it has none. */
  glyph(code: number): number;
  /** Width of a glyph in ems, from 0 to `WIDEST_EM`. */
  width(glyph: number): number;
  /** Whether a glyph has lines that can be filled; a coloured picture of one is not drawn. */
  outlined(glyph: number): boolean;
  /** How heavy it is, 400 as usual; whether it leans, and has feet; the code pages that it was made for (OS/2). */
  style(): FontStyle;
  /** A file of the font alone with some of its tables; null where it is damaged or too large. */
  alone(tables: readonly string[]): Uint8Array<ArrayBuffer> | null;
}

export interface FontStyle {
  readonly weight: number;
  readonly leaning: boolean;
  readonly plain: boolean;
  /** Bits 0 to 31 of ulCodePageRange. */
  readonly codePages: number;
  /** Its PostScript name, in letters of ASCII; empty where it has none. */
  readonly name: string;
}

interface Table {
  readonly at: number;
  readonly length: number;
}
type Tables = ReadonlyMap<string, Table>;

const MOST_FACES = 24;
const MOST_TABLES = 64;
/** Of a table that is read to choose a font: `loca` of 65,536 glyphs, `cmap` of all of Unicode. */
const MOST_TABLE_BYTES = 2_000_000;
/** Of a font that is drawn with. The largest in use have 30 MB. */
const MOST_FACE_BYTES = 40_000_000;
const MOST_SUBTABLES = 32;
const MOST_NAMES = 400;
const LONGEST_NAME = 126;
const POSTSCRIPT_NAME = 6;
const WIDEST_EM = 4;
const USUAL_WEIGHT = 400;
const VERSIONS = new Set([0x00010000, 0x4f54544f, 0x74727565]);
const COLLECTION = 0x74746366;
/** Tables that say which signs there are and how wide. */
export const MEASURED = Object.freeze(['cmap', 'head', 'hhea', 'hmtx', 'maxp']);
/** And what shaping and drawing read of a font besides. */
export const DRAWN = Object.freeze([
  ...MEASURED,
  'CFF ',
  'GDEF',
  'GPOS',
  'GSUB',
  'OS/2',
  'glyf',
  'loca',
  'post',
]);

/** Bytes in memory as a font file. */
export function fontFileOf(bytes: Uint8Array): FontFile {
  return {
    size: bytes.length,
    read: (at, length) =>
      at < 0 || length < 0 || at + length > bytes.length ? null : bytes.subarray(at, at + length),
  };
}

/**
 * Reads the fonts of a TrueType or OpenType file or collection (OpenType 1.9), without reading all of it. What it says
 * is held to the file's size at each step; a font that is none is left out. Never throws.
 */
export function readFaces(file: FontFile): readonly FontFace[] {
  return offsetsOf(file).flatMap((at) => {
    const tables = tablesOf(file, at);
    const face = tables === null ? null : readFace(file, tables);
    return face === null ? [] : [face];
  });
}

function offsetsOf(file: FontFile): readonly number[] {
  const head = viewOf(file.read(0, 12));
  if (head?.getUint32(0) !== COLLECTION) return [0];
  const count = Math.min(MOST_FACES, head.getUint32(8));
  const list = viewOf(file.read(12, count * 4));
  return list === null ? [] : Array.from({ length: count }, (_, index) => list.getUint32(index * 4));
}

function tablesOf(file: FontFile, at: number): Tables | null {
  const head = viewOf(file.read(at, 12));
  if (head === null || !VERSIONS.has(head.getUint32(0))) return null;
  const count = Math.min(MOST_TABLES, head.getUint16(4));
  const list = viewOf(file.read(at + 12, count * 16));
  if (list === null) return null;
  const tables = new Map<string, Table>();
  for (let record = 0; record < count * 16; record += 16) {
    const tag = String.fromCodePoint(...[0, 1, 2, 3].map((letter) => list.getUint8(record + letter)));
    const table = { at: list.getUint32(record + 8), length: list.getUint32(record + 12) };
    if (table.at + table.length <= file.size) tables.set(tag, table);
  }
  return tables;
}

function readFace(file: FontFile, tables: Tables): FontFace | null {
  const [head, hhea, maxp] = [
    viewAt(file, tables, 'head', 54),
    viewAt(file, tables, 'hhea', 36),
    viewAt(file, tables, 'maxp', 6),
  ];
  if (head === null || hhea === null || maxp === null) return null;
  const unitsPerEm = head.getUint16(18);
  const [widths, glyphs] = [hhea.getUint16(34), maxp.getUint16(4)];
  if (unitsPerEm < 16 || unitsPerEm > 16_384 || widths < 1) return null;
  const signs = signsOf(file, tables);
  if (signs === null) return null;
  // Read when they are asked for first: most fonts are not.
  const advances = once(() => viewAt(file, tables, 'hmtx', widths * 4));
  const isLong = head.getInt16(50) !== 0;
  const places = once(() => viewAt(file, tables, 'loca', (glyphs + 1) * (isLong ? 4 : 2)));
  return {
    glyph: (code) => {
      const glyph = signs(code);
      return glyph < glyphs ? glyph : 0;
    },
    width: (glyph) => {
      const units = advances()?.getUint16(Math.min(glyph, widths - 1) * 4) ?? 0;
      return Math.min(WIDEST_EM, units / unitsPerEm);
    },
    outlined: (glyph) => {
      if (tables.has('CFF ')) return glyph < glyphs;
      const view = tables.has('glyf') ? places() : null;
      if (view === null || glyph >= glyphs) return false;
      return isLong
        ? view.getUint32(glyph * 4 + 4) > view.getUint32(glyph * 4)
        : view.getUint16(glyph * 2 + 2) > view.getUint16(glyph * 2);
    },
    style: () => styleOf(file, tables),
    alone: (some) => aloneOf(file, tables, some),
  };
}

function styleOf(file: FontFile, tables: Tables): FontStyle {
  const name = nameOf(file, tables);
  const view = viewAt(file, tables, 'OS/2', 82);
  if (view === null) return { name, weight: USUAL_WEIGHT, leaning: false, plain: false, codePages: 0 };
  const serifs = view.getUint8(33);
  return {
    name,
    weight: view.getUint16(4),
    leaning: (view.getUint16(62) & 1) !== 0,
    // PANOSE: a Latin text face whose letters have no feet.
    plain: view.getUint8(32) === 2 && serifs >= 11 && serifs <= 15,
    codePages: view.getUint16(0) >= 1 ? view.getUint32(78) : 0,
  };
}

function nameOf(file: FontFile, tables: Tables): string {
  const table = tables.get('name');
  const head = viewAt(file, tables, 'name', 6);
  if (table === undefined || head === null) return '';
  const count = Math.min(MOST_NAMES, head.getUint16(2));
  const records = viewAt(file, tables, 'name', 6 + count * 12);
  if (records === null) return '';
  for (let index = 0; index < count; index += 1) {
    const at = 6 + index * 12;
    if (records.getUint16(at + 6) !== POSTSCRIPT_NAME) continue;
    const length = Math.min(LONGEST_NAME, records.getUint16(at + 8));
    const bytes = file.read(table.at + head.getUint16(4) + records.getUint16(at + 10), length);
    // Of either kind, one byte a letter or two, nothing but ASCII may be in it.
    return Buffer.from(bytes ?? [])
      .toString('latin1')
      .replaceAll(/[^!-~]/gu, '');
  }
  return '';
}

/** Which glyph a sign has, by the best of its tables: format 12 for all of Unicode, format 4 for the basic plane. */
function signsOf(file: FontFile, tables: Tables): ((code: number) => number) | null {
  const table = tables.get('cmap');
  if (table === undefined || table.length > MOST_TABLE_BYTES) return null;
  const view = viewOf(file.read(table.at, table.length));
  if (view === null || view.byteLength < 4) return null;
  let basic: number | null = null;
  for (let index = 0; index < Math.min(MOST_SUBTABLES, view.getUint16(2)); index += 1) {
    const record = 4 + index * 8;
    if (record + 8 > view.byteLength) break;
    const [platform, encoding, at] = [
      view.getUint16(record),
      view.getUint16(record + 2),
      view.getUint32(record + 4),
    ];
    const isUnicode = platform === 0 || (platform === 3 && (encoding === 1 || encoding === 10));
    if (!isUnicode || at + 16 > view.byteLength) continue;
    const format = view.getUint16(at);
    if (format === 12) return groupsOf(view, at);
    if (format === 4) basic ??= at;
  }
  return basic === null ? null : segmentsOf(view, basic);
}

function groupsOf(view: DataView, at: number): (code: number) => number {
  const count = Math.min(view.getUint32(at + 12), Math.floor((view.byteLength - at - 16) / 12));
  return (code) => {
    let [low, high] = [0, count - 1];
    while (low <= high) {
      const middle = (low + high) >> 1;
      const group = at + 16 + middle * 12;
      const first = view.getUint32(group);
      if (code < first) high = middle - 1;
      else if (code > view.getUint32(group + 4)) low = middle + 1;
      else return view.getUint32(group + 8) + code - first;
    }
    return 0;
  };
}

function segmentsOf(view: DataView, at: number): (code: number) => number {
  const count = Math.min(view.getUint16(at + 6) >> 1, Math.floor((view.byteLength - at - 16) / 8));
  const [ends, starts] = [at + 14, at + 16 + count * 2];
  return (code) => {
    if (code >= 0xffff) return 0;
    let [low, high] = [0, count - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (view.getUint16(ends + middle * 2) < code) low = middle + 1;
      else high = middle;
    }
    if (count === 0 || view.getUint16(ends + low * 2) < code) return 0;
    const first = view.getUint16(starts + low * 2);
    if (code < first) return 0;
    const delta = view.getUint16(starts + (count + low) * 2);
    const rangeAt = starts + (2 * count + low) * 2;
    const range = view.getUint16(rangeAt);
    if (range === 0) return (code + delta) & 0xffff;
    const glyphAt = rangeAt + range + (code - first) * 2;
    const glyph = glyphAt + 2 <= view.byteLength ? view.getUint16(glyphAt) : 0;
    return glyph === 0 ? 0 : (glyph + delta) & 0xffff;
  };
}

/** The tables of one font, one after the other, under a directory of their own (OpenType 1.9, `otff`). */
function aloneOf(file: FontFile, tables: Tables, some: readonly string[]): Uint8Array<ArrayBuffer> | null {
  const parts: { readonly tag: string; readonly bytes: Uint8Array }[] = [];
  let size = 0;
  for (const tag of some.toSorted()) {
    const table = tables.get(tag);
    if (table === undefined) continue;
    size += table.length;
    const bytes = size > MOST_FACE_BYTES ? null : file.read(table.at, table.length);
    if (bytes === null) return null;
    parts.push({ tag, bytes });
  }
  const start = 12 + parts.length * 16;
  const out = new Uint8Array(parts.reduce((sum, { bytes }) => sum + padded(bytes.length), start));
  const view = new DataView(out.buffer);
  view.setUint32(0, tables.has('CFF ') ? 0x4f54544f : 0x00010000);
  view.setUint16(4, parts.length);
  let at = start;
  for (const [index, { tag, bytes }] of parts.entries()) {
    const record = 12 + index * 16;
    for (let letter = 0; letter < 4; letter += 1) out[record + letter] = tag.codePointAt(letter) ?? 0;
    view.setUint32(record + 8, at);
    view.setUint32(record + 12, bytes.length);
    out.set(bytes, at);
    at += padded(bytes.length);
  }
  return out;
}

function padded(length: number): number {
  return (length + 3) & ~3;
}

/** The first bytes of a table; null where it is shorter, or longer than anything that is read of one. */
function viewAt(file: FontFile, tables: Tables, tag: string, length: number): DataView | null {
  const table = tables.get(tag);
  if (table === undefined || table.length < length || length > MOST_TABLE_BYTES) return null;
  return viewOf(file.read(table.at, length));
}

function viewOf(bytes: Uint8Array | null): DataView | null {
  return bytes === null ? null : new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | null = null;
  return () => (made ??= { value: make() }).value;
}
