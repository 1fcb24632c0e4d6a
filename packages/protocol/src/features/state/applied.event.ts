import { z } from 'zod';

/** Agent to server: this version of the state is in force, or why it was not taken. */
export const StateApplied = z.object({
  type: z.literal('state/applied'),
  version: z.number().int().min(0),
  problem: z
    .enum([
      'bad-signature',
      'older-version',
      'expired',
      'bad-document',
      'pack-missing',
      'pack-damaged',
      // The pack is of a format that this agent does not read: the agent or the server has to be updated.
      'pack-unsupported',
      // The rules could not be had, or are not such as this agent reads; the last good ones hold.
      'rules-missing',
      'rules-damaged',
    ])
    .nullable(),
});
export type StateApplied = z.infer<typeof StateApplied>;
