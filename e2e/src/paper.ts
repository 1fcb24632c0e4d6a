import { inflateSync } from 'node:zlib';

/** The words of a PDF that Lapwing made, page by page, as a reader that copies them gets them. */
export function wordsOfPdf(bytes: Buffer): string[] {
  const raw = bytes.toString('latin1');
  if (!raw.startsWith('%PDF-1.7') || !raw.includes('/StructTreeRoot')) throw new Error('no tagged PDF');
  const object = (id: string): string => {
    const from = raw.indexOf(`\n${id} 0 obj\n`);
    return raw.slice(from, raw.indexOf('\nendobj', from));
  };
  const stream = (id: string): string => {
    const whole = object(id);
    const packed = whole.slice(whole.indexOf('stream\n') + 7, whole.lastIndexOf('\nendstream'));
    return inflateSync(Buffer.from(packed, 'latin1')).toString('latin1');
  };
  const find = (text: string, key: string): string =>
    new RegExp(String.raw`/${key} (\d+) 0 R`).exec(text)?.[1] ?? '';
  const pages = [...raw.matchAll(/\n(\d+) 0 obj\n<<\n\/Type \/Page\n/g)].map(([, id = '']) => object(id));
  return pages.map((page) => {
    const resources = object(find(page, 'Resources'));
    const fonts = new Map(
      [...resources.matchAll(/\/(F\d+) (\d+) 0 R/g)].map(([, name = '', id = '']) => [
        name,
        lettersOf(stream(find(object(id), 'ToUnicode'))),
      ]),
    );
    let letters: ReadonlyMap<string, string> | undefined;
    let words = '';
    for (const [, font, shown] of stream(find(page, 'Contents')).matchAll(
      /\/(F\d+) [\d.]+ Tf|\[([^\]]*)\] TJ/g,
    )) {
      if (font !== undefined) letters = fonts.get(font);
      else {
        const codes = [...(shown ?? '').matchAll(/<([0-9a-f]*)>/g)].map(([, code]) => code ?? '').join('');
        words += `${(codes.match(/.{4}/g) ?? []).map((code) => letters?.get(code) ?? '').join('')} `;
      }
    }
    return words.replaceAll(/\s+/g, ' ');
  });
}

/** Which letters each glyph of a font stands for, by its code of four digits. */
function lettersOf(map: string): ReadonlyMap<string, string> {
  const letters = new Map<string, string>();
  for (const [, first = '0', list = ''] of map.matchAll(/<([0-9a-f]+)> <[0-9a-f]+> \[([^\]]*)\]/g)) {
    for (const [place, [, units = '']] of [...list.matchAll(/<([^>]*)>/g)].entries()) {
      const code = (Number.parseInt(first, 16) + place).toString(16).padStart(4, '0');
      const text =
        units === '' ? '' : String.fromCharCode(...units.split(' ').map((unit) => Number.parseInt(unit, 16)));
      letters.set(code, text);
    }
  }
  return letters;
}
