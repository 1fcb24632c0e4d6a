import type { ReactNode } from 'react';
import type { SeatMark } from '../../seat-marks.ts';
import type { Shown } from './screen-store.ts';
import type { KeyedSeat } from './seat.ts';

/** One row of the list: a seat, with what its screen says now. */
export interface SeatRow {
  readonly one: KeyedSeat;
  readonly shown: Shown | null;
  /** What is in force there. */
  readonly marks: readonly SeatMark[];
}

export interface SeatColumn {
  readonly key: string;
  readonly title: string;
  /** Pixels that it has at least, and its share of what is left over; 0 for none. */
  readonly least: number;
  readonly grows: number;
  /** By what it sorts, and what the CSV holds. */
  readonly text: (row: SeatRow) => string;
  /** Where the text does not sort as it should. */
  readonly sort?: (row: SeatRow) => number;
  readonly cell?: (row: SeatRow) => ReactNode;
}

export const GROUP_BY = ['none', 'form', 'room', 'state'] as const;
export type GroupBy = (typeof GROUP_BY)[number];

export interface Order {
  readonly key: string;
  readonly down: boolean;
}

const words = new Intl.Collator('en-GB', { numeric: true });

/** Rows sorted by a column; what is empty comes last whichever way, what is equal stays as it was. */
export function sortRows(rows: readonly SeatRow[], column: SeatColumn | undefined, down: boolean): SeatRow[] {
  if (column === undefined) return [...rows];
  const sign = down ? -1 : 1;
  const { sort } = column;
  return rows.toSorted((one, other) => {
    if (sort !== undefined) return sign * (sort(one) - sort(other));
    const a = column.text(one);
    const b = column.text(other);
    if (a === '' || b === '') return (a === '' ? 1 : 0) - (b === '' ? 1 : 0);
    return sign * words.compare(a, b);
  });
}

/** A line of the list: the heading of a group of rows, or a row. */
export type ListLine =
  | { readonly kind: 'heading'; readonly key: string; readonly title: string; readonly count: number }
  | { readonly kind: 'row'; readonly key: string; readonly row: SeatRow };

/** Rows under headings, by what the column that groups them says; without grouping only the rows. */
export function groupRows(rows: readonly SeatRow[], column: SeatColumn | undefined): ListLine[] {
  const line = (row: SeatRow): ListLine => ({ kind: 'row', key: row.one.key, row });
  if (column === undefined) return rows.map((row) => line(row));
  const groups = new Map<string, SeatRow[]>();
  for (const row of rows) {
    const title = column.text(row);
    groups.set(title, [...(groups.get(title) ?? []), row]);
  }
  return [...groups]
    .toSorted(([one], [other]) => (one === '' ? 1 : 0) - (other === '' ? 1 : 0) || words.compare(one, other))
    .flatMap(([title, inside]): ListLine[] => [
      {
        kind: 'heading',
        key: `heading ${title}`,
        title: title === '' ? `No ${column.title.toLowerCase()}` : title,
        count: inside.length,
      },
      ...inside.map((row) => line(row)),
    ]);
}

/** Pixels between two columns. */
const GAP = 8;

/** The columns of the grid behind the sign that opens a row, and how wide that is at least. */
export function gridOf(columns: readonly SeatColumn[]): { template: string; least: number } {
  const parts = columns.map(({ least, grows }) =>
    grows === 0 ? `${least}px` : `minmax(${least}px, ${grows}fr)`,
  );
  const least = columns.reduce((sum, column) => sum + column.least + GAP, 28 + 24);
  return { template: ['28px', ...parts].join(' '), least };
}
