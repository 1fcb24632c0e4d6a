import { z } from 'zod';
import { Id, Instant, Sha256 } from '../../ids.ts';
import { PolicyKey, Severity, Source } from '../../vocabulary.ts';
import { MAX_SCREENSHOT_BYTES } from '../../wire.ts';

/** What the engine found: the term, where in the sentence, and why it weighs what it weighs. */
export const CapturedFinding = z.object({
  term: z.string().min(1).max(120),
  policy: PolicyKey,
  severity: Severity,
  /** The term's own severity, before the sentence was weighed. */
  severityBefore: Severity,
  /** Ids of the rules that were applied, in order. */
  because: z.array(z.string().max(60)).max(20),
  source: Source,
  /** The sentence around the match, as it stood on the device. */
  sentence: z.string().min(1).max(1000),
  /** Offsets of the match in `sentence`, in UTF-16 units. */
  start: z.number().int().min(0),
  end: z.number().int().min(1),
  /** How often the same was seen in the same place. */
  count: z.number().int().min(1).max(1_000_000),
  /** Version of the pack that found it, the library's or the school's own: its hash. */
  pack: Sha256,
  /** The rules that held then: their hash; null where there were none. */
  rules: Sha256.nullable().optional(),
});
export type CapturedFinding = z.infer<typeof CapturedFinding>;

/** Where it happened, as the agent saw it. */
export const CaptureContext = z.object({
  application: z.string().max(200),
  windowTitle: z.string().max(500),
  url: z.string().max(2000).nullable(),
});
export type CaptureContext = z.infer<typeof CaptureContext>;

/** Evidence that will follow by HTTP, or why there is none. */
export const EvidencePromise = z.discriminatedUnion('state', [
  z.object({
    state: z.literal('coming'),
    id: Id,
    kind: z.literal('screenshot'),
    mediaType: z.enum(['image/jpeg', 'image/png', 'image/webp']),
    bytes: z.number().int().min(1).max(MAX_SCREENSHOT_BYTES),
    sha256: Sha256,
    takenAt: Instant,
  }),
  z.object({
    state: z.literal('none'),
    reason: z.enum(['switched-off', 'not-possible', 'failed', 'window-gone']),
  }),
]);
export type EvidencePromise = z.infer<typeof EvidencePromise>;

/**
 * A recording that is being made, with seconds from before the trigger; what became of it is told by
 * `evidence/recorded`. Absent where the finding asks for none.
 */
export const RecordingPromise = z.discriminatedUnion('state', [
  z.object({ state: z.literal('making'), id: Id }),
  z.object({
    state: z.literal('none'),
    reason: z.enum(['switched-off', 'not-possible', 'too-many', 'failed']),
  }),
]);
export type RecordingPromise = z.infer<typeof RecordingPromise>;
