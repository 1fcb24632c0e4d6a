import { z } from 'zod';
import { endpoint } from '../../endpoint.ts';
import { Email, Me, NewPassword, PersonName } from '../accounts/api.ts';

export const showSetup = endpoint({
  method: 'GET',
  path: '/api/setup',
  summary: 'Whether the server still waits for its first school',
  reply: z.object({ needed: z.boolean() }),
});
export const completeSetup = endpoint({
  method: 'POST',
  path: '/api/setup',
  summary: 'Make the first school and its first administrator, by the one-time link printed at the start',
  body: z.strictObject({
    token: z.string().min(20).max(200),
    schoolName: z.string().trim().min(1, 'must not be empty').max(200),
    name: PersonName,
    email: Email,
    password: NewPassword,
    /** The administrator is also the designated safeguarding lead, or acts for them, and so sees captures. */
    safeguarding: z.boolean(),
  }),
  reply: Me,
});
