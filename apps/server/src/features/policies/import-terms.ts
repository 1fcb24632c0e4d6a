import { foldPhrase } from '@lapwing/detection/fold.ts';
import { DEFAULT_SOURCES } from '@lapwing/detection/term.ts';
import { OwnTerm } from '@lapwing/protocol/features/policies/edits.ts';
import { cleanCell, oneLine } from '../../platform/csv/csv.ts';
import type { TermFile, TermRow } from './read-terms.ts';
import { boundaryOf, partsOf, severityOf, sourcesOfCell } from './term-columns.ts';

/** A row of a file as a term, or what keeps it from being one. */
export interface ReadTerm {
  readonly line: number;
  readonly term: OwnTerm | null;
  readonly problems: ReadonlyArray<{ readonly column: string | null; readonly message: string }>;
  readonly warnings: readonly string[];
  readonly text: string;
}

/** What the rows are weighed against. */
export interface ImportFacts {
  /** The policy that the terms go into. */
  readonly policy: string;
  /** What that policy, and its risk, are called, in small letters. */
  readonly policyNames: ReadonlySet<string>;
  /** Of the school's own terms, by the folded wording: the title of the policy that each stands in. */
  readonly known: ReadonlyMap<string, string>;
}

const TEXT_SHOWN = 200;
const NO_MEANING = 'From a file; nobody has said yet what it means.';

/** Turns the rows into terms. A wording that is there twice is taken once, from its first line. */
export function importTerms(file: TermFile, facts: ImportFacts): ReadTerm[] {
  const seen = new Map<string, number>();
  return file.rows.map((row) => {
    const read = readRow(row, file, facts);
    const keys = read.term?.wordings.map((wording) => foldPhrase(wording)) ?? [];
    const problems = [...read.problems];
    for (const key of keys) {
      const line = seen.get(key);
      const title = facts.known.get(key);
      if (line !== undefined) problems.push({ column: null, message: `Line ${line} has it already.` });
      else if (title !== undefined)
        problems.push({ column: null, message: `It is among your terms already, in ${title}.` });
      if (problems.length > read.problems.length) break;
    }
    if (problems.length > 0) return { ...read, term: null, problems };
    for (const key of keys) seen.set(key, row.line);
    return read;
  });
}

function readRow(row: TermRow, file: TermFile, facts: ImportFacts): ReadTerm {
  const problems: Array<{ column: string | null; message: string }> = [];
  const warnings: string[] = [];
  const headingOf = (field: string): string | null =>
    file.columns.find((column) => column.field === field)?.heading ?? null;
  const cell = (field: keyof TermRow['cells']): string => cleanCell(row.cells[field] ?? '');
  const wrong = (field: keyof TermRow['cells'], message: string): void => {
    problems.push({ column: headingOf(field), message });
  };

  const wordings = [cell('wording'), ...partsOf(row.cells.variants ?? '').map(cleanCell)].filter(
    (each) => each !== '',
  );
  if (cell('wording') === '') wrong('wording', 'There is no term in this row.');
  else if (!/[\p{L}\p{N}]/u.test(cell('wording'))) wrong('wording', 'It has no letters and no figures.');
  if (wordings.some(isFormula))
    warnings.push('It begins with a sign of a spreadsheet formula (= + - @) and is taken as text.');
  if (wordings.some((wording) => /[()[\]|<>{}~]/u.test(wording)))
    warnings.push('Brackets and other signs in it are passed over.');

  const severity = cell('severity') === '' ? 'moderate' : severityOf(cell('severity'));
  if (severity === null) wrong('severity', 'Write minor, moderate or severe.');
  const sources = sourcesOfCell(row.cells.sources ?? '');
  if (!sources.ok)
    wrong(
      'sources',
      `“${sources.unknown.slice(0, 40)}” is no source. Write for example: typed, page, search.`,
    );
  const boundary = cell('match') === '' ? 'word' : boundaryOf(cell('match'));
  if (boundary === null) wrong('match', 'Write whole word, start, end or anywhere.');
  const definition = cell('definition');
  if (definition === '')
    warnings.push('It does not say what it means; whoever sees a capture will want to know.');
  const policy = cell('policy').toLowerCase();
  if (policy !== '' && !facts.policyNames.has(policy))
    warnings.push(`The file says “${cell('policy').slice(0, 60)}”; it goes into the policy that you chose.`);

  const shown = { line: row.line, text: shorten(row.text) };
  if (problems.length > 0 || severity === null || boundary === null || !sources.ok)
    return { ...shown, term: null, problems, warnings };
  const parsed = OwnTerm.safeParse({
    policy: facts.policy,
    wordings: [...new Set(wordings)],
    notation: false,
    definition: definition === '' ? NO_MEANING : definition,
    severity,
    sources: sources.sources.length === 0 ? [...DEFAULT_SOURCES] : sources.sources,
    boundary,
    unmask: false,
    unless: partsOf(row.cells.unless ?? '').map(cleanCell),
    needs: null,
  });
  if (parsed.success) return { ...shown, term: parsed.data, problems: [], warnings };
  const issue = parsed.error.issues[0];
  const field = FIELD_OF[String(issue?.path[0])] ?? 'wording';
  const most = LONGEST[field];
  wrong(
    field,
    most === undefined ? (issue?.message ?? 'It cannot be read.') : `It is longer than ${most} characters.`,
  );
  return { ...shown, term: null, problems, warnings };
}

const FIELD_OF: Readonly<Record<string, keyof TermRow['cells']>> = Object.freeze({
  wordings: 'wording',
  definition: 'definition',
  unless: 'unless',
});
const LONGEST: Readonly<Partial<Record<keyof TermRow['cells'], number>>> = Object.freeze({
  wording: 500,
  definition: 400,
  unless: 200,
});

function isFormula(wording: string): boolean {
  return /^[=+\-@]/u.test(wording);
}

function shorten(text: string): string {
  const line = oneLine(text.toWellFormed());
  return line.length > TEXT_SHOWN ? `${line.slice(0, TEXT_SHOWN - 1).toWellFormed()}…` : line;
}
