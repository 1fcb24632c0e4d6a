import type { Group } from '@lapwing/protocol/features/groups/api.ts';
import { defaultRangeExtractor, type Range, useVirtualizer } from '@tanstack/react-virtual';
import {
  type MouseEvent as Press,
  type ReactNode,
  useCallback,
  useEffect,
  useLayoutEffect,
  useRef,
} from 'react';
import { endSeatDrag, SEATS_TYPE, startSeatDrag } from '../../seat-drag.ts';
import { ContextMenu } from '../../ui/menu.tsx';
import { canRecord } from './available.ts';
import { isOnline, type KeyedSeat } from './seat.ts';
import { pick } from './selection.ts';
import { Tile } from './tile.tsx';
import { useSize } from './use-size.ts';
import { memberIds } from './use-actions.ts';
import type { ViewProps } from './view-props.ts';
import { useGridKeys } from './use-grid-keys.ts';
import { useWatch } from './use-watch.ts';
import './tile.css';

/** Pixels: the narrowest tile of each size of the slider. */
export const TILE_WIDTHS = [112, 136, 164, 240, 380] as const;
const GAP = 12;
const PADDING = 16;
const WORDS_HEIGHT = 46;

/** The room as small live pictures; only those in view are asked of their devices. */
export function Thumbnails(props: ViewProps & { size: number }): ReactNode {
  const { room, actions } = props;
  const { shown, order, selection, select } = room;
  const frame = useRef<HTMLDivElement>(null);
  const { width } = useSize(frame);
  const least = TILE_WIDTHS[props.size] ?? TILE_WIDTHS[2];
  const inner = Math.max(least, width - 2 * PADDING);
  const columns = Math.max(1, Math.floor((inner + GAP) / (least + GAP)));
  const tileWidth = Math.floor((inner - GAP * (columns - 1)) / columns);
  const tileHeight = Math.round((tileWidth * 10) / 16) + WORDS_HEIGHT;
  const rowCount = Math.ceil(shown.length / columns);
  const cursorRow = selection.cursor === null ? -1 : Math.floor(order.indexOf(selection.cursor) / columns);

  const rangeExtractor = useCallback(
    (range: Range) => {
      const rows = defaultRangeExtractor(range);
      // The focused tile stays in the page wherever the reader scrolls, so that the keyboard does not lose it.
      return cursorRow >= 0 && !rows.includes(cursorRow)
        ? [...rows, cursorRow].toSorted((a, b) => a - b)
        : rows;
    },
    [cursorRow],
  );
  const virtual = useVirtualizer({
    count: rowCount,
    getScrollElement: () => frame.current,
    estimateSize: () => tileHeight + GAP,
    overscan: 2,
    paddingStart: PADDING,
    paddingEnd: PADDING,
    rangeExtractor,
  });
  useLayoutEffect(() => virtual.measure(), [virtual, tileHeight]);
  const first = virtual.range?.startIndex ?? 0;
  const last = virtual.range?.endIndex ?? 0;
  const inView = shown.slice(first * columns, (last + 1) * columns);
  useWatch({
    groupId: room.groupId,
    glances: inView.flatMap(({ seat }) => (seat.device !== null && isOnline(seat) ? [seat.device.id] : [])),
    glanceWidth: tileWidth,
    looks: [],
    lookWidth: 0,
    paused: room.paused !== null,
  });

  const onKeyDown = useGridKeys({
    frame,
    order,
    selection,
    select,
    columns,
    rows: Math.max(1, last - first),
    reveal: (key) => virtual.scrollToIndex(Math.floor(order.indexOf(key) / columns)),
    onOpen: (key) => props.view(seatOf(shown, key)),
    onCapture: (key) => props.openCapture(seatOf(shown, key)),
  });

  function press(one: KeyedSeat, button: HTMLElement): void {
    const { action } = button.dataset;
    if (action === 'view') props.view(one);
    else if (action === 'screenshot')
      void actions.screenshot(canRecord([one], props.may?.record).on, 'private');
    else if (action === 'lift') props.extras.lift((button.dataset['lift'] ?? '').split(' '), one.seat);
    else openMenuAt(button);
  }

  return (
    <ContextMenu className="grid-menu" label="Actions" parts={props.menu}>
      {/* oxlint-disable-next-line jsx-a11y/interactive-supports-focus -- the tiles in it take the focus in turn */}
      <div
        className="grid"
        ref={frame}
        role="grid"
        aria-label={room.by === 'people' ? 'People' : 'Devices'}
        aria-multiselectable="true"
        aria-rowcount={rowCount}
        aria-colcount={columns}
        onKeyDown={onKeyDown}
        onClick={(event) => {
          const target = event.target as Element;
          const one = seatAt(shown, target);
          if (one === undefined) {
            // A press on the ground between the tiles takes the selection away.
            if (selection.keys.size > 0) select({ ...selection, keys: new Set() });
            return;
          }
          const button = target.closest<HTMLElement>('button');
          if (button !== null) press(one, button);
          else if (!followLink(event, room.go)) {
            const toggle = event.ctrlKey || event.metaKey;
            select(pick(selection, order, one.key, { toggle, range: event.shiftKey }));
          }
        }}
        onDoubleClick={(event) => {
          const one = seatAt(shown, event.target as Element);
          if (one !== undefined && (event.target as Element).closest('a,button') === null) props.view(one);
        }}
        onContextMenu={(event) => {
          const one = seatAt(shown, event.target as Element);
          if (one !== undefined && !selection.keys.has(one.key)) select(pick(selection, order, one.key, {}));
        }}
        onDragStart={(event) => {
          const one = seatAt(shown, event.target as Element);
          if (one !== undefined) props.drag(event, one);
        }}
        onDragEnd={endSeatDrag}
      >
        <div className="grid-sizer" role="presentation" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map((row) => (
            <div
              key={row.key}
              role="row"
              aria-rowindex={row.index + 1}
              className="grid-row"
              style={{
                transform: `translateY(${row.start}px)`,
                gridTemplateColumns: `repeat(${columns}, ${tileWidth}px)`,
                height: tileHeight,
              }}
            >
              {shown.slice(row.index * columns, (row.index + 1) * columns).map((one, column) => (
                <Tile
                  key={one.key}
                  one={one}
                  by={room.by}
                  column={column + 1}
                  selected={selection.keys.has(one.key)}
                  reachable={(selection.cursor ?? order[0]) === one.key}
                  recording={actions.running.some(({ deviceId }) => deviceId === one.seat.device?.id)}
                  frozen={room.paused !== null}
                  mayView={props.may?.view.allowed === true}
                  mayRecord={props.may?.record.allowed === true}
                  marks={props.extras.marks(one.seat)}
                />
              ))}
            </div>
          ))}
        </div>
      </div>
    </ContextMenu>
  );
}

function seatOf(shown: readonly KeyedSeat[], key: string): KeyedSeat | undefined {
  return shown.find((one) => one.key === key);
}

function seatAt(shown: readonly KeyedSeat[], target: Element): KeyedSeat | undefined {
  const key = target.closest<HTMLElement>('[data-key]')?.dataset['key'];
  return key === undefined ? undefined : seatOf(shown, key);
}

/** Whether a press was on a link; a plain one goes there within the console, the rest is the browser's. */
export function followLink(event: Press, go: (href: string) => void): boolean {
  const link = (event.target as Element).closest('a');
  const href = link?.getAttribute('href') ?? null;
  if (href === null) return false;
  if (!event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0) {
    event.preventDefault();
    go(href);
  }
  return true;
}

/** Opens the context menu of the tile around a button, as the right mouse button would. */
export function openMenuAt(element: HTMLElement): void {
  const { left, bottom } = element.getBoundingClientRect();
  element.dispatchEvent(
    new MouseEvent('contextmenu', {
      bubbles: true,
      cancelable: true,
      button: 2,
      clientX: left,
      clientY: bottom,
    }),
  );
}

/** Starts dragging what is selected, or what is taken hold of when it is not. */
export function useSeatDrag(
  room: ViewProps['room'],
  onPut: (group: Group, seats: readonly KeyedSeat[]) => void,
): ViewProps['drag'] {
  useEffect(() => endSeatDrag, []);
  return (event, one) => {
    const inside = room.selection.keys.has(one.key);
    if (!inside) room.select(pick(room.selection, room.order, one.key, {}));
    const seats = inside ? room.chosen : [one];
    event.dataTransfer.setData(SEATS_TYPE, String(seats.length));
    event.dataTransfer.effectAllowed = 'copy';
    startSeatDrag({
      people: memberIds(seats, 'people'),
      devices: memberIds(seats, 'devices'),
      put: (group) => onPut(group, seats),
    });
  };
}
