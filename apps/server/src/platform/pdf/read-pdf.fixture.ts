import { inflateSync } from 'node:zlib';

/** What a reader makes of a document: enough of ISO 32000 to read back what Lapwing writes, and strict about it. */
export interface ReadPdf {
  readonly pages: ReadonlyArray<{
    /** Everything that is shown, one show operator a line, as it is read (ActualText where there is one). */
    readonly text: string;
    /** Only what is content: without page numbers, repeated heads and rules. */
    readonly content: string;
  }>;
  readonly title: string;
  /** `H1`, `TH`, ... with how often each occurs in the structure tree. */
  readonly roles: ReadonlyMap<string, number>;
  readonly alternatives: readonly string[];
  /** Number of images that are drawn. */
  readonly images: number;
  /** The bytes of every stream, unpacked. */
  readonly everything: string;
}

interface Object_ {
  readonly dictionary: string;
  readonly stream: Buffer | null;
}

/** Throws on anything that is not as the standard wants it. */
export function readPdf(bytes: Uint8Array): ReadPdf {
  const raw = Buffer.from(bytes);
  const whole = raw.toString('latin1');
  if (!whole.startsWith('%PDF-1.7')) throw new Error('no header');
  const start = Number(/startxref\n(\d+)\n%%EOF\n?$/.exec(whole)?.[1]);
  if (whole.slice(start, start + 4) !== 'xref') throw new Error('no cross-reference table');
  const table = /^xref\n0 (\d+)\n((?:\d{10} \d{5} [nf] \n)+)trailer\n([^]*?)\nstartxref/.exec(
    whole.slice(start),
  );
  if (table === null) throw new Error('a cross-reference table that cannot be read');
  const objects = new Map<number, Object_>();
  for (const [id, line] of (table[2] ?? '').trimEnd().split('\n').entries()) {
    if (id === 0) continue;
    objects.set(id, objectAt(raw, whole, Number(line.slice(0, 10)), id));
  }
  if (objects.size !== Number(table[1]) - 1) throw new Error('objects are missing');
  const get = (id: number): Object_ => {
    const found = objects.get(id);
    if (found === undefined) throw new Error(`no object ${id}`);
    return found;
  };
  const trailer = table[3] ?? '';
  const catalogue = get(reference(trailer, 'Root')).dictionary;
  for (const needed of ['/StructTreeRoot', '/MarkInfo', '/Lang (en-GB)', '/ViewerPreferences']) {
    if (!catalogue.includes(needed)) throw new Error(`the catalogue has no ${needed}`);
  }
  if (!get(reference(catalogue, 'Metadata')).stream?.includes('pdfuaid:part>1<'))
    throw new Error('not PDF/UA');
  const info = get(reference(trailer, 'Info')).dictionary;
  const kids = /\/Kids \[([^\]]*)\]/.exec(get(reference(catalogue, 'Pages')).dictionary)?.[1] ?? '';
  const pages = Array.from(kids.matchAll(/(\d+) 0 R/g), (kid) =>
    readPage(get(Number(kid[1])).dictionary, get),
  );
  const roles = new Map<string, number>();
  const alternatives: string[] = [];
  for (const { dictionary } of objects.values()) {
    const role = /^<<\n\/S \/([A-Z][A-Za-z0-9]*)\n/.exec(dictionary)?.[1];
    if (role === undefined || !dictionary.includes('/P ')) continue;
    roles.set(role, (roles.get(role) ?? 0) + 1);
    const alternative = /\/Alt (\((?:\\[^]|[^\\)])*\))/.exec(dictionary)?.[1];
    if (alternative !== undefined) alternatives.push(literal(alternative));
  }
  return {
    pages,
    title: literal(get(reference(info, 'Title')).dictionary.trim()),
    roles,
    alternatives,
    images: pages.reduce((sum, page) => sum + page.images, 0),
    everything: [...objects.values()].map((object) => object.stream?.toString('latin1') ?? '').join('\n'),
  };
}

function objectAt(raw: Buffer, whole: string, offset: number, id: number): Object_ {
  const opening = `${id} 0 obj\n`;
  if (!whole.startsWith(opening, offset)) throw new Error(`object ${id} is not where the table says`);
  const from = offset + opening.length;
  const length = /^<<[^]*?\/Length (\d+)/.exec(whole.slice(from, whole.indexOf('\nendobj', from)))?.[1];
  const streamAt = whole.indexOf('>>\nstream\n', from);
  const end = whole.indexOf('\nendobj', from);
  if (length === undefined || streamAt < 0 || streamAt > end) {
    return { dictionary: whole.slice(from, end), stream: null };
  }
  const dictionary = whole.slice(from, streamAt + 2);
  const at = streamAt + '>>\nstream\n'.length;
  const packed = raw.subarray(at, at + Number(length));
  if (!whole.startsWith('\nendstream\nendobj', at + Number(length)))
    throw new Error(`stream ${id} is too long`);
  return { dictionary, stream: dictionary.includes('/FlateDecode') ? inflateSync(packed) : packed };
}

function reference(dictionary: string, key: string): number {
  const found = new RegExp(String.raw`/${key} (\d+) 0 R`).exec(dictionary)?.[1];
  if (found === undefined) throw new Error(`no ${key}`);
  return Number(found);
}

/** A string of PDF with its brackets: in UTF-16 when it begins with the mark of that. */
function literal(text: string): string {
  const named: Record<string, string> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };
  const inner = text
    .slice(1, -1)
    .replaceAll(/\\(\d{3}|[^])/g, (_whole, escaped: string) =>
      /^\d{3}$/.test(escaped)
        ? String.fromCharCode(Number.parseInt(escaped, 8))
        : (named[escaped] ?? escaped),
    );
  if (!inner.startsWith('\u00FE\u00FF')) return inner;
  return Buffer.from(inner.slice(2), 'latin1').swap16().toString('utf16le');
}

const TOKEN =
  /\/([A-Za-z0-9]+) [\d.]+ Tf|\[((?:<[0-9a-f]*>|[-\d. \n])*)\] TJ|\/([A-Za-z0-9]+) (?:BMC|<<((?:\((?:\\[^]|[^\\)])*\)|(?!>>)[^])*)>> BDC)|\bEMC\b|\/I\d+ Do/g;

function readPage(
  page: string,
  get: (id: number) => Object_,
): { text: string; content: string; images: number } {
  const resources = get(reference(page, 'Resources')).dictionary;
  const fonts = new Map<string, Map<number, string>>();
  for (const [, name = '', id] of /\/Font <<([^>]*)>>/
    .exec(resources)?.[1]
    ?.matchAll(/\/(F\d+) (\d+) 0 R/g) ?? []) {
    fonts.set(name, unicodeOf(get(reference(get(Number(id)).dictionary, 'ToUnicode')).stream));
  }
  const drawing = get(reference(page, 'Contents')).stream?.toString('latin1') ?? '';
  const marks: Array<{ tag: string; actual: string | null }> = [];
  const shown: Array<{ text: string; artifact: boolean }> = [];
  let font: Map<number, string> | undefined;
  let images = 0;
  for (const token of drawing.matchAll(TOKEN)) {
    const [all, fontName, glyphs, tag, properties] = token;
    const artifact = marks.some((mark) => mark.tag === 'Artifact');
    if (fontName !== undefined) font = fonts.get(fontName);
    else if (tag !== undefined) {
      const actual = /\/ActualText (\((?:\\[^]|[^\\)])*\))/.exec(properties ?? '')?.[1];
      marks.push({ tag, actual: actual === undefined ? null : literal(actual) });
      if (actual !== undefined) shown.push({ text: literal(actual), artifact });
    } else if (all === 'EMC') {
      if (marks.pop() === undefined) throw new Error('a mark ends that never began');
    } else {
      if (marks.length === 0) throw new Error('something is drawn that is neither content nor decoration');
      if (all.endsWith(' Do')) images += 1;
      if (glyphs === undefined || marks.some((mark) => mark.actual !== null)) continue;
      const codes = Array.from(glyphs.matchAll(/<([0-9a-f]*)>/g), (part) => part[1] ?? '').join('');
      const text = Array.from(codes.matchAll(/.{4}/g), ([code]) => {
        const letter = font?.get(Number.parseInt(code, 16));
        if (letter === undefined) throw new Error(`glyph ${code} stands for nothing`);
        return letter;
      });
      shown.push({ text: text.join(''), artifact });
    }
  }
  if (marks.length > 0) throw new Error('a mark does not end');
  return {
    text: shown.map((one) => one.text).join('\n'),
    content: shown
      .filter((one) => !one.artifact)
      .map((one) => one.text)
      .join('\n'),
    images,
  };
}

function unicodeOf(map: Buffer | null): Map<number, string> {
  const letters = new Map<number, string>();
  for (const [, first = '', , list = ''] of (map?.toString('latin1') ?? '').matchAll(
    /<([0-9a-f]+)> <([0-9a-f]+)> \[([^\]]*)\]/g,
  )) {
    for (const [index, [, codes = '']] of [...list.matchAll(/<([^>]*)>/g)].entries()) {
      const units = codes.split(' ').map((unit) => Number.parseInt(unit, 16));
      letters.set(Number.parseInt(first, 16) + index, String.fromCharCode(...units));
    }
  }
  return letters;
}
