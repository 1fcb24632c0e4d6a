import { MAX_TERM_ROWS } from '@lapwing/protocol/features/policies/imports.api.ts';
import { oneLine, parseCsv, saidSeparator, type CsvProblem, type CsvRow } from '../../platform/csv/csv.ts';
import { decodeText, type NoText, type TextEncoding } from '../../platform/csv/text.ts';
import { fieldOf, type TermField } from './term-columns.ts';

/** A file of terms, its rows not looked at yet. */
export interface TermFile {
  readonly encoding: TextEncoding;
  /** `lines`: one wording on each; `table`: columns by their headings. */
  readonly shape: 'lines' | 'table';
  readonly columns: ReadonlyArray<{ readonly heading: string; readonly field: TermField | null }>;
  readonly rows: readonly TermRow[];
}
export interface TermRow {
  readonly line: number;
  readonly cells: Readonly<Partial<Record<TermField, string>>>;
  /** As it stands in the file. */
  readonly text: string;
}

/** Why a file cannot be taken at all: a stable reason, and words with the remedy. */
export interface TermFileProblem {
  readonly reason: string;
  readonly message: string;
  readonly remedy: string;
}
export type TermFileOutcome =
  | { readonly ok: true; readonly file: TermFile }
  | { readonly ok: false; readonly problem: TermFileProblem };

const MAX_COLUMNS = 50;
const SAVE_AS_CSV = 'Open it in the program that made it and save it as CSV (UTF-8) or as plain text.';
const ONE_ON_EACH = 'Choose a file with one word or phrase on each line, or a table with headings.';

/**
 * Reads a file of terms from its bytes: a table where its first row has a heading for the terms, otherwise one wording
 * on each line. Never throws.
 *
 * @param most rows that it may have
 */
export async function readTerms(bytes: Uint8Array, most: number = MAX_TERM_ROWS): Promise<TermFileOutcome> {
  const decoded = decodeText(bytes);
  if (!decoded.ok) return ofBytes(decoded.reason);
  const { text, encoding } = decoded;
  const plain = text.slice(saidSeparator(text)?.length ?? 0).replace(/^\uFEFF/u, '');
  if (plain.trim() === '') return problem('empty', 'The file is empty.', ONE_ON_EACH);
  const first = plain.trimStart().split(/\r\n|\n|\r/u, 1)[0] ?? '';
  const isTable = first.split(/[,;\t]/u).some((cell) => fieldOf(unquoted(cell)) === 'wording');
  return isTable ? readTable(text, encoding, most) : readLines(plain, encoding, most);
}

async function readTable(text: string, encoding: TextEncoding, most: number): Promise<TermFileOutcome> {
  const parsed = await parseCsv(text, {
    rows: most + 1,
    columns: MAX_COLUMNS,
    cells: (most + 1) * MAX_COLUMNS,
  });
  if (!parsed.ok) return ofRows(parsed.problem, most);
  const [head, ...rows] = parsed.rows;
  const columns = (head?.cells ?? []).map((cell) => {
    const heading = oneLine(cell);
    return { heading, field: fieldOf(heading) };
  });
  // The first of two columns that say the same counts.
  const known = columns.map(({ heading, field }, at) => ({
    heading: heading.slice(0, 100),
    field: columns.findIndex((each) => each.field === field) === at ? field : null,
  }));
  if (rows.length === 0) return problem('only-headings', 'The file has headings and no terms.', ONE_ON_EACH);
  return {
    ok: true,
    file: { encoding, shape: 'table', columns: known, rows: rows.map((row) => tableRow(row, known)) },
  };
}

function tableRow({ line, cells }: CsvRow, columns: TermFile['columns']): TermRow {
  const named: Partial<Record<TermField, string>> = {};
  for (const [at, { field }] of columns.entries()) if (field !== null) named[field] = cells[at] ?? '';
  return { line, cells: named, text: cells.join(' | ') };
}

function readLines(text: string, encoding: TextEncoding, most: number): TermFileOutcome {
  const rows = text
    .split(/\r\n|\n|\r/u)
    .flatMap((line, at): TermRow[] =>
      line.trim() === '' ? [] : [{ line: at + 1, cells: { wording: unquoted(line) }, text: line }],
    );
  if (rows.length > most) return tooManyRows(most);
  if (isBareTable(rows)) {
    return problem(
      'no-headings',
      'The file has columns, and no headings that say what is in them.',
      'Put a line such as "Term,Severity,Definition" at the top.',
    );
  }
  return { ok: true, file: { encoding, shape: 'lines', columns: [], rows } };
}

/** A table without headings: every line has as many separators as the next one. */
function isBareTable(rows: readonly TermRow[]): boolean {
  return [/\t/gu, /;/gu, /,/gu].some((separator) => {
    const counts = rows.map(({ text }) => text.match(separator)?.length ?? 0);
    return rows.length > 1 && (counts[0] ?? 0) > 0 && counts.every((count) => count === counts[0]);
  });
}

function unquoted(cell: string): string {
  const trimmed = cell.trim();
  return /^"(?:[^"]|"")*"$/u.test(trimmed) ? trimmed.slice(1, -1).replaceAll('""', '"') : trimmed;
}

function problem(reason: string, message: string, remedy: string): { ok: false; problem: TermFileProblem } {
  return { ok: false, problem: { reason, message, remedy } };
}

function ofBytes(reason: NoText): { ok: false; problem: TermFileProblem } {
  switch (reason) {
    case 'empty':
      return problem('empty', 'The file is empty.', ONE_ON_EACH);
    case 'workbook':
      return problem('workbook', 'This is a workbook, not a text or CSV file.', SAVE_AS_CSV);
    case 'pdf':
      return problem('binary', 'This is a PDF document, not a text or CSV file.', SAVE_AS_CSV);
    case 'binary':
      return problem('binary', 'This is not a text file.', SAVE_AS_CSV);
  }
}

function tooManyRows(most: number): { ok: false; problem: TermFileProblem } {
  return problem(
    'too-many-rows',
    `The file has more than ${most.toLocaleString('en-GB')} terms.`,
    'Divide it into several files.',
  );
}

function ofRows({ reason, line }: CsvProblem, most: number): { ok: false; problem: TermFileProblem } {
  switch (reason) {
    case 'too-many-rows':
      return tooManyRows(most);
    case 'too-many-columns':
      return problem(
        reason,
        `Line ${line} has more than ${MAX_COLUMNS} columns.`,
        'Keep those for the term, its severity, its meaning and its sources.',
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
