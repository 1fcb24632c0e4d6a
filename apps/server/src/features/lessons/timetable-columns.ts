/** What a column of a timetable file can say. */
export const TIMETABLE_FIELDS = ['day', 'from', 'to', 'group', 'teacher', 'room', 'title'] as const;
export type TimetableField = (typeof TIMETABLE_FIELDS)[number];

/** Without these a file is no timetable; by the heads that they are asked for by. */
export const NEEDED_COLUMNS: ReadonlyArray<readonly [TimetableField, string]> = Object.freeze([
  ['day', 'Day'],
  ['from', 'Start'],
  ['to', 'End'],
  ['group', 'Class'],
]);

/** Heads as people and timetabling programs write them, in small letters without signs. */
const HEADS: Readonly<Record<TimetableField, readonly string[]>> = Object.freeze({
  day: ['day', 'days', 'weekday', 'week day', 'day of week', 'day of the week', 'day name', 'dow'],
  from: [
    'from',
    'start',
    'starts',
    'start time',
    'starttime',
    'time from',
    'begin',
    'begins',
    'period start',
  ],
  to: [
    'to',
    'end',
    'ends',
    'end time',
    'endtime',
    'time to',
    'until',
    'finish',
    'finishes',
    'finish time',
    'period end',
  ],
  group: [
    'class',
    'classes',
    'class name',
    'class code',
    'class group',
    'group',
    'groups',
    'group name',
    'teaching group',
    'set',
    'form',
  ],
  teacher: [
    'teacher',
    'teachers',
    'teacher email',
    'teacher e mail',
    'teacher email address',
    'teacher e mail address',
    'staff',
    'staff email',
    'staff e mail',
    'staff email address',
    'staff e mail address',
    'email',
    'e mail',
    'email address',
    'e mail address',
  ],
  room: ['room', 'rooms', 'room name', 'classroom', 'location', 'place'],
  title: ['subject', 'subject name', 'title', 'lesson', 'lesson name', 'course', 'course name', 'name'],
});

/** The field of a head; null for one that says nothing about lessons. */
export function fieldOf(head: string): TimetableField | null {
  const plain = head
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
  return TIMETABLE_FIELDS.find((field) => HEADS[field].includes(plain)) ?? null;
}

const DAYS: ReadonlyArray<readonly string[]> = Object.freeze([
  ['monday', 'mon', 'mo', 'm', '1'],
  ['tuesday', 'tue', 'tues', 'tu', '2'],
  ['wednesday', 'wed', 'weds', 'we', 'w', '3'],
  ['thursday', 'thu', 'thur', 'thurs', 'th', '4'],
  ['friday', 'fri', 'fr', 'f', '5'],
  ['saturday', 'sat', 'sa', '6'],
  ['sunday', 'sun', 'su', '7'],
]);

/** 0 for Monday to 6 for Sunday; null where the cell names no day. */
export function dayOf(cell: string): number | null {
  const plain = cell.toLowerCase().replace(/\.$/, '').trim();
  const day = DAYS.findIndex((names) => names.includes(plain));
  return day < 0 ? null : day;
}

/** `HH:MM` of `9:00`, `09:00`, `9.00`, `0900`, `09:00:00`, `9` or `2:15 pm`; null where the cell is no time of a day. */
export function timeOf(cell: string): string | null {
  const plain = cell.toLowerCase().trim();
  const parts =
    /^(\d{1,2})[:.](\d{2})(?::\d{2})?\s*(am|pm)?$/.exec(plain) ??
    /^(\d{1,2})(\d{2})\s*(am|pm)?$/.exec(plain) ??
    /^(\d{1,2})()\s*(am|pm)?$/.exec(plain);
  if (parts === null) return null;
  const [, written = '', minutes = '', half] = parts;
  const twelve = Number(written);
  if (half !== undefined && (twelve < 1 || twelve > 12)) return null;
  const hour = half === undefined ? twelve : (twelve % 12) + (half === 'pm' ? 12 : 0);
  const minute = minutes === '' ? 0 : Number(minutes);
  if (minute > 59 || hour > 24 || (hour === 24 && minute > 0)) return null;
  return `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
}
