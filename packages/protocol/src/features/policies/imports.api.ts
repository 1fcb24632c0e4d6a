import { z } from 'zod';
import { endpoint } from '../../endpoint.ts';
import { Id } from '../../ids.ts';
import { PoliciesMay } from './api.ts';
import { PolicyChange } from './changes.api.ts';
import { OwnTerm } from './edits.ts';
import { PolicyId } from './rules.ts';

/** The longest file of terms, and the most rows of one. */
export const MAX_TERM_FILE_BYTES = 4 * 1024 * 1024;
export const MAX_TERM_ROWS = 5000;
export const ImportedTerm = z.object({
  /** Line of the file, from 1. */
  line: z.number().int(),
  /** Null where the row has a problem. */
  term: OwnTerm.nullable(),
  problems: z.array(z.object({ column: z.string().nullable(), message: z.string() })),
  warnings: z.array(z.string()),
  /** As it stood in the file, cut. */
  text: z.string(),
});
export type ImportedTerm = z.infer<typeof ImportedTerm>;
/** Reads a file of terms and changes nothing: what is right in it comes back as terms to put into a change. */
export const readTermFile = endpoint({
  method: 'POST',
  path: '/api/policies/imports',
  summary: 'Read a file of terms: one on each line, or a table with headings',
  query: z.object({ policy: PolicyId }),
  body: z.instanceof(Uint8Array),
  reply: z.object({
    encoding: z.string(),
    /** `lines`: one wording on each; `table`: columns by their headings. */
    shape: z.enum(['lines', 'table']),
    columns: z.array(z.object({ heading: z.string(), field: z.string().nullable() })),
    rows: z.array(ImportedTerm),
    right: z.number().int(),
    wrong: z.number().int(),
  }),
});
/** A list of illegal terms that nobody may read again: sealed on arrival, found by devices, never shown (D6). */
export const addSealedList = endpoint({
  method: 'POST',
  path: '/api/policies/sealed-lists',
  summary: 'Load a sealed list, such as one that its maker gives to members',
  query: z.object({ name: z.string().trim().min(1).max(80) }),
  body: z.instanceof(Uint8Array),
  reply: z.object({ id: Id, name: z.string(), entries: z.number().int(), change: PolicyChange }),
});
export const listSealedLists = endpoint({
  method: 'GET',
  path: '/api/policies/sealed-lists',
  summary: 'The sealed lists by name and size; never their words',
  reply: z.object({
    lists: z.array(z.object({ id: Id, name: z.string(), entries: z.number().int() })),
    base: z.number().int(),
    may: PoliciesMay,
  }),
});
