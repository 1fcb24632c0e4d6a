import { SANS } from './fonts.ts';

export interface TextStyle {
  readonly size: number;
  readonly font?: string;
  readonly bold?: boolean;
  readonly fill?: string;
}

/** Characters that a text file may hold and XML may not. */
// oxlint-disable-next-line no-control-regex
const NOT_XML = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu;

export function escapeXml(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(NOT_XML, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** One line of text; `x` and `y` are where its base line begins. */
export function line(x: number, y: number, text: string, style: TextStyle): string {
  const { size, font = SANS, bold = false, fill = '#1f2933' } = style;
  return `<text x="${x}" y="${y}" font-family="${font}" font-size="${size}" fill="${fill}" xml:space="preserve"${bold ? ' font-weight="bold"' : ''}>${escapeXml(text)}</text>`;
}

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly fill: string;
  readonly radius?: number;
  readonly stroke?: string;
}

export function box({ x, y, width, height, fill, radius = 0, stroke }: Box): string {
  return `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="${radius}" fill="${fill}"${stroke === undefined ? '' : ` stroke="${stroke}"`}/>`;
}

/** Breaks a text into lines at spaces; a word longer than a line is broken anywhere. */
export function wrap(text: string, characters: number): string[] {
  const lines: string[] = [];
  let current = '';
  for (const word of text.split(' ')) {
    let rest = word;
    if (current !== '' && current.length + 1 + rest.length > characters) {
      lines.push(current);
      current = '';
    }
    while (rest.length > characters) {
      lines.push(rest.slice(0, characters));
      rest = rest.slice(characters);
    }
    current = current === '' ? rest : `${current} ${rest}`;
  }
  if (current !== '' || lines.length === 0) lines.push(current);
  return lines;
}

/** Lines one under the other. @returns the drawing and where the next base line would be */
export function paragraph(
  x: number,
  y: number,
  text: string,
  style: TextStyle & { readonly characters: number; readonly leading?: number },
): { readonly drawn: string; readonly next: number } {
  const step = style.size * (style.leading ?? 1.5);
  const lines = wrap(text, style.characters);
  return {
    drawn: lines.map((words, place) => line(x, y + place * step, words, style)).join(''),
    next: y + lines.length * step,
  };
}

/** Paragraphs under one another, each with room after it. */
export function paragraphs(
  x: number,
  y: number,
  texts: readonly string[],
  style: TextStyle & { readonly characters: number; readonly leading?: number; readonly gap?: number },
): { readonly drawn: string; readonly next: number } {
  let next = y;
  const drawn = texts.map((text) => {
    const one = paragraph(x, next, text, style);
    next = one.next + (style.gap ?? style.size * 0.6);
    return one.drawn;
  });
  return { drawn: drawn.join(''), next };
}
