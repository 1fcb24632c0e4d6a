import {
  IMPORT_FIELDS,
  MAX_IMPORT_BYTES,
  type ImportChoices,
  type ImportColumns,
  type ImportField,
  type ImportFile,
} from '@lapwing/protocol/features/people/imports.api.ts';

/** What a column can be, in words. */
export const FIELD_WORDS: Readonly<Record<ImportField, string>> = Object.freeze({
  name: 'Whole name',
  forename: 'Forename',
  surname: 'Surname',
  username: 'Account on the devices',
  kind: 'Pupil or staff',
  year: 'Year',
  form: 'Form',
  upn: 'Pupil number (UPN)',
});

export const ENCODING_WORDS: Readonly<Record<ImportFile['encoding'], string>> = Object.freeze({
  'utf-8': 'UTF-8',
  'utf-16': 'UTF-16',
  'windows-1252': 'Windows-1252',
});

export const SEPARATOR_WORDS: Readonly<Record<ImportFile['separator'], string>> = Object.freeze({
  ',': 'commas',
  ';': 'semicolons',
  '\t': 'tabs',
});

/** Why a file is not even sent; null when it may be. */
export function fileProblem(file: { readonly name: string; readonly size: number }): string | null {
  if (file.size === 0)
    return 'The file is empty. Choose a file with a line of headings and a line for each person.';
  if (file.size > MAX_IMPORT_BYTES) {
    return `The file has ${Math.ceil(file.size / 1e6).toLocaleString('en-GB')} MB; a roster has a few. Export only the columns that are needed, or choose another file.`;
  }
  return null;
}

/** Why these columns cannot be imported; null when they can. */
export function columnsProblem(columns: ImportColumns): string | null {
  if (columns.name === null && columns.forename === null && columns.surname === null) {
    return 'Choose the column of the name, or those of forename and surname.';
  }
  if (columns.username === null) {
    return 'Choose the column of the account that the devices show, often the e-mail address.';
  }
  return null;
}

/** What holds for a file before anything was chosen. */
export function firstChoices(file: ImportFile): ImportChoices {
  return {
    columns: file.guessed,
    key: file.guessed.upn === null ? 'username' : 'upn',
    kind: 'pupil',
    leavers: false,
    groups: file.guessed.form !== null || file.guessed.year !== null,
    edits: [],
    skip: [],
    skipErrors: false,
  };
}

/** One column is one thing: what had it before loses it. The whole name and its two parts exclude each other. */
export function withColumn(columns: ImportColumns, field: ImportField, column: number | null): ImportColumns {
  const next = { ...columns };
  for (const other of IMPORT_FIELDS) if (column !== null && next[other] === column) next[other] = null;
  next[field] = column;
  if (column !== null && field === 'name') Object.assign(next, { forename: null, surname: null });
  if (column !== null && (field === 'forename' || field === 'surname')) next.name = null;
  return next;
}

/** The cells of a row put right on screen; a cell that was changed twice counts as it is now. */
export function withEdits(
  choices: ImportChoices,
  line: number,
  cells: Readonly<Partial<Record<ImportField, string>>>,
): ImportChoices {
  const others = choices.edits.filter((edit) => edit.line !== line);
  const own = IMPORT_FIELDS.flatMap((field) => {
    const value = cells[field];
    return value === undefined ? [] : [{ line, field, value }];
  });
  return { ...choices, edits: [...others, ...own] };
}
