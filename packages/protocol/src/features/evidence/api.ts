import { z } from 'zod';
import { Done, endpoint } from '../../endpoint.ts';
import { Id } from '../../ids.ts';

/** How many bytes have arrived, and whether that is all and as promised. */
export const EvidenceProgress = z.object({ have: z.number().int(), complete: z.boolean() });
export type EvidenceProgress = z.infer<typeof EvidenceProgress>;

/**
 * The bytes of one screenshot, watermarked, or of one recording; a view of it is audited before the first byte leaves.
 * Sealed evidence is shown only to whoever opened it before (`sealed.api.ts`).
 */
export const viewEvidence = endpoint({
  method: 'GET',
  path: '/api/evidence/:id',
  summary: 'One piece of evidence, watermarked; supports Range',
  params: z.object({ id: Id }),
  reply: z.instanceof(Uint8Array),
});
/** Points across of a preview: nothing in it can be read, and it shows only that something is there. */
export const PREVIEW_POINTS = 32;
/** For whoever may see the capture, so that the console shows evidence blurred until it is opened; never of sealed evidence. */
export const previewEvidence = endpoint({
  method: 'GET',
  path: '/api/evidence/:id/preview',
  summary: 'A blur of a screenshot in which nothing can be read',
  params: z.object({ id: Id }),
  reply: z.instanceof(Uint8Array),
});
/** As the device sent it, without a watermark, to be handed on with its SHA-256; never of sealed evidence. */
export const downloadEvidence = endpoint({
  method: 'GET',
  path: '/api/evidence/:id/original',
  summary: 'The original of one piece of evidence as a file; the download stands in history and audit',
  params: z.object({ id: Id }),
  reply: z.instanceof(Uint8Array),
});
/**
 * Sent by the device, signed as `requestProofText` says, with Content-Length and the promised SHA-256. For what has no
 * more than `MAX_SCREENSHOT_BYTES`; a larger recording comes in parts.
 */
export const putEvidence = endpoint({
  method: 'PUT',
  path: '/agent/evidence/:captureId/:id',
  summary: 'The bytes of a screenshot or recording that a capture promised',
  params: z.object({ captureId: Id, id: Id }),
  body: z.instanceof(Uint8Array),
  reply: Done,
});
/**
 * Evidence in parts of at most `EVIDENCE_PART_BYTES`, in order. What the server has already is kept across restarts of
 * both; a part from elsewhere than where it stands is refused with 409 (`other-offset`), and the device asks first. A
 * recording of which nothing is known yet is refused with 409 (`not-told`): `evidence/recorded` comes first.
 */
export const putEvidencePart = endpoint({
  method: 'PUT',
  path: '/agent/evidence/:captureId/:id/from/:offset',
  summary: 'A part of the bytes of a screenshot or recording that a capture promised',
  params: z.object({ captureId: Id, id: Id, offset: z.coerce.number().int().min(0) }),
  body: z.instanceof(Uint8Array),
  reply: EvidenceProgress,
});
/** Asked by the device, signed, before it goes on after an interruption. */
export const showEvidenceProgress = endpoint({
  method: 'GET',
  path: '/agent/evidence/:captureId/:id',
  summary: 'How much of promised evidence has arrived',
  params: z.object({ captureId: Id, id: Id }),
  reply: EvidenceProgress,
});
