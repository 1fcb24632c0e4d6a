import type { Seat } from '@lapwing/protocol/features/screens/api.ts';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useCallback, useEffect, useMemo, useState } from 'react';
import { asksQuery } from './features/assistance/queries.ts';
import { marksOfAsks } from './features/assistance/words.ts';
import { useRoomLesson } from './features/lessons/use-room-lesson.tsx';
import { useRoomMessages } from './features/messages/use-room-messages.tsx';
import { SAY_WORDS } from './features/messages/words.ts';
import { controlSettingsQuery } from './features/restrictions/queries.ts';
import { reachOf } from './features/restrictions/reach.ts';
import { useRoomRestrictions } from './features/restrictions/use-room-restrictions.tsx';
import { useMay } from './api/queries.ts';
import { fetchRoomWindows } from './fetch-ahead.ts';
import { Holds } from './pages.tsx';
import type { RoomExtras } from './room-extras.ts';
import { NO_MARKS, type RoomNow, type SeatMark } from './seat-marks.ts';
import type { KeyMap } from './ui/keys.ts';
import type { ToolGroup } from './ui/toolbar.tsx';

/** What can be asked of a room by its address, for the command palette. */
export const ROOM_COMMANDS = [
  'front',
  'lock',
  'internet-off',
  'message',
  'start-lesson',
  'end-lesson',
] as const;
export type RoomCommand = (typeof ROOM_COMMANDS)[number];

/** Reads a command from an address; null for none of them. */
export function parseCommand(text: unknown): RoomCommand | null {
  return ROOM_COMMANDS.find((one) => one === text) ?? null;
}

/** Brings lessons, restrictions, messages and who asks to the room of screens. */
export function RoomControl(props: {
  room: RoomNow;
  /** From the address: what is opened once the room is there. */
  command: RoomCommand | null;
  onCommandDone: () => void;
  children: (extras: RoomExtras) => ReactNode;
}): ReactNode {
  const { room, command } = props;
  const lesson = useRoomLesson(room);
  const restrictions = useRoomRestrictions(room, lesson.mine);
  const mayRestrict = useMay('restrictions.view');
  const settings = useQuery({ ...controlSettingsQuery, enabled: mayRestrict }).data?.settings;
  const messages = useRoomMessages(
    (say) => reachOf(room, SAY_WORDS[say].needs),
    lesson.mine?.id ?? null,
    settings?.askBeyond,
  );
  const mayAnswer = useMay('assistance.answer');
  const asks = useQuery({ ...asksQuery, enabled: mayAnswer }).data?.requests;
  const askMarks = useMemo(() => marksOfAsks(asks ?? []), [asks]);
  const marks = useJoined(askMarks, restrictions.marks);

  useEffect(() => fetchRoomWindows(), []);

  const ready = room.group !== undefined && room.seats.length > 0;
  useEffect(() => {
    if (command === null || !ready) return;
    if (command === 'message') messages.start('message');
    else if (command === 'start-lesson') lesson.start();
    else if (command === 'end-lesson') lesson.end();
    else restrictions.start(command);
    props.onCommandDone();
    // Once for each command; what it opens says itself why it cannot.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [command, ready]);

  const tools: ToolGroup[] = [
    { key: 'action', label: 'Action', tools: [...restrictions.action, ...messages.action] },
  ];
  const operate: ToolGroup = {
    key: 'operate',
    label: 'Operate',
    tools: [...messages.operate, ...restrictions.operate],
  };
  const keys: KeyMap = {
    e: () => restrictions.start('front'),
    l: () => restrictions.start('lock'),
    m: () => messages.start('message'),
  };
  const extras: RoomExtras = {
    tools,
    operate,
    menu: () => [...restrictions.menu(), { key: 'say', entries: messages.menu() }],
    keys,
    marks,
    strip:
      lesson.bar === null && restrictions.bar === null ? null : (
        <>
          {lesson.bar}
          {restrictions.bar}
        </>
      ),
    renderDetails: (seat) => (
      <Holds
        deviceId={seat.device?.id ?? null}
        personId={seat.person?.mayOpen === true ? seat.person.id : null}
      />
    ),
    lift: (ids, seat) => restrictions.lift(ids, seat),
  };
  return (
    <>
      {props.children(extras)}
      {restrictions.window}
      {messages.window}
      {lesson.window}
    </>
  );
}

type Marks = (seat: Seat) => readonly SeatMark[];

/** Who asks first, then what is in force; the same list for the same two. */
function useJoined(asks: Marks, force: Marks): Marks {
  const [joined] = useState(() => new WeakMap<object, WeakMap<object, readonly SeatMark[]>>());
  return useCallback(
    (seat) => {
      const one = asks(seat);
      const other = force(seat);
      if (one === NO_MARKS) return other;
      if (other === NO_MARKS) return one;
      const known = joined.get(one) ?? new WeakMap<object, readonly SeatMark[]>();
      joined.set(one, known);
      const both = known.get(other) ?? [...one, ...other];
      known.set(other, both);
      return both;
    },
    [asks, force, joined],
  );
}
