import { z } from 'zod';
import { endpoint } from '../../endpoint.ts';
import { Id } from '../../ids.ts';

/** The record as it stands, with where the audit stood: what it says can be held against both later. */
export const exportConcern = endpoint({
  method: 'GET',
  path: '/api/concerns/:id/pdf',
  summary: 'A concern as a PDF document',
  params: z.object({ id: Id }),
  reply: z.instanceof(Uint8Array),
});
