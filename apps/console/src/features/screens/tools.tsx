import { Camera, CircleDot, LayoutGrid, ListChecks, Monitor, Square, Users } from 'lucide-react';
import type { MenuEntry, MenuPart } from '../../ui/menu-parts.ts';
import type { RoomExtras } from '../../room-extras.ts';
import type { Tool, ToolGroup } from '../../ui/toolbar.tsx';
import { paths } from '../../paths.ts';
import { type Available, canRecord, canView } from './available.ts';
import { QUICK, quickSelect, SEATS_BY, SHOWS, SORTS } from './seat.ts';
import { withKeys } from './selection.ts';
import type { Actions, Visibility } from './use-actions.ts';
import { memberIds } from './use-actions.ts';
import type { Classroom } from './use-classroom.ts';
import type { SeatsReply } from './use-seats.ts';
import { BY_WORDS, QUICK_WORDS, SHOW_WORDS, SORT_WORDS } from './words.ts';

export interface ToolsGiven {
  room: Classroom;
  actions: Actions;
  may: SeatsReply['may'] | undefined;
  onView: () => void;
  onPutIn: () => void;
  onTakeOut: () => void;
}

const LENGTHS: readonly { seconds: number; label: string }[] = [
  { seconds: 30, label: '30 seconds' },
  { seconds: 120, label: '2 minutes' },
  { seconds: 300, label: '5 minutes' },
];
const WHOM: readonly { visibility: Visibility; title: string; short: string }[] = [
  { visibility: 'private', title: 'For me only', short: 'For me only' },
  { visibility: 'public', title: 'For all staff who may see the screen', short: 'For staff who may see it' },
];

/**
 * The actions for what is chosen, in their groups, most needed first: what does not fit moves into a menu from the end.
 * Each that cannot be done says why.
 */
export function toolsOf(given: ToolsGiven, extras: RoomExtras): ToolGroup[] {
  const { room, actions } = given;
  const view = canView(room.chosen, given.may?.view);
  const record = canRecord(room.chosen, given.may?.record);
  const running = runningOf(given);
  const stop: Tool[] =
    running.length === 0
      ? []
      : [
          {
            key: 'stop',
            label: running.length === 1 ? 'Stop recording' : `Stop ${running.length} recordings`,
            icon: <Square size={14} aria-hidden />,
            look: 'stop',
            onPress: () => void actions.stop(running),
          },
        ];
  return [
    ...extras.tools,
    {
      key: 'screen',
      label: 'Screen',
      tools: [
        // While one runs, ending it is never in a menu.
        ...stop,
        {
          key: 'view',
          label: 'View',
          icon: <Monitor size={15} aria-hidden />,
          iconOnly: true,
          unavailable: view.unavailable,
          onPress: given.onView,
        },
        {
          key: 'screenshot',
          label: 'Screenshot',
          icon: <Camera size={15} aria-hidden />,
          iconOnly: true,
          unavailable: record.unavailable,
          menu: () => [
            { key: 'whom', title: 'Keep a screenshot', entries: screenshotEntries(actions, record) },
          ],
        },
        ...(running.length > 0
          ? []
          : [
              {
                key: 'record',
                label: 'Record',
                icon: <CircleDot size={15} aria-hidden />,
                iconOnly: true,
                unavailable: record.unavailable,
                menu: () => recordParts(actions, record),
              },
            ]),
      ],
    },
    {
      key: 'layout',
      label: 'Layout',
      tools: [
        {
          key: 'layout',
          label: 'Layout',
          icon: <LayoutGrid size={15} aria-hidden />,
          iconOnly: true,
          menu: () => layoutMenu(room),
        },
        {
          key: 'select',
          label: 'Select',
          icon: <ListChecks size={15} aria-hidden />,
          iconOnly: true,
          menu: () => [{ key: 'quick', entries: quickEntries(room) }],
        },
      ],
    },
    {
      key: 'group',
      label: 'Group',
      tools: [
        {
          key: 'members',
          label: 'Group',
          icon: <Users size={15} aria-hidden />,
          iconOnly: true,
          menu: () => [{ key: 'members', entries: memberEntries(given) }],
        },
      ],
    },
    extras.operate,
  ];
}

/** The same as a context menu for what is chosen. */
export function menuOf(given: ToolsGiven): MenuPart[] {
  const { room, actions } = given;
  const [only, ...others] = room.chosen;
  if (only === undefined) return [{ key: 'quick', title: 'Select', entries: quickEntries(room) }];
  const one = others.length === 0 ? only.seat : null;
  const view = canView(room.chosen, given.may?.view);
  const record = canRecord(room.chosen, given.may?.record);
  return [
    {
      key: 'screen',
      title: others.length === 0 ? only.title : `${room.chosen.length} selected`,
      entries: [
        {
          key: 'view',
          label: 'View live',
          shortcut: 'Enter',
          unavailable: view.unavailable,
          onPress: given.onView,
        },
        {
          key: 'screenshot',
          label: 'Screenshot',
          unavailable: record.unavailable,
          more: screenshotEntries(actions, record),
        },
        {
          key: 'record',
          label: 'Record',
          unavailable: record.unavailable,
          more: recordParts(actions, record).flatMap((part) => part.entries),
        },
      ],
    },
    {
      key: 'group',
      entries: memberEntries(given),
    },
    {
      key: 'open',
      entries:
        one === null
          ? []
          : [
              ...(one.newestCapture === null
                ? []
                : [
                    {
                      key: 'capture',
                      label: 'Open the newest capture',
                      shortcut: 'C',
                      href: paths.capture(one.newestCapture),
                    },
                  ]),
              ...(one.person === null || one.person.id === null || !one.person.mayOpen
                ? []
                : [{ key: 'person', label: 'Page of the person', href: paths.person(one.person.id) }]),
              ...(one.device === null
                ? []
                : [{ key: 'device', label: 'Page of the device', href: paths.device(one.device.id) }]),
            ],
    },
  ];
}

function memberEntries(given: ToolsGiven): MenuEntry[] {
  const { room } = given;
  const { group } = room;
  const takeOut =
    group === undefined || memberIds(room.chosen, group.kind).length === 0
      ? `Choose ${group?.kind ?? room.by} of this group first.`
      : group.builtIn === 'whole-school'
        ? 'Nobody can be taken out of the whole school.'
        : undefined;
  return [
    {
      key: 'put-in',
      label: 'Put in a group…',
      hint: 'or drag the pictures onto it',
      unavailable: room.chosen.length === 0 ? `Choose ${room.by} first.` : undefined,
      onPress: given.onPutIn,
    },
    { key: 'take-out', label: 'Take out of this group…', unavailable: takeOut, onPress: given.onTakeOut },
  ];
}

function runningOf(given: ToolsGiven): Actions['running'] {
  const devices = new Set(given.room.chosen.map(({ seat }) => seat.device?.id));
  return given.actions.running.filter(({ deviceId }) => devices.has(deviceId));
}

function layoutMenu(room: Classroom): MenuPart[] {
  const { search, change } = room;
  return [
    {
      key: 'by',
      title: 'One picture for each',
      entries: SEATS_BY.map((by) => ({
        key: by,
        label: BY_WORDS[by],
        checked: room.by === by,
        unavailable: room.view === 'room' && by === 'people' ? 'The room plan is of devices.' : undefined,
        onPress: () => change({ by, at: null }),
      })),
    },
    {
      key: 'show',
      title: 'Show',
      entries: SHOWS.map((show) => ({
        key: show,
        label: SHOW_WORDS[show],
        checked: search.show === show,
        onPress: () => change({ show }),
      })),
    },
    {
      key: 'sort',
      title: 'Order',
      entries: SORTS.map((sort) => ({
        key: sort,
        label: SORT_WORDS[sort],
        checked: search.sort === sort,
        onPress: () => change({ sort }),
      })),
    },
  ];
}

function quickEntries(room: Classroom): MenuEntry[] {
  return QUICK.map((quick) => ({
    key: quick,
    label: QUICK_WORDS[quick],
    ...(quick === 'all' ? { shortcut: 'Ctrl A' } : quick === 'none' ? { shortcut: 'Esc' } : {}),
    onPress: () => room.select(withKeys(room.selection, quickSelect(quick, room.shown, room.selection.keys))),
  }));
}

/** Menu lines for a screenshot; private first, since that is the careful choice. */
export function screenshotEntries(actions: Actions, record: Available): MenuEntry[] {
  return WHOM.map(({ visibility, title }) => ({
    key: visibility,
    label: title,
    onPress: () => void actions.screenshot(record.on, visibility),
  }));
}

/** Menu for a recording: for whom, and how long at most. */
export function recordParts(actions: Actions, record: Available): MenuPart[] {
  return WHOM.map(({ visibility, title, short }) => ({
    key: visibility,
    title,
    entries: LENGTHS.map(({ seconds, label }) => ({
      key: `${visibility} ${seconds}`,
      label,
      hint: short,
      onPress: () => void actions.record(record.on, visibility, seconds),
    })),
  }));
}
