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
  /** All of it but what changes each second: while that is the same, only `live` has to be drawn. */
  readonly still: string;
  /** A part of the picture, and where it stands; null where nothing runs. */
  readonly live: { readonly svg: string; readonly x: number; readonly y: number } | null;
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
    if (used + piece.height + (piece.edge?.height ?? 0) > room && page.length > 0) {
      const cut = page.at(-1)?.edge;
      if (cut !== undefined) page.push(cut);
      page = piece.edge === undefined ? [] : [piece.edge];
      pages.push(page);
      used = heightOf(page);
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
  let still = '';
  let running = '';
  let live: Sheet['live'] = null;
  let y = top;
  for (const piece of pieces) {
    behind += piece.behind?.(y) ?? '';
    const drawn = piece.draw(y);
    if (piece.live === undefined || live !== null) still += drawn;
    else {
      const at = { x: Math.floor(piece.live.x), y: Math.floor(y) };
      const box = boxOf(at, Math.ceil(piece.live.x + piece.live.width), Math.ceil(y + piece.height));
      running = drawn;
      live = { ...at, svg: svgOf(box, palette.ground, drawn) };
      // Where it stands is a part of what must not have changed.
      still += `<!--${box}-->`;
    }
    spots.push(...(piece.spots?.(y) ?? []));
    y += piece.height;
  }
  const whole = boxOf({ x: 0, y: 0 }, width, height);
  return {
    width,
    height,
    spots,
    pages,
    at,
    live,
    still: svgOf(whole, palette.ground, behind + still),
    svg: svgOf(whole, palette.ground, behind + still + running),
  };
}

/** The attributes that cut a part out of a page. */
function boxOf({ x, y }: { readonly x: number; readonly y: number }, right: number, bottom: number): string {
  const [width, height] = [String(right - x), String(bottom - y)];
  return `width="${width}" height="${height}" viewBox="${String(x)} ${String(y)} ${width} ${height}"`;
}

function svgOf(box: string, ground: string, drawn: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" ${box}><rect x="-1" y="-1" width="100000" height="100000" fill="${ground}"/>${drawn}</svg>`;
}
