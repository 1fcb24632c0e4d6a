import { createHash } from 'node:crypto';
import sharp from 'sharp';
import type { Over, Paint, View } from '../view.ts';
import { box, line, wrap } from './drawing.ts';
import { loadFonts } from './fonts.ts';
import { DRAW_PAGE, PAGE_BOTTOM, PAGE_TOP } from './pages.ts';

const WIDTH = 1280;
const HEIGHT = 720;

type Picture = Awaited<ReturnType<Paint>>;

/** Pictures that are kept for devices that show the same; the least looked at go first. */
const KEPT_BYTES = 16 * 1024 * 1024;

/** Something that draws the screens of simulated devices; loads its fonts before it is given out. */
export async function createPainter(timeZone?: string): Promise<Paint> {
  await loadFonts();
  const kept = new Map<string, Picture>();
  const drawing = new Map<string, Promise<Picture>>();
  let bytes = 0;

  async function draw(key: string, view: View, width: number, quality: number): Promise<Picture> {
    const { data, info } = await sharp(Buffer.from(drawScreen(view, timeZone, width)))
      .jpeg({ quality })
      .toBuffer({ resolveWithObject: true });
    const picture = { bytes: new Uint8Array(data), width: info.width, height: info.height };
    kept.set(key, picture);
    bytes += data.length;
    for (const [oldest, old] of kept) {
      if (bytes <= KEPT_BYTES) break;
      kept.delete(oldest);
      bytes -= old.bytes.length;
    }
    return picture;
  }

  return (view, { maxWidth, quality }) => {
    const width = Math.max(1, Math.min(WIDTH, Math.round(maxWidth)));
    const percent = Math.round(Math.min(1, Math.max(0.1, quality)) * 100);
    const key = createHash('sha1')
      .update(JSON.stringify([width, percent, view]))
      .digest('base64');
    const known = kept.get(key);
    if (known !== undefined) {
      kept.delete(key);
      kept.set(key, known);
      return Promise.resolve(known);
    }
    const underWay = drawing.get(key);
    if (underWay !== undefined) return underWay;
    const begun = draw(key, view, width, percent).finally(() => drawing.delete(key));
    drawing.set(key, begun);
    return begun;
  };
}

/** The whole screen as SVG, `width` pixels wide: the browser's bars, the page, the task bar with the clock. */
export function drawScreen(view: View, timeZone?: string, width: number = WIDTH): string {
  const height = Math.max(1, Math.round((width * HEIGHT) / WIDTH));
  const clock = clockTime(view.shownAt, timeZone);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${WIDTH} ${HEIGHT}">`,
    view.over === undefined ? DRAW_PAGE[view.kind](view) : drawOver(view.over, timeZone),
    box({ x: 0, y: 0, width: WIDTH, height: 36, fill: '#cfd6dd' }),
    box({ x: 10, y: 6, width: 270, height: 30, fill: '#f5f7f9', radius: 7 }),
    line(28, 26, view.title.slice(0, 34), { size: 12 }),
    box({ x: 0, y: 36, width: WIDTH, height: 42, fill: '#f5f7f9' }),
    box({ x: 120, y: 43, width: 980, height: 28, fill: '#e4e8ec', radius: 14 }),
    line(140, 62, view.url.replace(/^https:\/\//u, '').slice(0, 120), { size: 13, fill: '#3e4c59' }),
    '<path d="M34 57 l10 -8 M34 57 l10 8 M34 57 h18 M82 57 l-10 -8 M82 57 l-10 8 M82 57 h-18" stroke="#7b8794" stroke-width="2" fill="none"/>',
    box({ x: 1150, y: 44, width: 110, height: 26, fill: '#dcebe3', radius: 13 }),
    '<circle cx="1168" cy="57" r="5" fill="#2f855a"/>',
    line(1182, 62, 'Monitored', { size: 12, fill: '#22543d' }),
    box({ x: 0, y: PAGE_BOTTOM, width: WIDTH, height: HEIGHT - PAGE_BOTTOM, fill: '#243240' }),
    line(20, 707, view.account, { size: 13, fill: '#d9e2ec' }),
    view.shownAt === 0 ? '' : line(1210, 707, clock, { size: 13, fill: '#d9e2ec' }),
    '</svg>',
  ].join('');
}

/** In place of the page: that it is closed, or that nothing can be used, with why and until when. */
function drawOver({ kind, title, words, until }: Over, timeZone: string | undefined): string {
  const [fill, ink] = kind === 'lock' ? ['#243240', '#f5f7f9'] : ['#f5f7f9', '#1f2933'];
  const end = until === null ? '' : `Until ${clockTime(until, timeZone)}`;
  return [
    box({ x: 0, y: PAGE_TOP, width: WIDTH, height: PAGE_BOTTOM - PAGE_TOP, fill }),
    line(240, 320, title, { size: 34, bold: true, fill: ink }),
    ...wrap(words, 70).map((text, place) => line(240, 370 + place * 30, text, { size: 20, fill: ink })),
    line(240, 560, end, { size: 20, fill: ink }),
  ].join('');
}

function clockTime(at: number, timeZone: string | undefined): string {
  return new Date(at).toLocaleTimeString('en-GB', {
    hour: '2-digit',
    minute: '2-digit',
    ...(timeZone === undefined ? {} : { timeZone }),
  });
}
