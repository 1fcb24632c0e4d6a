import type { Spot } from '../platform/contract/surfaces.ts';
import type { Font } from './font.ts';
import type { Palette } from './palette.ts';
import { type Direction, directionOf, drawable, escaped, wrap, wrapEvenly } from './text.ts';

/** A part of a page. Texts may be anybody's: they are made harmless here. */
export type Block =
  /** Whose page it is; `logo` a `data:` address. */
  | { readonly kind: 'school'; readonly name: string; readonly logo: string | null }
  | { readonly kind: 'title'; readonly text: string }
  | { readonly kind: 'heading'; readonly text: string }
  | {
      readonly kind: 'paragraph';
      readonly text: string;
      readonly tone?: 'usual' | 'large' | 'quiet' | 'strong';
    }
  | { readonly kind: 'bullets'; readonly items: readonly string[] }
  /** Words of a person, set apart. */
  | { readonly kind: 'said'; readonly text: string }
  /** Large figures or a few large words. */
  | { readonly kind: 'clock'; readonly text: string }
  /** What is left of a whole, 0 to 1. */
  | { readonly kind: 'bar'; readonly part: number }
  | { readonly kind: 'picture'; readonly data: string; readonly alt: string }
  | {
      readonly kind: 'buttons';
      readonly buttons: readonly { readonly id: string; readonly label: string; readonly main: boolean }[];
    };

export interface Fonts {
  readonly plain: Font;
  readonly bold: Font;
}

/** What blocks are set in. */
export interface Setting {
  readonly fonts: Fonts;
  readonly palette: Palette;
  /** Pixels for one of the design. */
  readonly scale: number;
  /** Left edge and width of the column, in pixels. */
  readonly x: number;
  readonly width: number;
  /** In the middle, or where the text begins. */
  readonly middle: boolean;
  /** The way the whole page is read. */
  readonly direction: Direction;
  readonly focused: string | null;
}

/** Something that stands in one piece, of a known height. */
export interface Piece {
  readonly height: number;
  /** @param y of its upper edge */
  readonly draw: (y: number) => string;
  /** What lies behind all that is drawn: letters reach over the edges of their line. */
  readonly behind?: (y: number) => string;
  /** What stands before and after it where a page ends between it and others like it. */
  readonly edge?: Piece;
  /** It becomes another each second, in nothing but what stands in this stretch of its height. */
  readonly live?: { readonly x: number; readonly width: number };
  readonly spots?: (y: number) => readonly Spot[];
  /** Nothing but room: not at the beginning of a page. */
  readonly gap?: boolean;
}

interface Type {
  readonly size: number;
  readonly bold: boolean;
  readonly colour: string;
  readonly most: number;
  /** Lines of about one length, where they are few: no word stands alone on the last. */
  readonly even?: boolean;
}

const LINE_HEIGHT = 1.42;
/** Of scripts that stack letters and marks. */
const TALL_LINE_HEIGHT = 1.7;
const TALL =
  /[\p{Script=Myanmar}\p{Script=Khmer}\p{Script=Tibetan}\p{Script=Lao}\p{Script=Thai}\p{Script=Telugu}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Sinhala}]/u;
/** Part of a line above the foot of its letters. */
const BASELINE = 1.06;
/** What the drawing program reads; the rest has its words instead. */
const READABLE_PICTURE = /^data:image\/(?:png|jpeg);base64,[A-Za-z0-9+/=]+$/u;
const MOST_LINES = 400;
/** Of a clock; more are words. */
const MOST_FIGURES = 8;
/** Lines of somebody's words in one frame. */
const MOST_FRAMED = 6;

/** The pieces of a block, from top to bottom. */
export function piecesOf(block: Block, setting: Setting): readonly Piece[] {
  const { palette, scale } = setting;
  const text = (size: number, bold = false, colour = palette.text, most = MOST_LINES): Type => ({
    size: size * scale,
    bold,
    colour,
    most,
  });
  switch (block.kind) {
    case 'school':
      return [
        ...logoOf(block.logo, setting),
        ...linesOf(block.name, { ...text(17, true, palette.quiet, 3), even: true }, setting),
        room(14, setting),
      ];
    case 'title':
      return [
        ...linesOf(
          block.text,
          { ...text(setting.middle ? 38 : 27, true, palette.text, 4), even: true },
          setting,
        ),
        room(10, setting),
      ];
    case 'heading':
      return [room(12, setting), ...linesOf(block.text, text(21, true), setting), room(3, setting)];
    case 'paragraph': {
      const { tone = 'usual' } = block;
      const size = tone === 'large' ? 21 : tone === 'quiet' ? 16 : 18;
      const colour = tone === 'quiet' ? palette.quiet : palette.text;
      return [...linesOf(block.text, text(size, tone === 'strong', colour), setting), room(9, setting)];
    }
    case 'bullets':
      return block.items.flatMap((item) => [...bulletOf(item, text(18), setting), room(4, setting)]);
    case 'said':
      return [...saidOf(block.text, text(setting.middle ? 24 : 21), setting), room(14, setting)];
    case 'clock':
      return [room(10, setting), ...clockOf(block.text, setting)];
    case 'bar':
      return [barOf(block.part, setting), room(14, setting)];
    case 'picture':
      return [...pictureOf(block, setting), room(12, setting)];
    case 'buttons':
      return [room(10, setting), ...buttonsOf(block.buttons, setting)];
  }
}

function room(height: number, { scale }: Setting): Piece {
  return { height: height * scale, draw: () => '', gap: true };
}

function linesOf(
  written: string,
  type: Type,
  setting: Setting,
  inset = 0,
  align: Direction | null = null,
): readonly Piece[] {
  if (written.trim() === '') return [];
  const { fonts, x, width, middle } = setting;
  const font = type.bold ? fonts.bold : fonts.plain;
  const lineHeight = TALL.test(written) ? TALL_LINE_HEIGHT : LINE_HEIGHT;
  const broken = type.even === true ? wrapEvenly : wrap;
  return broken(written, font, type.size, width - inset * 2, type.most).map((line) => ({
    height: type.size * lineHeight,
    draw: (y) =>
      lineOf(line, {
        type,
        y: y + (type.size * (lineHeight - LINE_HEIGHT)) / 2,
        direction:
          directionOf(line) === 'rtl' || directionOf(written) === 'rtl' ? directionOf(written) : 'ltr',
        align,
        from: x + inset,
        to: x + width - inset,
        middle,
      }),
  }));
}

/** Figures that run are drawn by themselves where they keep their place. */
function clockOf(written: string, setting: Setting): readonly Piece[] {
  const { fonts, palette, scale, x, width, middle } = setting;
  const figures = written.length <= MOST_FIGURES;
  const size = (figures ? 76 : 40) * scale;
  const pieces = linesOf(written, { size, bold: true, colour: palette.text, most: MOST_LINES }, setting);
  if (!figures || !middle) return pieces;
  // Every figure is as wide as a nought.
  const wide = fonts.bold.width(written.replaceAll(/\d/gu, '0')) * size + size * 0.2;
  return pieces.map((piece) => ({ ...piece, live: { x: x + (width - wide) / 2, width: wide } }));
}

function lineOf(
  line: string,
  at: {
    readonly type: Type;
    readonly y: number;
    readonly direction: Direction;
    /** The side on which it stands, where that is not where it begins. */
    readonly align?: Direction | null;
    readonly from: number;
    readonly to: number;
    readonly middle: boolean;
  },
): string {
  const { type, y, direction, from, to, middle } = at;
  const side = at.align ?? direction;
  // The drawing program reads every line from the left; what is read from the right says so itself.
  const open = direction === 'rtl' ? '\u2067' : '\u2066';
  const [anchor, x] = side === 'rtl' ? (['end', to] as const) : (['start', from] as const);
  const place = middle ? { anchor: 'middle', x: (from + to) / 2 } : { anchor, x };
  return (
    `<text x="${n(place.x)}" y="${n(y + type.size * BASELINE)}" text-anchor="${place.anchor}"` +
    ` font-family="DejaVu Sans" font-size="${n(type.size)}" font-weight="${type.bold ? '700' : '400'}"` +
    ` fill="${type.colour}" xml:space="preserve">${escaped(`${open}${line}\u2069`)}</text>`
  );
}

function bulletOf(item: string, type: Type, setting: Setting): readonly Piece[] {
  const { scale, x, width, direction, palette } = setting;
  const indent = 26 * scale;
  const column = { ...setting, x: direction === 'rtl' ? x : x + indent, width: width - indent };
  const dotX = direction === 'rtl' ? x + width - 9 * scale : x + 9 * scale;
  return linesOf(item, type, column, 0, direction).map((piece, index) => ({
    ...piece,
    draw: (y) =>
      (index === 0
        ? `<circle cx="${n(dotX)}" cy="${n(y + type.size * 0.72)}" r="${n(3.5 * scale)}" fill="${palette.accent}"/>`
        : '') + piece.draw(y),
  }));
}

/** Words in a frame; more than fit into one go on without it, so that they can go over pages. */
function saidOf(written: string, type: Type, setting: Setting): readonly Piece[] {
  const { scale, x, width, palette, middle } = setting;
  const pad = 16 * scale;
  const lines = linesOf(written, type, setting, pad * 1.2);
  const isRight = directionOf(written) === 'rtl';
  const ground = (y: number, height: number): string =>
    `<rect x="${n(x)}" y="${n(y)}" width="${n(width)}" height="${n(height + 0.5)}" fill="${palette.panel}" shape-rendering="crispEdges"/>` +
    `<rect x="${n(isRight ? x + width - 5 * scale : x)}" y="${n(y)}" width="${n(5 * scale)}" height="${n(height + 0.5)}" fill="${palette.accent}" shape-rendering="crispEdges"/>`;
  if (!middle || lines.length > MOST_FRAMED) {
    const edge: Piece = { height: pad, draw: () => '', behind: (y) => ground(y, pad) };
    const framed = lines.map((line) => ({ ...line, edge, behind: (y: number) => ground(y, line.height) }));
    return [edge, ...framed, edge];
  }
  const height = pad * 2 + lines.reduce((sum, line) => sum + line.height, 0);
  return [
    {
      height,
      draw: (y) => {
        let at = y + pad;
        let drawn = `<rect x="${n(x)}" y="${n(y)}" width="${n(width)}" height="${n(height)}" rx="${n(8 * scale)}" fill="${palette.panel}" stroke="${palette.accent}" stroke-width="${n(2 * scale)}"/>`;
        for (const line of lines) {
          drawn += line.draw(at);
          at += line.height;
        }
        return drawn;
      },
    },
  ];
}

function barOf(part: number, { scale, x, width, palette, direction }: Setting): Piece {
  const height = 12 * scale;
  const filled = Math.max(0, Math.min(1, part)) * width;
  const from = direction === 'rtl' ? x + width - filled : x;
  return {
    height,
    draw: (y) =>
      `<rect x="${n(from)}" y="${n(y)}" width="${n(filled)}" height="${n(height)}" rx="${n(height / 2)}" fill="${palette.accent}"/>` +
      `<rect x="${n(x)}" y="${n(y)}" width="${n(width)}" height="${n(height)}" rx="${n(height / 2)}" fill="none" stroke="${palette.line}"/>`,
  };
}

function logoOf(logo: string | null, setting: Setting): readonly Piece[] {
  if (logo === null || !READABLE_PICTURE.test(logo)) return [];
  return [
    imageOf(logo, 72 * setting.scale, Math.min(setting.width, 200 * setting.scale), setting),
    room(8, setting),
  ];
}

function pictureOf({ data, alt }: Extract<Block, { kind: 'picture' }>, setting: Setting): readonly Piece[] {
  if (READABLE_PICTURE.test(data)) return [imageOf(data, 220 * setting.scale, setting.width, setting)];
  const { scale, palette } = setting;
  return linesOf(alt, { size: 16 * scale, bold: false, colour: palette.quiet, most: 4 }, setting);
}

function imageOf(data: string, height: number, width: number, setting: Setting): Piece {
  const { x, middle, direction } = setting;
  const left = middle ? x + (setting.width - width) / 2 : direction === 'rtl' ? x + setting.width - width : x;
  const align = middle ? 'xMidYMid' : direction === 'rtl' ? 'xMaxYMid' : 'xMinYMid';
  return {
    height,
    draw: (y) =>
      `<image x="${n(left)}" y="${n(y)}" width="${n(width)}" height="${n(height)}" preserveAspectRatio="${align} meet" href="${data}"/>`,
  };
}

function buttonsOf(
  buttons: Extract<Block, { kind: 'buttons' }>['buttons'],
  setting: Setting,
): readonly Piece[] {
  const { fonts, scale, width, x, middle, direction } = setting;
  const size = 19 * scale;
  const [padX, padY, between] = [24 * scale, 11 * scale, 12 * scale];
  const widest = Math.max(
    0,
    ...buttons.map(({ label }) => fonts.bold.width(drawable(label)) * size + padX * 2),
  );
  const perRow = Math.max(1, Math.min(buttons.length, Math.floor((width + between) / (widest + between))));
  const wide = Math.min(width, Math.max(widest, 150 * scale));
  const rows: Piece[] = [];
  for (let index = 0; index < buttons.length; index += perRow) {
    const row = buttons.slice(index, index + perRow);
    const total = row.length * wide + (row.length - 1) * between;
    const start = middle ? x + (width - total) / 2 : direction === 'rtl' ? x + width - total : x;
    const lines = row.map(({ label }) => wrap(label, fonts.bold, size, wide - padX * 1.2, 3));
    const height = Math.max(1, ...lines.map((one) => one.length)) * size * LINE_HEIGHT + padY * 2;
    const places = row.map((button, place) => ({
      ...button,
      lines: lines[place] ?? [],
      left: start + (direction === 'rtl' ? row.length - 1 - place : place) * (wide + between),
    }));
    rows.push({
      height,
      draw: (y) => places.map((one) => buttonOf(one, y, wide, height, size, setting)).join(''),
      spots: (y) =>
        places.map(({ id, label, left }) => ({
          id,
          label,
          x: Math.round(left),
          y: Math.round(y),
          width: Math.round(wide),
          height: Math.round(height),
        })),
    });
    rows.push(room(10, setting));
  }
  return rows;
}

function buttonOf(
  button: {
    readonly id: string;
    readonly main: boolean;
    readonly left: number;
    readonly lines: readonly string[];
  },
  y: number,
  wide: number,
  height: number,
  size: number,
  { palette, scale, focused }: Setting,
): string {
  const { left, main, lines } = button;
  const colour = main ? palette.onAccent : palette.accent;
  const ring =
    focused === button.id
      ? `<rect x="${n(left - 5 * scale)}" y="${n(y - 5 * scale)}" width="${n(wide + 10 * scale)}" height="${n(height + 10 * scale)}" rx="${n(11 * scale)}" fill="none" stroke="${palette.text}" stroke-width="${n(3 * scale)}"/>`
      : '';
  const top = y + (height - lines.length * size * LINE_HEIGHT) / 2;
  return (
    `<rect x="${n(left)}" y="${n(y)}" width="${n(wide)}" height="${n(height)}" rx="${n(8 * scale)}" fill="${main ? palette.accent : palette.ground}" stroke="${palette.accent}" stroke-width="${n(2 * scale)}"/>` +
    ring +
    lines
      .map((line, index) =>
        lineOf(line, {
          type: { size, bold: true, colour, most: 3 },
          y: top + index * size * LINE_HEIGHT,
          direction: 'ltr',
          from: left,
          to: left + wide,
          middle: true,
        }),
      )
      .join('')
  );
}

function n(value: number): string {
  return String(Math.round(value * 10) / 10);
}
