import type { PageKind } from '../activities.ts';
import type { View } from '../view.ts';
import { box, line, paragraph, paragraphs } from './drawing.ts';
import { CONDENSED, MONO, SERIF } from './fonts.ts';

/** The page begins under the browser's bars and ends above the task bar. */
export const PAGE_TOP = 78;
export const PAGE_BOTTOM = 684;
const CARET = '\u2502';

/** What a page of each kind looks like; all of it drawn here, none of it anybody's. */
export const DRAW_PAGE: Readonly<Record<PageKind, (view: View) => string>> = Object.freeze({
  article,
  assistant,
  chat,
  code,
  document,
  maths,
  search,
  slides,
});

function heading(view: View): string {
  return view.title.replace(/ - [^-]*$/u, '');
}

function document(view: View): string {
  const tools = ['File', 'Edit', 'View', 'Insert', 'Format', 'Help'];
  const body = paragraphs(330, 250, [...view.written.slice(-9), view.typing + CARET], {
    size: 17,
    font: SERIF,
    characters: 68,
  });
  return [
    box({ x: 0, y: PAGE_TOP, width: 1280, height: PAGE_BOTTOM - PAGE_TOP, fill: '#e9edf1' }),
    box({ x: 0, y: PAGE_TOP, width: 1280, height: 62, fill: '#f8fafb', stroke: '#d5dbe1' }),
    box({ x: 18, y: 92, width: 26, height: 32, fill: '#3f6f8f', radius: 3 }),
    line(58, 104, heading(view), { size: 15, bold: true }),
    ...tools.map((tool, place) => line(58 + place * 58, 128, tool, { size: 12, fill: '#52606d' })),
    box({ x: 270, y: 160, width: 740, height: PAGE_BOTTOM - 160, fill: '#ffffff', stroke: '#d5dbe1' }),
    line(330, 212, view.text[0] ?? '', { size: 18, bold: true, font: SERIF }),
    body.drawn,
  ].join('');
}

function search(view: View): string {
  const shown = view.typing === '' ? (view.written.at(-1) ?? queryOf(view.url)) : view.typing + CARET;
  const results = view.text.slice(1).map((text, place) => {
    const y = 218 + place * 96;
    return [
      line(
        150,
        y,
        `www.${text
          .toLowerCase()
          .replaceAll(/[^a-z]+/gu, '-')
          .slice(0, 26)}.example`,
        { size: 12, fill: '#52606d' },
      ),
      line(150, y + 26, text, { size: 19, fill: '#1d4f91' }),
      line(150, y + 50, 'For pupils and teachers: short explanations, pictures and questions to try.', {
        size: 14,
        fill: '#3e4c59',
      }),
    ].join('');
  });
  return [
    box({ x: 0, y: PAGE_TOP, width: 1280, height: PAGE_BOTTOM - PAGE_TOP, fill: '#ffffff' }),
    line(40, 128, 'fern', { size: 30, bold: true, fill: '#2f855a' }),
    box({ x: 150, y: 98, width: 640, height: 44, fill: '#ffffff', radius: 22, stroke: '#b8c4ce' }),
    line(174, 126, shown, { size: 16 }),
    line(150, 176, 'All     Pictures     News     Books', { size: 13, fill: '#52606d' }),
    ...results,
  ].join('');
}

function queryOf(url: string): string {
  return URL.canParse(url) ? (new URL(url).searchParams.get('q') ?? '') : '';
}

function article(view: View): string {
  const body = paragraphs(300, 208, view.text, { size: 17, font: SERIF, characters: 62 });
  const typed =
    view.typing === '' ? (view.written.at(-1) ?? 'Search the encyclopaedia') : view.typing + CARET;
  return [
    box({ x: 0, y: PAGE_TOP, width: 1280, height: PAGE_BOTTOM - PAGE_TOP, fill: '#ffffff' }),
    box({ x: 0, y: PAGE_TOP, width: 1280, height: 46, fill: '#22403a' }),
    line(40, 107, 'Fieldbook', { size: 19, bold: true, fill: '#f2efe4', font: SERIF }),
    box({ x: 820, y: 86, width: 420, height: 30, fill: '#f2efe4', radius: 4 }),
    line(834, 106, typed.slice(-48), { size: 13 }),
    box({ x: 40, y: 150, width: 210, height: 200, fill: '#f2efe4', radius: 4 }),
    line(56, 180, 'Contents', { size: 14, bold: true }),
    ...['Overview', 'How it works', 'In pictures', 'Questions', 'Sources'].map((part, place) =>
      line(56, 210 + place * 26, part, { size: 13, fill: '#22403a' }),
    ),
    line(300, 170, heading(view), { size: 28, bold: true, font: SERIF }),
    body.drawn,
    box({ x: 940, y: 150, width: 300, height: 210, fill: '#dfe8e4', radius: 4 }),
    '<path d="M960 330 L1040 230 L1100 300 L1150 250 L1220 330 Z" fill="#8fb3a5"/><circle cx="1180" cy="200" r="22" fill="#e8c468"/>',
  ].join('');
}

function maths(view: View): string {
  const steps = [...view.written.slice(-6), view.typing + CARET];
  return [
    box({ x: 0, y: PAGE_TOP, width: 1280, height: PAGE_BOTTOM - PAGE_TOP, fill: '#f5f3fb' }),
    line(60, 128, heading(view), { size: 22, bold: true, fill: '#3c366b' }),
    box({ x: 60, y: 150, width: 700, height: 500, fill: '#ffffff', radius: 10, stroke: '#d6d0ee' }),
    paragraphs(90, 200, view.text, { size: 19, characters: 54 }).drawn,
    box({ x: 90, y: 340, width: 640, height: 280, fill: '#fbfaff', radius: 6, stroke: '#d6d0ee' }),
    ...steps.map((step, place) => line(112, 378 + place * 34, step, { size: 18, font: MONO })),
    box({ x: 800, y: 150, width: 420, height: 320, fill: '#ffffff', radius: 10, stroke: '#d6d0ee' }),
    '<path d="M840 430 H1190 M850 440 V180" stroke="#7c6fc4" stroke-width="2"/><path d="M850 420 L1180 210" stroke="#2f855a" stroke-width="3"/>',
    ...Array.from({ length: 6 }, (_, place) =>
      box({ x: 848, y: 200 + place * 40, width: 340, height: 1, fill: '#e6e2f5' }),
    ),
    box({ x: 800, y: 500, width: 200, height: 46, fill: '#5a4fb0', radius: 8 }),
    line(850, 529, 'Check answer', { size: 15, bold: true, fill: '#ffffff' }),
  ].join('');
}

function slides(view: View): string {
  const points = [...view.text.slice(1), ...view.written.slice(-3), view.typing + CARET];
  let y = 330;
  const drawn = points.slice(-6).map((point) => {
    const one = paragraph(470, y, point, { size: 20, characters: 52 });
    const dot = `<circle cx="450" cy="${y - 7}" r="4" fill="#b7791f"/>`;
    y = one.next + 10;
    return dot + one.drawn;
  });
  return [
    box({ x: 0, y: PAGE_TOP, width: 1280, height: PAGE_BOTTOM - PAGE_TOP, fill: '#eef0f3' }),
    line(24, 108, heading(view), { size: 16, bold: true }),
    ...Array.from({ length: 5 }, (_, place) =>
      box({
        x: 24,
        y: 130 + place * 108,
        width: 170,
        height: 94,
        fill: '#ffffff',
        stroke: place === 1 ? '#b7791f' : '#cbd2d9',
      }),
    ),
    box({ x: 230, y: 130, width: 1010, height: 534, fill: '#ffffff', stroke: '#cbd2d9' }),
    box({ x: 230, y: 130, width: 170, height: 534, fill: '#22543d' }),
    '<circle cx="315" cy="400" r="58" fill="#2f855a"/><path d="M270 440 q45 -90 90 0" fill="#9ae6b4"/>',
    paragraph(440, 220, view.text[0] ?? '', { size: 34, bold: true, characters: 36 }).drawn,
    ...drawn,
  ].join('');
}

function code(view: View): string {
  const all = [...view.text, ...view.written, view.typing + CARET].slice(-17);
  return [
    box({ x: 0, y: PAGE_TOP, width: 1280, height: PAGE_BOTTOM - PAGE_TOP, fill: '#1e2630' }),
    box({ x: 0, y: PAGE_TOP, width: 200, height: PAGE_BOTTOM - PAGE_TOP, fill: '#161c24' }),
    ...['PROJECT', heading(view), 'notes.txt', 'images'].map((name, place) =>
      line(20, 112 + place * 28, name, {
        size: 13,
        fill: place === 1 ? '#ffffff' : '#93a1b0',
        font: CONDENSED,
      }),
    ),
    ...all.map((text, place) => {
      const y = 114 + place * 27;
      const fill = text.trimStart().startsWith('#') ? '#7f9f7f' : '#e3e8ee';
      return (
        line(222, y, String(place + 1).padStart(2, ' '), { size: 15, fill: '#5d6b7a', font: MONO }) +
        line(262, y, text, { size: 16, fill, font: MONO })
      );
    }),
    box({ x: 200, y: 590, width: 1080, height: PAGE_BOTTOM - 590, fill: '#10151b' }),
    line(222, 618, '> run', { size: 14, fill: '#93a1b0', font: MONO }),
    line(222, 644, 'finished in 0.2 s', { size: 14, fill: '#93a1b0', font: MONO }),
  ].join('');
}

function chat(view: View): string {
  const own = view.written.slice(-5);
  let y = 168;
  const bubbles = [
    ...view.text.map((text) => ({ text, mine: false })),
    ...own.map((text) => ({ text, mine: true })),
  ].map(({ text, mine }) => {
    const x = mine ? 760 : 330;
    const one = paragraph(x + 18, y, text, { size: 16, characters: 44, leading: 1.4 });
    const height = one.next - y + 14;
    const drawn =
      box({
        x,
        y: y - 24,
        width: 420,
        height,
        fill: mine ? '#d9ecff' : '#ffffff',
        radius: 12,
        stroke: '#d5dbe1',
      }) + one.drawn;
    y += height + 12;
    return drawn;
  });
  return [
    box({ x: 0, y: PAGE_TOP, width: 1280, height: PAGE_BOTTOM - PAGE_TOP, fill: '#f4f6f8' }),
    box({ x: 0, y: PAGE_TOP, width: 290, height: PAGE_BOTTOM - PAGE_TOP, fill: '#e3e9ee' }),
    ...['Form group', 'Science project', 'Choir', 'Year notices'].map(
      (room, place) =>
        box({
          x: 16,
          y: 100 + place * 58,
          width: 258,
          height: 48,
          fill: place === 0 ? '#ffffff' : '#e3e9ee',
          radius: 8,
        }) +
        line(70, 130 + place * 58, room, { size: 15 }) +
        `<circle cx="44" cy="${124 + place * 58}" r="14" fill="#7b9bb5"/>`,
    ),
    line(330, 116, heading(view), { size: 17, bold: true }),
    ...bubbles,
    box({ x: 320, y: 628, width: 900, height: 44, fill: '#ffffff', radius: 22, stroke: '#b8c4ce' }),
    line(344, 656, (view.typing + CARET).slice(-95), { size: 16 }),
  ].join('');
}

function assistant(view: View): string {
  const asked = view.written.slice(-3);
  let y = 250;
  const turns = asked.map((text) => {
    const one = paragraph(560, y, text, { size: 16, characters: 52 });
    const drawn =
      box({ x: 540, y: y - 28, width: 520, height: one.next - y + 20, fill: '#e6effa', radius: 12 }) +
      one.drawn +
      line(240, one.next + 30, 'Let us take it step by step.', { size: 15, fill: '#52606d' });
    y = one.next + 84;
    return drawn;
  });
  return [
    box({ x: 0, y: PAGE_TOP, width: 1280, height: PAGE_BOTTOM - PAGE_TOP, fill: '#fbfbfd' }),
    line(220, 150, view.text[0] ?? '', { size: 26, bold: true }),
    line(220, 182, view.text[1] ?? '', { size: 14, fill: '#52606d' }),
    ...turns,
    box({ x: 220, y: 600, width: 840, height: 60, fill: '#ffffff', radius: 14, stroke: '#b8c4ce' }),
    line(246, 636, (view.typing + CARET).slice(-88), { size: 16 }),
  ].join('');
}
