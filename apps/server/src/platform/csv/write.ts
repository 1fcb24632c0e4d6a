/** What a spreadsheet would take for a formula at the start of a cell (OWASP, CSV injection), blanks before it included. */
const FORMULA = /^\s*[=+\-@\t\r]/;

function cell(value: string): string {
  const safe = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n;]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** One row of a CSV file (RFC 4180); no cell is a formula. */
export function csvRow(cells: readonly string[]): string {
  return `${cells.map((value) => cell(value)).join(',')}\r\n`;
}

/** What a CSV file begins with, so that a spreadsheet takes it for UTF-8. */
export const CSV_BEGIN = '\uFEFF';
