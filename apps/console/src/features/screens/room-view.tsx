import {
  type CSSProperties,
  type DragEvent,
  type KeyboardEvent,
  type ReactNode,
  useEffect,
  useRef,
  useState,
} from 'react';
import { sayShortly } from '../../api/failure.ts';
import { troubleOf } from '../../api/trouble.ts';
import { endSeatDrag } from '../../seat-drag.ts';
import { Action } from '../../ui/button.tsx';
import { ContextMenu } from '../../ui/menu.tsx';
import { Awaiting } from '../../ui/query-state.tsx';
import { Notice, State } from '../../ui/states.tsx';
import {
  type Direction,
  extentOf,
  inRows,
  moveBy,
  neighbour,
  nextFree,
  putAt,
  rowFor,
  takeOff,
} from './plan.ts';
import { DRAGGED, RoomAside } from './room-aside.tsx';
import { isOnline, type KeyedSeat } from './seat.ts';
import { pick } from './selection.ts';
import { Tile } from './tile.tsx';
import { followLink, openMenuAt } from './thumbnails.tsx';
import { useSize } from './use-size.ts';
import { type Plan, usePlan } from './use-plan.ts';
import { useWatch } from './use-watch.ts';
import type { ViewProps } from './view-props.ts';
import './room.css';

const ARROWS: Readonly<Record<string, Direction>> = Object.freeze({
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
});
/** Pixels: a square of the plan is at least and at most so wide. */
const NARROWEST = 88;
const WIDEST = 220;
/** Pixels: padding of the frame, the words below a picture with the gap round the tile, and height of a picture to its width. */
const FRAME = 32;
const WORDS = 54;
const SHAPE = 0.58;
/** Empty squares round the plan while it is arranged, so that there is room to move to. */
const MARGIN = 1;

/** The devices as they stand in the room. */
export function RoomView(props: ViewProps): ReactNode {
  const { room } = props;
  const plan = usePlan(room.groupId);
  if (plan.query.data === undefined) {
    return <Awaiting trouble={troubleOf(plan.query)} onRetry={() => void plan.query.refetch()} />;
  }
  return <Room {...props} plan={plan} />;
}

function Room(props: ViewProps & { plan: Plan }): ReactNode {
  const { room, plan } = props;
  const may = plan.query.data?.may.change;
  const byDevice = new Map(
    room.seats.flatMap((one) => (one.seat.device === null ? [] : [[one.seat.device.id, one] as const])),
  );
  const placed = plan.places.filter(({ deviceId }) => byDevice.has(deviceId));
  const onPlan = new Set(placed.map(({ deviceId }) => deviceId));
  const aside = [...byDevice.values()].filter((one) => !onPlan.has(one.seat.device?.id ?? ''));
  const shown = new Set(room.order);
  const [said, setSaid] = useState('');
  const problem = plan.save.error === null ? null : sayShortly(plan.save.error);
  const blocked =
    may === undefined || may.allowed ? undefined : (may.reason ?? 'You may not change this plan.');

  function say(one: KeyedSeat | undefined, next: typeof placed): void {
    const place = next.find(({ deviceId }) => deviceId === one?.seat.device?.id);
    if (one === undefined) return;
    setSaid(
      place === undefined
        ? `${one.title} put aside`
        : `${one.title}: row ${place.y + 1}, place ${place.x + 1}`,
    );
  }
  function putAside(one: KeyedSeat): void {
    const id = one.seat.device?.id ?? '';
    const next = onPlan.has(id)
      ? takeOff(plan.places, id)
      : (() => {
          const free = nextFree(plan.places, Math.max(rowFor(byDevice.size), extentOf(placed).columns));
          return putAt(plan.places, id, free.x, free.y);
        })();
    plan.put(next);
    say(one, next);
  }

  return (
    <div className="room" data-arranging={plan.arranging}>
      <div className="room-bar">
        {plan.arranging ? (
          <>
            <Action look="main" busy={plan.save.isPending} onPress={() => plan.save.mutate(plan.places)}>
              Save the plan
            </Action>
            <Action
              unavailable={plan.canUndo ? undefined : 'Nothing has been moved yet.'}
              onPress={plan.undo}
            >
              Undo
            </Action>
            <Action onPress={plan.cancel}>Cancel</Action>
            <Action
              look="plain"
              onPress={() =>
                plan.put(
                  inRows(
                    room.seats.flatMap(({ seat }) => (seat.device === null ? [] : [seat.device.id])),
                    rowFor(byDevice.size),
                  ),
                )
              }
            >
              All in rows
            </Action>
            <span className="quiet small">
              Drag a device, or choose it and move it with the arrow keys; Delete puts it aside.
            </span>
          </>
        ) : (
          <>
            <Action unavailable={blocked} onPress={plan.begin}>
              Arrange
            </Action>
            <Action
              look="plain"
              unavailable={placed.length === 0 ? 'There is no plan to print yet.' : undefined}
              onPress={() => window.print()}
            >
              Print
            </Action>
          </>
        )}
        <span className="unseen" role="status">
          {said}
        </span>
      </div>
      {problem === null ? null : <Notice tone="stop">{problem}</Notice>}
      {placed.length === 0 && !plan.arranging ? (
        <State
          title="No plan of this room yet"
          actions={
            blocked === undefined ? (
              <Action look="main" onPress={plan.begin}>
                Arrange the devices
              </Action>
            ) : undefined
          }
        >
          {blocked ??
            'Place the devices as they stand in the room. Everybody who sees the group sees the plan.'}
        </State>
      ) : (
        <div className="room-split">
          <Squares
            {...props}
            placed={placed}
            byDevice={byDevice}
            shown={shown}
            onAside={putAside}
            onSaid={say}
          />
          {aside.length > 0 || plan.arranging ? (
            <RoomAside aside={aside} plan={plan} onPlace={putAside} />
          ) : null}
        </div>
      )}
    </div>
  );
}

interface SquaresProps extends ViewProps {
  plan: Plan;
  placed: Plan['places'];
  byDevice: ReadonlyMap<string, KeyedSeat>;
  shown: ReadonlySet<string>;
  onAside: (one: KeyedSeat) => void;
  onSaid: (one: KeyedSeat | undefined, next: SquaresProps['placed'][number][]) => void;
}

function Squares(props: SquaresProps): ReactNode {
  const { room, plan, placed, byDevice, actions } = props;
  const frame = useRef<HTMLDivElement>(null);
  const inner = useSize(frame);
  const focusWanted = useRef<string | null>(null);
  const fit = extentOf(placed);
  const margin = plan.arranging ? MARGIN : 0;
  const left = Math.max(0, fit.x - margin);
  const top = Math.max(0, fit.y - margin);
  const columns = fit.x + fit.columns + margin - left;
  const rows = fit.y + fit.rows + margin - top;
  // As large as lets the whole plan be seen, down to the size at which a tile can still be read.
  const byHeight = Math.floor(((inner.height - FRAME) / rows - WORDS) / SHAPE);
  const byWidth = Math.floor((inner.width - FRAME) / columns);
  const cell = Math.min(WIDEST, byWidth, Math.max(NARROWEST, byHeight));
  const fitted = Math.max(NARROWEST, cell);
  const height = Math.round(fitted * SHAPE) + WORDS;

  useWatch({
    groupId: room.groupId,
    glances: placed.flatMap(({ deviceId }) => {
      const one = byDevice.get(deviceId);
      return one !== undefined && isOnline(one.seat) ? [deviceId] : [];
    }),
    glanceWidth: fitted,
    looks: [],
    lookWidth: 0,
    paused: room.paused !== null,
  });
  useEffect(() => {
    if (focusWanted.current === null) return;
    const element = frame.current?.querySelector<HTMLElement>(
      `[data-key="${CSS.escape(focusWanted.current)}"]`,
    );
    focusWanted.current = null;
    element?.focus();
    element?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  });

  const seatAt = (target: EventTarget): KeyedSeat | undefined => {
    const key = (target as Element).closest<HTMLElement>('[data-key]')?.dataset['key'];
    return room.seats.find((one) => one.key === key);
  };
  const cursor = placed.some(({ deviceId }) => byDevice.get(deviceId)?.key === room.selection.cursor)
    ? room.selection.cursor
    : byDevice.get(placed[0]?.deviceId ?? '')?.key;

  function onKeyDown(event: KeyboardEvent): void {
    const one = seatAt(event.target);
    const id = one?.seat.device?.id;
    if (one === undefined || id === undefined || event.altKey) return;
    const direction = ARROWS[event.key];
    if (direction !== undefined) {
      event.preventDefault();
      if (plan.arranging) {
        const next = moveBy(plan.places, id, direction);
        focusWanted.current = one.key;
        plan.put(next);
        props.onSaid(one, next);
        return;
      }
      const to = byDevice.get(neighbour(placed, id, direction) ?? '');
      if (to === undefined) return;
      focusWanted.current = to.key;
      room.select(
        event.ctrlKey
          ? { ...room.selection, cursor: to.key }
          : pick(room.selection, room.order, to.key, { toggle: event.shiftKey }),
      );
      return;
    }
    if (plan.arranging && (event.key === 'Delete' || event.key === 'Backspace')) {
      event.preventDefault();
      props.onAside(one);
    } else if (event.key === ' ') {
      event.preventDefault();
      room.select(pick(room.selection, room.order, one.key, { toggle: true }));
    } else if (event.key === 'Enter' && !plan.arranging) {
      event.preventDefault();
      props.view(one);
    } else if (event.key === 'c' && !event.ctrlKey) {
      props.openCapture(one);
    }
  }

  function dropOn(event: DragEvent<HTMLElement>): void {
    const id = event.dataTransfer.getData(DRAGGED);
    if (!plan.arranging || id === '' || frame.current === null) return;
    event.preventDefault();
    const box = event.currentTarget.getBoundingClientRect();
    const x = left + Math.floor((event.clientX - box.left) / fitted);
    const y = top + Math.floor((event.clientY - box.top) / height);
    const next = putAt(plan.places, id, x, y);
    plan.put(next);
    props.onSaid(byDevice.get(id), next);
  }

  return (
    <ContextMenu className="room-menu" label="Actions" parts={plan.arranging ? () => [] : props.menu}>
      <div className="room-frame" ref={frame}>
        {/* oxlint-disable-next-line jsx-a11y/interactive-supports-focus -- the devices in it take the focus in turn */}
        <div
          className="room-plan"
          role="grid"
          aria-label={plan.arranging ? 'Plan, being arranged' : 'Plan of the room'}
          aria-multiselectable="true"
          style={
            {
              '--cell': `${fitted}px`,
              '--height': `${height}px`,
              width: columns * fitted,
              height: rows * height,
            } as CSSProperties
          }
          onKeyDown={onKeyDown}
          onClick={(event) => {
            const one = seatAt(event.target);
            if (one === undefined || followLink(event, room.go)) return;
            const button = (event.target as Element).closest<HTMLElement>('button');
            if (button !== null) {
              if (button.dataset['action'] === 'view') props.view(one);
              else if (button.dataset['action'] === 'lift')
                props.extras.lift((button.dataset['lift'] ?? '').split(' '), one.seat);
              else openMenuAt(button);
              return;
            }
            room.select(
              pick(room.selection, room.order, one.key, { toggle: event.ctrlKey || event.metaKey }),
            );
          }}
          onDoubleClick={(event) => {
            if (!plan.arranging) props.view(seatAt(event.target));
          }}
          onContextMenu={(event) => {
            const one = seatAt(event.target);
            if (one !== undefined && !room.selection.keys.has(one.key))
              room.select(pick(room.selection, room.order, one.key, {}));
          }}
          onDragStart={(event) => {
            const one = seatAt(event.target);
            if (one === undefined) return;
            if (plan.arranging) event.dataTransfer.setData(DRAGGED, one.seat.device?.id ?? '');
            else props.drag(event, one);
          }}
          onDragEnd={endSeatDrag}
          onDragOver={(event) => {
            if (plan.arranging && event.dataTransfer.types.includes(DRAGGED)) event.preventDefault();
          }}
          onDrop={dropOn}
        >
          {placed.map((place) => {
            const one = byDevice.get(place.deviceId);
            if (one === undefined) return null;
            return (
              <div
                key={place.deviceId}
                role="row"
                className="room-place"
                data-faded={!props.shown.has(one.key)}
                style={{ left: (place.x - left) * fitted, top: (place.y - top) * height }}
              >
                <Tile
                  one={one}
                  by="devices"
                  column={place.x + 1}
                  selected={room.selection.keys.has(one.key)}
                  reachable={one.key === cursor}
                  recording={actions.running.some(({ deviceId }) => deviceId === place.deviceId)}
                  frozen={room.paused !== null}
                  mayView={props.may?.view.allowed === true && !plan.arranging}
                  mayRecord={false}
                  marks={props.extras.marks(one.seat)}
                />
              </div>
            );
          })}
        </div>
      </div>
    </ContextMenu>
  );
}
