import { z } from 'zod';
import { Id, Instant } from '../../ids.ts';

/**
 * Server to agent: something of the moment. Never done after its deadline, and never twice: the device keeps the ids of
 * those that it has done until their deadline is over. Answered by `messages/done`.
 */
export const MessagesTold = z.object({
  type: z.literal('messages/told'),
  id: Id,
  deadline: Instant,
  /** Who says it, as pupils are to read it. */
  by: z.string().max(200),
  what: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('message'), text: z.string().max(1000) }),
    z.object({ kind: z.literal('open'), url: z.string().max(2000) }),
    /** Closes the tab in front if it is on this host, or every tab on it. */
    z.object({ kind: z.literal('close-tabs'), host: z.string().max(253), all: z.boolean() }),
    z.object({ kind: z.literal('log-off'), text: z.string().max(300) }),
  ]),
});
export type MessagesTold = z.infer<typeof MessagesTold>;
