import { z } from 'zod';
import { endpoint } from '../../endpoint.ts';
import { Id } from '../../ids.ts';

/** Where its logo is and how large; null when it has none. */
const Logo = z.object({ address: z.string(), width: z.number().int(), height: z.number().int() }).nullable();

export const School = z.object({ id: Id, name: z.string(), noticeUrl: z.string(), logo: Logo });
export type School = z.infer<typeof School>;

export const showSchool = endpoint({
  method: 'GET',
  path: '/api/schools/current',
  summary: "The caller's school",
  reply: School,
});
export const changeSchool = endpoint({
  method: 'PATCH',
  path: '/api/schools/current',
  summary: 'Change the name of the school',
  body: z.strictObject({ name: z.string().trim().min(1, 'must not be empty').max(200) }),
  reply: School,
});
/** What pupils and parents read about the monitoring; needs no sign-in and names no person. */
export const showNotice = endpoint({
  method: 'GET',
  path: '/api/schools/:id/notice',
  summary: "The school's notice on what is monitored and what is not",
  params: z.object({ id: Id }),
  reply: z.object({ schoolName: z.string(), logo: Logo }),
});
