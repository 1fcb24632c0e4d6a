import { z } from 'zod';
import { Id, Instant } from '../../ids.ts';

/** Agent to server: how a person answered an agreement. An item of the outbox. */
export const AgreementsAnswered = z.object({
  type: z.literal('agreements/answered'),
  id: Id,
  agreementId: Id,
  version: z.number().int().min(1),
  /** Of the document by which it was asked. */
  asking: z.number().int().min(1),
  sessionId: Id,
  answer: z.enum(['agreed', 'declined']),
  /** The device's own clock. */
  at: Instant,
});
export type AgreementsAnswered = z.infer<typeof AgreementsAnswered>;
