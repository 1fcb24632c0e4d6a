import { z } from 'zod';
import { Id, Instant } from '../../ids.ts';

/** What was done to the agent or its device so that it should not see, or not hold. */
export const TAMPERINGS = [
  /** The agent's service was stopped while the system went on. */
  'service-stopped',
  /** It was killed. */
  'agent-killed',
  /** Its part in the person's session was killed. */
  'seat-killed',
  /** The same ended by a fault of its own, as far as the system tells. */
  'seat-failed',
  /** The same ended, and nothing tells why. */
  'seat-ended',
  /** The clock was moved by more than a minute. */
  'clock-moved',
  /** Its own files were changed or taken away. */
  'files-changed',
  /** The browser's extension was taken away or switched off. */
  'extension-gone',
] as const;

/** Gaps that nobody is known to have made: they are on record, and count as no tampering. */
export const UNBLAMED: ReadonlySet<DevicesTampered['what']> = new Set(['seat-failed', 'seat-ended']);

/** Agent to server: a tampering that it found. An item of the outbox. */
export const DevicesTampered = z.object({
  type: z.literal('devices/tampered'),
  id: Id,
  sessionId: Id.nullable(),
  /** The device's own clock. */
  at: Instant,
  what: z.enum(TAMPERINGS),
  /** Seconds for which it was blind, or by which the clock was moved; null where it cannot be told. */
  seconds: z.number().int().nullable(),
});
export type DevicesTampered = z.infer<typeof DevicesTampered>;
