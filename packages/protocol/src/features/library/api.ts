import { z } from 'zod';
import { endpoint, Permitted } from '../../endpoint.ts';
import { Instant } from '../../ids.ts';
import { PolicyKey, Severity } from '../../vocabulary.ts';

/** The largest file of an update. */
export const MAX_LIBRARY_BYTES = 32 * 1024 * 1024;

export const LibraryVersion = z.object({
  version: z.string(),
  terms: z.number().int(),
  /** `shipped` with Lapwing, `uploaded` here, or `found` in the watched place. */
  from: z.enum(['shipped', 'uploaded', 'found']),
  at: Instant,
  by: z.string().nullable(),
  /** The version that holds in this school now. */
  inForce: z.boolean(),
});
export type LibraryVersion = z.infer<typeof LibraryVersion>;

/** What an update makes of one term. */
export const LibraryDifference = z.object({
  term: z.string(),
  policy: PolicyKey,
  change: z.enum(['new', 'changed', 'gone']),
  /** The note of the version that made it. */
  note: z.string(),
  severity: z.object({ before: Severity.nullable(), after: Severity.nullable() }),
  /** Set when the school has changed this term: its own values stay. */
  kept: z.string().nullable(),
});
export type LibraryDifference = z.infer<typeof LibraryDifference>;

export const showLibrary = endpoint({
  method: 'GET',
  path: '/api/library',
  summary: 'The managed library in force, and the versions that are here',
  reply: z.object({
    versions: z.array(LibraryVersion),
    /** Where updates are looked for, if anywhere, and what came of the last look. */
    watched: z
      .object({ place: z.string(), at: Instant.nullable(), problem: z.string().nullable() })
      .nullable(),
    /** Number of the last change of the policies; applying a version names it. */
    base: z.number().int(),
    may: z.object({ manage: Permitted }),
  }),
});
export const addLibrary = endpoint({
  method: 'POST',
  path: '/api/library/versions',
  summary: 'Bring a signed update; it changes nothing until it is applied',
  body: z.instanceof(Uint8Array),
  reply: LibraryVersion,
});
export const previewLibrary = endpoint({
  method: 'GET',
  path: '/api/library/versions/:version',
  summary: 'What a version would change for this school, its own edits kept',
  params: z.object({ version: z.string().max(20) }),
  reply: z.object({
    version: LibraryVersion,
    notes: z.array(z.string()),
    differences: z.array(LibraryDifference),
  }),
});
