import { useVirtualizer } from '@tanstack/react-virtual';
import { ChevronDown, ChevronUp } from 'lucide-react';
import { type ReactNode, useRef, useState } from 'react';
import { Button } from 'react-aria-components';

export interface Column<Row> {
  key: string;
  title: string;
  cell: (row: Row) => ReactNode;
  /** By what the column sorts; without it, it does not. */
  sort?: (row: Row) => string | number;
  /** The title is only for those who hear the page. */
  hideTitle?: boolean;
  /** Never broken into lines. */
  fixed?: boolean;
}

export interface DataTableProps<Row> {
  label: string;
  rows: readonly Row[];
  columns: readonly Column<Row>[];
  rowKey: (row: Row) => string;
  chosenKey?: string | null;
  /** What stands below the last row, for example a button for more. */
  foot?: ReactNode;
}

const ROW_PIXELS = 40;
/** Up to so many rows all are in the page, so that the browser's own search finds them. */
const ALL_AT_ONCE = 150;
const words = new Intl.Collator('en-GB', { numeric: true });

/** A plain table with sorting by its headings; of a long one only the rows in view are in the page. */
export function DataTable<Row>(props: DataTableProps<Row>): ReactNode {
  const { rows, columns, rowKey } = props;
  const frame = useRef<HTMLDivElement>(null);
  const [order, setOrder] = useState<{ key: string; down: boolean } | null>(null);
  const sorted = sortRows(rows, columns, order);
  const long = sorted.length > ALL_AT_ONCE;
  const virtual = useVirtualizer({
    count: long ? sorted.length : 0,
    getScrollElement: () => frame.current,
    estimateSize: () => ROW_PIXELS,
    overscan: 20,
  });
  const inView = virtual.getVirtualItems();
  const shown = long ? inView.map((item) => item.index) : sorted.map((_, index) => index);
  const above = long ? (inView[0]?.start ?? 0) : 0;
  const below = long ? virtual.getTotalSize() - (inView.at(-1)?.end ?? 0) : 0;

  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- scrolls, so the keyboard must reach it
    <div className="table-frame" ref={frame} tabIndex={0} role="region" aria-label={props.label}>
      <table className="table" aria-label={props.label} aria-rowcount={sorted.length + 1}>
        <thead>
          <tr>
            {columns.map((column) => (
              <Heading
                key={column.key}
                column={column}
                down={order?.key === column.key ? order.down : null}
                onSort={(down) => setOrder({ key: column.key, down })}
              />
            ))}
          </tr>
        </thead>
        <tbody>
          <Gap height={above} columns={columns.length} />
          {shown.map((index) => {
            const row = sorted[index];
            if (row === undefined) return null;
            const key = rowKey(row);
            return (
              <tr
                key={key}
                aria-rowindex={index + 2}
                data-index={index}
                data-chosen={key === props.chosenKey}
                ref={long ? virtual.measureElement : null}
              >
                {columns.map((column) => (
                  <td
                    key={column.key}
                    data-label={column.hideTitle === true ? '' : column.title}
                    className={column.fixed === true ? 'fixed' : undefined}
                  >
                    <div>{column.cell(row)}</div>
                  </td>
                ))}
              </tr>
            );
          })}
          <Gap height={below} columns={columns.length} />
        </tbody>
      </table>
      {props.foot}
    </div>
  );
}

function Gap(props: { height: number; columns: number }): ReactNode {
  if (props.height <= 0) return null;
  return (
    <tr className="gap" aria-hidden="true">
      {/* oxlint-disable-next-line jsx-a11y/control-has-associated-label -- only takes up room */}
      <td colSpan={props.columns} style={{ height: props.height }} />
    </tr>
  );
}

function Heading<Row>(props: {
  column: Column<Row>;
  /** Null when the table is not sorted by it. */
  down: boolean | null;
  onSort: (down: boolean) => void;
}): ReactNode {
  const { column, down } = props;
  if (column.sort === undefined) {
    return (
      <th scope="col">
        <span className={column.hideTitle === true ? 'unseen' : undefined}>{column.title}</span>
      </th>
    );
  }
  return (
    <th scope="col" aria-sort={down === null ? 'none' : down ? 'descending' : 'ascending'}>
      <Button onPress={() => props.onSort(down === false)}>
        {column.title}
        {down === null ? null : down ? (
          <ChevronDown size={14} aria-hidden />
        ) : (
          <ChevronUp size={14} aria-hidden />
        )}
      </Button>
    </th>
  );
}

function sortRows<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  order: { key: string; down: boolean } | null,
): readonly Row[] {
  const by = columns.find((column) => column.key === order?.key)?.sort;
  if (by === undefined || order === null) return rows;
  const sign = order.down ? -1 : 1;
  return rows.toSorted((one, other) => {
    const a = by(one);
    const b = by(other);
    if (typeof a === 'number' && typeof b === 'number') return sign * (a - b);
    return sign * words.compare(String(a), String(b));
  });
}
