import { z } from 'zod';
import { PolicyKey } from '../../vocabulary.ts';

/** What a concern is about: the risk of a managed policy, or another. */
export const ConcernRisk = z.union([PolicyKey, z.literal('other')]);
export type ConcernRisk = z.infer<typeof ConcernRisk>;
