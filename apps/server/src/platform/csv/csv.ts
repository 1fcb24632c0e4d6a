import { CsvError, parse } from 'csv-parse';
import { z } from 'zod';

/** What parts the cells of a row. */
export type Separator = ',' | ';' | '\t';

/** One row of a file, its cells as they stand there. */
export interface CsvRow {
  /** Counted from 1, as an editor or a spreadsheet counts. */
  readonly line: number;
  readonly cells: readonly string[];
}

/** Why a text cannot be taken as rows, and the line where that shows. */
export interface CsvProblem {
  readonly reason: 'too-many-columns' | 'too-many-rows' | 'quote-not-closed' | 'not-csv';
  readonly line: number;
}

export interface CsvLimits {
  readonly rows: number;
  readonly columns: number;
  /** In all; what is beyond would take more memory than such a file can need. */
  readonly cells: number;
}

export type ParsedCsv =
  | { readonly ok: true; readonly separator: Separator; readonly rows: readonly CsvRow[] }
  | { readonly ok: false; readonly problem: CsvProblem };

/**
 * Reads the rows of a text, those without anything in them left out. What parts the cells is what the text itself says
 * ("sep=;" in its first line), or else the sign that stands most often in the first row. Never throws.
 */
export async function parseCsv(whole: string, limits: CsvLimits): Promise<ParsedCsv> {
  const said = saidSeparator(whole);
  const text = said === null ? whole : whole.slice(said.length);
  const separator = said?.separator ?? guessSeparator(text);
  const parsed = await parseRows(text, separator, said === null ? 0 : 1, limits);
  return parsed.ok ? { ...parsed, separator } : parsed;
}

/** The first line of a file from a spreadsheet may say what separates: "sep=;". */
export function saidSeparator(
  text: string,
): { readonly separator: Separator; readonly length: number } | null {
  const said = /^sep=([,;\t])\r?\n/i.exec(text);
  const character = said?.[1];
  if (character !== ',' && character !== ';' && character !== '\t') return null;
  return { separator: character, length: said?.[0].length ?? 0 };
}

/** The one that stands most often in the first line, outside quotation marks. */
export function guessSeparator(text: string): Separator {
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
  delimiter: Separator,
  linesBefore: number,
  limits: CsvLimits,
): Promise<{ ok: true; rows: CsvRow[] } | { ok: false; problem: CsvProblem }> {
  const rows: CsvRow[] = [];
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
      if (record.length > limits.columns || cells > limits.cells)
        return { ok: false, problem: { reason: 'too-many-columns', line: beginsAt } };
      if (rows.length >= limits.rows)
        return { ok: false, problem: { reason: 'too-many-rows', line: beginsAt } };
      rows.push({ line: beginsAt, cells: record });
    }
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    const reason = cause.code === 'CSV_QUOTE_NOT_CLOSED' ? 'quote-not-closed' : 'not-csv';
    return { ok: false, problem: { reason, line } };
  }
  return { ok: true, rows };
}

/** Without line breaks and doubled spaces. */
export function oneLine(cell: string): string {
  return cell.replaceAll(/\s+/g, ' ').trim();
}

/**
 * One line of clean text. A quotation mark in front, by which spreadsheets keep a cell from being a formula, is not part
 * of it.
 */
export function cleanCell(cell: string): string {
  return (
    cell
      .toWellFormed()
      // oxlint-disable-next-line no-control-regex -- control characters are what is taken out
      .replaceAll(/[\u0000-\u001f\u007f\ufeff\s]+/g, ' ')
      .trim()
      .replace(/^'(?=.)/, '')
      .trim()
  );
}
