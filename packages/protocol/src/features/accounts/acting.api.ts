import { z } from 'zod';
import { CAPABILITIES } from '../../capabilities.ts';
import { Done, endpoint } from '../../endpoint.ts';
import { Instant } from '../../ids.ts';

/** After so many minutes it ends by itself; going on takes a new reason. */
export const ACTING_MINUTES = 30;

/** Between the name of who acts and whose rights they look with, wherever a name is written down. */
export const ACTING_AS = ', acting as ';

/** With whose rights the console is looked at now. */
export const ActingNow = z.object({
  id: z.string(),
  name: z.string(),
  endsAt: Instant,
  /** What the other may do and is not open now, because whoever acts does not hold it or acting leaves it out. */
  notShown: z.array(z.enum(CAPABILITIES)),
  /** What is open for fewer groups than the other has, because whoever acts holds it for fewer. */
  partlyShown: z.array(z.enum(CAPABILITIES)),
});
export type ActingNow = z.infer<typeof ActingNow>;

export const ActingTime = z.object({
  /** Of the other: who acted, or as whom. */
  name: z.string(),
  reason: z.string(),
  startedAt: Instant,
  /** Null while it lasts. */
  endedAt: Instant.nullable(),
});
export type ActingTime = z.infer<typeof ActingTime>;

export const startActing = endpoint({
  method: 'POST',
  path: '/api/accounts/acting',
  summary: 'Look at the console with the rights that both the caller and another hold',
  body: z.strictObject({
    accountId: z.string().min(1).max(100),
    reason: z
      .string()
      .trim()
      .min(5, 'write the reason, in a few words')
      .max(300, 'use at most 300 characters'),
  }),
  reply: ActingNow,
});
export const stopActing = endpoint({
  method: 'DELETE',
  path: '/api/accounts/acting',
  summary: "Go on with the caller's own rights",
  reply: Done,
});
export const listActing = endpoint({
  method: 'GET',
  path: '/api/accounts/acting',
  summary: 'Who has looked at the console with the rights of the caller, and the caller with whose',
  reply: z.object({
    /** The newest first, fifty of each at most. */
    asMe: z.array(ActingTime),
    byMe: z.array(ActingTime),
  }),
});
