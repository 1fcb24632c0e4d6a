/**
 * The bytes of a pack: a header, a table of sections, the sections. Sections begin at multiples of four, so that
 * the device lays views over them and builds nothing. Numbers are little-endian, as on every device that there is.
 */

/** What stands in a pack, in this order. Tables twice: of patterns that are whole words, and of all others. */
export const SECTIONS = Object.freeze([
  /** JSON, plain ASCII: `{"version": …}` */
  'about',
  /** Uint16 for each UTF-16 unit: its column in the tables, or its class; see match.ts. */
  'columns',
  'wordCells',
  'wordFail',
  'wordOut',
  'wordEntries',
  'partCells',
  'partFail',
  'partOut',
  'partEntries',
  /** Four numbers for each pattern: symbols, words, where its anchors stand in `anchorsOf`, how many. */
  'patterns',
  'anchorsOf',
  /** Two numbers for each anchor: first owner, number of owners. */
  'anchors',
  /** Two numbers for each owner: term, wording. */
  'owners',
  /** Three numbers for each term: bits of sources and switches, start and length of its record. */
  'terms',
  /** Records, JSON in plain ASCII, each read when it is first needed. */
  'records',
  /** Two numbers for each set of phrases: start and length in `records`. */
  'sets',
  /** Words that may be disguised; see reveal.ts. */
  'hidden',
  /** Other ways to spell words of wordings; see respell.ts. */
  'spellings',
  /** Sealed lists, JSON in plain ASCII: who they are; see sealed.ts. */
  'sealedLists',
  /** Their phrases, as hashes. */
  'sealedPhrases',
] as const);

export type SectionName = (typeof SECTIONS)[number];

export type Sections = { readonly [name in SectionName]: Uint8Array };

export type PackRefusal = 'not-a-pack' | 'unsupported-version' | 'damaged';

export type ReadSections =
  | { readonly ok: true; readonly sections: Sections }
  | { readonly ok: false; readonly code: PackRefusal; readonly message: string };

const MAGIC = [0x4c, 0x57, 0x50, 0x4b]; // LWPK
/** Grows with every change of what the bytes mean: the sections, the folding, the records. */
export const FORMAT = 7;
const HEADER = 16 + SECTIONS.length * 8;

/** An owner of a pattern that is all of its wording: nothing is left to verify. */
export const WHOLE_WORDING = -1;

/** In the bits of a term, above those of its sources: it looks through disguises. */
export const UNMASK_BIT = 1 << 16;

export function writeSections(sections: Sections): Uint8Array {
  let length = HEADER;
  for (const name of SECTIONS) length += padded(sections[name].length);
  const bytes = new Uint8Array(length);
  const view = new DataView(bytes.buffer);
  bytes.set(MAGIC);
  view.setUint16(4, FORMAT, true);
  view.setUint32(8, length, true);
  let at = HEADER;
  for (const [place, name] of SECTIONS.entries()) {
    const section = sections[name];
    view.setUint32(16 + place * 8, at, true);
    view.setUint32(20 + place * 8, section.length, true);
    bytes.set(section, at);
    at += padded(section.length);
  }
  view.setUint32(12, checksum(bytes), true);
  return bytes;
}

/** Finds the sections in any bytes; it answers and does not throw. */
export function readSections(bytes: Uint8Array): ReadSections {
  if (bytes.length < 8 || MAGIC.some((byte, place) => bytes[place] !== byte)) {
    return { ok: false, code: 'not-a-pack', message: 'These bytes do not begin as a pack of terms does.' };
  }
  const format = (bytes[4] ?? 0) | ((bytes[5] ?? 0) << 8);
  if (format !== FORMAT) {
    const message = `The pack has format ${format}; this engine reads format ${FORMAT}. Fetch the pack anew.`;
    return { ok: false, code: 'unsupported-version', message };
  }
  // Views of four bytes want an address that four divides.
  const whole = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
  const view = new DataView(whole.buffer, whole.byteOffset, whole.byteLength);
  if (whole.length < HEADER || whole.length % 4 !== 0 || view.getUint32(8, true) !== whole.length)
    return damaged('its length is not the one that it states');
  if (view.getUint32(12, true) !== checksum(whole)) return damaged('its checksum does not fit');
  const sections = new Map<SectionName, Uint8Array>();
  for (const [place, name] of SECTIONS.entries()) {
    const at = view.getUint32(16 + place * 8, true);
    const length = view.getUint32(20 + place * 8, true);
    if (at % 4 !== 0 || at < HEADER || at + length > whole.length)
      return damaged('a section lies outside of it');
    sections.set(name, whole.subarray(at, at + length));
  }
  const section = (name: SectionName): Uint8Array => sections.get(name) ?? new Uint8Array();
  return {
    ok: true,
    sections: {
      about: section('about'),
      columns: section('columns'),
      wordCells: section('wordCells'),
      wordFail: section('wordFail'),
      wordOut: section('wordOut'),
      wordEntries: section('wordEntries'),
      partCells: section('partCells'),
      partFail: section('partFail'),
      partOut: section('partOut'),
      partEntries: section('partEntries'),
      patterns: section('patterns'),
      anchorsOf: section('anchorsOf'),
      anchors: section('anchors'),
      owners: section('owners'),
      terms: section('terms'),
      records: section('records'),
      sets: section('sets'),
      hidden: section('hidden'),
      spellings: section('spellings'),
      sealedLists: section('sealedLists'),
      sealedPhrases: section('sealedPhrases'),
    },
  };
}

export function damaged(why: string): { ok: false; code: 'damaged'; message: string } {
  return { ok: false, code: 'damaged', message: `The pack is damaged: ${why}.` };
}

/** The bytes of numbers, for a section. */
export function bytesOf(numbers: Int32Array | Uint16Array): Uint8Array {
  return new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
}

export function int32Of(bytes: Uint8Array): Int32Array {
  return new Int32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength >> 2);
}

export function uint16Of(bytes: Uint8Array): Uint16Array {
  return new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.byteLength >> 1);
}

/** JSON in which every character is one byte, so that the device needs no decoder. */
export function asciiJson(value: unknown): string {
  return JSON.stringify(value).replace(/[^\x20-\x7e]/gu, escapeCharacter);
}

export function bytesOfAscii(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i += 1) bytes[i] = text.charCodeAt(i);
  return bytes;
}

export function asciiOf(bytes: Uint8Array): string {
  let text = '';
  // Applied, not spread: going through bytes one by one makes an object of each.
  for (let i = 0; i < bytes.length; i += 8192)
    text += Reflect.apply(String.fromCharCode, null, bytes.subarray(i, i + 8192));
  return text;
}

function escapeCharacter(char: string): string {
  let out = '';
  for (let i = 0; i < char.length; i += 1) out += `\\u${char.charCodeAt(i).toString(16).padStart(4, '0')}`;
  return out;
}

function padded(length: number): number {
  return (length + 3) & ~3;
}

/**
 * FNV-1a over the words of the header, its own place left out. It tells a pack from something else; that the rest
 * is what the server compiled is told by the SHA-256 by which the device asked for it, and reading all of it once
 * more would cost more than loading it.
 */
function checksum(bytes: Uint8Array): number {
  const words = int32Of(bytes.subarray(0, HEADER));
  let hash = 0x811c9dc5;
  for (const [place, word] of words.entries()) if (place !== 3) hash = Math.imul(hash ^ word, 0x01000193);
  return hash >>> 0;
}
