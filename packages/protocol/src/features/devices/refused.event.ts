import { z } from 'zod';
import { Refusal } from '../../wire.ts';

/** Server to agent: not let in, and why. The connection is closed after it. */
export const Refused = z.object({
  type: z.literal('devices/refused'),
  reason: Refusal,
  /** Seconds before the agent may try again; null when trying again is of no use. */
  retryAfter: z.number().int().nullable(),
});
export type Refused = z.infer<typeof Refused>;
