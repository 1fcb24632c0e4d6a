import { z } from 'zod';
import { Id, Instant } from '../../ids.ts';

/** Agent to server: what became of a `messages/told`. `seen` follows `shown` when the person has closed the message. */
export const MessagesDone = z.object({
  type: z.literal('messages/done'),
  id: Id,
  at: Instant,
  outcome: z.enum(['shown', 'seen', 'done', 'too-late', 'not-possible', 'blocked', 'failed']),
});
export type MessagesDone = z.infer<typeof MessagesDone>;
