import { FieldFacts } from '@lapwing/agent-core/field-facts.ts';
import { z } from 'zod';

const Text = z.string().max(200_000);

/** What the script in a page tells the background worker. Where it happened is told by the browser, not by the page. */
export const PageMessage = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('typed'),
    field: z.number().int(),
    description: FieldFacts,
    text: Text,
    caret: z.number().int().min(0),
  }),
  z.object({
    kind: z.literal('settled'),
    field: z.number().int(),
    reason: z.enum(['blur', 'enter', 'submit']),
  }),
  z.object({ kind: z.literal('page-text'), text: Text }),
  z.object({ kind: z.literal('stirred') }),
]);
export type PageMessage = z.infer<typeof PageMessage>;
