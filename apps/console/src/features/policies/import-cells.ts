import type { ImportedTerm } from '@lapwing/protocol/features/policies/imports.api.ts';
import type { Severity } from '@lapwing/protocol/vocabulary.ts';

/** What a row that could not be taken begins with when it is put right on screen. */
export interface RowCells {
  readonly wording: string;
  readonly definition: string;
  readonly severity: Severity;
}

/** Between the cells of a row of a table, as the server shows them in a line. */
const BETWEEN = ' | ';
const SEVERITIES: Readonly<Record<string, Severity>> = Object.freeze({
  severe: 'severe',
  moderate: 'moderate',
  minor: 'minor',
});

/** Takes the cells of a row out of the line that stands for it; what was cut off at its end is left to be written. */
export function cellsOf(
  row: Pick<ImportedTerm, 'text'>,
  file: {
    readonly shape: 'lines' | 'table';
    readonly columns: ReadonlyArray<{ readonly field: string | null }>;
  },
): RowCells {
  const cells = file.shape === 'lines' ? [row.text] : row.text.split(BETWEEN);
  const cut = row.text.endsWith('…') ? cells.length - 1 : -1;
  const at = (field: string): string => {
    const place = file.shape === 'lines' ? 0 : file.columns.findIndex((column) => column.field === field);
    return place === cut && field !== 'wording' ? '' : (cells[place] ?? '').trim();
  };
  return {
    wording: at('wording'),
    definition: file.shape === 'lines' ? '' : at('definition'),
    severity: (file.shape === 'lines' ? undefined : SEVERITIES[at('severity').toLowerCase()]) ?? 'moderate',
  };
}
