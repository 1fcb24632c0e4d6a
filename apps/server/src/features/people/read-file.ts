import {
  MAX_IMPORT_COLUMNS,
  MAX_IMPORT_ROWS,
  type ImportFile,
} from '@lapwing/protocol/features/people/imports.api.ts';
import { oneLine, parseCsv, saidSeparator, type CsvProblem } from '../../platform/csv/csv.ts';
import { decodeText, type NoText } from '../../platform/csv/text.ts';
import { knowsHeading } from './columns.ts';

/** Rows of a file with the line that each begins on; cells are text as it stands in the file. */
export interface RosterFile {
  readonly encoding: ImportFile['encoding'];
  readonly separator: ImportFile['separator'];
  readonly headings: readonly string[];
  readonly rows: readonly RosterRow[];
}
export interface RosterRow {
  /** Counted from 1, as an editor or a spreadsheet counts. */
  readonly line: number;
  readonly cells: readonly string[];
}

/** Why a file cannot be taken as a whole: a stable reason, and words with the remedy. */
export interface FileProblem {
  readonly reason: string;
  readonly message: string;
  readonly remedy: string;
}

export type FileOutcome = { ok: true; file: RosterFile } | { ok: false; problem: FileProblem };

/** Cells of a file in all; what is beyond would take more memory than a roster can need. */
const MAX_CELLS = 2_000_000;
const SAVE_AS_CSV = 'Open it in the program that made it and save it as CSV (UTF-8).';
const EMPTY = problem(
  'empty',
  'The file is empty.',
  'Choose a file with a line of headings and a line for each person.',
);

/** Reads a roster file from its bytes. Never throws: what cannot be read is a problem of the file. */
export async function readRosterFile(bytes: Uint8Array): Promise<FileOutcome> {
  const decoded = decodeText(bytes);
  if (!decoded.ok) return ofBytes(decoded.reason);
  const { text, encoding } = decoded;
  if (text.slice(saidSeparator(text)?.length ?? 0).trim() === '') return EMPTY;
  const limits = { rows: MAX_IMPORT_ROWS + 1, columns: MAX_IMPORT_COLUMNS, cells: MAX_CELLS };
  const parsed = await parseCsv(text, limits);
  if (!parsed.ok) return ofRows(parsed.problem);
  const [head, ...rows] = parsed.rows;
  if (head === undefined) return problem('empty', 'The file is empty.', SAVE_AS_CSV);
  const headings = head.cells.map((cell) => oneLine(cell));
  const bare = !headings.some((heading) => knowsHeading(heading)) && headings.some((cell) => isData(cell));
  if (bare) {
    return problem(
      'no-headings',
      'The first line holds a person, not the headings of the columns.',
      'Put a line such as "Name,Username,Year,Form" at the top.',
    );
  }
  if (rows.length === 0) {
    return problem(
      'only-headings',
      'The file has headings and no rows.',
      'Export the people with the headings.',
    );
  }
  return { ok: true, file: { encoding, separator: parsed.separator, headings, rows } };
}

function problem(reason: string, message: string, remedy: string): { ok: false; problem: FileProblem } {
  return { ok: false, problem: { reason, message, remedy } };
}

function ofBytes(reason: NoText): { ok: false; problem: FileProblem } {
  switch (reason) {
    case 'empty':
      return EMPTY;
    case 'workbook':
      return problem(
        'workbook',
        'This is a spreadsheet workbook, not a CSV file.',
        'Open it in the spreadsheet program and save it as CSV (UTF-8).',
      );
    case 'pdf':
      return problem('binary', 'This is a PDF document, not a CSV file.', SAVE_AS_CSV);
    case 'binary':
      return problem('binary', 'This is not a text file.', SAVE_AS_CSV);
  }
}

function ofRows({ reason, line }: CsvProblem): { ok: false; problem: FileProblem } {
  switch (reason) {
    case 'too-many-columns':
      return problem(
        reason,
        `Line ${line} brings more cells than a roster has.`,
        `Keep to at most ${MAX_IMPORT_COLUMNS} columns; only a few of them are needed.`,
      );
    case 'too-many-rows':
      return problem(
        reason,
        `The file has more than ${MAX_IMPORT_ROWS.toLocaleString('en-GB')} rows.`,
        'Import one school at a time, or divide the file by years.',
      );
    case 'quote-not-closed':
      return problem(
        reason,
        `A quotation mark that begins on line ${line} is never closed.`,
        'Close it, or take it out, and choose the file again.',
      );
    case 'not-csv':
      return problem(
        reason,
        `Line ${line} cannot be read as CSV.`,
        'Put the quotation marks of that line right.',
      );
  }
}

/** What stands in a row of a person and in no heading: an e-mail address, a pupil number, a year by itself. */
function isData(cell: string): boolean {
  return /@.+\./.test(cell) || /^[A-Z][0-9]{11}[0-9A-Z]$/i.test(cell) || /^[0-9]+$/.test(cell);
}
