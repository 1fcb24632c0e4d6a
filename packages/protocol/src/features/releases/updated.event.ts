import { z } from 'zod';
import { Id, Instant } from '../../ids.ts';
import { AgentVersion } from './release.ts';

/** Agent to server: what became of an update. An item of the outbox. */
export const ReleasesUpdated = z.object({
  type: z.literal('releases/updated'),
  id: Id,
  /** The device's own clock. */
  at: Instant,
  from: AgentVersion,
  to: AgentVersion,
  /** `rolled-back`: the new one did not come up, the old one is in its place again. `refused`: its signature or hash was wrong. */
  outcome: z.enum(['done', 'rolled-back', 'refused']),
});
export type ReleasesUpdated = z.infer<typeof ReleasesUpdated>;
