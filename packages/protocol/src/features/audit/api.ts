import { z } from 'zod';
import { Cursor, endpoint, pageOf } from '../../endpoint.ts';
import { Id, Instant } from '../../ids.ts';
import { AUDIT_OUTCOMES } from './outcome.ts';

export const AuditEntry = z.object({
  seq: z.number().int(),
  at: Instant,
  /** Who did it; null for the server itself. */
  actor: z.object({ id: z.string(), name: z.string() }).nullable(),
  /** Feature word and verb, for example `evidence.view`; `-ended` behind it closes what another line opened. */
  action: z.string(),
  /** In plain words, for example `Opened a screenshot of Ana Silva`. */
  summary: z.string(),
  subject: z.object({ kind: z.string(), id: z.string() }).nullable(),
  outcome: z.enum(AUDIT_OUTCOMES),
  /** Opened more than a minute ago, and nothing says that it ended. */
  unfinished: z.boolean(),
  address: z.string().nullable(),
  hash: z.string(),
});
export type AuditEntry = z.infer<typeof AuditEntry>;

/** How many lines fit; counted no further than {@link AUDIT_COUNTED}. */
export const AuditTotal = z.object({ lines: z.number().int(), more: z.boolean() });
export type AuditTotal = z.infer<typeof AuditTotal>;
export const AUDIT_COUNTED = 10_000;
/** Lines that one file can hold. */
export const AUDIT_EXPORTED = 50_000;

const Filters = z.object({
  actorId: z.string().max(100).optional(),
  /** One action, or all of a feature by its word and a point: `evidence.`. */
  action: z.string().max(80).optional(),
  subjectId: z.string().max(100).optional(),
  /** Everything about a person of the roster: also captures, recordings, sessions and concerns of theirs. */
  personId: Id.optional(),
  from: Instant.optional(),
  /** The moment after the last that counts. */
  until: Instant.optional(),
  outcome: z.enum([...AUDIT_OUTCOMES, 'unfinished']).optional(),
  /** Words of the summary. */
  search: z.string().trim().max(100).optional(),
});
export type AuditFilters = z.infer<typeof Filters>;

export const listAudit = endpoint({
  method: 'GET',
  path: '/api/audit',
  summary: 'What was done and looked at, newest first',
  query: Filters.extend({
    after: Cursor.optional(),
    limit: z.coerce.number().int().min(1).max(200).default(50),
  }),
  reply: pageOf(AuditEntry).extend({ total: AuditTotal }),
});
export const countAudit = endpoint({
  method: 'GET',
  path: '/api/audit/counts',
  summary: 'How many lines of the audit fit, and how many of them are new',
  query: Filters.extend({ since: z.coerce.number().int().min(0).default(0) }),
  reply: z.object({
    total: AuditTotal,
    /** Lines after `since` that are not the caller's own looking at the audit. */
    fresh: AuditTotal,
  }),
});
export const listAuditChoices = endpoint({
  method: 'GET',
  path: '/api/audit/choices',
  summary: 'Who stands in the audit, and what kinds of action do',
  reply: z.object({
    actors: z.array(z.object({ id: z.string(), name: z.string() })),
    actions: z.array(z.string()),
  }),
});
export const showAudit = endpoint({
  method: 'GET',
  path: '/api/audit/entries/:seq',
  summary: 'One line of the audit whole, with its hash and its neighbours',
  params: z.object({ seq: z.coerce.number().int().min(1) }),
  reply: z.object({
    entry: AuditEntry,
    previousHash: z.string(),
    /** Whether the hash is that of the line as it stands, and the line before has the hash that this one was written after. */
    intact: z.boolean(),
    before: AuditEntry.nullable(),
    next: AuditEntry.nullable(),
    /** The line that closes this one, or that this one closes. */
    partner: AuditEntry.nullable(),
  }),
});
export const exportAudit = endpoint({
  method: 'GET',
  path: '/api/audit/export',
  summary: 'The filtered lines as a CSV file',
  query: Filters,
  reply: z.instanceof(Uint8Array),
});

/** One walk along the chain, from its first entry. */
export const AuditCheck = z.object({
  id: Id,
  by: z.object({ id: z.string(), name: z.string() }),
  startedAt: Instant,
  /** Null while it goes on, or when it was left half done. */
  endedAt: Instant.nullable(),
  /** Entries that are as they were written; the hash of the last of them. */
  entries: z.number().int(),
  head: z.string(),
  /** Entries that there were to walk when it last went on. */
  of: z.number().int(),
  problem: z
    .object({ seq: z.number().int(), problem: z.enum(['missing', 'changed', 'not-linked']) })
    .nullable(),
});
export type AuditCheck = z.infer<typeof AuditCheck>;

export const listAuditChecks = endpoint({
  method: 'GET',
  path: '/api/audit/checks',
  summary: 'When the chain of the audit was checked, and what was found',
  reply: z.object({ checks: z.array(AuditCheck) }),
});
export const startAuditCheck = endpoint({
  method: 'POST',
  path: '/api/audit/checks',
  summary: 'Begin to walk the chain of the audit',
  reply: AuditCheck,
});
export const continueAuditCheck = endpoint({
  method: 'POST',
  path: '/api/audit/checks/:id/continue',
  summary: 'Walk the next stretch of the chain; called until it has ended',
  params: z.object({ id: Id }),
  reply: AuditCheck,
});
