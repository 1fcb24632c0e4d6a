import { z } from 'zod';
import { Id } from '../../ids.ts';

/** Server to agent: these outbox items (by their ids) are committed; the device may delete them. */
export const Acknowledged = z.object({
  type: z.literal('captures/acknowledged'),
  ids: z.array(Id).min(1).max(500),
});
export type Acknowledged = z.infer<typeof Acknowledged>;
