import { z } from 'zod';
import { endpoint } from '../../endpoint.ts';
import { Id } from '../../ids.ts';

/** Captures of one incident that a document holds; more are a document that nobody reads. */
export const MOST_ON_PAPER = 50;

const PaperQuery = z.object({
  /** With the screenshot, watermarked; that is a look at it and stands in history and audit as one. */
  evidence: z.stringbool().default(false),
});

/** A PDF of everything that is known of a capture. The words and the evidence of a sealed one are left out. */
export const exportCapture = endpoint({
  method: 'GET',
  path: '/api/captures/:id/pdf',
  summary: 'A capture as a PDF document',
  params: z.object({ id: Id }),
  query: PaperQuery,
  reply: z.instanceof(Uint8Array),
});
/** The same for all captures of an incident that the caller may see, the first one first. */
export const exportIncident = endpoint({
  method: 'GET',
  path: '/api/captures/incidents/:id/pdf',
  summary: 'All captures of an incident as a PDF document',
  params: z.object({ id: Id }),
  query: PaperQuery,
  reply: z.instanceof(Uint8Array),
});
