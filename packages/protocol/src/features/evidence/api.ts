import { z } from 'zod';
import { Done, endpoint } from '../../endpoint.ts';
import { Id } from '../../ids.ts';

/** The bytes of one screenshot, watermarked; a view of it is audited before the first byte leaves. */
export const viewEvidence = endpoint({
  method: 'GET',
  path: '/api/evidence/:id',
  summary: 'One piece of evidence, watermarked; supports Range',
  params: z.object({ id: Id }),
  reply: z.instanceof(Uint8Array),
});
/** Sent by the device, signed as `requestProofText` says, with Content-Length and the promised SHA-256. */
export const putEvidence = endpoint({
  method: 'PUT',
  path: '/agent/evidence/:captureId/:id',
  summary: 'The bytes of a screenshot that a capture promised',
  params: z.object({ captureId: Id, id: Id }),
  body: z.instanceof(Uint8Array),
  reply: Done,
});
