import type {
  ImportChoices,
  ImportColumns,
  ImportField,
} from '@lapwing/protocol/features/people/imports.api.ts';
import { upnProblem } from '@lapwing/protocol/features/people/upn.ts';
import { cleanCell } from '../../platform/csv/csv.ts';
import type { RosterRow } from './read-file.ts';
import type { PersonKind } from './store.ts';

/** What is wrong with a row, at one field or (null) as a whole, with the remedy. */
export interface RowProblem {
  readonly field: ImportField | null;
  readonly reason: string;
  readonly message: string;
}

/** What a row says of a person; undefined where the file has no such column or leaves it to the roster. */
export interface RowValues {
  readonly name: string;
  readonly username: string;
  readonly kind: PersonKind | undefined;
  readonly year: string | null | undefined;
  readonly form: string | null | undefined;
  readonly upn: string | undefined;
}

export type Cells = Partial<Record<ImportField, string>>;

const LONGEST: Readonly<Record<ImportField, number>> = Object.freeze({
  name: 200,
  forename: 200,
  surname: 200,
  username: 320,
  kind: 40,
  year: 40,
  form: 40,
  upn: 13,
});
const PUPILS = ['pupil', 'student', 'learner', 'child', 'p'];
const STAFF = [
  'staff',
  'teacher',
  'employee',
  'member of staff',
  'teaching staff',
  'support staff',
  'teaching assistant',
  's',
];

/** The cells of the columns that were chosen, with those put right on screen in their place. */
export function cellsOf(
  row: RosterRow,
  columns: ImportColumns,
  edits: ReadonlyArray<ImportChoices['edits'][number]>,
): Cells {
  const cells: Cells = {};
  for (const field of FIELDS) {
    const column = columns[field];
    if (column !== null) cells[field] = cleanCell(row.cells[column] ?? '');
  }
  for (const edit of edits) if (columns[edit.field] !== null) cells[edit.field] = cleanCell(edit.value);
  return cells;
}
const FIELDS = ['name', 'forename', 'surname', 'username', 'kind', 'year', 'form', 'upn'] as const;

/** Reads a row's cells; the first thing that is wrong with it, or what it says. */
export function readCells(
  cells: Cells,
): { ok: true; values: RowValues } | { ok: false; problem: RowProblem } {
  for (const field of FIELDS) {
    const cell = cells[field];
    if (cell === undefined) continue;
    if (/^[=+\-@]/.test(cell) && !isDash(cell)) {
      return wrong(
        field,
        'formula',
        'A cell that begins with =, +, - or @ is a formula to a spreadsheet. Type the text itself.',
      );
    }
    if (cell.length > LONGEST[field] && field !== 'upn') {
      return wrong(
        field,
        'too-long',
        `This is longer than ${LONGEST[field]} characters. Shorten it, or choose another column.`,
      );
    }
  }
  const name =
    cells.name ??
    [cells.forename, cells.surname].filter((part) => part !== undefined && part !== '').join(' ');
  const nameField = cells.name === undefined ? 'surname' : 'name';
  if (isDash(name))
    return wrong(nameField, 'name-missing', 'There is no name. Type it, or leave the row out.');
  if (name.length > LONGEST.name)
    return wrong(nameField, 'too-long', 'The whole name is longer than 200 characters. Shorten it.');
  const username = (cells.username ?? '').toLowerCase();
  if (isDash(username)) {
    return wrong(
      'username',
      'username-missing',
      'There is no user name. Type the account as the devices show it, or leave the row out.',
    );
  }
  if (username.includes(' ')) {
    return wrong(
      'username',
      'username-space',
      'A user name has no spaces. Type the account as the devices show it.',
    );
  }
  const kind = kindOf(cells.kind);
  if (kind === null) return wrong('kind', 'kind-unknown', 'Write "pupil" or "staff".');
  const upn = cells.upn === undefined || isNone(cells.upn) ? undefined : cells.upn.toUpperCase();
  const upnWrong = upn === undefined ? null : upnProblem(upn);
  if (upnWrong !== null)
    return wrong('upn', 'upn-wrong', `The pupil number ${upnWrong}. Correct it, or empty the cell.`);
  const values = { name, username, kind, upn, year: orNone(cells.year, plainYear), form: orNone(cells.form) };
  return { ok: true, values };
}

function wrong(field: ImportField, reason: string, message: string): { ok: false; problem: RowProblem } {
  return { ok: false, problem: { field, reason, message } };
}

/** Nothing, or a dash for nothing. */
function isDash(cell: string): boolean {
  return /^-*$/.test(cell);
}

/** What exports write where there is nothing. Not asked of names: Null is a surname. */
function isNone(cell: string): boolean {
  return /^(?:-+|n\/?a|none|null)?$/i.test(cell);
}

function orNone(
  cell: string | undefined,
  as: (text: string) => string = (text) => text,
): string | null | undefined {
  if (cell === undefined) return undefined;
  return isNone(cell) ? null : as(cell);
}

/** "Year 9", "Yr 9" and "9" are the same year. */
function plainYear(year: string): string {
  return /^(?:year|yr|y)\.?\s*([0-9]{1,2})$/i.exec(year)?.[1]?.replace(/^0(?=.)/, '') ?? year;
}

/** Undefined where the row does not say it; null where it says something else. */
function kindOf(cell: string | undefined): PersonKind | null | undefined {
  if (cell === undefined || isNone(cell)) return undefined;
  const word = cell.toLowerCase();
  if (PUPILS.includes(word)) return 'pupil';
  return STAFF.includes(word) ? 'staff' : null;
}
