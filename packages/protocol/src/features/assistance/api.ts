import { z } from 'zod';
import { endpoint, Permitted } from '../../endpoint.ts';
import { Id, Instant } from '../../ids.ts';
import { PupilWords } from '../restrictions/effect.ts';
import { AssistanceState } from './answered.command.ts';

const Staff = z.object({ id: z.string(), name: z.string() });

/** One thing that a pupil asked for, as staff see it. The words are the pupil's. */
export const AssistanceRequest = z.object({
  id: Id,
  kind: z.enum(['help', 'access']),
  person: z.object({ id: Id.nullable(), name: z.string(), form: z.string().nullable() }),
  device: z.object({ id: Id, name: z.string(), room: z.string().nullable() }),
  lesson: z.object({ id: Id, title: z.string() }).nullable(),
  text: z.string(),
  /** Of a page: its address without query, and its site. */
  url: z.string().nullable(),
  site: z.string().nullable(),
  /** Why the page is closed, in a sentence; null for help, and where it is open by now. */
  closedBecause: z.string().nullable(),
  askedAt: Instant,
  state: AssistanceState,
  answeredBy: Staff.nullable(),
  answeredAt: Instant.nullable(),
  words: z.string().nullable(),
  until: Instant.nullable(),
  may: z.object({ answer: Permitted, allow: Permitted }),
});
export type AssistanceRequest = z.infer<typeof AssistanceRequest>;

export const listAssistance = endpoint({
  method: 'GET',
  path: '/api/assistance',
  summary: 'What pupils ask for now, the one who waits longest first; or what was answered today',
  query: z.object({ lessonId: Id.optional(), over: z.stringbool().default(false) }),
  reply: z.object({ requests: z.array(AssistanceRequest), usualMinutes: z.number().int() }),
});
export const answerAssistance = endpoint({
  method: 'POST',
  path: '/api/assistance/:id/answer',
  summary: 'Answer a pupil: on my way, done, a word, the page for a time, or no',
  params: z.object({ id: Id }),
  body: z.discriminatedUnion('answer', [
    z.strictObject({ answer: z.literal('coming') }),
    z.strictObject({ answer: z.literal('done'), words: PupilWords.nullable().default(null) }),
    z.strictObject({
      answer: z.literal('allow'),
      minutes: z.number().int().min(1).max(240),
      /** `page`: this address and what is below it. `site`: the whole site. */
      what: z.enum(['page', 'site']),
      /** For the pupil alone, or for all in the lesson. */
      whom: z.enum(['pupil', 'lesson']).default('pupil'),
    }),
    z.strictObject({ answer: z.literal('decline'), words: PupilWords.nullable().default(null) }),
  ]),
  reply: AssistanceRequest,
});
