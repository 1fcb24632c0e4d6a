import { z } from 'zod';

/** What the popup asks of the background worker about help. */
export const AssistanceMessage = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('assistance-ask'), words: z.string().max(300) }),
  z.object({ kind: z.literal('assistance-withdraw'), id: z.string().max(64) }),
]);
export type AssistanceMessage = z.infer<typeof AssistanceMessage>;
