import type { Group } from '@lapwing/protocol/features/groups/api.ts';
import { Pause, Play, X } from 'lucide-react';
import { lazy, type ReactNode, Suspense, useEffect, useMemo, useState } from 'react';
import { troubleOf } from '../../api/trouble.ts';
import { paths } from '../../paths.ts';
import type { RoomExtras } from '../../room-extras.ts';
import { changePreferences, usePreference } from '../../preferences.ts';
import { Slider } from '../../ui/adjust.tsx';
import { Action, ActionLink } from '../../ui/button.tsx';
import { sayClock } from '../../ui/dates.ts';
import { useKeys } from '../../ui/keys.ts';
import { Name } from '../../ui/name.tsx';
import { useTab } from '../../ui/page.tsx';
import { Awaiting } from '../../ui/query-state.tsx';
import { State } from '../../ui/states.tsx';
import { ToolBar } from '../../ui/toolbar.tsx';
import { showToast } from '../../ui/toasts.ts';
import { canView } from './available.ts';
import { ScreensProvider, useScreens } from './screens-live.tsx';
import { classroomToSearch } from './search.ts';
import { SeatPanel } from './seat-panel.tsx';
import type { KeyedSeat } from './seat.ts';
import { withKeys } from './selection.ts';
import { Thumbnails, useSeatDrag } from './thumbnails.tsx';
import { menuOf, toolsOf } from './tools.tsx';
import { isRestriction, memberIds, useActions } from './use-actions.ts';
import { type Classroom as Room, type ClassroomProps, useClassroom } from './use-classroom.ts';
import type { ViewProps } from './view-props.ts';
import { GroupTabs } from './workplace.tsx';
import './classroom.css';

const ListView = lazy(async () => ({ default: (await import('./list-view.tsx')).ListView }));
const RoomView = lazy(async () => ({ default: (await import('./room-view.tsx')).RoomView }));
const LiveView = lazy(async () => ({ default: (await import('./live-view.tsx')).LiveView }));
const PutIn = lazy(async () => ({ default: (await import('./put-in.tsx')).PutIn }));
const TakeOut = lazy(async () => ({ default: (await import('./put-in.tsx')).TakeOut }));

/** A group as a classroom: its people or devices live, the actions for those chosen, and the details at the right. */
export function ClassroomPage(props: ClassroomProps): ReactNode {
  return (
    <ScreensProvider>
      <OneClassroom key={props.groupId} {...props} />
    </ScreensProvider>
  );
}

function OneClassroom(props: ClassroomProps): ReactNode {
  const room = useClassroom(props);
  const { seats, chosen } = room;
  const now = useMemo(
    () => ({
      groupId: room.groupId,
      group: room.group,
      by: room.by,
      seats: seats.map(({ seat }) => seat),
      chosen: chosen.map(({ seat }) => seat),
    }),
    [room.groupId, room.group, room.by, seats, chosen],
  );
  return props.renderWithExtras(now, (extras) => <Classroom view={props.view} room={room} extras={extras} />);
}

function Classroom(props: {
  view: ClassroomProps['view'];
  room: ReturnType<typeof useClassroom>;
  extras: RoomExtras;
}): ReactNode {
  const { room, extras } = props;
  const actions = useActions(room.seats);
  const [asking, setAsking] = useState<'put-in' | 'take-out' | Group | null>(null);
  const [panelOpen, setPanelOpen] = useState(false);
  const may = room.query.data?.may;
  const { group, selection, search } = room;
  const looking = search.live.length > 0;
  useTab(group === undefined ? 'Group' : group.name);

  // The list has an order of its own; the room plan shows where things stand.
  useEffect(() => {
    changePreferences({ groupView: props.view });
  }, [props.view]);

  function view(one: KeyedSeat | undefined): void {
    const among = one === undefined || room.selection.keys.has(one.key) ? room.chosen : [one];
    const { on, unavailable } = canView(among, may?.view);
    if (unavailable !== undefined) showToast({ text: unavailable, key: 'view' });
    else room.look(on.map(({ deviceId }) => deviceId));
  }
  function openCapture(one: KeyedSeat | undefined): void {
    const id = one?.seat.newestCapture ?? null;
    if (id !== null) room.go(paths.capture(id));
  }
  const given = {
    room,
    actions,
    may,
    onView: () => view(undefined),
    onPutIn: () => setAsking('put-in'),
    onTakeOut: () => setAsking('take-out'),
  };
  const viewProps: ViewProps = {
    room,
    actions,
    may,
    view,
    openCapture,
    menu: () => (room.chosen.length === 0 ? menuOf(given) : [...menuOf(given), ...extras.menu()]),
    extras,
    drag: useSeatDrag(room, (onto, seats) => {
      if (isRestriction(onto)) setAsking(onto);
      else void actions.putIn(onto, memberIds(seats, onto.kind), null);
    }),
  };
  function togglePause(): void {
    room.setPaused(room.paused === null ? Date.now() : null);
  }
  useKeys({
    p: () => (room.query.data === undefined ? false : togglePause()),
    i: () => setPanelOpen(!panelOpen),
    ...extras.keys,
  });

  return (
    <div className="classroom" data-panel={panelOpen} data-looking={looking}>
      <header className="classroom-head">
        <h1 className="classroom-title">{group === undefined ? 'Group' : <Name cut>{group.name}</Name>}</h1>
        <ToolBar
          label="Actions for what is selected"
          groups={toolsOf(given, extras)}
          end={
            <Selected
              count={selection.keys.size}
              onClear={() => room.select(withKeys(selection, new Set()))}
            />
          }
        />
        <span className="classroom-details">
          <Action expanded={panelOpen} onPress={() => setPanelOpen(!panelOpen)} shortcut="I">
            Details
          </Action>
        </span>
      </header>
      {extras.strip === null ? null : <div className="classroom-strip">{extras.strip}</div>}
      <div className="classroom-work">
        <Lost />
        <Suspense fallback={<Awaiting trouble={null} onRetry={() => undefined} />}>
          <Work {...viewProps} looking={looking} />
        </Suspense>
      </div>
      <GroupTabs
        groupId={room.groupId}
        group={group}
        view={props.view}
        search={classroomToSearch({ ...search, live: [] })}
        end={
          looking ? undefined : <Pace room={room} onPause={togglePause} sizes={props.view === 'thumbnails'} />
        }
      />
      <SeatPanel
        room={room}
        extra={extras.renderDetails}
        onClose={() => setPanelOpen(false)}
        onChoose={(key) => room.select({ keys: new Set([key]), anchor: key, cursor: key })}
      />
      <Suspense>
        {asking === null || asking === 'take-out' ? null : (
          <PutIn
            chosen={room.chosen}
            given={asking === 'put-in' ? null : asking}
            actions={actions}
            onClose={() => setAsking(null)}
          />
        )}
        {asking === 'take-out' && group !== undefined ? (
          <TakeOut chosen={room.chosen} group={group} actions={actions} onClose={() => setAsking(null)} />
        ) : null}
      </Suspense>
    </div>
  );
}

/** The view itself, or what stands in its place. */
function Work(props: ViewProps & { looking: boolean }): ReactNode {
  const { room } = props;
  const size = usePreference('tileSize');
  const trouble = troubleOf(room.query);
  // A right that was taken away, or a group that is gone, is shown at once; a failed refresh leaves what is there.
  if (room.query.data === undefined || (trouble !== null && trouble.kind !== 'failed')) {
    const groups = troubleOf(room.groupsQuery);
    return <Awaiting trouble={trouble ?? groups} onRetry={() => void room.query.refetch()} lines={12} />;
  }
  if (props.looking) return <LiveView {...props} />;
  if (room.seats.length === 0) return <Empty group={room.group} by={room.by} />;
  if (room.shown.length === 0) {
    return (
      <State
        title={room.search.show === 'online' ? 'Nobody is connected' : 'Nobody has a new capture'}
        icon="missing"
        actions={<Action onPress={() => room.change({ show: 'all' })}>Show all</Action>}
      >
        They appear here by themselves as soon as there is one.
      </State>
    );
  }
  if (room.view === 'list') return <ListView {...props} />;
  if (room.view === 'room') return <RoomView {...props} />;
  return <Thumbnails {...props} size={size} />;
}

function Empty(props: { group: Group | undefined; by: Room['by'] }): ReactNode {
  const { group, by } = props;
  const other = group !== undefined && group.kind !== by;
  return (
    <State
      title={by === 'people' ? 'Nobody is in this group' : 'No device is in this group'}
      actions={
        group === undefined ? undefined : (
          <ActionLink href={paths.groupView(group.id, 'properties')}>See its members</ActionLink>
        )
      }
    >
      {other
        ? by === 'people'
          ? 'Nobody sits at a device of this group now. Under Layout, choose “By devices” to see the devices.'
          : 'Nobody of this group sits at a device now. Under Layout, choose “By people” to see everybody.'
        : 'Whoever may change the group puts them in under Properties.'}
    </State>
  );
}

function Selected(props: { count: number; onClear: () => void }): ReactNode {
  return (
    <span className="classroom-selected" role="status">
      {props.count === 0 ? (
        <span className="unseen">None selected</span>
      ) : (
        <>
          <span className="number">{props.count} selected</span>
          <Action look="icon" label="Clear the selection" onPress={props.onClear}>
            <X size={14} aria-hidden />
          </Action>
        </>
      )}
    </span>
  );
}

const SIZE_WORDS = ['Smallest', 'Small', 'Middle', 'Large', 'Largest'] as const;

function Pace(props: { room: Room; onPause: () => void; sizes: boolean }): ReactNode {
  const { paused } = props.room;
  const size = usePreference('tileSize');
  return (
    <>
      <span role="status" className="classroom-pace" data-paused={paused !== null}>
        {paused === null ? 'Every 2 s' : `Paused since ${sayClock(new Date(paused).toISOString())}`}
      </span>
      <Action look="plain" onPress={props.onPause} shortcut="P" pressed={paused !== null}>
        {paused === null ? <Pause size={14} aria-hidden /> : <Play size={14} aria-hidden />}
        {paused === null ? 'Pause' : 'Go on'}
      </Action>
      {props.sizes ? (
        <Slider
          label="Size"
          min={0}
          max={4}
          value={size}
          onChange={(tileSize) => changePreferences({ tileSize })}
          say={(value) => SIZE_WORDS[value] ?? ''}
        />
      ) : null}
    </>
  );
}

/** The pictures are not live: since when, and that it mends itself. */
function Lost(): ReactNode {
  const { state } = useScreens();
  const [since, setSince] = useState<number | null>(null);
  const lost = state === 'reconnecting';
  useEffect(() => {
    if (!lost) return undefined;
    const began = Date.now();
    const timer = setTimeout(() => setSince(began), 1500);
    return () => {
      clearTimeout(timer);
      setSince(null);
    };
  }, [lost]);
  return (
    <div role="status" className="classroom-lost" data-lost={since !== null}>
      {since === null
        ? null
        : `Pictures are from ${sayClock(new Date(since).toISOString())}. Connecting again by itself.`}
    </div>
  );
}
