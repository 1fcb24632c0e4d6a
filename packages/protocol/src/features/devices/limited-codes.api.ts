import { z } from 'zod';
import { endpoint } from '../../endpoint.ts';
import { Id, Instant } from '../../ids.ts';

/** A code beside the school's own, typed and put into policies in the same way, that lets in so many devices until a day. */
export const LimitedCode = z.object({
  id: Id,
  /** What it is for, for example `Trolley 7`. */
  title: z.string(),
  /** Shown as `ABCDE-FGHIJ`; null when it lets nobody in any more. */
  code: z.string().nullable(),
  state: z.enum(['in-force', 'used-up', 'expired', 'withdrawn']),
  createdAt: Instant,
  expiresAt: Instant,
  devicesAtMost: z.number().int(),
  enrolled: z.number().int(),
});
export type LimitedCode = z.infer<typeof LimitedCode>;

export const listLimitedCodes = endpoint({
  method: 'GET',
  path: '/api/devices/limited-codes',
  summary: 'Codes for a number of devices, newest first',
  reply: z.object({ codes: z.array(LimitedCode) }),
});
export const makeLimitedCode = endpoint({
  method: 'POST',
  path: '/api/devices/limited-codes',
  summary: 'Make a code that lets in a number of devices',
  body: z.strictObject({
    title: z.string().trim().min(1).max(80),
    days: z.number().int().min(1).max(366),
    /** 1: for one device alone. */
    devicesAtMost: z.number().int().min(1).max(10_000),
  }),
  reply: LimitedCode,
});
export const withdrawLimitedCode = endpoint({
  method: 'POST',
  path: '/api/devices/limited-codes/:id/withdraw',
  summary: 'Withdraw such a code; devices that it has let in stay',
  params: z.object({ id: Id }),
  reply: LimitedCode,
});
