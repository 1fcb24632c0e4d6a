import { z } from 'zod';
import { endpoint } from '../../endpoint.ts';
import { Sha256 } from '../../ids.ts';

/** A compiled pack of terms; asked for by a device, signed as `requestProofText` says. */
export const getPack = endpoint({
  method: 'GET',
  path: '/agent/state/packs/:sha256',
  summary: 'A compiled pack of terms by its hash',
  params: z.object({ sha256: Sha256 }),
  reply: z.instanceof(Uint8Array),
});
