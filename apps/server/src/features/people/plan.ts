import type { ImportChoices } from '@lapwing/protocol/features/people/imports.api.ts';
import { cellsOf, readCells, type Cells, type RowProblem, type RowValues } from './cells.ts';
import type { RosterFile } from './read-file.ts';
import type { PersonFields, PersonKind } from './store.ts';
import type { RosterEntry } from './store-import.ts';

export interface PlannedAdd {
  readonly line: number;
  readonly after: PersonFields;
}
export interface PlannedChange extends PlannedAdd {
  readonly person: RosterEntry;
}
export interface PlannedError extends RowProblem {
  readonly line: number;
  readonly cells: Cells;
}

/** What an import would do, whole. */
export interface ImportPlan {
  readonly added: readonly PlannedAdd[];
  /** Those who had left and come back are among them. */
  readonly changed: readonly PlannedChange[];
  readonly unchanged: readonly PlannedChange[];
  readonly leavers: readonly RosterEntry[];
  /** People of the kinds in the file who are there now. */
  readonly present: number;
  readonly skipped: number;
  readonly errors: readonly PlannedError[];
}

interface Candidate {
  readonly line: number;
  readonly cells: Cells;
  readonly values: RowValues;
  readonly person: RosterEntry | undefined;
  problem: RowProblem | null;
}

/**
 * Compares a file with the roster. Pure: the same file, choices and roster give the same plan, and everybody of the
 * roster is in at most one heap of it. A row that cannot be taken still counts as a sign that its person is there.
 */
export function planImport(
  file: RosterFile,
  choices: ImportChoices,
  roster: readonly RosterEntry[],
): ImportPlan {
  const byUsername = new Map(roster.map((entry) => [entry.username, entry]));
  const byUpn = new Map<string, RosterEntry>();
  for (const entry of roster) if (entry.upn !== null) byUpn.set(entry.upn, entry);
  const skip = new Set(choices.skip);
  const edits = Map.groupBy(choices.edits, (edit) => edit.line);
  const seen = new Set<string>();
  const errors: PlannedError[] = [];
  const candidates: Candidate[] = [];
  let skipped = 0;

  for (const row of file.rows) {
    const own = edits.get(row.line) ?? [];
    const cells = cellsOf(row, choices.columns, own);
    const signs = [
      byUsername.get((cells.username ?? '').toLowerCase()),
      byUpn.get((cells.upn ?? '').toUpperCase()),
    ];
    for (const sign of signs) if (sign !== undefined) seen.add(sign.id);
    if (skip.has(row.line)) {
      skipped += 1;
      continue;
    }
    const shape = own.length > 0 ? null : shapeProblem(row.cells, file.headings.length, choices);
    const read = shape === null ? readCells(cells) : { ok: false as const, problem: shape };
    if (read.ok) {
      const person = personOf(read.values, choices.key, byUsername, byUpn);
      if (person !== undefined) seen.add(person.id);
      candidates.push({ line: row.line, cells, values: read.values, person, problem: null });
    } else errors.push({ line: row.line, cells, ...read.problem });
  }

  findClashes(candidates, byUsername, byUpn);
  const added: PlannedAdd[] = [];
  const changed: PlannedChange[] = [];
  const unchanged: PlannedChange[] = [];
  const kinds = new Set<PersonKind>();
  for (const { line, cells, values, person, problem } of candidates) {
    if (problem !== null) {
      errors.push({ line, cells, ...problem });
      continue;
    }
    const after = fieldsAfter(values, person, choices.kind);
    kinds.add(after.kind);
    if (person === undefined) added.push({ line, after });
    else if (person.left || differs(person, after)) changed.push({ line, after, person });
    else unchanged.push({ line, after, person });
  }
  const there = roster.filter((entry) => !entry.left && kinds.has(entry.kind));
  return {
    added,
    changed,
    unchanged,
    leavers: choices.leavers ? there.filter((entry) => !seen.has(entry.id)) : [],
    present: there.length,
    skipped: skipped + (choices.skipErrors ? errors.length : 0),
    errors: choices.skipErrors ? [] : errors.toSorted((one, other) => one.line - other.line),
  };
}

/** A row with more cells than headings has a separator too many somewhere; one with fewer ends before a chosen column. */
function shapeProblem(cells: readonly string[], headings: number, choices: ImportChoices): RowProblem | null {
  const filled = cells.findLastIndex((cell) => cell.trim() !== '') + 1;
  const wanted = Math.max(...Object.values(choices.columns).map((column) => (column ?? -1) + 1));
  if (filled <= headings && cells.length >= Math.min(wanted, headings)) return null;
  return {
    field: null,
    reason: 'cells',
    message: `The row has ${cells.length} cells and the headings are ${headings}. Check what stands where, put a cell right, or leave the row out.`,
  };
}

function personOf(
  values: RowValues,
  key: ImportChoices['key'],
  byUsername: ReadonlyMap<string, RosterEntry>,
  byUpn: ReadonlyMap<string, RosterEntry>,
): RosterEntry | undefined {
  const named = byUsername.get(values.username);
  if (key === 'username' || values.upn === undefined) return named;
  // Somebody without a number may get the row's; somebody with another number is another person.
  return byUpn.get(values.upn) ?? (named?.upn === null ? named : undefined);
}

/** Marks the rows that want a user name, a number or a person that is another's. */
function findClashes(
  candidates: readonly Candidate[],
  byUsername: ReadonlyMap<string, RosterEntry>,
  byUpn: ReadonlyMap<string, RosterEntry>,
): void {
  const usernames = new Map<string, Candidate>();
  const upns = new Map<string, Candidate>();
  const people = new Map<string, Candidate>();
  const valid = new Map<string, Candidate>();
  const waiting: Candidate[] = [];
  for (const row of candidates) {
    const { values, person } = row;
    const sameName = usernames.get(values.username);
    const sameUpn = values.upn === undefined ? undefined : upns.get(values.upn);
    const samePerson = person === undefined ? undefined : people.get(person.id);
    const owner = values.upn === undefined ? undefined : byUpn.get(values.upn);
    if (sameName !== undefined) {
      row.problem = clash(
        'username',
        'username-twice',
        `Line ${sameName.line} has this user name already. Correct one of the two, or leave one out.`,
      );
    } else if (sameUpn !== undefined) {
      row.problem = clash(
        'upn',
        'upn-twice',
        `Line ${sameUpn.line} has this pupil number already. Correct one of the two, or leave one out.`,
      );
    } else if (samePerson !== undefined) {
      row.problem = clash(
        null,
        'person-twice',
        `Line ${samePerson.line} is about the same person of the roster. Leave one of the two out.`,
      );
    } else if (owner !== undefined && owner.id !== person?.id) {
      row.problem = clash(
        'upn',
        'upn-taken',
        `The roster has this pupil number with ${whoIs(owner)}. If that is the same person, find people by pupil number; if not, correct it.`,
      );
    }
    if (sameName === undefined) usernames.set(values.username, row);
    if (row.problem !== null) continue;
    if (values.upn !== undefined) upns.set(values.upn, row);
    if (person !== undefined) {
      people.set(person.id, row);
      valid.set(person.id, row);
    }
    const holder = byUsername.get(values.username);
    if (holder !== undefined && holder.id !== person?.id) waiting.push(row);
  }
  // A name that another holds is free only if that one gets another name by a row that is taken.
  const wantedFrom = new Map(waiting.map((row) => [byUsername.get(row.values.username)?.id, row]));
  const stuck = waiting.filter((row) => !moves(byUsername.get(row.values.username), valid));
  for (let row = stuck.pop(); row !== undefined; row = stuck.pop()) {
    if (row.problem !== null) continue;
    const holder = byUsername.get(row.values.username);
    row.problem = clash(
      'username',
      'username-taken',
      `The roster has this user name with ${holder === undefined ? 'somebody else' : whoIs(holder)}. If that is the same person, find people by user name; if not, correct it.`,
    );
    const behind = row.person === undefined ? undefined : wantedFrom.get(row.person.id);
    if (behind !== undefined) stuck.push(behind);
  }
}

function moves(holder: RosterEntry | undefined, valid: ReadonlyMap<string, Candidate>): boolean {
  const row = holder === undefined ? undefined : valid.get(holder.id);
  return row !== undefined && row.problem === null && row.values.username !== holder?.username;
}

function whoIs(entry: RosterEntry): string {
  return `${entry.name} (${entry.username})${entry.left ? ', who has left' : ''}`;
}

function clash(field: RowProblem['field'], reason: string, message: string): RowProblem {
  return { field, reason, message };
}

/** A column that the file does not have, an empty kind and an empty number leave what the roster says. */
function fieldsAfter(values: RowValues, person: RosterEntry | undefined, kind: PersonKind): PersonFields {
  return {
    name: values.name,
    username: values.username,
    kind: values.kind ?? person?.kind ?? kind,
    year: values.year === undefined ? (person?.year ?? null) : values.year,
    form: values.form === undefined ? (person?.form ?? null) : values.form,
    upn: values.upn ?? person?.upn ?? null,
  };
}

export const COMPARED = Object.freeze(['name', 'username', 'kind', 'year', 'form', 'upn'] as const);

function differs(before: PersonFields, after: PersonFields): boolean {
  return COMPARED.some((field) => before[field] !== after[field]);
}
