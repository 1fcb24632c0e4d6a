import { z } from 'zod';
import { Cursor, endpoint, pageOf } from '../../endpoint.ts';
import { Instant } from '../../ids.ts';

export const AuditEntry = z.object({
  seq: z.number().int(),
  at: Instant,
  /** Who did it; null for the server itself. */
  actor: z.object({ id: z.string(), name: z.string() }).nullable(),
  /** Feature word and verb, for example `evidence.view`. */
  action: z.string(),
  /** In plain words, for example `Opened a screenshot of Ana Silva`. */
  summary: z.string(),
  subject: z.object({ kind: z.string(), id: z.string() }).nullable(),
  outcome: z.enum(['opened', 'done', 'refused', 'failed']),
  address: z.string().nullable(),
  hash: z.string(),
});
export type AuditEntry = z.infer<typeof AuditEntry>;

export const listAudit = endpoint({
  method: 'GET',
  path: '/api/audit',
  summary: 'What was done and looked at, newest first',
  query: z.object({
    subjectId: z.string().max(100).optional(),
    actorId: z.string().max(100).optional(),
    action: z.string().max(80).optional(),
    after: Cursor.optional(),
    limit: z.coerce.number().int().min(1).max(200).default(50),
  }),
  reply: pageOf(AuditEntry),
});
