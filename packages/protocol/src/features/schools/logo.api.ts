import { z } from 'zod';
import { endpoint } from '../../endpoint.ts';
import { Id } from '../../ids.ts';
import { School } from './api.ts';

export const MAX_LOGO_BYTES = 1024 * 1024;

/** PNG, JPEG or WebP; it is drawn anew, so that nothing but a picture is kept. */
export const setLogo = endpoint({
  method: 'PUT',
  path: '/api/schools/current/logo',
  summary: 'Set the logo of the school',
  body: z.instanceof(Uint8Array),
  reply: School,
});
export const removeLogo = endpoint({
  method: 'DELETE',
  path: '/api/schools/current/logo',
  summary: 'Remove the logo of the school',
  reply: School,
});
/** The picture as PNG. It stands on the notice for pupils and parents, who do not sign in. */
export const showLogo = endpoint({
  method: 'GET',
  path: '/api/schools/:id/logo',
  summary: 'The logo of a school',
  params: z.object({ id: Id }),
  query: z.object({ version: z.string().max(64).optional() }),
  reply: z.instanceof(Uint8Array),
});
