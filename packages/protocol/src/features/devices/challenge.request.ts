import { z } from 'zod';
import { Base64Url, Instant } from '../../ids.ts';

/** Server to agent, the first frame of a connection: sign this nonce. */
export const Challenge = z.object({
  type: z.literal('devices/challenge'),
  nonce: Base64Url,
  wireVersions: z.array(z.number().int()).min(1).max(8),
  serverTime: Instant,
});
export type Challenge = z.infer<typeof Challenge>;
