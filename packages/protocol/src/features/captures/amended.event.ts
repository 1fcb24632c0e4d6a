import { z } from 'zod';
import { Id, Instant } from '../../ids.ts';
import { CapturedFinding } from './capture.ts';

/**
 * Agent to server: more of the sentence is known and weighs differently, or the same was seen again.
 * The first report stays in the history; an amendment is itself sent once.
 */
export const CaptureAmended = z.object({
  type: z.literal('captures/amended'),
  id: Id,
  captureId: Id,
  at: Instant,
  finding: CapturedFinding,
});
export type CaptureAmended = z.infer<typeof CaptureAmended>;
