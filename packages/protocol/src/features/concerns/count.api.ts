import { z } from 'zod';
import { endpoint } from '../../endpoint.ts';

/** For the places of the console: whether something is there for staff whose role shows them no concerns. */
export const countConcerns = endpoint({
  method: 'GET',
  path: '/api/concerns/counts',
  summary: 'How many concerns are shared with the caller by name',
  reply: z.object({ shared: z.number().int() }),
});
