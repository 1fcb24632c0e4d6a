import { z } from 'zod';
import { Id, Instant } from '../../ids.ts';

/** How it stands with the internet on a device. */
export const INTERNET_STATES = ['open', 'limited', 'off'] as const;

/**
 * Agent to server: what holds on the device now. Said after each connect and at each change, the newest only; not an
 * item of the outbox, for an older one is of no use.
 */
export const RestrictionsActual = z.object({
  type: z.literal('restrictions/actual'),
  /** The device's own clock. */
  at: Instant,
  /** Of the state document that it goes by. */
  version: z.number().int().min(0),
  locked: z.boolean(),
  internet: z.enum(INTERNET_STATES),
  muted: z.boolean(),
  /** Restrictions and access policies in force, by id. */
  holds: z.array(Id).max(300),
  /** Those that this platform cannot do, or failed to. */
  failed: z.array(z.object({ id: Id, why: z.enum(['not-possible', 'failed']) })).max(100),
  /** Something on the device stands in the way of what it should hold, such as a switched-off permission; in closed words. */
  gaps: z.array(z.enum(['incognito-open', 'no-host-access', 'lock-left'])).max(10),
});
export type RestrictionsActual = z.infer<typeof RestrictionsActual>;
