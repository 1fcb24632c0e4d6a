import Pdf from 'pdfkit';
import { breakLines, type Line } from './lines.ts';
import { drawLine, INK } from './draw.ts';
import type { Fonts } from './fonts.ts';
import type { Element, Press } from './press.ts';
import { tableOn, type TableColumn } from './table.ts';
import { bold, type Words } from './words.ts';

/** A picture as the file holds it; JPEG and PNG can be embedded. */
export interface Picture {
  readonly bytes: Uint8Array;
  readonly width: number;
  readonly height: number;
}

export interface PaperOptions {
  /** Shown as the window's title too. */
  readonly title: string;
  readonly madeAt: Date;
  /** At the top of each page: left, and a picture at the right. */
  readonly header: Words;
  readonly logo: Picture | null;
  /** At the bottom of each page, beside the page's number: who made it and how to handle it. */
  readonly footer: Words;
}

/**
 * A document that is written from top to bottom on A4, tagged for screen readers (PDF/UA-1). Any text can be given:
 * what cannot be drawn is written as its number, and no text can reorder what stands around it.
 */
export interface Paper {
  heading(level: 1 | 2 | 3, words: Words): void;
  paragraph(words: Words): void;
  /** In small letters. */
  remark(words: Words): void;
  /** Names and what they are. */
  facts(rows: ReadonlyArray<readonly [name: string, words: Words]>): void;
  /** Its head is repeated on each page that it goes on to. */
  table(columns: readonly TableColumn[], rows: ReadonlyArray<readonly Words[]>): void;
  list(items: readonly Words[]): void;
  /** A picture as wide as the page at most, and what it shows for those who do not see it. */
  picture(picture: Picture, alt: string): void;
  /** Once, at the end. */
  finish(): Promise<Uint8Array>;
}

/** More pages are read by nobody, and a document must not fill the memory of the server. */
export const MOST_PAGES = 150;

const PAGE = Object.freeze({ width: 595.28, height: 841.89 });
const LEFT = 54;
const RIGHT = PAGE.width - 54;
const TOP = 84;
const BOTTOM = PAGE.height - 70;
const BODY = 10;
const SMALL = 8.5;
const HEADINGS = Object.freeze({ 1: 19, 2: 13, 3: 10.5 });
const LINE = 1.42;
const MUTED = '#4b5563';
const RULE = '#cbd5e1';
const TALLEST_PICTURE = 420;
const LOGO = Object.freeze({ width: 120, height: 30 });

/** The types of pdfkit know neither the standard nor these attributes of an element. */
const PDF_UA: object = Object.freeze({ subset: 'PDF/UA' });
export function createPaper(fonts: Fonts, options: PaperOptions): Paper {
  const document = new Pdf({
    size: 'A4',
    margin: 0,
    autoFirstPage: false,
    bufferPages: true,
    font: '',
    pdfVersion: '1.7',
    tagged: true,
    lang: 'en-GB',
    displayTitle: true,
    ...PDF_UA,
    info: {
      Title: plainTitle(options.title),
      Creator: 'Lapwing',
      Producer: 'Lapwing',
      CreationDate: options.madeAt,
    },
  });
  const root = document.struct('Document');
  document.addStructure(root);
  let y = TOP;
  let pages = 0;
  let full = false;
  let ink = INK;

  function nextPage(): boolean {
    if (pages >= MOST_PAGES) full = true;
    if (full) return false;
    document.addPage({ size: 'A4', margin: 0 });
    pages += 1;
    y = TOP;
    // Each page begins with black.
    document.fillColor(ink);
    return true;
  }
  const press: Press = {
    left: LEFT,
    right: RIGHT,
    y: () => y,
    down(distance) {
      y += distance;
    },
    fits: (height) => y + height <= BOTTOM,
    nextPage,
    full: () => full,
    height: (size) => size * LINE,
    lines: (words, width, size, face) => (full ? [] : breakLines(words, width / size, fonts, face)),
    element(tag, parent, elementOptions) {
      const element = document.struct(tag, elementOptions);
      (parent ?? root).add(element);
      return element;
    },
    within(element, tag, draw) {
      const content = document.markStructureContent(tag);
      draw();
      document.endMarkedContent();
      element.add(content);
    },
    decorate(draw) {
      document.markContent('Artifact', { type: 'Layout' });
      draw();
      document.endMarkedContent();
    },
    draw: (line, x, top, width, size) =>
      drawLine(document, line, { x, top, width, size, height: size * LINE }),
    rule(at) {
      document.moveTo(LEFT, at).lineTo(RIGHT, at).lineWidth(0.5).stroke(RULE);
    },
  };

  /** Lines of one element that may go on over pages. */
  function block(
    tag: string,
    parent: Element | null,
    lines: readonly Line[],
    look: { size: number; indent?: number },
  ): void {
    const element = press.element(tag, parent);
    const height = press.height(look.size);
    const x = LEFT + (look.indent ?? 0);
    let next = 0;
    while (next < lines.length && !full) {
      if (!press.fits(height) && !nextPage()) break;
      const first = next;
      while (next < lines.length && press.fits(height * (next - first + 1))) next += 1;
      const top = y;
      press.within(element, tag, () => {
        for (const [row, line] of lines.slice(first, next).entries()) {
          press.draw(line, x, top + row * height, RIGHT - x, look.size);
        }
      });
      press.down(height * (next - first));
    }
    element.end();
  }

  function inInk(colour: string, write: () => void): void {
    ink = colour;
    document.fillColor(ink);
    write();
    ink = INK;
    document.fillColor(ink);
  }

  nextPage();
  return {
    heading(level, words) {
      const size = HEADINGS[level];
      const lines = press.lines(words, RIGHT - LEFT, size, 'bold');
      if (y > TOP) press.down(level === 1 ? 0 : size * 0.9);
      // A heading does not stand alone at the foot of a page.
      if (!press.fits(Math.min(lines.length, 4) * press.height(size) + 3 * press.height(BODY))) nextPage();
      block(`H${level}`, null, lines, { size });
      press.down(level === 1 ? 6 : 3);
    },
    paragraph(words) {
      block('P', null, press.lines(words, RIGHT - LEFT, BODY), { size: BODY });
      press.down(5);
    },
    remark(words) {
      const lines = press.lines(words, RIGHT - LEFT, SMALL);
      inInk(MUTED, () => block('P', null, lines, { size: SMALL }));
      press.down(4);
    },
    facts(rows) {
      tableOn(
        press,
        [
          { head: '', part: 0.27 },
          { head: '', part: 0.73 },
        ],
        rows.map(([name, words]) => [bold(name), words]),
        { size: BODY, namesFirst: true },
      );
    },
    table(columns, rows) {
      tableOn(press, columns, rows, { size: 9, namesFirst: false });
    },
    list(items) {
      const list = press.element('L', null);
      for (const item of items) {
        if (full) break;
        const entry = press.element('LI', list);
        const lines = press.lines(item, RIGHT - LEFT - 14, BODY);
        const bullet = press.lines('\u2022', 14, BODY);
        if (!press.fits(press.height(BODY))) nextPage();
        const label = press.element('Lbl', entry);
        const top = y;
        press.within(label, 'Lbl', () => {
          for (const line of bullet) press.draw(line, LEFT + 2, top, 12, BODY);
        });
        label.end();
        block('LBody', entry, lines, { size: BODY, indent: 14 });
        entry.end();
        press.down(2);
      }
      list.end();
      press.down(4);
    },
    picture(picture, alt) {
      const scale = Math.min(1, (RIGHT - LEFT) / picture.width, TALLEST_PICTURE / picture.height);
      const [width, height] = [picture.width * scale, picture.height * scale];
      if (!press.fits(height + 8) && !nextPage()) return;
      const top = y;
      const figure = press.element('Figure', null, {
        alt,
        bbox: [LEFT, top, LEFT + width, top + height],
        placement: 'Block',
      });
      press.within(figure, 'Figure', () => {
        document.image(asBuffer(picture.bytes), LEFT, top, { width, height });
      });
      figure.end();
      press.decorate(() => document.rect(LEFT, top, width, height).lineWidth(0.5).stroke(RULE));
      press.down(height + 8);
    },
    async finish() {
      if (full) addNote();
      const { start, count } = document.bufferedPageRange();
      for (let page = start; page < start + count; page += 1) {
        document.switchToPage(page);
        document.markContent('Artifact', { type: 'Pagination' });
        edges(page - start + 1, count);
        document.endMarkedContent();
      }
      root.end();
      document.end();
      const chunks: Uint8Array[] = [];
      for await (const chunk of document) if (chunk instanceof Uint8Array) chunks.push(chunk);
      fonts.forget();
      return Buffer.concat(chunks);
    },
  };

  function edges(page: number, of: number): void {
    const size = 8;
    document.fillColor(MUTED);
    const room = RIGHT - LEFT - LOGO.width - 12;
    const head = press.lines(options.header, room, size).slice(0, 2);
    for (const [row, line] of head.entries())
      press.draw(line, LEFT, 36 + row * press.height(size), room, size);
    if (options.logo !== null) {
      const scale = Math.min(LOGO.width / options.logo.width, LOGO.height / options.logo.height);
      const width = options.logo.width * scale;
      document.image(asBuffer(options.logo.bytes), RIGHT - width, 30, { width });
    }
    press.rule(68);
    press.rule(BOTTOM + 10);
    const number = press.lines(`Page ${page} of ${of}`, 100, size);
    const foot = press.lines(options.footer, RIGHT - LEFT - 90, size).slice(0, 3);
    for (const [row, line] of foot.entries()) {
      press.draw(line, LEFT, BOTTOM + 15 + row * press.height(size), RIGHT - LEFT - 90, size);
    }
    for (const line of number) {
      press.draw(line, RIGHT - line.width * size, BOTTOM + 15, line.width * size + 1, size);
    }
    document.fillColor(INK);
  }

  function addNote(): void {
    full = false;
    pages = MOST_PAGES - 1;
    nextPage();
    const words = `The document is cut here: it would be longer than ${MOST_PAGES} pages.`;
    block('P', null, press.lines(words, RIGHT - LEFT, BODY, 'bold'), { size: BODY });
  }
}

/** pdfkit writes the title into XML as it is. */
function plainTitle(title: string): string {
  return title
    .toWellFormed()
    .replaceAll(/[<>&\p{Cc}\p{Cf}\p{Cn}]/gu, ' ')
    .slice(0, 300);
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
