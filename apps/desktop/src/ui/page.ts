import type { Spot } from '../platform/contract/surfaces.ts';
import { type Block, type Fonts, type Piece, piecesOf, type Setting } from './blocks.ts';
import { PALETTES, type Theme } from './palette.ts';
import type { Direction } from './text.ts';

/** What the person is shown: the middle part goes over several pages where it is long. */
export interface Page {
  /** Of the window. */
  readonly title: string;
  readonly direction: Direction;
  readonly head: readonly Block[];
  readonly body: readonly Block[];
  readonly foot: readonly Block[];
  /** Everything in the middle: for a few words that are read from afar. */
  readonly middle: boolean;
  /** Width of a panel in pixels of the design; 560 unless it says otherwise. */
  readonly width?: number;
}

/** A page laid out for a place on the screen, ready to be drawn. */
export interface Sheet {
  readonly width: number;
  readonly height: number;
  readonly svg: string;
  readonly spots: readonly Spot[];
  /** Number of its pages, and the one that this is, from 0. */
  readonly pages: number;
  readonly at: number;
}

export interface Look {
  readonly fonts: Fonts;
  readonly theme: Theme;
}

export const PAGE_BACK = 'page-back';
export const PAGE_ON = 'page-on';

const COLUMN = 680;
const PANEL = 560;
/** A panel must go onto the screen of an old laptop. */
const HIGHEST_PANEL = 600;
const PANEL_EDGE = 24;

/** Laid out for a whole monitor; what can be pressed stands on the primary one alone. */
export function layOutCover(
  page: Page,
  monitor: { readonly width: number; readonly height: number; readonly primary: boolean },
  at: number,
  look: Look,
): Sheet {
  const { width, height, primary } = monitor;
  const scale = Math.min(3, Math.max(0.8, Math.min(width / 1280, height / 760)));
  const column = Math.min(width * 0.9, COLUMN * scale);
  const setting: Setting = {
    ...settingOf(page, look, scale),
    x: (width - column) / 2,
    width: column,
    focused: null,
  };
  const edge = height * 0.05;
  const without = page.foot.filter(({ kind }) => primary || kind !== 'buttons');
  const parts = split({ ...page, foot: without }, setting, height - edge * 2, at, primary);
  const used = heightOf(parts.pieces);
  return sheetOf(parts, Math.max(edge, (height - used) / 2), width, height, setting);
}

/** Laid out for a window of its own. */
export function layOutPanel(
  page: Page,
  drawn: { readonly scale: number; readonly focused: string | null },
  at: number,
  look: Look,
): Sheet {
  const scale = Math.min(3, Math.max(1, drawn.scale));
  const edge = PANEL_EDGE * scale;
  const width = Math.round((page.width ?? PANEL) * scale);
  const setting: Setting = {
    ...settingOf(page, look, scale),
    x: edge,
    width: width - edge * 2,
    focused: drawn.focused,
  };
  const parts = split(page, setting, HIGHEST_PANEL * scale - edge * 2, at, true);
  const height = Math.round(heightOf(parts.pieces) + edge * 2);
  return sheetOf(parts, edge, width, height, setting);
}

function settingOf(page: Page, look: Look, scale: number): Omit<Setting, 'x' | 'width' | 'focused'> {
  const { fonts, theme } = look;
  return { fonts, palette: PALETTES[theme], scale, middle: page.middle, direction: page.direction };
}

interface Parts {
  readonly pieces: readonly Piece[];
  readonly pages: number;
  readonly at: number;
}

/** @param turning false: nothing can be pressed there, and only the first page is shown */
function split(page: Page, setting: Setting, room: number, wanted: number, turning: boolean): Parts {
  const of = (blocks: readonly Block[]): readonly Piece[] =>
    blocks.flatMap((block) => piecesOf(block, setting));
  const [head, body, foot] = [of(page.head), of(page.body), of(page.foot)];
  const left = room - heightOf(head) - heightOf(foot);
  if (heightOf(body) <= left) return { pieces: [...head, ...body, ...foot], pages: 1, at: 0 };
  const turnRoom = heightOf(of([turnOf(1, 3)]));
  const pages = paged(body, Math.max(80 * setting.scale, left - turnRoom));
  const at = Math.min(Math.max(0, wanted), pages.length - 1);
  const turn = turning ? of([turnOf(at, pages.length)]) : [];
  return { pieces: [...head, ...(pages[at] ?? []), ...turn, ...foot], pages: pages.length, at };
}

function turnOf(at: number, pages: number): Block {
  return {
    kind: 'buttons',
    buttons: [
      ...(at > 0 ? [{ id: PAGE_BACK, label: 'Go back', main: false }] : []),
      ...(at < pages - 1
        ? [{ id: PAGE_ON, label: `Read on (page ${String(at + 2)} of ${String(pages)})`, main: false }]
        : []),
    ],
  };
}

function paged(pieces: readonly Piece[], room: number): readonly (readonly Piece[])[] {
  const pages: Piece[][] = [[]];
  let used = 0;
  for (const piece of pieces) {
    let page = pages.at(-1) ?? [];
    if (used + piece.height > room && page.length > 0) {
      page = [];
      pages.push(page);
      used = 0;
    }
    if (page.length === 0 && piece.gap === true) continue;
    page.push(piece);
    used += piece.height;
  }
  return pages.filter((page) => page.length > 0);
}

function heightOf(pieces: readonly Piece[]): number {
  return pieces.reduce((sum, { height }) => sum + height, 0);
}

function sheetOf(
  { pieces, pages, at }: Parts,
  top: number,
  width: number,
  height: number,
  { palette }: Setting,
): Sheet {
  const spots: Spot[] = [];
  let behind = '';
  let drawn = '';
  let y = top;
  for (const piece of pieces) {
    behind += piece.behind?.(y) ?? '';
    drawn += piece.draw(y);
    spots.push(...(piece.spots?.(y) ?? []));
    y += piece.height;
  }
  const size = `width="${String(width)}" height="${String(height)}"`;
  return {
    width,
    height,
    spots,
    pages,
    at,
    svg: `<svg xmlns="http://www.w3.org/2000/svg" ${size}><rect ${size} fill="${palette.ground}"/>${behind}${drawn}</svg>`,
  };
}
