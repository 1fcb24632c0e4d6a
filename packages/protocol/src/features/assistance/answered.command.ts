import { z } from 'zod';
import { Id, Instant } from '../../ids.ts';

export const ASSISTANCE_STATES = [
  'waiting',
  /** Somebody is on their way. */
  'coming',
  'allowed',
  'declined',
  /** It is dealt with, or was withdrawn. */
  'done',
  /** Nobody answered in time. */
  'expired',
  /** It was asked too often, or nobody is there to answer it. */
  'refused',
] as const;
export const AssistanceState = z.enum(ASSISTANCE_STATES);
export type AssistanceState = z.infer<typeof AssistanceState>;

/** Server to agent: how it stands with what was asked, at once and at each change; also after a reconnect. */
export const AssistanceAnswered = z.object({
  type: z.literal('assistance/answered'),
  id: Id,
  state: AssistanceState,
  /** Words of the teacher, or why it was refused. */
  words: z.string().max(300).nullable(),
  /** Who answered, as pupils are to read it. */
  by: z.string().max(200).nullable(),
  /** Of a page that was allowed: until when. */
  until: Instant.nullable(),
});
export type AssistanceAnswered = z.infer<typeof AssistanceAnswered>;
