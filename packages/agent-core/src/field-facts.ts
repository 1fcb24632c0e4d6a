import { z } from 'zod';

/** What is known about an input field, as it comes from where it was read: a page's script, or the agent of a browser. */
export const FieldFacts = z.object({
  element: z.enum(['input', 'textarea', 'editable']),
  type: z.string().max(40),
  wasPassword: z.boolean(),
  autocomplete: z.string().max(500),
  inputMode: z.string().max(40),
  maxLength: z.number().nullable(),
  names: z.array(z.string().max(400)).max(12).readonly(),
});
