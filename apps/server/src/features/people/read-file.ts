import {
  MAX_IMPORT_COLUMNS,
  MAX_IMPORT_ROWS,
  type ImportFile,
} from '@lapwing/protocol/features/people/imports.api.ts';
import { CsvError, parse } from 'csv-parse';
import { z } from 'zod';
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

/** Reads a roster file from its bytes. Never throws: what cannot be read is a problem of the file. */
export async function readRosterFile(bytes: Uint8Array): Promise<FileOutcome> {
  const decoded = decode(bytes);
  if (!decoded.ok) return decoded;
  const { text: whole, encoding } = decoded;
  // The first line of a file from a spreadsheet may say what separates: "sep=;".
  const said = /^sep=([,;\t])\r?\n/i.exec(whole);
  const text = said === null ? whole : whole.slice(said[0].length);
  if (text.trim() === '') {
    return problem(
      'empty',
      'The file is empty.',
      'Choose a file with a line of headings and a line for each person.',
    );
  }
  const separator = separatorOf(said?.[1]) ?? guessSeparator(text);
  const parsed = await parseRows(text, separator, said === null ? 0 : 1);
  if (!parsed.ok) return parsed;
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
  return { ok: true, file: { encoding, separator, headings, rows } };
}

function problem(reason: string, message: string, remedy: string): { ok: false; problem: FileProblem } {
  return { ok: false, problem: { reason, message, remedy } };
}

type Decoded =
  | { ok: true; text: string; encoding: ImportFile['encoding'] }
  | { ok: false; problem: FileProblem };

function decode(bytes: Uint8Array): Decoded {
  const starts = (...values: number[]): boolean => values.every((value, at) => bytes[at] === value);
  if (bytes.length === 0) {
    return problem(
      'empty',
      'The file is empty.',
      'Choose a file with a line of headings and a line for each person.',
    );
  }
  if (starts(0x50, 0x4b) || starts(0xd0, 0xcf, 0x11, 0xe0)) {
    return problem(
      'workbook',
      'This is a spreadsheet workbook, not a CSV file.',
      'Open it in the spreadsheet program and save it as CSV (UTF-8).',
    );
  }
  if (starts(0x25, 0x50, 0x44, 0x46))
    return problem('binary', 'This is a PDF document, not a CSV file.', SAVE_AS_CSV);
  try {
    if (starts(0xff, 0xfe) || starts(0xfe, 0xff)) {
      const label = bytes[0] === 0xff ? 'utf-16le' : 'utf-16be';
      return checked(new TextDecoder(label, { fatal: true }).decode(bytes), 'utf-16');
    }
    if (bytes.includes(0)) return binary();
    return checked(new TextDecoder('utf-8', { fatal: true }).decode(bytes), 'utf-8');
  } catch {
    if (bytes.includes(0)) return binary();
    return checked(new TextDecoder('windows-1252').decode(bytes), 'windows-1252');
  }
}

function checked(text: string, encoding: ImportFile['encoding']): Decoded {
  // Figures and letters do not lie among these; pictures and programs do.
  // oxlint-disable-next-line no-control-regex -- it is control characters that are looked for
  const strange = text.slice(0, 100_000).match(/[\u0000-\u0008\u000e-\u001f]/g)?.length ?? 0;
  if (text.includes('\0') || strange > 8) return binary();
  return { ok: true, text, encoding };
}

function binary(): { ok: false; problem: FileProblem } {
  return problem('binary', 'This is not a text file.', SAVE_AS_CSV);
}

function separatorOf(character: string | undefined): ImportFile['separator'] | null {
  return character === ',' || character === ';' || character === '\t' ? character : null;
}

/** The one that stands most often in the first line, outside quotation marks. */
function guessSeparator(text: string): ImportFile['separator'] {
  const counts = { ',': 0, ';': 0, '\t': 0 };
  let quoted = false;
  for (const character of text.slice(0, 20_000)) {
    if (character === '"') quoted = !quoted;
    else if (!quoted && (character === '\n' || character === '\r')) break;
    else if (!quoted && (character === ',' || character === ';' || character === '\t'))
      counts[character] += 1;
  }
  if (counts['\t'] > counts[','] && counts['\t'] > counts[';']) return '\t';
  return counts[';'] > counts[','] ? ';' : ',';
}

const Parsed = z.object({ record: z.array(z.string()), info: z.object({ lines: z.number() }) });

async function parseRows(
  text: string,
  delimiter: string,
  linesBefore: number,
): Promise<{ ok: true; rows: RosterRow[] } | { ok: false; problem: FileProblem }> {
  const rows: RosterRow[] = [];
  let cells = 0;
  let line = linesBefore + 1;
  const parser = parse({
    delimiter,
    relax_quotes: true,
    relax_column_count: true,
    record_delimiter: ['\r\n', '\n', '\r'],
    info: true,
  });
  parser.end(text);
  try {
    for await (const parsed of parser) {
      const { record, info } = Parsed.parse(parsed);
      const beginsAt = line;
      line = linesBefore + info.lines + 1;
      if (record.every((cell) => cell.trim() === '')) continue;
      cells += record.length;
      if (record.length > MAX_IMPORT_COLUMNS || cells > MAX_CELLS) {
        return problem(
          'too-many-columns',
          `Line ${beginsAt} brings more cells than a roster has.`,
          `Keep to at most ${MAX_IMPORT_COLUMNS} columns; only a few of them are needed.`,
        );
      }
      if (rows.length > MAX_IMPORT_ROWS) {
        return problem(
          'too-many-rows',
          `The file has more than ${MAX_IMPORT_ROWS.toLocaleString('en-GB')} rows.`,
          'Import one school at a time, or divide the file by years.',
        );
      }
      rows.push({ line: beginsAt, cells: record });
    }
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    if (cause.code === 'CSV_QUOTE_NOT_CLOSED') {
      return problem(
        'quote-not-closed',
        `A quotation mark that begins on line ${line} is never closed.`,
        'Close it, or take it out, and choose the file again.',
      );
    }
    return problem(
      'not-csv',
      `Line ${line} cannot be read as CSV.`,
      'Put the quotation marks of that line right.',
    );
  }
  return { ok: true, rows };
}

/** Without line breaks and doubled spaces. */
function oneLine(cell: string): string {
  return cell.replaceAll(/\s+/g, ' ').trim();
}

/** What stands in a row of a person and in no heading: an e-mail address, a pupil number, a year by itself. */
function isData(cell: string): boolean {
  return /@.+\./.test(cell) || /^[A-Z][0-9]{11}[0-9A-Z]$/i.test(cell) || /^[0-9]+$/.test(cell);
}
