import { z } from 'zod';
import { Id } from '../../ids.ts';

/** Server to agent: this item can never be stored; sending it again is of no use. The server has recorded the loss. */
export const Rejected = z.object({
  type: z.literal('captures/rejected'),
  id: Id,
  reason: z.enum(['bad-item', 'session-unknown', 'capture-unknown']),
});
export type Rejected = z.infer<typeof Rejected>;
