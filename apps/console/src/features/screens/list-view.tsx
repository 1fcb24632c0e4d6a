import { useVirtualizer } from '@tanstack/react-virtual';
import { ChevronDown, ChevronRight, ChevronUp } from 'lucide-react';
import { type CSSProperties, type ReactNode, useMemo, useRef, useState } from 'react';
import { Button } from 'react-aria-components/Button';
import { changePreferences, usePreference } from '../../preferences.ts';
import { endSeatDrag } from '../../seat-drag.ts';
import { Action } from '../../ui/button.tsx';
import { sayDay } from '../../ui/dates.ts';
import { Choice } from '../../ui/field.tsx';
import { ContextMenu, MenuButton } from '../../ui/menu.tsx';
import { toCsv } from '../../csv.ts';
import { chosenColumns, COLUMNS } from './list-columns.tsx';
import {
  GROUP_BY,
  gridOf,
  type GroupBy,
  groupRows,
  type ListLine,
  type Order,
  type SeatColumn,
  type SeatRow,
  sortRows,
} from './list-rows.ts';
import { hasNew, isOnline, type KeyedSeat } from './seat.ts';
import { pick } from './selection.ts';
import { SeatHistory } from './seat-history.tsx';
import { useAllShown, useScreens } from './screens-live.tsx';
import { followLink } from './thumbnails.tsx';
import { useGridKeys } from './use-grid-keys.ts';
import { useWatch } from './use-watch.ts';
import type { ViewProps } from './view-props.ts';
import './list.css';

const GROUP_WORDS: Readonly<Record<GroupBy, string>> = Object.freeze({
  none: 'Not grouped',
  form: 'By form',
  room: 'By room',
  state: 'By state',
});

/** The group as a table: columns chosen, sorted and grouped; what is in front stays live, without pictures. */
export function ListView(props: ViewProps): ReactNode {
  const { room } = props;
  const { shown: seats, selection, select } = room;
  const { marks } = props.extras;
  const { store } = useScreens();
  const version = useAllShown();
  const columns = chosenColumns(usePreference('seatColumns'));
  const groupBy = GROUP_BY.find((one) => one === usePreferenceText('seatGroupBy')) ?? 'none';
  const [order, setOrder] = useState<Order>({ key: 'name', down: false });
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const frame = useRef<HTMLDivElement>(null);

  const lines = useMemo(() => {
    const rows = seats.map((one): SeatRow => ({
      one,
      shown: one.seat.device === null ? null : store.shown(one.seat.device.id),
      marks: marks(one.seat),
    }));
    const by = (key: string): SeatColumn | undefined => COLUMNS.find((column) => column.key === key);
    return groupRows(sortRows(rows, by(order.key), order.down), groupBy === 'none' ? undefined : by(groupBy));
    // The store says by its version that what it holds has changed.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [seats, store, version, order, groupBy, marks]);
  const keys = useMemo(() => lines.flatMap((line) => (line.kind === 'row' ? [line.key] : [])), [lines]);

  useWatch({
    groupId: room.groupId,
    glances: seats.flatMap(({ seat }) => (seat.device !== null && isOnline(seat) ? [seat.device.id] : [])),
    glanceWidth: 0,
    looks: [],
    lookWidth: 0,
    paused: room.paused !== null,
  });

  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => frame.current,
    getItemKey: (index) => lines[index]?.key ?? index,
    estimateSize: () => 36,
    overscan: 12,
  });
  function toggleOpen(key: string): void {
    const next = new Set(open);
    if (!next.delete(key)) next.add(key);
    setOpen(next);
  }
  const seatAt = (key: string): KeyedSeat | undefined => seats.find((one) => one.key === key);
  const gridKeys = useGridKeys({
    frame,
    order: keys,
    selection,
    select,
    columns: 1,
    rows: 15,
    reveal: (key) => virtual.scrollToIndex(lines.findIndex((line) => line.key === key)),
    onOpen: (key) => props.view(seatAt(key)),
    onCapture: (key) => props.openCapture(seatAt(key)),
  });
  const grid = gridOf(columns);

  return (
    <div className="list">
      <div className="list-bar">
        <Choice
          label="Group by"
          look="filter"
          named
          neutral="none"
          value={groupBy}
          options={GROUP_BY.map((key) => ({ key, label: GROUP_WORDS[key] }))}
          onChange={(seatGroupBy) => changePreferences({ seatGroupBy })}
        />
        <ColumnsMenu columns={columns} />
        <Action
          look="plain"
          onPress={() => exportCsv(room.group?.name ?? 'group', columns, lines)}
          unavailable={keys.length === 0 ? 'There is nothing in the list.' : undefined}
        >
          Export CSV
        </Action>
      </div>
      <ContextMenu className="grid-menu" label="Actions" parts={props.menu}>
        {/* oxlint-disable-next-line jsx-a11y/interactive-supports-focus -- the rows in it take the focus in turn */}
        <div
          className="list-frame"
          ref={frame}
          role="treegrid"
          aria-label={room.by === 'people' ? 'People' : 'Devices'}
          aria-multiselectable="true"
          aria-rowcount={lines.length + 1}
          style={{ '--columns': grid.template, '--least': `${grid.least}px` } as CSSProperties}
          onKeyDown={(event) => {
            const target = event.target as HTMLElement;
            const key = target.dataset['key'];
            const opens = event.key === 'ArrowRight' && key !== undefined && !open.has(key);
            const closes = event.key === 'ArrowLeft' && key !== undefined && open.has(key);
            if (opens || closes) {
              event.preventDefault();
              toggleOpen(key);
            } else if (event.key !== 'ArrowRight' && event.key !== 'ArrowLeft') gridKeys(event);
          }}
          onClick={(event) => {
            const target = event.target as Element;
            const key = target.closest<HTMLElement>('[data-key]')?.dataset['key'];
            if (key === undefined || followLink(event, room.go)) return;
            const lift = target.closest<HTMLElement>('[data-lift]')?.dataset['lift'];
            const one = seatAt(key);
            if (lift !== undefined && one !== undefined) props.extras.lift(lift.split(' '), one.seat);
            else if (target.closest('[data-open]') !== null) toggleOpen(key);
            else
              select(
                pick(selection, keys, key, { toggle: event.ctrlKey || event.metaKey, range: event.shiftKey }),
              );
          }}
          onDoubleClick={(event) => {
            const key = (event.target as Element).closest<HTMLElement>('[data-key]')?.dataset['key'];
            if (key !== undefined && (event.target as Element).closest('a,[data-open]') === null)
              props.view(seatAt(key));
          }}
          onContextMenu={(event) => {
            const key = (event.target as Element).closest<HTMLElement>('[data-key]')?.dataset['key'];
            if (key !== undefined && !selection.keys.has(key)) select(pick(selection, keys, key, {}));
          }}
          onDragStart={(event) => {
            const one = seatAt((event.target as HTMLElement).dataset['key'] ?? '');
            if (one !== undefined) props.drag(event, one);
          }}
          onDragEnd={endSeatDrag}
        >
          <div className="list-head" role="row" aria-rowindex={1}>
            <span role="columnheader">
              <span className="unseen">Open</span>
            </span>
            {columns.map((column) => (
              <Heading key={column.key} column={column} order={order} onOrder={setOrder} />
            ))}
          </div>
          <div className="grid-sizer" role="presentation" style={{ height: virtual.getTotalSize() }}>
            {virtual.getVirtualItems().map((item) => {
              const line = lines[item.index];
              if (line === undefined) return null;
              const place = {
                'data-index': item.index,
                ref: virtual.measureElement,
                style: { transform: `translateY(${item.start}px)` },
              };
              if (line.kind === 'heading') {
                return (
                  <div
                    key={line.key}
                    className="list-group"
                    role="row"
                    aria-rowindex={item.index + 2}
                    {...place}
                  >
                    <span role="rowheader" aria-colspan={columns.length + 1}>
                      <bdi>{line.title}</bdi> <span className="quiet number">{line.count}</span>
                    </span>
                  </div>
                );
              }
              return (
                <div key={line.key} className="list-item" role="presentation" {...place}>
                  <Row
                    row={line.row}
                    columns={columns}
                    index={item.index + 2}
                    selected={selection.keys.has(line.key)}
                    reachable={(selection.cursor ?? keys[0]) === line.key}
                    open={open.has(line.key)}
                  />
                </div>
              );
            })}
          </div>
        </div>
      </ContextMenu>
    </div>
  );
}

function Row(props: {
  row: SeatRow;
  columns: readonly SeatColumn[];
  index: number;
  selected: boolean;
  reachable: boolean;
  open: boolean;
}): ReactNode {
  const { row, columns, open } = props;
  const { one } = row;
  const Sign = open ? ChevronDown : ChevronRight;
  return (
    <>
      <div
        role="row"
        aria-level={1}
        aria-rowindex={props.index}
        aria-selected={props.selected}
        aria-expanded={open}
        data-key={one.key}
        tabIndex={props.reachable ? 0 : -1}
        className="list-row"
        data-severity={hasNew(one.seat) ? (one.seat.worstNew ?? 'minor') : undefined}
        draggable
      >
        <span role="gridcell">
          <button
            type="button"
            tabIndex={-1}
            data-open
            aria-label={open ? `Close ${one.title}` : `Open ${one.title}`}
          >
            <Sign size={15} aria-hidden />
          </button>
        </span>
        {columns.map((column) => (
          <span key={column.key} role="gridcell" className="list-cell">
            {column.cell === undefined ? <Text>{column.text(row)}</Text> : column.cell(row)}
          </span>
        ))}
      </div>
      {open ? (
        <div role="row" aria-level={2} className="list-inside">
          <div role="gridcell" aria-colspan={columns.length + 1}>
            <SeatHistory seat={one.seat} />
          </div>
        </div>
      ) : null}
    </>
  );
}

function Text(props: { children: string }): ReactNode {
  return (
    <bdi dir="auto" className="cut" title={props.children}>
      {props.children}
    </bdi>
  );
}

function Heading(props: { column: SeatColumn; order: Order; onOrder: (order: Order) => void }): ReactNode {
  const { column, order } = props;
  const sorted = order.key === column.key;
  const Sign = order.down ? ChevronDown : ChevronUp;
  return (
    <span role="columnheader" aria-sort={sorted ? (order.down ? 'descending' : 'ascending') : 'none'}>
      <Button
        className="list-sort"
        onPress={() => props.onOrder({ key: column.key, down: sorted && !order.down })}
      >
        <span className="cut">{column.title}</span>
        {sorted ? <Sign size={13} aria-hidden /> : null}
      </Button>
    </span>
  );
}

/** Which columns show, and in which order. */
function ColumnsMenu(props: { columns: readonly SeatColumn[] }): ReactNode {
  const keys = props.columns.map(({ key }) => key);
  function keep(next: readonly string[]): void {
    changePreferences({ seatColumns: [...next] });
  }
  return (
    <MenuButton
      label="Columns"
      look="plain"
      parts={() => [
        {
          key: 'shown',
          title: 'Show',
          entries: COLUMNS.filter(({ key }) => key !== 'name').map(({ key, title }) => ({
            key,
            label: title,
            checked: keys.includes(key),
            onPress: () => keep(keys.includes(key) ? keys.filter((one) => one !== key) : [...keys, key]),
          })),
        },
        {
          key: 'order',
          title: 'Further to the left',
          entries: props.columns.slice(2).map(({ key, title }) => ({
            key: `left ${key}`,
            label: title,
            onPress: () => {
              const at = keys.indexOf(key);
              const next = keys.filter((one) => one !== key);
              next.splice(at - 1, 0, key);
              keep(next);
            },
          })),
        },
        {
          key: 'usual',
          entries: [{ key: 'usual', label: 'The usual columns', onPress: () => keep([]) }],
        },
      ]}
    >
      Columns ▾
    </MenuButton>
  );
}

function usePreferenceText(key: 'seatGroupBy'): string {
  return usePreference(key);
}

/** Hands over what the list shows, in its order, as a file. */
function exportCsv(name: string, columns: readonly SeatColumn[], lines: readonly ListLine[]): void {
  const rows = lines.flatMap((line) =>
    line.kind === 'row' ? [columns.map((column) => column.text(line.row))] : [],
  );
  const blob = new Blob([toCsv([columns.map(({ title }) => title), ...rows])], {
    type: 'text/csv;charset=utf-8',
  });
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = `${name.replaceAll(/[^\p{L}\p{N} _-]/gu, '').trim() || 'group'} ${sayDay(new Date().toISOString())}.csv`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
