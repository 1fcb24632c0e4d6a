/** How wide a font draws what is written, without shaping: enough for lines that must not run out of their column. */
export interface Font {
  /** Width of a text that is drawn one em high, in ems. */
  width(text: string): number;
}

const HEAD = 0x68656164;
const HHEA = 0x68686561;
const HMTX = 0x686d7478;
const CMAP = 0x636d6170;
const BASIC_PLANE = 0x10000;
/** Of signs that the font has not: the box that stands for them. */
const UNKNOWN_EM = 0.7;
const WIDE_EM = 1.25;
/** Signs that join to others or steer them take no room. */
const WITHOUT_WIDTH = /[\p{M}\p{Cf}]/u;

/** Reads the widths of a TrueType font (OpenType 1.9: `cmap` format 4, `hmtx`). Throws for what is none. */
export function readFont(bytes: Uint8Array): Font {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const tables = new Map<number, number>();
  for (let index = 0; index < view.getUint16(4); index += 1)
    tables.set(view.getUint32(12 + index * 16), view.getUint32(12 + index * 16 + 8));
  const at = (tag: number): number => {
    const offset = tables.get(tag);
    if (offset === undefined) throw new Error('The font lacks a table that says how wide it is.');
    return offset;
  };
  const unitsPerEm = view.getUint16(at(HEAD) + 18);
  const widths = view.getUint16(at(HHEA) + 34);
  const advances = new Uint16Array(BASIC_PLANE);
  for (const [code, glyph] of glyphsOf(view, at(CMAP)))
    advances[code] = view.getUint16(at(HMTX) + Math.min(glyph, widths - 1) * 4);
  return {
    width(text) {
      let units = 0;
      for (const letter of text) {
        const code = letter.codePointAt(0) ?? 0;
        const known = code < BASIC_PLANE ? (advances[code] ?? 0) : 0;
        if (WITHOUT_WIDTH.test(letter)) continue;
        units += known !== 0 ? known : (code < BASIC_PLANE ? UNKNOWN_EM : WIDE_EM) * unitsPerEm;
      }
      return units / unitsPerEm;
    },
  };
}

function* glyphsOf(view: DataView, cmap: number): Generator<readonly [code: number, glyph: number]> {
  const table = basicTable(view, cmap);
  const segments = view.getUint16(table + 6) / 2;
  const ends = table + 14;
  const starts = ends + segments * 2 + 2;
  for (let index = 0; index < segments; index += 1) {
    const [end, start] = [view.getUint16(ends + index * 2), view.getUint16(starts + index * 2)];
    const delta = view.getUint16(starts + (segments + index) * 2);
    const rangeAt = starts + (2 * segments + index) * 2;
    const range = view.getUint16(rangeAt);
    for (let code = start; code <= end && code < 0xffff; code += 1) {
      const glyph = range === 0 ? code : view.getUint16(rangeAt + range + (code - start) * 2);
      if (glyph !== 0) yield [code, (glyph + delta) & 0xffff];
    }
  }
}

/** The table of the basic plane: platform 3, encoding 1, format 4. */
function basicTable(view: DataView, cmap: number): number {
  for (let index = 0; index < view.getUint16(cmap + 2); index += 1) {
    const record = cmap + 4 + index * 8;
    const table = cmap + view.getUint32(record + 4);
    if (view.getUint16(record) === 3 && view.getUint16(record + 2) === 1 && view.getUint16(table) === 4)
      return table;
  }
  throw new Error('The font does not say which sign is which.');
}
