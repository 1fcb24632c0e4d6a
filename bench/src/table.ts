export type Cell = string | number | null;

/** Lines of a table with aligned columns: numbers to the right, text to the left, nothing as a dash. */
export function tableLines(head: readonly string[], rows: readonly (readonly Cell[])[]): string[] {
  const written = rows.map((row) => row.map(cellText));
  const widths = head.map((title, column) =>
    Math.max(title.length, ...written.map((row) => row[column]?.length ?? 0)),
  );
  const right = head.map((_, column) => rows.every((row) => typeof row[column] !== 'string'));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return right[column] === true ? cell.padStart(width) : cell.padEnd(width);
      })
      .join('  ')
      .trimEnd();
  return [line(head), widths.map((width) => '-'.repeat(width)).join('  '), ...written.map(line)];
}

/** Whole numbers as they are, others with as many places as make sense at their size. */
function cellText(cell: Cell): string {
  if (cell === null) return '-';
  if (typeof cell === 'string') return cell;
  if (Number.isInteger(cell)) return String(cell);
  const size = Math.abs(cell);
  return cell.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : size >= 0.1 ? 2 : 4);
}

/** A number with at most `places` decimals, for JSON. */
export function rounded(value: number, places: number): number {
  return Number(value.toFixed(places));
}
