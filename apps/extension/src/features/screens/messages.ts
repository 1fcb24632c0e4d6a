import { z } from 'zod';

export const CONSENT_PAGE = 'consent.html';
const PromptId = z.string().max(64);

/** What the window with the question asks of the background worker, and answers. */
export const PromptMessage = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('consent-question'), id: PromptId }),
  z.object({ kind: z.literal('consent-answer'), id: PromptId, yes: z.boolean() }),
]);
export type PromptMessage = z.infer<typeof PromptMessage>;

/** The question; null when it is not asked any more. */
export const PromptQuestion = z
  .object({
    school: z.string().nullable(),
    watchers: z.array(z.string()).readonly(),
    silence: z.enum(['allows', 'denies']),
    /** Milliseconds that are left, and that there were. */
    leftMs: z.number(),
    ofMs: z.number().min(1),
  })
  .nullable();
export type PromptQuestion = z.infer<typeof PromptQuestion>;
