import type { Seat } from '@lapwing/protocol/features/screens/api.ts';
import {
  Ban,
  Camera,
  CircleDot,
  Ellipsis,
  EyeOff,
  Hand,
  Hourglass,
  Monitor,
  MonitorOff,
  WifiOff,
} from 'lucide-react';
import { memo, type ReactNode, useState } from 'react';
import type { WatchedState } from '@lapwing/protocol/features/screens/watch.ts';
import { paths } from '../../paths.ts';
import type { SeatMark } from '../../seat-marks.ts';
import { SEVERITY_WORDS } from '../../severity.ts';
import { Name } from '../../ui/name.tsx';
import { TimeLeft } from '../../ui/time-left.tsx';
import { When } from '../../ui/when.tsx';
import { ScreenPicture } from './screen-picture.tsx';
import { useShown } from './screens-live.tsx';
import { hasNew, isOnline, type KeyedSeat, obstacleOf, type SeatsBy } from './seat.ts';
import { frontLine, STATE_WORDS, stateOf } from './words.ts';

const ICONS: Readonly<Record<Exclude<WatchedState, 'live'>, typeof Ban>> = Object.freeze({
  asking: Hand,
  denied: Hand,
  'asks-first': Hand,
  forbidden: Ban,
  private: EyeOff,
  nothing: Monitor,
  'not-possible': MonitorOff,
  offline: WifiOff,
  unsupported: MonitorOff,
  unknown: Ban,
  waiting: Hourglass,
});

export interface TileProps {
  one: KeyedSeat;
  by: SeatsBy;
  /** Counted from 1. */
  column: number;
  selected: boolean;
  /** Tab leads to it. */
  reachable: boolean;
  recording: boolean;
  frozen: boolean;
  mayView: boolean;
  mayRecord: boolean;
  /** What is in force there; the same list while nothing changes. */
  marks: readonly SeatMark[];
}

/** One seat: the mark of new captures, the screen or why there is none, who, and what is in front. */
export const Tile = memo(function Tile(props: TileProps): ReactNode {
  const { one, by, selected } = props;
  const { seat } = one;
  const shown = useShown(seat.device?.id ?? null);
  const state = stateOf(seat, shown);
  const open = obstacleOf(seat) === null;
  // Most tiles are never pointed at: what shows only then is made only then.
  const [hovered, setHovered] = useState(false);
  return (
    <div
      data-key={one.key}
      role="gridcell"
      aria-colindex={props.column}
      aria-selected={selected}
      tabIndex={props.reachable ? 0 : -1}
      className="tile"
      data-severity={hasNew(seat) ? (seat.worstNew ?? 'minor') : undefined}
      data-online={isOnline(seat)}
      draggable
      onPointerEnter={() => setHovered(true)}
      onPointerLeave={() => setHovered(false)}
    >
      <span className="tile-words">
        <span className="tile-name">
          <Name cut>{one.title}</Name>
        </span>
        <span className="tile-second">
          <SecondLine seat={seat} by={by} line={frontLine(shown)} />
        </span>
      </span>
      <CaptureBar seat={seat} />
      <ScreenArea seat={seat} state={state} frozen={props.frozen} />
      <Marks marks={props.marks} />
      {props.recording ? (
        <span className="tile-recording">
          <CircleDot size={11} aria-hidden /> Recording
        </span>
      ) : null}
      {selected ? (
        <span className="tile-tick" aria-hidden="true">
          ✓
        </span>
      ) : null}
      {hovered ? (
        <HoverActions name={one.title} view={open && props.mayView} record={open && props.mayRecord} />
      ) : null}
    </div>
  );
});

/** What is in force, over the foot of the picture: nothing moves when it comes or goes. */
function Marks(props: { marks: readonly SeatMark[] }): ReactNode {
  if (props.marks.length === 0) return null;
  return (
    <span className="tile-marks">
      {props.marks.map((mark) => (
        <span key={mark.key} className="tile-mark" data-tone={mark.tone} title={mark.detail}>
          <span aria-hidden="true">{mark.shape}</span>
          <span className="tile-mark-word">{mark.word}</span>
          {mark.until === undefined ? null : <TimeLeft until={mark.until} />}
          {mark.lift === undefined ? null : (
            <button type="button" tabIndex={-1} data-action="lift" data-lift={mark.lift.join(' ')}>
              Lift
            </button>
          )}
        </span>
      ))}
    </span>
  );
}

/** Word, shape and colour of the worst new capture; a press opens the newest, which the view around it does. */
export function CaptureBar(props: { seat: Seat }): ReactNode {
  const { newCaptures, worstNew, newestCapture } = props.seat;
  if (newCaptures === null || newCaptures === 0) return null;
  const { word, shape } = SEVERITY_WORDS[worstNew ?? 'minor'];
  const words = (
    <>
      <span aria-hidden="true">{shape}</span>
      <span className="cut">
        {word}
        <span className="tile-bar-count"> · {newCaptures} new</span>
        <span className="unseen"> {newCaptures === 1 ? 'capture' : 'captures'}</span>
      </span>
    </>
  );
  if (newestCapture === null) {
    return (
      <span className="tile-bar" data-severity={worstNew ?? 'minor'}>
        {words}
      </span>
    );
  }
  return (
    <a
      className="tile-bar"
      data-severity={worstNew ?? 'minor'}
      href={paths.capture(newestCapture)}
      title="Open the newest"
      tabIndex={-1}
      draggable={false}
    >
      {words}
    </a>
  );
}

/** The picture of a screen, or the word, the sign and the reason where there is none. */
export function ScreenArea(props: {
  seat: Seat;
  state: WatchedState;
  /** What the picture is called; without it the words beside it say enough. */
  label?: string;
  frozen: boolean;
}): ReactNode {
  const { seat, state } = props;
  const live = state === 'live' || state === 'waiting';
  return (
    <span className="tile-screen" data-state={state}>
      {seat.device !== null && live ? (
        <ScreenPicture
          key={seat.device.id}
          deviceId={seat.device.id}
          {...(props.label === undefined ? {} : { label: props.label })}
          frozen={props.frozen}
        />
      ) : null}
      {live ? null : <StateSign state={state} lastSeenAt={seat.device?.lastSeenAt ?? null} />}
    </span>
  );
}

function StateSign(props: { state: Exclude<WatchedState, 'live'>; lastSeenAt: string | null }): ReactNode {
  const Icon = ICONS[props.state];
  const { word, detail } = STATE_WORDS[props.state];
  return (
    <span className="tile-state" title={detail}>
      <Icon size={16} aria-hidden />
      <span className="tile-state-word">{word}</span>
      {props.state === 'offline' && props.lastSeenAt !== null ? (
        <span className="tile-state-since">
          <When at={props.lastSeenAt} />
        </span>
      ) : null}
    </span>
  );
}

function SecondLine(props: { seat: Seat; by: SeatsBy; line: string }): ReactNode {
  const { seat, by, line } = props;
  const device = seat.device?.name ?? '';
  if (by === 'devices') {
    return (
      <span className="cut">
        {seat.person === null ? 'Nobody signed in' : <Name>{device}</Name>}
        {line === '' ? null : (
          <>
            {' · '}
            <Name>{line}</Name>
          </>
        )}
      </span>
    );
  }
  if (seat.person !== null && seat.person.id === null && line === '')
    return <span>Not matched to a person</span>;
  if (line !== '') return <Name cut>{line}</Name>;
  if (seat.device === null) return <span>Not signed in</span>;
  return <Name cut>{device}</Name>;
}

/** Buttons that show on a tile under the pointer; the keyboard has the toolbar and the context menu. */
function HoverActions(props: { name: string; view: boolean; record: boolean }): ReactNode {
  return (
    <span className="tile-actions" aria-hidden="true">
      {props.view ? (
        <button
          type="button"
          tabIndex={-1}
          data-action="view"
          title="View live"
          aria-label={`View ${props.name} live`}
        >
          <Monitor size={15} aria-hidden />
        </button>
      ) : null}
      {props.record ? (
        <button
          type="button"
          tabIndex={-1}
          data-action="screenshot"
          title="Screenshot, for you only"
          aria-label={`Screenshot of ${props.name}`}
        >
          <Camera size={15} aria-hidden />
        </button>
      ) : null}
      <button
        type="button"
        tabIndex={-1}
        data-action="menu"
        title="More"
        aria-label={`More actions for ${props.name}`}
      >
        <Ellipsis size={15} aria-hidden />
      </button>
    </span>
  );
}
