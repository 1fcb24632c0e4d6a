import { z } from 'zod';
import { Id } from '../../ids.ts';

/**
 * Agent to server: the person at the device asks a teacher for help, or for a page that was blocked. Of the moment: said
 * while connected, and answered by `assistance/answered` with its state; without a connection the device says so.
 */
export const AssistanceAsked = z.object({
  type: z.literal('assistance/asked'),
  id: Id,
  kind: z.enum(['help', 'access']),
  /** The page asked for, without user name and password. */
  url: z.string().max(2000).nullable(),
  /** The pupil's own words, if any. */
  text: z.string().max(300),
});
export type AssistanceAsked = z.infer<typeof AssistanceAsked>;

/** Agent to server: the person does not ask any longer. */
export const AssistanceWithdrawn = z.object({ type: z.literal('assistance/withdrawn'), id: Id });
export type AssistanceWithdrawn = z.infer<typeof AssistanceWithdrawn>;
