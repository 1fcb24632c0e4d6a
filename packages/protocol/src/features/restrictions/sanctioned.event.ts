import { z } from 'zod';
import { Id, Instant } from '../../ids.ts';

/**
 * Agent to server: what the device did by itself about a finding. An item of the outbox, sent after its capture. Until
 * a state document names it among `sanctions`, the device goes by its own; from then on by the document alone, so
 * that whatever staff have lifted is lifted.
 */
export const RestrictionsSanctioned = z.object({
  type: z.literal('restrictions/sanctioned'),
  /** Also the id of the restriction that it is. */
  id: Id,
  captureId: Id,
  sessionId: Id,
  kind: z.enum(['message', 'lock', 'internet-off', 'log-off']),
  /** The device's own clock. */
  at: Instant,
  /** Null for what is of the moment, and for what was not done. */
  until: Instant.nullable(),
  /** `held-back`: the same was done a short while ago; `switched-off`: by the school's bounds; `not-possible`: not on this platform. */
  outcome: z.enum(['done', 'held-back', 'switched-off', 'not-possible']),
});
export type RestrictionsSanctioned = z.infer<typeof RestrictionsSanctioned>;
