import { z } from 'zod';
import { Cursor, endpoint, pageOf } from '../../endpoint.ts';
import { Id, Instant } from '../../ids.ts';

const AccountName = z.string().trim().toLowerCase().min(1, 'must not be empty').max(320);
const Named = z.object({ id: Id, name: z.string(), username: z.string(), form: z.string().nullable() });

/** An account that somebody used at a device and that fits nobody of the roster. */
export const UnmatchedAccount = z.object({
  /** In small letters, as it is compared. */
  accountName: z.string(),
  sessions: z.number().int(),
  captures: z.number().int(),
  lastSeenAt: Instant,
  /** Where it was seen last. */
  device: z.object({ id: Id, name: z.string(), room: z.string().nullable() }),
  /** Whose it may be, by likeness alone; null when nobody is like enough. */
  suggestion: Named.nullable(),
});
export type UnmatchedAccount = z.infer<typeof UnmatchedAccount>;

/** What was decided about an account; `person` is null for one that is nobody's own, such as a guest's. */
export const DecidedAccount = z.object({
  accountName: z.string(),
  person: Named.nullable(),
  decidedAt: Instant,
  decidedBy: z.string(),
});
export type DecidedAccount = z.infer<typeof DecidedAccount>;

export const listUnmatched = endpoint({
  method: 'GET',
  path: '/api/people/accounts',
  summary: 'Accounts seen at devices that fit nobody of the roster, the latest first',
  query: z.object({
    after: Cursor.optional(),
    limit: z.coerce.number().int().min(1).max(100).default(50),
  }),
  reply: pageOf(UnmatchedAccount).extend({ total: z.number().int() }),
});
export const listDecided = endpoint({
  method: 'GET',
  path: '/api/people/accounts/decided',
  summary: 'Accounts that were matched by hand or set aside, the latest first',
  reply: z.object({ items: z.array(DecidedAccount).max(500) }),
});
/** Its sessions and captures that belong to nobody become the person's, and so do all that come. */
export const decideAccount = endpoint({
  method: 'POST',
  path: '/api/people/accounts',
  summary: 'Say whose account it is, or that it is nobody’s own',
  body: z.strictObject({
    accountName: AccountName,
    /** Null for a shared or guest account: it is not asked about again. */
    personId: Id.nullable(),
  }),
  reply: z.object({ sessions: z.number().int(), captures: z.number().int() }),
});
export const forgetAccount = endpoint({
  method: 'POST',
  path: '/api/people/accounts/forget',
  summary: 'Take back what was decided about an account',
  body: z.strictObject({
    accountName: AccountName,
    /** True when the match was a mistake: its sessions and captures belong to nobody again. */
    giveBack: z.boolean(),
  }),
  reply: z.object({ sessions: z.number().int(), captures: z.number().int() }),
});
