import { ArrowLeft, Camera, CircleDot, Maximize, Minimize, MousePointerClick, Square, X } from 'lucide-react';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { Action } from '../../ui/button.tsx';
import { useKeys } from '../../ui/keys.ts';
import { MenuButton } from '../../ui/menu.tsx';
import { Name } from '../../ui/name.tsx';
import { Notice } from '../../ui/states.tsx';
import { canRecord } from './available.ts';
import { ControlArea } from './control-area.tsx';
import { LiveState } from './live-state.tsx';
import { useScreens, useShown } from './screens-live.tsx';
import type { KeyedSeat } from './seat.ts';
import { CaptureBar, ScreenArea } from './tile.tsx';
import { recordParts, screenshotEntries } from './tools.tsx';
import { followLink } from './thumbnails.tsx';
import { useSize } from './use-size.ts';
import { useTicker } from './use-ticker.ts';
import type { Running } from './use-actions.ts';
import { useWatch } from './use-watch.ts';
import type { ViewProps } from './view-props.ts';
import { frontLine, sayLength, stateOf } from './words.ts';
import './live.css';

/** One to nine screens, large; looking at one asks its person first where the group says so. */
export function LiveView(props: ViewProps): ReactNode {
  const { room } = props;
  const { live } = room.search;
  const frame = useRef<HTMLDivElement>(null);
  const { width } = useSize(frame);
  const panes = live.flatMap((id) => {
    const one = room.seats.find(({ seat }) => seat.device?.id === id);
    return [{ id, one: one ?? null }];
  });
  const across = panes.length <= 1 ? 1 : panes.length <= 4 ? 2 : 3;
  useWatch({
    groupId: room.groupId,
    glances: [],
    glanceWidth: 0,
    looks: live,
    lookWidth: Math.floor(Math.max(320, width) / across),
    paused: room.paused !== null,
  });
  function leave(): void {
    room.change({ live: [] });
  }
  const [wanted, setControlled] = useState<string | null>(null);
  const { control, forgetControl } = useScreens();
  const [only] = panes.length === 1 ? panes : [];
  const shownOnly = useShown(only?.id ?? null);
  const noControl = whyNoControl(only?.one ?? null, props.may?.control, shownOnly?.state === 'live');
  const refused =
    control !== null && !control.allowed && control.deviceId === only?.id ? control.reason : null;
  // Whatever ends the look ends the control, and so does the server.
  const controlled = noControl === undefined && refused === null && wanted === only?.id ? wanted : null;
  function toggleControl(): void {
    forgetControl();
    setControlled(controlled === null ? (only?.id ?? null) : null);
  }
  useKeys({ Escape: () => (document.fullscreenElement === null ? leave() : false) });

  const seats = panes.flatMap(({ one }) => (one === null ? [] : [one]));
  return (
    <div className="live" ref={frame}>
      <div className="live-bar">
        <Action onPress={leave} shortcut="Esc" autoFocus>
          <ArrowLeft size={15} aria-hidden /> Back to the group
        </Action>
        <KeepTools {...props} seats={seats} />
        <Action look="plain" pressed={controlled !== null} unavailable={noControl} onPress={toggleControl}>
          <MousePointerClick size={15} aria-hidden /> Control
        </Action>
        <span className="frame-gap" />
        <FullScreen of={frame} />
      </div>
      <div className="live-words" role="status">
        {controlled === null ? null : (
          <p>
            <strong>Your keyboard and pointer work this device.</strong> The person at it reads your name.
            Press Esc twice to stop.
          </p>
        )}
        {refused === null ? null : <Notice tone="warn">{refused}</Notice>}
      </div>
      <div className="live-panes" data-across={across} data-count={panes.length}>
        {panes.map(({ id, one }) => (
          <Pane
            key={id}
            {...props}
            deviceId={id}
            one={one}
            controlled={controlled === id}
            onLeaveControl={() => setControlled(null)}
            onClose={
              panes.length === 1 ? leave : () => room.change({ live: live.filter((other) => other !== id) })
            }
          />
        ))}
      </div>
    </div>
  );
}

/** Why the screen cannot be controlled; undefined where it can. */
function whyNoControl(
  one: KeyedSeat | null,
  may: NonNullable<ViewProps['may']>['control'] | undefined,
  isLive: boolean,
): string | undefined {
  if (one === null) return 'One screen at a time can be controlled: open it alone.';
  if (may?.allowed !== true) return may?.reason ?? 'Your role does not include controlling screens.';
  const capabilities = one.seat.device?.capabilities ?? [];
  if (!capabilities.includes('remote-control')) {
    return capabilities.includes('screen')
      ? 'The browser extension can show a screen but cannot work it. Control needs Lapwing’s desktop agent on the device.'
      : 'Control needs Lapwing’s desktop agent on the device.';
  }
  return isLive ? undefined : 'It can be controlled once its screen is shown.';
}

function KeepTools(props: ViewProps & { seats: readonly KeyedSeat[] }): ReactNode {
  const { actions } = props;
  const record = canRecord(props.seats, props.may?.record);
  const devices = new Set(props.seats.map(({ seat }) => seat.device?.id));
  const running = actions.running.filter(({ deviceId }) => devices.has(deviceId));
  return (
    <>
      <MenuButton
        label="Screenshot"
        look="plain"
        unavailable={record.unavailable}
        parts={() => [
          { key: 'whom', title: 'Keep a screenshot', entries: screenshotEntries(actions, record) },
        ]}
      >
        <Camera size={15} aria-hidden /> Screenshot <span aria-hidden="true">▾</span>
      </MenuButton>
      {running.length > 0 ? (
        <Action look="stop" onPress={() => void actions.stop(running)}>
          <Square size={13} aria-hidden />{' '}
          {running.length === 1 ? 'Stop recording' : `Stop ${running.length} recordings`}
        </Action>
      ) : (
        <MenuButton
          label="Record"
          look="plain"
          unavailable={record.unavailable}
          parts={() => recordParts(actions, record)}
        >
          <CircleDot size={15} aria-hidden /> Record <span aria-hidden="true">▾</span>
        </MenuButton>
      )}
    </>
  );
}

function Pane(
  props: ViewProps & {
    deviceId: string;
    one: KeyedSeat | null;
    controlled: boolean;
    onLeaveControl: () => void;
    onClose: () => void;
  },
): ReactNode {
  const { one, deviceId, actions } = props;
  const pane = useRef<HTMLElement>(null);
  const shown = useShown(deviceId);
  const state = one === null ? 'unknown' : stateOf(one.seat, shown);
  const running = actions.running.find((each) => each.deviceId === deviceId);
  const name = one === null ? 'A device' : one.title;
  const screen = ({ seat }: KeyedSeat): ReactNode => (
    <ScreenArea seat={seat} state={state} label={`Screen of ${name}`} frozen={props.room.paused !== null} />
  );
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions -- the links in it
    <section
      className="live-pane"
      ref={pane}
      aria-label={name}
      onClick={(event) => followLink(event, props.room.go)}
    >
      <header className="live-head">
        <h2>
          <Name cut>{name}</Name>
        </h2>
        {one === null ? null : <CaptureBar seat={one.seat} />}
        <span className="quiet small live-front">
          <Name cut>{frontLine(shown)}</Name>
        </span>
        {running === undefined ? null : (
          <RecordingClock running={running} onEnd={() => actions.ended(running.id)} />
        )}
        <FullScreen of={pane} small />
        <Action look="icon" label={`Close the view of ${name}`} onPress={props.onClose}>
          <X size={16} aria-hidden />
        </Action>
      </header>
      <div className="live-screen">
        {one === null ? (
          <LiveState state="unknown" since={0} answeredBy={null} />
        ) : (
          <>
            {state === 'live' && props.controlled ? (
              <ControlArea deviceId={deviceId} name={name} onLeave={props.onLeaveControl}>
                {screen(one)}
              </ControlArea>
            ) : state === 'live' ? (
              screen(one)
            ) : (
              <LiveState state={state} since={shown?.since ?? 0} answeredBy={shown?.answeredBy ?? null} />
            )}
          </>
        )}
      </div>
    </section>
  );
}

/** A running recording: how long it is, until it ends by itself. */
function RecordingClock(props: { running: Running; onEnd: () => void }): ReactNode {
  const { running } = props;
  const [now, setNow] = useState(() => Date.now());
  useTicker(true, () => {
    const next = Date.now();
    if (Math.floor(next / 1000) !== Math.floor(now / 1000)) setNow(next);
  });
  const gone = Math.max(0, (now - running.startedAt) / 1000);
  const over = gone > running.seconds + 2;
  const onEnd = useRef(props.onEnd);
  useEffect(() => {
    if (over) onEnd.current();
  }, [over]);
  return (
    <span className="live-recording">
      <CircleDot size={13} aria-hidden /> Recording{' '}
      <span className="number">
        {sayLength(Math.min(gone, running.seconds))} of {sayLength(running.seconds)}
      </span>
    </span>
  );
}

function FullScreen(props: { of: React.RefObject<HTMLElement | null>; small?: boolean }): ReactNode {
  const [full, setFull] = useState(false);
  const { of } = props;
  useEffect(() => {
    function look(): void {
      setFull(document.fullscreenElement !== null && document.fullscreenElement === of.current);
    }
    document.addEventListener('fullscreenchange', look);
    return () => document.removeEventListener('fullscreenchange', look);
  }, [of]);
  function toggle(): void {
    // A browser that refuses leaves the page as it is.
    if (full) void document.exitFullscreen().catch(() => undefined);
    else void of.current?.requestFullscreen().catch(() => undefined);
  }
  const Sign = full ? Minimize : Maximize;
  const label = full ? 'Leave full screen' : 'Full screen';
  return props.small === true ? (
    <Action look="icon" label={label} onPress={toggle}>
      <Sign size={15} aria-hidden />
    </Action>
  ) : (
    <Action onPress={toggle}>
      <Sign size={15} aria-hidden /> {label}
    </Action>
  );
}
