import { z } from 'zod';
import { endpoint } from '../../endpoint.ts';
import { Id, Instant } from '../../ids.ts';

/** That a capture and its evidence are kept beyond their usual time: a court, the police or an inquiry asks for them. */
export const Hold = z.object({
  held: z.boolean(),
  /** Since when, by whom and why; null while it is not held. */
  since: z.object({ at: Instant, by: z.string(), reason: z.string() }).nullable(),
});
export type Hold = z.infer<typeof Hold>;

const HoldParams = z.object({ captureId: Id });
const HoldReason = z.strictObject({
  reason: z.string().trim().min(1, 'Write in a sentence why.').max(1000),
});

export const holdEvidence = endpoint({
  method: 'POST',
  path: '/api/evidence/holds/:captureId',
  summary: 'Keep a capture and its evidence beyond their usual time',
  params: HoldParams,
  body: HoldReason,
  reply: Hold,
});
export const releaseEvidence = endpoint({
  method: 'POST',
  path: '/api/evidence/holds/:captureId/release',
  summary: 'Let a capture and its evidence go at their usual time again',
  params: HoldParams,
  body: HoldReason,
  reply: Hold,
});
