import type { Press } from './press.ts';
import type { Line } from './lines.ts';
import type { Words } from './words.ts';

export interface TableColumn {
  readonly head: string;
  /** Share of the width. */
  readonly part: number;
}

const PADDING = 3;
const GAP = 8;

/** Puts a table on the paper; a row that is longer than a page goes on over the next, and the head is repeated there. */
export function tableOn(
  press: Press,
  columns: readonly TableColumn[],
  rows: ReadonlyArray<readonly Words[]>,
  look: {
    size: number;
    /** The first cell of each row is its head, and there is none above. */ namesFirst: boolean;
  },
): void {
  if (rows.length === 0) return;
  const whole = press.right - press.left;
  const sum = columns.reduce((total, column) => total + column.part, 0);
  let x = press.left;
  const places = columns.map((column) => {
    const place = { x, width: (whole * column.part) / sum - GAP };
    x += (whole * column.part) / sum;
    return place;
  });
  const { size } = look;
  const height = press.height(size);
  const linesOf = (cells: readonly Words[], face?: 'bold'): Line[][] =>
    places.map((place, index) => press.lines(cells[index] ?? '', place.width, size, face));

  function drawCell(lines: readonly Line[], column: number, top: number): void {
    const place = places[column];
    if (place === undefined) return;
    for (const [row, line] of lines.entries())
      press.draw(line, place.x, top + row * height, place.width, size);
  }

  const table = press.element('Table', null);
  const head = look.namesFirst
    ? null
    : linesOf(
        columns.map((column) => column.head),
        'bold',
      );
  const headHeight = head === null ? 0 : height * tallest(head) + 2 * PADDING;

  function underHead(): void {
    press.down(headHeight);
    press.decorate(() => press.rule(press.y() - 1));
  }
  if (head !== null) {
    if (!press.fits(headHeight + 2 * height)) press.nextPage();
    const row = press.element('TR', table);
    const top = press.y() + PADDING;
    for (const [column, lines] of head.entries()) {
      const cell = press.element('TH', row, { scope: 'Column' });
      press.within(cell, 'TH', () => drawCell(lines, column, top));
      cell.end();
    }
    row.end();
    underHead();
  }
  for (const cells of rows) {
    if (press.full()) break;
    const lines = linesOf(cells);
    const count = tallest(lines);
    const row = press.element('TR', table);
    const elements = lines.map((_lines, column) =>
      look.namesFirst && column === 0
        ? { tag: 'TH', element: press.element('TH', row, { scope: 'Row' }) }
        : { tag: 'TD', element: press.element('TD', row) },
    );
    let next = 0;
    while (next < count) {
      const room = Math.min(count - next, 3);
      if (!press.fits(room * height + 2 * PADDING)) {
        if (!press.nextPage()) break;
        if (head !== null) {
          const top = press.y() + PADDING;
          press.decorate(() => {
            for (const [column, cellLines] of head.entries()) drawCell(cellLines, column, top);
          });
          underHead();
        }
      }
      let taken = Math.min(room, count - next);
      while (next + taken < count && press.fits((taken + 1) * height + 2 * PADDING)) taken += 1;
      const top = press.y() + PADDING;
      for (const [column, { tag, element }] of elements.entries()) {
        const part = lines[column]?.slice(next, next + taken) ?? [];
        if (part.length > 0) press.within(element, tag, () => drawCell(part, column, top));
      }
      press.down(taken * height + 2 * PADDING);
      next += taken;
    }
    for (const { element } of elements) element.end();
    row.end();
    press.decorate(() => press.rule(press.y()));
  }
  table.end();
  press.down(8);
}

function tallest(cells: ReadonlyArray<readonly Line[]>): number {
  return Math.max(1, ...cells.map((lines) => lines.length));
}
