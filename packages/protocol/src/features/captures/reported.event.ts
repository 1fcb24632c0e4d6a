import { z } from 'zod';
import { Id, Instant } from '../../ids.ts';
import { CaptureContext, CapturedFinding, EvidencePromise, RecordingPromise } from './capture.ts';

/** Agent to server: a capture. Its id is made on the device, so that one sent twice is stored once. */
export const CaptureReported = z
  .object({
    type: z.literal('captures/reported'),
    id: Id,
    sessionId: Id,
    /** The device's own clock at the trigger. */
    at: Instant,
    finding: CapturedFinding,
    context: CaptureContext,
    evidence: EvidencePromise,
    recording: RecordingPromise.optional(),
  })
  .refine(
    (capture) =>
      capture.finding.start < capture.finding.end && capture.finding.end <= capture.finding.sentence.length,
    {
      message: 'the match must lie within the sentence',
      path: ['finding', 'end'],
    },
  );
export type CaptureReported = z.infer<typeof CaptureReported>;
