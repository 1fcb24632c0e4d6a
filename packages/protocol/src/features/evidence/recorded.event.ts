import { z } from 'zod';
import { Id, Instant, Sha256 } from '../../ids.ts';
import { LONGEST_EVIDENCE_SECONDS, MAX_RECORDING_BYTES } from '../../wire.ts';

/** Agent to server: what became of the recording that a capture promised. An item of the outbox, sent before its bytes. */
export const EvidenceRecorded = z.object({
  type: z.literal('evidence/recorded'),
  id: Id,
  captureId: Id,
  /** Of the recording, as the capture named it. */
  evidenceId: Id,
  outcome: z.discriminatedUnion('state', [
    z.object({
      state: z.literal('coming'),
      mediaType: z.enum(['video/mp4', 'video/webm']),
      bytes: z.number().int().min(1).max(MAX_RECORDING_BYTES),
      sha256: Sha256,
      /** The device's own time of the first frame. */
      startedAt: Instant,
      seconds: z.number().min(0).max(LONGEST_EVIDENCE_SECONDS),
      /** Seconds from the first frame to the trigger. */
      triggerSeconds: z.number().min(0).max(LONGEST_EVIDENCE_SECONDS),
      width: z.number().int().min(1).max(8192),
      height: z.number().int().min(1).max(8192),
    }),
    z.object({
      state: z.literal('lost'),
      reason: z.enum(['failed', 'interrupted', 'too-large', 'no-frames']),
    }),
  ]),
});
export type EvidenceRecorded = z.infer<typeof EvidenceRecorded>;
