import { cleanCell, oneLine, parseCsv, type CsvProblem } from '../../platform/csv/csv.ts';
import { dayOf, fieldOf, NEEDED_COLUMNS, timeOf, type TimetableField } from './timetable-columns.ts';

/** A planned lesson as a file has it. */
export interface PlannedLine {
  readonly title: string;
  readonly group: { readonly id: string; readonly name: string };
  readonly teacher: { readonly id: string; readonly name: string } | null;
  readonly room: string | null;
  /** 0 is Monday. */
  readonly day: number;
  /** `HH:MM` on the school's clock. */
  readonly from: string;
  readonly to: string;
}

/** Why a line is left out, with the remedy; `column` is its head in the file. */
export interface LineProblem {
  readonly line: number;
  readonly column: string;
  readonly value: string;
  readonly problem: string;
}

export interface ReadTimetable {
  readonly lines: readonly PlannedLine[];
  readonly problems: readonly LineProblem[];
  /** Lines that are left out for their problems. */
  readonly leftOut: number;
  readonly missingColumns: readonly string[];
}

/** What the cells are looked up in. */
export interface TimetableFacts {
  readonly groups: ReadonlyArray<{
    readonly id: string;
    readonly name: string;
    readonly kind: 'people' | 'devices';
  }>;
  readonly staff: ReadonlyArray<{
    readonly id: string;
    readonly name: string;
    readonly email: string;
    /** May hold lessons. */
    readonly holds: boolean;
  }>;
}

export type TimetableOutcome =
  | { readonly ok: true; readonly read: ReadTimetable }
  | { readonly ok: false; readonly reason: string; readonly message: string; readonly remedy: string };

/** Lines of a file; a school of 2,000 has some 2,500 lessons a week. */
export const MOST_LINES = 10_000;
const MOST_COLUMNS = 60;
const MOST_PROBLEMS = 1000;
const LONGEST_TITLE = 80;
const LONGEST_ROOM = 120;
const VALUE_SHOWN = 80;

/**
 * Reads the text of a timetable file. A line with a problem is left out, the others stand; a lesson that is there twice
 * is taken once, from its first line. Never throws.
 */
export async function readTimetable(csv: string, facts: TimetableFacts): Promise<TimetableOutcome> {
  const parsed = await parseCsv(csv.replace(/^\uFEFF/u, ''), {
    rows: MOST_LINES + 1,
    columns: MOST_COLUMNS,
    cells: (MOST_LINES + 1) * 30,
  });
  if (!parsed.ok) return unreadable(parsed.problem);
  const [head, ...rows] = parsed.rows;
  if (head === undefined) {
    return {
      ok: false,
      reason: 'empty',
      message: 'The file is empty.',
      remedy: 'Choose a file with a line such as "Day,Start,End,Class,Teacher" at the top.',
    };
  }
  const heads = head.cells.map((cell) => cleanCell(cell).slice(0, 100));
  const placeOf = new Map<TimetableField, number>();
  for (const [at, heading] of heads.entries()) {
    const field = fieldOf(heading);
    // The first of two columns that say the same counts.
    if (field !== null && !placeOf.has(field)) placeOf.set(field, at);
  }
  const missingColumns = NEEDED_COLUMNS.flatMap(([field, name]) => (placeOf.has(field) ? [] : [name]));
  if (missingColumns.length > 0) {
    return { ok: true, read: { lines: [], problems: [], leftOut: rows.length, missingColumns } };
  }

  const find = lookUps(facts);
  const seen = new Map<string, number>();
  const lines: PlannedLine[] = [];
  const problems: LineProblem[] = [];
  for (const { line, cells } of rows) {
    const cell = (field: TimetableField): string => cleanCell(cells[placeOf.get(field) ?? -1] ?? '');
    const own: LineProblem[] = [];
    const wrong = (field: TimetableField, problem: string): null => {
      const column = heads[placeOf.get(field) ?? -1] ?? '';
      own.push({ line, column, value: shorten(cell(field)), problem });
      return null;
    };
    const day = dayOf(cell('day')) ?? wrong('day', 'This is no day. Write Monday or Mon, or 1 for Monday.');
    const from = timeOf(cell('from')) ?? wrong('from', 'This is no time. Write it as 09:00.');
    const to = timeOf(cell('to')) ?? wrong('to', 'This is no time. Write it as 09:50.');
    const backwards = from !== null && to !== null && from >= to;
    if (backwards) wrong('to', `It ends before it begins, at ${from}. Put one of the two right.`);
    const group = found(find.group(cell('group')), (problem) => wrong('group', problem));
    const email = cell('teacher');
    const teacher = email === '' ? null : found(find.teacher(email), (problem) => wrong('teacher', problem));
    const room = cell('room');
    if (room.length > LONGEST_ROOM) wrong('room', `It is longer than ${LONGEST_ROOM} letters. Shorten it.`);
    const title = cell('title');
    if (title.length > LONGEST_TITLE)
      wrong('title', `It is longer than ${LONGEST_TITLE} letters. Shorten it.`);
    if (own.length === 0 && day !== null && from !== null && to !== null && group !== null) {
      const key = `${day} ${from} ${to} ${group.id} ${teacher?.id ?? ''}`;
      const before = seen.get(key);
      if (before === undefined) {
        seen.set(key, line);
        lines.push({
          title: title === '' ? group.name.slice(0, LONGEST_TITLE).toWellFormed() : title,
          group,
          teacher,
          room: room === '' ? null : room,
          day,
          from,
          to,
        });
      } else wrong('group', `Line ${before} has this lesson already. Take one of the two out.`);
    }
    problems.push(...own);
  }
  return {
    ok: true,
    read: { lines, problems: shortened(problems), leftOut: rows.length - lines.length, missingColumns: [] },
  };
}

type Found<Thing> = { readonly thing: Thing } | { readonly problem: string };

function found<Thing>(result: Found<Thing>, wrong: (problem: string) => null): Thing | null {
  return 'thing' in result ? result.thing : wrong(result.problem);
}

interface LookUps {
  group(name: string): Found<PlannedLine['group']>;
  teacher(email: string): Found<NonNullable<PlannedLine['teacher']>>;
}

function lookUps({ groups, staff }: TimetableFacts): LookUps {
  const byName = new Map<string, Array<TimetableFacts['groups'][number]>>();
  for (const group of groups) {
    const key = keyOf(group.name);
    const same = byName.get(key);
    if (same === undefined) byName.set(key, [group]);
    else same.push(group);
  }
  const byEmail = new Map(staff.map((each) => [keyOf(each.email), each] as const));
  return {
    group(name) {
      if (name === '') return { problem: 'There is no class in this line.' };
      const all = byName.get(keyOf(name)) ?? [];
      // A class and a room of one name: a lesson is with the class.
      const classes = all.filter(({ kind }) => kind === 'people');
      const meant = classes.length > 0 ? classes : all;
      const [only, another] = meant;
      if (only === undefined) {
        return {
          problem:
            'There is no group of this name. Add it under Groups, or write its name as it stands there.',
        };
      }
      return another === undefined
        ? { thing: { id: only.id, name: only.name } }
        : {
            problem: `There are ${meant.length} groups of this name. Give them names of their own under Groups.`,
          };
    },
    teacher(email) {
      const known = byEmail.get(keyOf(email));
      if (known === undefined) {
        return {
          problem:
            'No account of your school has this e-mail address. Add the account, or put the address right.',
        };
      }
      return known.holds
        ? { thing: { id: known.id, name: known.name } }
        : {
            problem: `${known.name} may not hold lessons. Give them a role that does, or name somebody else.`,
          };
    },
  };
}

/** As names and addresses are compared: case, accents written in two ways, and doubled spaces do not matter. */
function keyOf(name: string): string {
  return oneLine(name.normalize('NFKC')).toLowerCase();
}

function shorten(value: string): string {
  return value.length > VALUE_SHOWN ? `${value.slice(0, VALUE_SHOWN - 1).toWellFormed()}…` : value;
}

function shortened(problems: readonly LineProblem[]): LineProblem[] {
  const next = problems[MOST_PROBLEMS];
  if (next === undefined) return [...problems];
  const more = problems.length - MOST_PROBLEMS;
  return [
    ...problems.slice(0, MOST_PROBLEMS),
    {
      line: next.line,
      column: '',
      value: '',
      problem: `And ${more.toLocaleString('en-GB')} more from here on.`,
    },
  ];
}

function unreadable({ reason, line }: CsvProblem): TimetableOutcome & { ok: false } {
  const no = (message: string, remedy: string): TimetableOutcome & { ok: false } => ({
    ok: false,
    reason,
    message,
    remedy,
  });
  switch (reason) {
    case 'too-many-rows':
      return no(
        `The file has more than ${MOST_LINES.toLocaleString('en-GB')} lines.`,
        'Export one week of the timetable alone.',
      );
    case 'too-many-columns':
      return no(
        `Line ${line} has too many columns.`,
        'Keep those for day, start, end, class, teacher, room and subject.',
      );
    case 'quote-not-closed':
      return no(`A quotation mark that begins on line ${line} is never closed.`, 'Close it, or take it out.');
    case 'not-csv':
      return no(`Line ${line} cannot be read as CSV.`, 'Put the quotation marks of that line right.');
  }
}
