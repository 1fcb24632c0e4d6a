import { z } from 'zod';
import { endpoint } from '../../endpoint.ts';
import { Id } from '../../ids.ts';
import { Severity } from '../../vocabulary.ts';

export const Hit = z.object({
  kind: z.enum(['person', 'device', 'group', 'capture']),
  id: Id,
  title: z.string(),
  /** What tells it from others of the same name: form and account, room, parent group, policy and when. */
  detail: z.string(),
  /** Of a capture. */
  severity: Severity.nullable(),
  /** Found because it is like what was typed, with letters wrong; not because its words begin so. */
  like: z.boolean(),
});
export type Hit = z.infer<typeof Hit>;

/** Whatever the caller may see, mistyped or not; never a word of a sealed capture. */
export const search = endpoint({
  method: 'GET',
  path: '/api/search',
  summary: 'Find people, devices, groups and captures by a few letters, typing errors forgiven',
  query: z.object({
    q: z.string().trim().min(1).max(200),
    limit: z.coerce.number().int().min(1).max(20).default(6),
  }),
  reply: z.object({
    /** At most `limit` of each kind, the best first. */
    hits: z.array(Hit),
  }),
});
