import { z } from 'zod';
import { Done, endpoint } from '../../endpoint.ts';
import { Id } from '../../ids.ts';
import { PERSON_KINDS } from './api.ts';

/** Bytes of a file that is taken; a roster of 30,000 has about three million. */
export const MAX_IMPORT_BYTES = 20 * 1024 * 1024;
export const MAX_IMPORT_ROWS = 100_000;
export const MAX_IMPORT_COLUMNS = 100;
/** More leavers than this share of the people who are there now are asked about once more. */
export const LEAVER_SHARE = 0.2;

/** What a column of the file can be. */
export const IMPORT_FIELDS = [
  'name',
  'forename',
  'surname',
  'username',
  'kind',
  'year',
  'form',
  'upn',
] as const;
export type ImportField = (typeof IMPORT_FIELDS)[number];

const Column = z.number().int().min(0).max(MAX_IMPORT_COLUMNS).nullable();
/** Which column of the file is what, counted from 0; null where there is none. */
export const ImportColumns = z.strictObject({
  name: Column,
  forename: Column,
  surname: Column,
  username: Column,
  kind: Column,
  year: Column,
  form: Column,
  upn: Column,
});
export type ImportColumns = z.infer<typeof ImportColumns>;

/** A file as it was read. */
export const ImportFile = z.object({
  id: Id,
  encoding: z.enum(['utf-8', 'utf-16', 'windows-1252']),
  separator: z.enum([',', ';', '\t']),
  headings: z.array(z.string()),
  /** The first rows, for choosing the columns. */
  sample: z.array(z.array(z.string())),
  rows: z.number().int(),
  guessed: ImportColumns,
});
export type ImportFile = z.infer<typeof ImportFile>;

/** What is to be done with a file; sent whole each time, so that the server keeps nothing but the file. */
export const ImportChoices = z.strictObject({
  columns: ImportColumns,
  /** By what a row finds its person. By `upn`, a row without one is found by its user name. */
  key: z.enum(['username', 'upn']),
  /** Of rows that do not say it themselves. */
  kind: z.enum(PERSON_KINDS),
  /** Whether people of the kinds in the file who are missing from it have left. */
  leavers: z.boolean(),
  /** Whether people are put into a group of their form within one of their year. */
  groups: z.boolean(),
  /** Cells put right on screen, by the row's line in the file. */
  edits: z
    .array(
      z.strictObject({
        line: z.number().int().min(1),
        field: z.enum(IMPORT_FIELDS),
        value: z.string().max(1000),
      }),
    )
    .max(1000),
  /** Lines left out one by one. */
  skip: z.array(z.number().int().min(1)).max(5000),
  /** Leaves out every row that has an error. */
  skipErrors: z.boolean(),
});
export type ImportChoices = z.infer<typeof ImportChoices>;

export const ImportError = z.object({
  line: z.number().int(),
  /** Null when it is about the whole row. */
  field: z.enum(IMPORT_FIELDS).nullable(),
  reason: z.string(),
  /** What is wrong and how to put it right. */
  message: z.string(),
  /** The row as it stands now, by field. */
  cells: z.partialRecord(z.enum(IMPORT_FIELDS), z.string()),
});
export type ImportError = z.infer<typeof ImportError>;

/** A row of one of the heaps of a preview; `before` holds what changes, as it was. */
const PlannedPerson = z.object({
  line: z.number().int().nullable(),
  name: z.string(),
  username: z.string(),
  kind: z.enum(PERSON_KINDS),
  year: z.string().nullable(),
  form: z.string().nullable(),
  upn: z.string().nullable(),
  before: z.partialRecord(
    z.enum(['name', 'username', 'kind', 'year', 'form', 'upn', 'left']),
    z.string().nullable(),
  ),
});
export type PlannedPerson = z.infer<typeof PlannedPerson>;
const Heap = z.object({ total: z.number().int(), first: z.array(PlannedPerson).max(20) });

export const ImportPreview = z.object({
  added: Heap,
  changed: Heap,
  /** How many of the changed had left and come back. */
  returning: z.number().int(),
  unchanged: z.number().int(),
  /** Whom the import would mark as having left. */
  leavers: Heap,
  /** Of how many people of those kinds who are there now. */
  present: z.number().int(),
  /** True when so many would leave that it is asked once more. */
  manyLeavers: z.boolean(),
  skipped: z.number().int(),
  errors: z.object({ total: z.number().int(), first: z.array(ImportError).max(100) }),
  /** Groups that would be made, when groups are asked for. */
  newGroups: z.number().int(),
});
export type ImportPreview = z.infer<typeof ImportPreview>;

export const IMPORT_STATES = ['read', 'running', 'finishing', 'done'] as const;
const ImportParams = z.object({ id: Id });

export const readImport = endpoint({
  method: 'POST',
  path: '/api/people/imports',
  summary: 'Send a roster as a CSV file; nothing is changed yet',
  body: z.instanceof(Uint8Array),
  reply: ImportFile,
});
export const previewImport = endpoint({
  method: 'POST',
  path: '/api/people/imports/:id/preview',
  summary: 'What an import would do, and which rows cannot be taken',
  params: ImportParams,
  body: ImportChoices,
  reply: ImportPreview,
});
/** Answers when all is done; when the connection ends before, nothing is. */
export const applyImport = endpoint({
  method: 'POST',
  path: '/api/people/imports/:id/apply',
  summary: 'Do what the preview said, whole or not at all',
  params: ImportParams,
  body: z.strictObject({
    choices: ImportChoices,
    /** What the preview said; with anything else nothing is done. */
    expected: z.strictObject({
      added: z.number().int(),
      changed: z.number().int(),
      leavers: z.number().int(),
    }),
    /** Needed when the preview says `manyLeavers`. */
    manyLeaversMeant: z.boolean(),
  }),
  reply: z.object({
    added: z.number().int(),
    changed: z.number().int(),
    leavers: z.number().int(),
    groups: z.number().int(),
  }),
});
/** Figures alone; asked for while `applyImport` is on its way. */
export const showImport = endpoint({
  method: 'GET',
  path: '/api/people/imports/:id',
  summary: 'How far an import is',
  params: ImportParams,
  reply: z.object({
    state: z.enum(IMPORT_STATES),
    done: z.number().int(),
    total: z.number().int(),
  }),
});
/** While it runs: it is taken back and may be started anew. Before: the file is forgotten. When done: too late. */
export const cancelImport = endpoint({
  method: 'POST',
  path: '/api/people/imports/:id/cancel',
  summary: 'Stop an import without a trace',
  params: ImportParams,
  reply: Done,
});
