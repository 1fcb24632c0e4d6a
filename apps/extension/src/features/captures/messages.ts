import { z } from 'zod';

const Text = z.string().max(200_000);

const Field = z.object({
  element: z.enum(['input', 'textarea', 'editable']),
  type: z.string().max(40),
  wasPassword: z.boolean(),
  autocomplete: z.string().max(500),
  inputMode: z.string().max(40),
  maxLength: z.number().nullable(),
  names: z.array(z.string().max(400)).max(12).readonly(),
});

/** What the script in a page tells the background worker. Where it happened is told by the browser, not by the page. */
export const PageMessage = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('typed'),
    field: z.number().int(),
    description: Field,
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
